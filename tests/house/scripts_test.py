"""scripts/install-deps with stand-ins for apt-get and dpkg-query, so that nothing is ever installed."""

import os
import pathlib
import tempfile
import unittest

from house import ROOT, run

INSTALL = ROOT / "scripts" / "install-deps"


class InstallDeps(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.log = self.folder / "log"
        self.log.touch()
        self.stand_in("apt-get", f'echo "apt-get $*" >>{self.log}')
        self.stand_in("sudo", f'echo sudo >>{self.log}; exec "$@"')

    def stand_in(self, name, body):
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o755)

    def install(self, *groups):
        return run(INSTALL, *groups, env=os.environ | {"PATH": f"{self.folder}:{os.environ['PATH']}"})

    def test_is_silent_and_asks_nothing_when_all_is_there(self):
        self.stand_in("dpkg-query", "printf installed")
        for groups in ((), ("build",), ("build", "lint")):
            done = self.install(*groups)
            self.assertEqual((done.returncode, done.stdout, self.log.read_text()), (0, "", ""))

    def test_installs_only_what_is_missing(self):
        self.stand_in("dpkg-query", 'case "$*" in *catch2*|*libfmt-dev*) exit 1;; esac; printf installed')
        done = self.install()
        self.assertEqual(done.returncode, 0, done.stdout)
        calls = [line for line in self.log.read_text().splitlines() if line != "sudo"]
        self.assertEqual(len(calls), 2)
        self.assertTrue(calls[0].endswith(" update"))
        self.assertRegex(calls[1], " install --yes --no-install-recommends libfmt-dev catch2$")
        self.assertEqual("sudo" in self.log.read_text(), os.geteuid() != 0)

    def test_removed_but_configured_counts_as_missing(self):
        self.stand_in("dpkg-query", "printf config-files")
        self.assertEqual(self.install().returncode, 0)
        self.assertIn(" install ", self.log.read_text())

    def test_says_when_apt_fails(self):
        self.stand_in("dpkg-query", "exit 1")
        self.stand_in("apt-get", "exit 100")
        done = self.install()
        self.assertEqual(done.returncode, 2)
        self.assertIn("install-deps: apt-get update failed", done.stdout)

    def test_names_the_allowed_groups(self):
        done = self.install("build", "kitchen")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stdout, "install-deps: group is 'kitchen'; allowed: build, lint, cross\n")


if __name__ == "__main__":
    unittest.main()
