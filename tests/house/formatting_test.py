"""Sources are formatted; needs clang-format 14, whose answers other versions do not share."""

import re
import shutil
import unittest

from house import run
from sources_test import SOURCES


class Formatting(unittest.TestCase):
    def test_clang_format_would_change_nothing(self):
        tool = shutil.which("clang-format-14") or shutil.which("clang-format")
        if tool is None or not re.search(r"version 14\.", run(tool, "--version").stdout):
            self.skipTest("clang-format 14 is not installed")
        checked = run(tool, "--dry-run", "--Werror", *SOURCES)
        self.assertEqual(checked.returncode, 0, checked.stdout)


if __name__ == "__main__":
    unittest.main()
