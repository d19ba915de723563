"""Draws the pictures of docs/concepts.md from docs/images/concepts.json, which concept_numbers prints. Run by
../figures/draw."""

from matplotlib import pyplot
from matplotlib.patches import FancyBboxPatch, Rectangle
from pictures import BLUE, GREEN, GREY, ORANGE, STYLES, WIDTH, Page, new_figure, without_frame

PAGE = Page(__file__)
DATA = PAGE.data


def draw_pipeline():
    """The whole path, four boxes a row."""
    united = DATA["changed_word"]
    shape = DATA["bands"][0]
    boxes = [("text", "bytes of UTF-8"),
             ("tokens", "words, folded"),
             ("shingles", "windows of 5 words,\nas a set of hashes"),
             ("signature", f"{DATA['settings']['num_hashes']} numbers"),
             ("bands", f"{shape['bands']} groups of\n{shape['rows']} entries each"),
             ("candidates", "pairs that share\na bucket"),
             ("verify", "exact Jaccard of\nthe shingle sets"),
             ("answer", "pairs, clusters,\nwhat to keep")]
    figure, axes = new_figure(2.9)
    axes.set(xlim=(0, 4), ylim=(-0.02, 2.02))
    axes.axis("off")
    arrow = {"arrowstyle": "-|>", "color": "black", "shrinkA": 0, "shrinkB": 0}
    for i, (name, what) in enumerate(boxes):
        x, y = i % 4, 1.18 * (1 - i // 4)
        fill, edge = ("#fdeee2", ORANGE) if name == "verify" else ("#e8f1f8", BLUE)
        axes.add_patch(FancyBboxPatch((x + 0.05, y + 0.06), 0.8, 0.7, boxstyle="round,pad=0.02,rounding_size=0.06",
                                      facecolor=fill, edgecolor=edge, linewidth=1.5))
        axes.text(x + 0.45, y + 0.6, name, ha="center", va="center", weight="bold", size=12)
        axes.text(x + 0.45, y + 0.28, what, ha="center", va="center", size=9.5)
        if i % 4 < 3:
            axes.annotate("", (x + 1.03, y + 0.41), (x + 0.87, y + 0.41), arrowprops=arrow)
    axes.plot([3.45, 3.45, 0.45], [1.22, 1.0, 1.0], color="black", linewidth=1)
    axes.annotate("", (0.45, 0.78), (0.45, 1.0), arrowprops=arrow)
    PAGE.save(figure, "pipeline")


def draw_minimum():
    """Every shingle of two sentences where each of ten hash functions puts it."""
    shingles, functions = DATA["shingles"], DATA["minima"]["functions"]
    kinds = {"both": ("o", BLUE, "in both sets"), "first only": ("^", ORANGE, "only in the first"),
             "second only": ("s", GREEN, "only in the second")}
    figure, axes = new_figure(4.4)
    for row, function in enumerate(functions):
        axes.axhline(row, color="#dddddd", linewidth=1, zorder=0)
        for where, (marker, colour, label) in kinds.items():
            places = [x for x, shingle in zip(function["places"], shingles) if shingle["where"] == where]
            axes.scatter(places, [row] * len(places), marker=marker, s=44, color=colour, edgecolor="white",
                         linewidth=0.6, clip_on=False, label=label if row == 0 else None)
        for absent in ("second only", "first only"):  # the smallest of the first set, then of the second
            smallest = min(x for x, shingle in zip(function["places"], shingles) if shingle["where"] != absent)
            axes.scatter(smallest, row, s=190, clip_on=False, facecolor="none", edgecolor="black", linewidth=1.4)
        axes.text(1.03, row, "equal" if function["agree"] else "different", va="center", size=11,
                  weight="bold" if function["agree"] else "normal", color=BLUE if function["agree"] else "black")
    axes.set(xlim=(-0.02, 1.0), ylim=(len(functions) - 0.4, -0.6), xticks=[0, 0.5, 1],
             xticklabels=["0", "hash value", "$2^{32}$"], yticks=range(len(functions)),
             yticklabels=[f"function {i + 1}" for i in range(len(functions))])
    axes.tick_params(length=0)
    without_frame(axes, ("top", "right", "left", "bottom"))
    axes.text(1.03, -0.75, "minima", va="bottom", size=11)
    axes.legend(ncols=3, loc="lower left", bbox_to_anchor=(-0.02, 1.0), frameon=False, handletextpad=0.2)
    PAGE.save(figure, "minimum")


def draw_spread():
    """How estimates of 0.8 lie around it."""
    figure, axes = new_figure(3.5)
    for spread, (colour, _, dashes) in zip(DATA["spread"], STYLES):
        entries, found = spread["entries"], spread["equal_entries"]
        total = sum(found["counts"])
        # Estimates are multiples of 1 / entries: of the long signature several make one step.
        together = max(1, entries // 128)
        begin = found["fewest"] // together * together
        counts = [0] * (found["fewest"] - begin) + found["counts"]
        heights = [sum(counts[i:i + together]) * entries / together / total for i in range(0, len(counts), together)]
        edges = [(begin + i * together - 0.5) / entries for i in range(len(heights) + 1)]
        axes.stairs(heights, edges, color=colour, linestyle=dashes, linewidth=2,
                    label=f"{entries} entries: standard error {spread['standard_error']:.3f}")
    axes.axvline(0.8, color=GREY, linewidth=1, zorder=0)
    axes.set(xlim=(0.5, 1), ylim=(0, None), xlabel="estimate of a similarity of 0.8", ylabel="how often (density)", yticks=[])
    without_frame(axes)
    axes.legend(loc="upper left", frameon=False, handlelength=3)
    PAGE.save(figure, "spread")


def draw_ids():
    """What is wrong with estimates from numbers that nobody mixed."""
    figure, axes = new_figure(3.2)
    x = [row["similarity"] for row in DATA["ids"]]
    for name, label, colour, marker, dashes in (("mixed_mean", "mixed first (element_hashes)", BLUE, "o", "-"),
                                                ("raw_mean", "consecutive, as they are", ORANGE, "s", "--")):
        error = [row[name] - row["similarity"] for row in DATA["ids"]]
        axes.plot(x, error, color=colour, marker=marker, markersize=7, linestyle=dashes, linewidth=2, label=label)
    axes.axhline(0, color=GREY, linewidth=1, zorder=0)
    axes.set(xlim=(0, 1), ylim=(-0.09, 0.035), xlabel="Jaccard similarity", ylabel="mean estimate minus similarity")
    without_frame(axes)
    axes.legend(loc="upper left", ncols=2, frameon=False, handlelength=2.5, columnspacing=1.2, fontsize=10)
    PAGE.save(figure, "ids")


def draw_bands():
    """Which entries of two pairs agree, a column for each band."""
    figure, all_axes = pyplot.subplots(2, 1, figsize=(WIDTH, 5), layout="constrained")
    for axes, pair in zip(all_axes, DATA["bands"]):
        rows, bands = pair["rows"], pair["bands"]
        for agree, colour in ((True, BLUE), (False, "white")):
            places = [divmod(i, rows) for i, equal in enumerate(pair["equal"]) if equal == agree]
            axes.scatter([band + 0.5 for band, _ in places], [row + 0.45 for _, row in places], marker="s", s=330,
                         facecolor=colour, edgecolor="#999999", linewidth=0.8)
        for band in range(bands):
            if all(pair["equal"][band * rows:(band + 1) * rows]):
                axes.add_patch(Rectangle((band + 0.05, -0.12), 0.9, rows + 0.14, linewidth=2.5, edgecolor=ORANGE,
                                         facecolor="none"))
        shared = sum(all(pair["equal"][i:i + rows]) for i in range(0, bands * rows, rows))
        found = f"{shared} shared buckets: a candidate" if pair["candidate"] else "no shared bucket: no candidate"
        axes.set_title(f"similarity {pair['similarity']}, {sum(pair['equal'])} of {bands * rows} entries equal; {found}",
                       loc="left", size=11)
        axes.set(xlim=(-0.05, bands + 0.05), ylim=(rows + 0.2, -0.3), xticks=[band + 0.5 for band in range(bands)],
                 xticklabels=range(1, bands + 1), yticks=[row + 0.45 for row in range(rows)],
                 yticklabels=range(1, rows + 1), ylabel="row")
        axes.tick_params(length=0)
        without_frame(axes, ("top", "right", "left", "bottom"))
    all_axes[-1].set_xlabel("band")
    PAGE.save(figure, "bands")


def draw_curve():
    """The chance of becoming a candidate, as computed and as measured."""
    figure, axes = new_figure(4.4)
    x = [i / 100 for i in range(101)]
    for i, (colour, marker, dashes) in enumerate(STYLES):
        curve, shape = DATA["curves"][i], DATA["chosen_shapes"][i]
        axes.plot(x, curve["probabilities"], color=colour, linestyle=dashes, linewidth=2)
        measured = [(row["similarity"], row["candidates"][i]) for row in DATA["measured_curves"]]
        axes.plot(*zip(*measured), color=colour, marker=marker, markersize=5.5, linestyle="none")
        axes.plot([], [], color=colour, marker=marker, markersize=5.5, linestyle=dashes, linewidth=2,
                  label=f"threshold {shape['threshold']}: {shape['bands']} bands of {shape['rows']} rows")
        axes.plot([shape["threshold"]] * 2, [0, shape["at_threshold"]], color=colour, linewidth=1, linestyle=":", zorder=0)
    axes.axhline(DATA["settings"]["min_recall"], color=GREY, linewidth=1, zorder=0)
    axes.text(0.005, 0.98, f"recall {DATA['settings']['min_recall']}", size=10, color=GREY, va="top")
    axes.set(xlim=(0, 1), ylim=(0, 1.03), xlabel="Jaccard similarity", ylabel="chance of becoming a candidate",
             xticks=[i / 10 for i in range(11)])
    without_frame(axes)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, handlelength=3,
                fontsize=10)
    PAGE.save(figure, "curve")


def main():
    for draw in (draw_pipeline, draw_minimum, draw_spread, draw_ids, draw_bands, draw_curve):
        draw()


if __name__ == "__main__":
    main()
