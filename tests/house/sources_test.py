"""Rules that every source file keeps."""

import re
import unittest

from house import ROOT

FOLDERS = ("include", "src", "tests", "examples", "bench", "tools")
SOURCES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.[ch]pp"))


class Sources(unittest.TestCase):
    def test_are_ascii(self):
        """Other characters are written as escapes, so that no editor or compiler setting matters."""
        for path in SOURCES:
            with self.subTest(path.name):
                self.assertTrue(path.read_bytes().isascii())

    def test_public_headers_stay_free_of_compile_time_dispatch(self):
        """A kernel chosen by a unit's flags would give one inline function two definitions."""
        for path in SOURCES:
            if "include" in path.relative_to(ROOT).parts:
                with self.subTest(path.name):
                    self.assertNotRegex(path.read_text(), r"#\s*(if|elif|ifdef).*__(AVX|SSE)")

    def test_version_is_one(self):
        header = (ROOT / "include/neardup/version.hpp").read_text()
        version = ".".join(re.findall(r"#define NEARDUP_VERSION_\w+ (\d+)", header))
        self.assertIn(f'version_string[] = "{version}"', header)
        self.assertRegex((ROOT / "CHANGELOG.md").read_text(), rf"(?m)^## {re.escape(version)}\b")


if __name__ == "__main__":
    unittest.main()
