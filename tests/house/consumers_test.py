"""The three ways by which a project gets neardup, each tried with a tiny project that is built and run."""

import os
import pathlib
import tempfile
import unittest

from house import BUILD, COMPILE, CXX, EIGEN, ROOT, run, succeed

CMAKE = os.environ["NEARDUP_CMAKE"]
CONSUMER = ROOT / "tests" / "consumer"
EXPECTED = "1 group of identical texts\n"


class Consumers(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def configure(self, name, *definitions):
        return run(CMAKE, "-S", CONSUMER / name, "-B", self.folder / name, "-G", os.environ["NEARDUP_GENERATOR"],
                   f"-DCMAKE_CXX_COMPILER={CXX}", *definitions)

    def build_and_run(self, name, *definitions):
        configured = self.configure(name, *definitions)
        self.assertEqual(configured.returncode, 0, configured.stdout)
        succeed(CMAKE, "--build", self.folder / name)
        self.assertTrue(succeed(self.folder / name / "consumer").endswith(EXPECTED))

    def install(self):
        """Installs into a folder and moves that: nothing installed may name the place it was built for."""
        succeed(CMAKE, "--install", BUILD, "--prefix", self.folder / "first")
        return (self.folder / "first").rename(self.folder / "prefix")

    def test_find_package(self):
        prefix = f"-DCMAKE_PREFIX_PATH={self.install()}"
        self.build_and_run("find_package", prefix, "-Dwanted_version=0.1")
        # Before 1.0 a minor version may break its users.
        for version in ("0.0", "0.2", "1.0"):
            refused = self.configure("find_package", prefix, f"-Dwanted_version={version}", "--fresh")
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn("compatible with requested version", " ".join(refused.stdout.split()))

    def test_add_subdirectory(self):
        self.build_and_run("add_subdirectory", f"-Dneardup_source={ROOT}")

    @unittest.skipUnless("avx2" in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"), "needs AVX2")
    def test_files_of_one_program_may_have_other_flags(self):
        sources = CONSUMER / "mixed_flags"
        objects = {name: self.folder / f"{name}.o" for name in ("main", "plain", "wide")}
        for name, flags in (("plain", ["-O1"]), ("wide", ["-O1", "-mavx2", "-mfma"])):
            succeed(*COMPILE, "-isystem", EIGEN, f"-DFUNCTION={name}", *flags, "-c", sources / "file.cpp", "-o", objects[name])
        succeed(CXX, "-c", sources / "main.cpp", "-o", objects["main"])
        for order in (("main", "plain", "wide"), ("wide", "main", "plain")):
            with self.subTest(order):
                program = self.folder / "mixed"
                succeed(CXX, *(objects[name] for name in order), "-o", program, "-pthread")
                succeed(program)

    def test_pkg_config(self):
        tool = os.environ["NEARDUP_PKG_CONFIG"]
        if not tool:
            self.skipTest("pkg-config is not installed")
        (found,) = self.install().rglob("neardup.pc")
        flags = succeed(tool, "--cflags", "--libs", "neardup",
                        env=os.environ | {"PKG_CONFIG_PATH": str(found.parent)}).split()
        program = self.folder / "consumer"
        succeed(CXX, "-std=c++20", "-Wall", "-Wextra", "-Werror", CONSUMER / "main.cpp", "-o", program, *flags)
        self.assertTrue(succeed(program).endswith(EXPECTED))


if __name__ == "__main__":
    unittest.main()
