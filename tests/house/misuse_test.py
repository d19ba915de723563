"""Misuse that must not compile: each file of tests/compile_fail is right as it stands, and wrong under -DMISUSE."""

import re
import unittest

from house import COMPILE, ROOT, run


class Misuse(unittest.TestCase):
    def test_each_case_fails_for_its_own_reason(self):
        cases = sorted((ROOT / "tests" / "compile_fail").glob("*.cpp"))
        self.assertTrue(cases)
        for case in cases:
            with self.subTest(case.name):
                (reason,) = re.findall(r"^// error: (.+)$", case.read_text(encoding="utf-8"), re.MULTILINE)
                right = run(*COMPILE, "-fsyntax-only", case)
                self.assertEqual(right.returncode, 0, right.stdout)
                wrong = run(*COMPILE, "-fsyntax-only", "-DMISUSE", case)
                self.assertNotEqual(wrong.returncode, 0)
                self.assertRegex(wrong.stdout, reason)


if __name__ == "__main__":
    unittest.main()
