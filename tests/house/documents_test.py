"""README shows what really happens: its program prints its output, its demo part is the demo's."""

import pathlib
import re
import tempfile
import unittest

from house import BIN, COMPILE, ROOT, succeed

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    """Bodies of the fenced code blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


class Readme(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_the_demo_prints_the_block_after_its_command(self):
        printed = succeed(ROOT / "scripts" / "demo", "--program", BIN / "neardup", "examples", cwd=self.folder)
        self.assertIn("```\nscripts/demo\nscripts/test\n```\n", README)
        self.assertEqual(blocks("text")[0], printed)

    def printed_by(self, program):
        source, binary = self.folder / "program.cpp", self.folder / "program"
        source.write_text(program, encoding="utf-8")
        succeed(*COMPILE, source, "-o", binary)
        return succeed(binary)

    def test_the_program_prints_the_block_after_it(self):
        (program,) = blocks("cpp")
        self.assertIn(f"```cpp\n{program}```\n\n```text\n{self.printed_by(program)}```\n", README)

    def test_the_program_in_the_umbrella_header_runs(self):
        header = (ROOT / "include" / "neardup" / "neardup.hpp").read_text(encoding="utf-8")
        program = "".join(line + "\n" for line in re.findall(r"^//   (.*)$", header, re.MULTILINE))
        self.assertRegex(self.printed_by(program), r"^0 and 2: 0\.\d+\n$")

    def test_links_lead_to_files(self):
        for name in ("README.md", "CONTRIBUTING.md", "docs/guide.md", "docs/concepts.md", "docs/passages.md", "docs/benchmarks.md",
                     "docs/tuning.md", "docs/program.md"):
            page = ROOT / name
            for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
                with self.subTest(f"{name}: {target}"):
                    self.assertTrue((page.parent / target).exists())


if __name__ == "__main__":
    unittest.main()
