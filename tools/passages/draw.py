"""Draws the pictures of docs/passages.md from docs/images/passages.json, which passage_figures prints. Run by
../figures/draw."""

import textwrap

from matplotlib import pyplot
from matplotlib.patches import Rectangle
from pictures import BLUE, GREEN, GREY, ORANGE, STYLES, WIDTH, Page, new_figure, without_frame

PAGE = Page(__file__)
DATA = PAGE.data
LIGHT = "#cccccc"


def tokens_of(text, span):
    """The tokens [begin, end) of a text that lie in a span of its bytes."""
    inside = [n for n, (begin, _) in enumerate(text["token_bytes"]) if span["begin"] <= begin < span["end"]]
    return inside[0], inside[-1] + 1


def draw_dots():
    """Token against token: what is equal, and what became of it."""
    first, second = DATA["texts"]["first"], DATA["texts"]["second"]
    figure, axes = new_figure(6.6)
    axes.scatter(*zip(*DATA["plot"]["equal_tokens"]), s=9, color=LIGHT, label="equal tokens")
    axes.scatter(*zip(*DATA["plot"]["seeds"]), s=26, facecolor="white", edgecolor=BLUE, linewidth=1.2, zorder=3,
                 label="seeds: the first of five equal tokens")
    for anchor in DATA["anchors"]:
        chained = anchor["chain"] == 1
        i, j, length = anchor["first"], anchor["second"], anchor["tokens"] - 1
        axes.plot([i, i + length], [j, j + length], color=BLUE, linewidth=2.5, linestyle="-" if chained else (0, (1, 1)),
                  zorder=2, label=None if anchor is not DATA["anchors"][0] else "anchors: what the seeds grow to")
    blocks = [row for row in DATA["alignment"] if row["step"] != "differs"]
    for before, after in zip(blocks, blocks[1:]):
        end = before["tokens"] - 1
        chained = before["step"] == after["step"] == "chain"
        axes.plot([before["first"] + end, after["first"]], [before["second"] + end, after["second"]],
                  color=GREEN if chained else ORANGE, linewidth=2, zorder=1)
    axes.plot([], [], color=GREEN, linewidth=2, label="chain, over small gaps")
    for block in blocks:
        if block["step"] == "extension":
            end = block["tokens"] - 1
            axes.plot([block["first"], block["first"] + end], [block["second"], block["second"] + end], color=ORANGE,
                      linewidth=3.5, zorder=2)
    axes.plot([], [], color=ORANGE, linewidth=3.5, label="extension, at both ends")
    (i, i_end), (j, j_end) = tokens_of(first, DATA["spans"][0]), tokens_of(second, DATA["spans"][1])
    axes.add_patch(Rectangle((i - 0.8, j - 0.8), i_end - i + 0.6, j_end - j + 0.6, facecolor="none", edgecolor="black",
                             linewidth=1, linestyle=(0, (4, 2)), label="the passage"))
    alone = next(anchor for anchor in DATA["anchors"] if anchor["chain"] != 1)
    axes.annotate("a phrase that both texts\nhave elsewhere: alone, too short", (alone["first"] - 0.6, alone["second"] + 2),
                  (57, 11), ha="center", va="center", size=10, color=GREY,
                  bbox={"facecolor": "white", "edgecolor": "none"}, arrowprops={"arrowstyle": "-", "color": GREY})
    axes.set(xlim=(-1.5, first["tokens"] + 0.5), ylim=(second["tokens"] + 0.5, -1.5), xlabel="token of the first text",
             ylabel="token of the second text")
    without_frame(axes)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1), ncols=2, frameon=False, fontsize=10)
    PAGE.save(figure, "passage-dots")


def lines_of(text, columns):
    """The text in lines, each as the numbers of its first character and of that behind its last."""
    at = 0
    for line in textwrap.wrap(text, columns, break_long_words=False, break_on_hyphens=False):
        at = text.index(line, at)
        yield at, at + len(line)
        at += len(line)


def draw_text():
    """The two texts, with the bytes of the passage and what snapping adds."""
    columns, step = 90, 1.35
    size = WIDTH * 72 / (columns + 1) / 0.602  # points of a letter as wide as a column; those of DejaVu Sans Mono are
    figure = pyplot.figure(figsize=(WIDTH, 3.9))
    axes = figure.add_axes((0, 0, 1, 1))
    row = 0
    for side in ("first", "second"):
        text = DATA["texts"][side]["text"]
        place = {len(text[:n].encode()): n for n in range(len(text) + 1)}  # from bytes to characters
        none, snapped = ([place[span[border]] for border in ("begin", "end")]
                         for snap in ("none", "punctuation")
                         for span in DATA["spans"] if (span["snap"], span["side"]) == (snap, side))
        axes.text(0, row, f"the {side} text", size=10.5, va="center", color=GREY)
        row += step
        for begin, end in lines_of(text, columns):
            for (from_, to), colour in (((snapped[0], none[0]), "#f3b48a"), (none, "#cfe3f1"), ((none[1], snapped[1]), "#f3b48a")):
                left, right = max(from_, begin), min(to, end)
                if left < right:
                    axes.add_patch(Rectangle((left - begin, row - 0.55), right - left, 1.1, facecolor=colour))
            words = text[begin:end].split(" ")
            for n in range(0, len(words), 3):  # each three in their place, whatever font there is
                axes.text(len(" ".join(words[:n] + [""])), row, " ".join(words[n:n + 3]), size=size, va="center",
                          family="monospace")
            row += step
        row += 0.6
    axes.set(xlim=(-0.5, columns + 0.5), ylim=(row + 1.2, -0.9))
    axes.axis("off")
    for colour, label in (("#cfe3f1", "from the first token to the last (snap = none)"),
                          ("#f3b48a", "added by snap = punctuation")):
        axes.add_patch(Rectangle((0, 0), 0, 0, facecolor=colour, label=label))
    axes.legend(loc="lower left", bbox_to_anchor=(-0.01, -0.02), ncols=2, frameon=False, fontsize=10)
    PAGE.save(figure, "passage-text")


def draw_winnowing():
    """Hashes of the windows of both texts; the least of each eight in a row are seeds."""
    figure, all_axes = pyplot.subplots(2, 1, figsize=(WIDTH, 4.4), layout="constrained", sharey=True)
    seeds = {side: {DATA["winnowing"][side]["hashes"][n]: n for n in DATA["winnowing"][side]["seeds"]}
             for side in ("first", "second")}
    shared = seeds["first"].keys() & seeds["second"].keys()
    for axes, side in zip(all_axes, ("first", "second")):
        hashes = DATA["winnowing"][side]["hashes"]
        inside = [(anchor[side] - 0.5, anchor[side] + anchor["tokens"] - DATA["winnowing"]["tokens"] + 0.5)
                  for anchor in DATA["anchors"]]
        for n, (begin, end) in enumerate(inside):
            axes.axvspan(begin, end, facecolor="#e8f1f8", zorder=0, label="windows that both texts have" if n == 0 else None)
        axes.vlines(range(len(hashes)), 0, hashes, color=LIGHT, linewidth=1.5)
        for group, colour, marker, label in ((shared, ORANGE, "o", "seed of both texts"),
                                             (seeds[side].keys() - shared, BLUE, "s", "seed of one of them")):
            axes.plot([seeds[side][value] for value in sorted(group)], sorted(group), color=colour, marker=marker, markersize=6,
                      linestyle="none", label=label)
        axes.set(xlim=(-1, 85), ylim=(0, 1.02), yticks=[0, 1], yticklabels=["0", "$2^{64}$"], ylabel=f"hash, {side} text")
        without_frame(axes)
    all_axes[0].legend(loc="lower left", bbox_to_anchor=(-0.02, 1), ncols=3, frameon=False, fontsize=10)
    all_axes[1].set_xlabel("first token of the window")
    PAGE.save(figure, "passage-winnowing")


def draw_self():
    """A text against itself: pasted twice, and saying the same thing ten times."""
    figure, all_axes = pyplot.subplots(1, 2, figsize=(WIDTH, 4), layout="constrained")
    for axes, name, title in zip(all_axes, ("doubled", "periodic"), ("pasted twice: one self passage", "ten times: one periodic record")):
        text = DATA[name]
        axes.scatter(*zip(*text["equal_tokens"]), s=5, color=LIGHT)
        axes.plot([0, text["tokens"]], [0, text["tokens"]], color=GREY, linewidth=0.8, linestyle=(0, (4, 3)))
        begin, end = tokens_of(text, text["spans"][0])
        if len(text["spans"]) == 2:
            other, other_end = tokens_of(text, text["spans"][1])
        else:
            end, other, other_end = end - text["period_tokens"], begin + text["period_tokens"], end
        axes.plot([begin, end - 1], [other, other_end - 1], color=BLUE, linewidth=2.5)
        axes.set(xlim=(-2, text["tokens"] + 1), ylim=(text["tokens"] + 1, -2), xlabel="token", aspect="equal")
        axes.set_title(title, loc="left", size=11)
        without_frame(axes)
    all_axes[0].set_ylabel("a later token of the same text")
    PAGE.save(figure, "passage-self")


def draw_clusters():
    """The texts of the collection as bars, and the places of each passage in them."""
    figure, axes = new_figure(3.3)
    colours, names = (BLUE, GREEN), ("cluster 1", "cluster 2")
    for row, text in enumerate(DATA["documents"]):
        axes.add_patch(Rectangle((0, row - 0.2), text["bytes"], 0.4, facecolor="#eeeeee", edgecolor="#999999", linewidth=0.8))
    places = [(member, colours[n], names[n], first) for n, cluster in enumerate(DATA["clusters"])
              for first, member in enumerate(cluster["members"])]
    for (document, begin, end), colour, name, number in places:
        axes.add_patch(Rectangle((begin, document - 0.2), end - begin, 0.4, facecolor=colour if number == 0 else "white",
                                 edgecolor=colour, linewidth=1.8, hatch=None if number == 0 else "////"))
        axes.text((begin + end) / 2, document - 0.24, f"{name}, {'stays' if number == 0 else 'repeats'}", ha="center", va="bottom",
                  size=9.5, color=colour)
    periodic = next(match for match in DATA["matches"] if match["relation"] == "periodic")
    document, begin, end = periodic["places"][0]
    cut = next(row for row in DATA["repeated"] if row["cluster"] == "periodic")
    axes.add_patch(Rectangle((begin, document - 0.2), cut["begin"] - begin, 0.4, facecolor=ORANGE, edgecolor=ORANGE, linewidth=1.8))
    axes.add_patch(Rectangle((cut["begin"], document - 0.2), end - cut["begin"], 0.4, facecolor="white", edgecolor=ORANGE,
                             linewidth=1.8, hatch="////"))
    axes.text((begin + end) / 2, document - 0.24, "periodic, the first copy stays", ha="center", va="bottom", size=9.5, color=ORANGE)
    longest = max(text["bytes"] for text in DATA["documents"])
    axes.set(xlim=(-5, longest + 5), ylim=(len(DATA["documents"]) - 0.6, -0.6), xlabel="byte",
             yticks=range(len(DATA["documents"])), yticklabels=[text["document"] for text in DATA["documents"]])
    axes.tick_params(axis="y", length=0)
    without_frame(axes, ("top", "right", "left"))
    PAGE.save(figure, "passage-clusters")


def draw_found():
    """How many copies each preset finds, by edits."""
    figure, axes = new_figure(3.6)
    for preset, (colour, marker, dashes) in zip(("corpus", "verbatim", "news", "ocr"), STYLES):
        axes.plot([row["edits"] for row in DATA["found"]], [100 * row[preset] for row in DATA["found"]], color=colour,
                  marker=marker, linestyle=dashes, linewidth=2, markersize=6, label=preset)
    axes.set(xlim=(-0.5, 40.5), ylim=(-2, 104), xlabel="edits in a copy of 100 words", ylabel="found, %")
    without_frame(axes)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False, handlelength=3)
    PAGE.save(figure, "passage-found")


def main():
    for draw in (draw_dots, draw_text, draw_winnowing, draw_self, draw_clusters, draw_found):
        draw()


if __name__ == "__main__":
    main()
