"""docs/concepts.md states what the library gives: its figures are those of docs/images/concepts.json, which
concept_numbers prints, and its pictures are drawn from that file.

How the page names the origin of its figures, in comments that nobody sees who reads it:
  a paragraph ends with     <!-- 0.5 = changed_word.jaccard; 95 % = spread.1.within_two -->
  a table begins with       <!-- rows of spread: entries within_one -->      one row for each of a list, a cell for each member
  or with                   <!-- fields of judged: pairs candidates -->      one row, a cell for each member of an object
"""

import hashlib
import json
import re
import unittest

from house import BIN, ROOT, run

PAGE = ROOT / "docs" / "concepts.md"
IMAGES = ROOT / "docs" / "images"
NUMBERS = IMAGES / "concepts.json"
DRAW = ROOT / "tools" / "concepts" / "draw.py"

TEXT = PAGE.read_text(encoding="utf-8")
DATA = json.loads(NUMBERS.read_text(encoding="utf-8"))
COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?: %)?(?![\w])")


def is_rounded(stated, value):
    """Whether `stated` ("0.50", "95 %", "1,250") is `value`, rounded to the decimals that it gives."""
    number = stated.replace(",", "").removesuffix("%").strip()
    unit = 10.0 ** -len(number.partition(".")[2])
    if stated.endswith("%"):
        value *= 100
    return abs(float(number) - value) <= 0.5 * unit + 1e-9


def at(path):
    value = DATA
    for step in path.split("."):
        value = value[int(step) if isinstance(value, list) else step]
    return value


def agrees(stated, value):
    return stated == value if isinstance(value, str) else is_rounded(stated, value)


def settings():
    for value in DATA["settings"].values():
        yield from value if isinstance(value, list) else [value]


class Figures(unittest.TestCase):
    def test_are_those_of_the_library(self):
        printed = run(BIN / "concept_numbers")
        self.assertEqual(printed.returncode, 0, printed.stdout)
        self.assertEqual(printed.stdout, NUMBERS.read_text(encoding="utf-8"),
                         "run: concept_numbers > docs/images/concepts.json, then tools/concepts/draw")

    def blocks(self):
        """Paragraphs, lists and tables, without what stands at the end: words, papers, commands."""
        return re.split(r"\n\s*\n", TEXT.partition("\n## Words")[0])

    def test_of_tables_are_in_the_numbers(self):
        tables = [block for block in self.blocks() if re.search(r"^\|", block, re.MULTILINE)]
        self.assertGreater(len(tables), 5)
        for table in tables:
            with self.subTest(table.splitlines()[0]):
                origin = re.match(r"<!-- (?:rows of (\w+):|fields of (\w+):) ([\w ]+) -->\n\|", table)
                self.assertIsNotNone(origin, table)
                fields = origin[3].split()
                expected = DATA[origin[1]] if origin[1] else [DATA[origin[2]]]
                rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[3:]]
                self.assertEqual(len(rows), len(expected))
                for row, values in zip(rows, expected):
                    self.assertEqual(len(row), len(fields))
                    for cell, field in zip(row, fields):
                        self.assertTrue(agrees(cell, values[field]), f"{cell} for {values[field]}, {field} of {row}")

    def test_of_paragraphs_are_in_the_numbers(self):
        for block in self.blocks():
            stated = NUMBER.findall(re.sub(r"`[^`]*`|\]\([^)]*\)", "", COMMENT.sub("", block)))
            named = set()
            for figure, path in re.findall(r"([\d.,]+(?: %)?) = ([\w.]+)", "".join(COMMENT.findall(block))):
                with self.subTest(f"{figure} = {path}"):
                    self.assertIn(figure, stated)
                    self.assertTrue(is_rounded(figure, at(path)), f"{path} is {at(path)}")
                    named.add(figure)
            if block.startswith("|") or "\n|" in block:
                continue
            for figure in stated:
                with self.subTest(f"{figure} in: {block[:60]}"):
                    measured = "." in figure or "%" in figure or len(figure.replace(",", "")) > 3
                    known = figure in named or any(is_rounded(figure, value) for value in settings())
                    self.assertTrue(known or not measured, "no comment says where this figure is from")


class Pictures(unittest.TestCase):
    def test_are_shown_and_exist(self):
        shown = re.findall(r"!\[[^\]]{20,}\]\(images/([^)]+)\)", TEXT)
        self.assertEqual(sorted(shown), sorted(path.name for path in IMAGES.glob("*.svg")))
        self.assertEqual(len(shown), TEXT.count("!["))

    def test_are_drawn_from_these_numbers(self):
        digest = hashlib.sha256(NUMBERS.read_bytes() + DRAW.read_bytes()).hexdigest()
        for path in IMAGES.glob("*.svg"):
            with self.subTest(path.name):
                self.assertIn(f"drawn from {digest}", path.read_text(encoding="utf-8"), "run tools/concepts/draw")

    def test_are_small(self):
        for path in IMAGES.glob("*.svg"):
            with self.subTest(path.name):
                self.assertLess(path.stat().st_size, 60_000)


class Links(unittest.TestCase):
    def test_lead_to_files_and_headings(self):
        headings = [re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
                    for line in TEXT.splitlines() if line.startswith("#")]
        for target in re.findall(r"\]\((?!https?:)([^)]+)\)", TEXT.replace("\n", "")):
            path, _, anchor = target.partition("#")
            with self.subTest(target):
                self.assertTrue((PAGE.parent / path).exists())
                if not path:
                    self.assertIn(anchor, headings)


if __name__ == "__main__":
    unittest.main()
