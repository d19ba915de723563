"""What is checked of a page whose figures a program prints and whose pictures are drawn from them: docs/NAME.md,
docs/images/NAME.json, tools/NAME/draw.py.

How a page names the origin of its figures, in comments that nobody sees who reads it:
  a paragraph ends with     <!-- 0.5 = changed_word.jaccard; 95 % = spread.1.within_two -->
  a table begins with       <!-- rows of spread: entries within_one -->      one row for each of a list, a cell for each member
  or with                   <!-- fields of judged: pairs candidates -->      one row, a cell for each member of an object
"""

import hashlib
import json
import re

from house import BIN, ROOT, run

IMAGES = ROOT / "docs" / "images"
COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
NUMBER = re.compile(r"(?<![\w.,])\d(?:,?\d)*(?:\.\d+)?(?: %)?(?![\w])")
SHOWN = re.compile(r"!\[[^\]]{20,}\]\(images/([^)]+)\)")


class Page:
    """`program` prints the figures; words, papers and commands, from the heading `last` on, state none."""

    def __init__(self, name, program, last):
        self.name, self.program = name, program
        self.path = ROOT / "docs" / f"{name}.md"
        self.text = self.path.read_text(encoding="utf-8")
        self.numbers = IMAGES / f"{name}.json"
        self.data = json.loads(self.numbers.read_text(encoding="utf-8"))
        stated, heading, _ = self.text.partition(f"\n## {last}")
        assert heading, last
        self.blocks = re.split(r"\n\s*\n", stated)

    def at(self, path):
        value = self.data
        for step in path.split("."):
            value = value[int(step) if isinstance(value, list) else step]
        return value

    def settings(self):
        for value in self.data["settings"].values():
            yield from value if isinstance(value, list) else [value]

    def digest(self):
        """As tools/figures/pictures.py writes it into each picture."""
        sources = [self.numbers, ROOT / "tools" / self.name / "draw.py", ROOT / "tools" / "figures" / "pictures.py"]
        return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def is_rounded(stated, value):
    """Whether `stated` ("0.50", "95 %", "1,250") is `value`, rounded to the decimals that it gives."""
    number = stated.replace(",", "").removesuffix("%").strip()
    unit = 10.0 ** -len(number.partition(".")[2])
    if stated.endswith("%"):
        value *= 100
    return abs(float(number) - value) <= 0.5 * unit + 1e-9


def agrees(stated, value):
    if isinstance(value, str):
        return stated.split() == value.split()  # a no-break space cannot be seen on a page
    return is_rounded(stated, value)


class FigureChecks:
    page = None

    def test_are_those_of_the_library(self):
        printed = run(BIN / self.page.program)
        self.assertEqual(printed.returncode, 0, printed.stdout)
        self.assertEqual(printed.stdout, self.page.numbers.read_text(encoding="utf-8"),
                         f"run: {self.page.program} > docs/images/{self.page.name}.json, then tools/figures/draw {self.page.name}")

    def test_of_tables_are_in_the_numbers(self):
        tables = [block for block in self.page.blocks if re.search(r"^\|", block, re.MULTILINE)]
        self.assertGreater(len(tables), 5)
        for table in tables:
            with self.subTest(table.splitlines()[0]):
                origin = re.match(r"<!-- (?:rows of ([\w.]+):|fields of ([\w.]+):) ([\w ]+) -->\n\|", table)
                self.assertIsNotNone(origin, table)
                fields = origin[3].split()
                expected = self.page.at(origin[1]) if origin[1] else [self.page.at(origin[2])]
                rows = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in table.splitlines()[3:]]
                self.assertEqual(len(rows), len(expected))
                for row, values in zip(rows, expected):
                    self.assertEqual(len(row), len(fields))
                    for cell, field in zip(row, fields):
                        self.assertTrue(agrees(cell, values[field]), f"{cell} for {values[field]}, {field} of {row}")

    def test_of_paragraphs_are_in_the_numbers(self):
        for block in self.page.blocks:
            stated = NUMBER.findall(re.sub(r"`[^`]*`|\]\([^)]*\)", "", COMMENT.sub("", block)))
            named = set()
            for figure, path in re.findall(r"([\d.,]+(?: %)?) = ([\w.]+)", "".join(COMMENT.findall(block))):
                with self.subTest(f"{figure} = {path}"):
                    self.assertIn(figure, stated)
                    self.assertTrue(is_rounded(figure, self.page.at(path)), f"{path} is {self.page.at(path)}")
                    named.add(figure)
            if block.startswith("|") or "\n|" in block:
                continue
            for figure in stated:
                with self.subTest(f"{figure} in: {block[:60]}"):
                    measured = "." in figure or "%" in figure or len(figure.replace(",", "")) > 3
                    known = figure in named or any(is_rounded(figure, value) for value in self.page.settings())
                    self.assertTrue(known or not measured, "no comment says where this figure is from")


class PictureChecks:
    page = None

    def shown(self):
        return SHOWN.findall(self.page.text)

    def test_are_shown_and_exist(self):
        self.assertEqual(len(self.shown()), self.page.text.count("!["))
        for name in self.shown():
            with self.subTest(name):
                self.assertTrue((IMAGES / name).exists())

    def test_are_each_on_a_page(self):
        pages = [page.read_text(encoding="utf-8") for page in (ROOT / "docs").glob("*.md")]
        self.assertEqual(sorted(name for page in pages for name in SHOWN.findall(page)),
                         sorted(path.name for path in IMAGES.glob("*.svg")))

    def test_are_drawn_from_these_numbers(self):
        for name in self.shown():
            with self.subTest(name):
                self.assertIn(f"drawn from {self.page.digest()}", (IMAGES / name).read_text(encoding="utf-8"),
                              f"run tools/figures/draw {self.page.name}")

    def test_are_small(self):
        for name in self.shown():
            with self.subTest(name):
                self.assertLess((IMAGES / name).stat().st_size, 60_000)


class LinkChecks:
    page = None

    def test_lead_to_files_and_headings(self):
        for target in re.findall(r"\]\((?!https?:)([^)]+)\)", self.page.text.replace("\n", "")):
            path, _, anchor = target.partition("#")
            with self.subTest(target):
                file = self.page.path.parent / path if path else self.page.path
                self.assertTrue(file.exists())
                if anchor:
                    headings = [re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
                                for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
                    self.assertIn(anchor, headings)
