"""Each example prints what the comment at its end says."""

import unittest

from house import BIN, ROOT, succeed


def promised_output(source):
    """What stands after the line "// Prints:", which is the last comment of an example."""
    comment = source.split("\n// Prints:\n")[1]
    return "".join(line.removeprefix("//").removeprefix(" ") for line in comment.splitlines(keepends=True))


class Examples(unittest.TestCase):
    def test_print_what_they_promise(self):
        examples = sorted((ROOT / "examples").glob("??_*.cpp"))
        self.assertTrue(examples)
        for example in examples:
            with self.subTest(example.name):
                printed = succeed(BIN / f"example_{example.stem}")
                self.assertEqual(printed, promised_output(example.read_text(encoding="utf-8")))


if __name__ == "__main__":
    unittest.main()
