"""What the pictures of all pages share: sizes, colours, and a mark that says what each was drawn from."""

import hashlib
import json
import pathlib

import matplotlib
from matplotlib import pyplot

IMAGES = pathlib.Path(__file__).resolve().parents[2] / "docs" / "images"

WIDTH = 7.3  # inches of 96 pixels: the text of a page is about 700 pixels wide
# Okabe and Ito's colours, which can be told apart without red or green; dashes and markers differ, too.
BLUE, ORANGE, GREEN, PURPLE, GREY = "#0072b2", "#d55e00", "#009e73", "#aa4499", "#666666"
STYLES = [(GREEN, "D", (0, (1, 1))), (PURPLE, "^", (0, (6, 2))), (BLUE, "o", "-"), (ORANGE, "s", (0, (6, 2, 1, 2)))]

matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "neardup", "font.size": 11,
                            "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial"],
                            "figure.facecolor": "white", "savefig.facecolor": "white", "savefig.dpi": 72})


class Page:
    """The figures of a page, docs/images/NAME.json, and its pictures, for its tools/NAME/draw.py."""

    def __init__(self, draw_file):
        draw = pathlib.Path(draw_file)
        numbers = IMAGES / f"{draw.resolve().parent.name}.json"
        self.data = json.loads(numbers.read_text(encoding="utf-8"))
        # Of all that decides the pictures; the tests find it in each.
        sources = [numbers, draw, pathlib.Path(__file__)]
        self.digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()

    def save(self, figure, name):
        figure.savefig(IMAGES / f"{name}.svg",
                       metadata={"Date": None, "Creator": None, "Description": f"drawn from {self.digest}"})
        pyplot.close(figure)


def new_figure(height):
    return pyplot.subplots(figsize=(WIDTH, height), layout="constrained")


def without_frame(axes, sides=("top", "right")):
    for side in sides:
        axes.spines[side].set_visible(False)
