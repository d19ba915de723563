"""docs/concepts.md states what the library gives: its figures are those of docs/images/concepts.json, which
concept_numbers prints, and its pictures are drawn from that file."""

import unittest

from pages import FigureChecks, LinkChecks, Page, PictureChecks

PAGE = Page("concepts", "concept_numbers", last="Words")


class Figures(FigureChecks, unittest.TestCase):
    page = PAGE


class Pictures(PictureChecks, unittest.TestCase):
    page = PAGE


class Links(LinkChecks, unittest.TestCase):
    page = PAGE


if __name__ == "__main__":
    unittest.main()
