"""docs/passages.md states what the library gives: its figures are those of docs/images/passages.json, which
passage_figures prints, and its pictures are drawn from that file."""

import unittest

from pages import FigureChecks, LinkChecks, Page, PictureChecks

PAGE = Page("passages", "passage_figures", last="Words")


class Figures(FigureChecks, unittest.TestCase):
    page = PAGE

    def test_spans_are_bytes_of_their_texts(self):
        spans = [(span, PAGE.data["texts"][span["side"]]["text"]) for span in PAGE.data["spans"]]
        for name in ("doubled", "periodic"):
            spans += [(span, PAGE.data[name]["text"]) for span in PAGE.data[name]["spans"]]
        self.assertEqual(len(spans), 7)
        for span, text in spans:
            with self.subTest(f"{span['begin']} to {span['end']}"):
                stretch = text.encode()[span["begin"]:span["end"]].decode()
                self.assertTrue(stretch.startswith(span["starts"]) and stretch.endswith(span["stops"]), stretch)


class Pictures(PictureChecks, unittest.TestCase):
    page = PAGE


class Links(LinkChecks, unittest.TestCase):
    page = PAGE


if __name__ == "__main__":
    unittest.main()
