#!/usr/bin/env python3
"""Turns the JSON output of neardup_bench into the tables of docs/benchmarks.md.

bench_table.py FILE.json [--update PAGE]

Prints every table whose lines are in FILE. With --update it replaces, in PAGE, what stands between
<!-- table: NAME --> and <!-- end -->, and nothing else. Of repeated lines the best counts. A table that lacks lines is
left out, or left as it is, with a message.
"""

import json
import pathlib
import re
import sys

HASHES = (64, 128, 256, 1024)
SHINGLES = (10, 20, 100, 1000, 10000)
LANES = {"avx512": 16, "avx2": 8, "sse41": 4, "neon": 4}  # 32-bit numbers in a vector
COMPARED = ((128, 1000), (128, 100000), (1024, 128), (1024, 10000))  # hashes, rows
LANGUAGES = ("english", "french", "russian", "chinese", "thai")
SCHEMES = ("minmax32", "minhash32")
SCALAR = "scalar_multiply_shift"
BLOCK = re.compile(r"(<!-- table: (.*?) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


class Problem(Exception):
    """What ends the program: one line for the user."""


class Missing(Exception):
    """A line that a table needs and the run lacks."""


class Run:
    """One run of neardup_bench: what it says of itself, and the best of each line's repetitions."""

    def __init__(self, data):
        self.context = data["context"]
        self.kernels = self.context["kernels"].split()
        self.vector_kernels = [kernel for kernel in self.kernels if kernel in LANES]
        self.best, self.repetitions = {}, 1
        for line in data["benchmarks"]:
            if line["run_type"] != "iteration":
                continue
            if line.get("error_occurred"):
                raise Problem(f"{line['name']}: {line['error_message']}")
            self.repetitions = max(self.repetitions, line["repetitions"])
            self.add(line)

    def add(self, line):
        # The limit and the time are measured one after the other, each with its own disturbances. So the best of
        # both count, too: the least time that the core would have allowed, over the least that was measured.
        if "of_limit" in line:
            line["least_ns"] = line["of_limit"] * line["ns_per_shingle"]
        known = self.best.setdefault(line["run_name"], line)
        least = min(line.get("least_ns", 0), known.get("least_ns", 0))
        if line["cpu_time"] < known["cpu_time"]:
            known = self.best[line["run_name"]] = line
        if "least_ns" in known:
            known["least_ns"] = least

    def value(self, name, counter):
        if name not in self.best:
            raise Missing(name)
        return self.best[name][counter]

    def sign(self, loop, hashes=128, shingles=1000):
        """Nanoseconds a shingle."""
        return self.value(f"BM_sign/{loop}/hashes:{hashes}/shingles:{shingles}", "ns_per_shingle")

    def of_limit(self, loop, hashes=128, shingles=1000):
        name = f"BM_sign/{loop}/hashes:{hashes}/shingles:{shingles}"
        return self.value(name, "least_ns") / self.value(name, "ns_per_shingle")


def figure(number):
    """Three digits: 0.412, 4.12, 41.2, 412."""
    digits = 3 if number < 1 else 2 if number < 10 else 1 if number < 100 else 0
    return f"{number:.{digits}f}"


def times(number):
    return f"{number:.0f}" if number >= 10 else f"{number:.1f}"


def table(head, rows):
    return "".join(f"| {' | '.join(map(str, row))} |\n" for row in (head, ["---"] * len(head), *rows))


def sign_loops(run):
    """(what a row is called, the loop's name in BM_sign): baselines, then kernels."""
    yield "scalar", SCALAR
    yield "Mersenne 61", "mersenne61"
    for kernel in run.vector_kernels:
        yield f"autovectorised, {kernel}", f"autovectorized_multiply_shift/{kernel}"
    for kernel in run.vector_kernels:
        yield f"autovectorised minmax32, {kernel}", f"autovectorized_minmax32/{kernel}"
    for scheme in SCHEMES:
        for kernel in run.kernels:
            yield f"**{scheme}, {kernel}**", f"{scheme}/{kernel}"


def conditions(run):
    rows = [(key, run.context[key]) for key in ("cpu", "compiler", "flags", "commit", "kernels")]
    rows.append(("date", run.context["date"][:10]))
    rows.append(("repetitions", f"best of {run.repetitions}"))
    return table(("condition", "of these figures"), rows)


def signatures(run):
    rows = []
    for title, loop in sign_loops(run):
        own = run.sign(loop)
        scheme, _, kernel = loop.partition("/")
        over_compiler = over_same_scheme = of_limit = ""
        if scheme in SCHEMES and kernel in LANES:
            over_compiler = times(run.sign(f"autovectorized_multiply_shift/{kernel}") / own)
            of_limit = f"{100 * run.of_limit(loop):.0f} %"
            if scheme == "minmax32":
                over_same_scheme = times(run.sign(f"autovectorized_minmax32/{kernel}") / own)
        rows.append((title, figure(own), times(run.sign(SCALAR) / own), over_compiler, over_same_scheme, of_limit,
                     f"{run.sign(loop, shingles=20) / own:.2f}"))
    return table(("128 hashes, 1000 shingles", "ns a shingle", "times scalar", "times autovectorised",
                  "times autovectorised minmax32", "of the limit", "a shingle of 20 over one of 1000"), rows)


def signatures_by_shingles(run):
    return table(("ns a shingle, 128 hashes", *(f"{n} shingles" for n in SHINGLES)),
                 [(title, *(figure(run.sign(loop, shingles=n)) for n in SHINGLES)) for title, loop in sign_loops(run)])


def signatures_by_hashes(run):
    return table(("ns a shingle, 1000 shingles", *(f"{k} hashes" for k in HASHES)),
                 [(title, *(figure(run.sign(loop, hashes=k)) for k in HASHES)) for title, loop in sign_loops(run)])


def issue_limits(run):
    rows = []
    for kernel in run.vector_kernels:
        multiply, minimum = (run.value(f"BM_issue_limit/{kernel}/{kind}", "instructions_per_ns")
                             for kind in ("multiply", "minimum"))
        least = 64 / LANES[kernel] * max(1 / multiply, 3 / minimum)  # 64 multipliers for 128 entries
        own = run.sign(f"minmax32/{kernel}")
        rows.append((kernel, LANES[kernel], figure(multiply), figure(minimum), figure(least), figure(own)))
    return table(("kernel", "numbers a vector", "multiplications a ns", "minima a ns",
                  "least ns a shingle, minmax32, 128 hashes", "measured"), rows)


def compared(run):
    """(what a row is called, the loop's name in BM_estimate and BM_merge)."""
    yield "scalar", "scalar"
    for kernel in run.vector_kernels:
        yield f"autovectorised, {kernel}", f"autovectorized/{kernel}"
    for kernel in run.kernels:
        yield f"**{kernel}**", kernel


def estimate(run):
    return table(("ns a row", *(f"{k} hashes, {n} rows" for k, n in COMPARED)),
                 [(title, *(figure(run.value(f"BM_estimate/{loop}/hashes:{k}/rows:{n}", "ns_per_row"))
                            for k, n in COMPARED)) for title, loop in compared(run)])


def merge(run):
    return table(("ns", "128 hashes", "1024 hashes"),
                 [(title, *(figure(run.value(f"BM_merge/{loop}/hashes:{k}", "ns_per_merge")) for k in (128, 1024)))
                  for title, loop in compared(run)])


def gigabytes(run, name):
    return figure(run.value(name, "bytes_per_second") / 1e9)


def text_to_signature(run):
    def cell(loop, language):
        own, naive = (run.value(f"BM_text_to_signature/{each}/{language}", "bytes_per_second")
                      for each in (loop, "naive"))
        return figure(own / 1e9) + (f" ({times(own / naive)} x)" if loop != "naive" else "")

    return table(("GB/s of text (times naive)", *LANGUAGES),
                 [(loop, *(cell(loop, language) for language in LANGUAGES)) for loop in ("naive", *run.kernels)])


def tokens(run):
    return table(("GB/s of text, words", *LANGUAGES),
                 [(kernel, *(gigabytes(run, f"BM_tokenize/{kernel}/{language}") for language in LANGUAGES))
                  for kernel in run.kernels])


def other_tokens(run):
    return table((f"GB/s of text, {run.kernels[0]}", *LANGUAGES),
                 [(kind, *(gigabytes(run, f"BM_tokenize_{kind}/{run.kernels[0]}/{language}") for language in LANGUAGES))
                  for kind in ("characters", "whitespace")])


def stages(run):
    rows = []
    for kind in ("hot", "cold"):
        rows.append((f"hash of a word, {kind}",
                     *(figure(run.value(f"BM_token_hash/{loop}/{kind}", "ns_per_token"))
                       for loop in (*run.kernels, "library"))))
    for size in (5, 9, 32):
        rows.append((f"signature hash of {size} tokens",
                     *(figure(run.value(f"BM_shingle/{kernel}/size:{size}", "ns_per_token"))
                       for kernel in run.kernels), ""))
    for size in (5, 9, 32):
        rows.append((f"identity hash of {size} tokens", *[""] * len(run.kernels),
                     figure(run.value(f"BM_shingle/identity/size:{size}", "ns_per_token"))))
    return table(("ns a token", *run.kernels, "xxHash, call by call"), rows)


def buckets(run):
    def row(title, what):
        cells = []
        for documents in (10000, 1000000):
            own, baseline = (run.value("BM_lsh_" + what.format(each, documents), "ns_per_document")
                             for each in ("neardup", "unordered_map"))
            cells += [figure(own), figure(baseline), times(baseline / own)]
        return (title, *cells)

    heads = [f"{what}, {size}" for size in ("10,000", "1,000,000") for what in ("lsh_index", "unordered_map", "times")]
    return table(("ns a document", *heads),
                 [row("insert", "insert/{}/documents:{}/manual_time"),
                  row("query, found", "query/hit/{}/documents:{}"),
                  row("query, not found", "query/miss/{}/documents:{}")])


def verification(run):
    sizes = (100, 500, 5000)
    return table(("ns a pair", *(f"{n} shingles" for n in sizes)),
                 [(title, *(figure(run.value(f"BM_verify/{loop}/shingles:{n}", "ns_per_pair")) for n in sizes))
                  for title, loop in (("sorted sets made before", "sets"), ("sorted sets", "hashes"),
                                      ("**numbered sets**", "numbered_sets"),
                                      ("std::sort, std::set_intersection", "naive_hashes"))])


def articles(run):
    rows = []
    for documents in (10000, 100000, 1000000):
        one, two = (run.best.get(f"BM_find_articles/documents:{documents}{more}") for more in ("", "/threads:2/real_time"))
        if one is None:
            raise Missing(f"BM_find_articles/documents:{documents}")
        rows.append((f"{documents:,}", f"{one['docs_per_s'] / 1000:.0f} k", figure(one["bytes_per_second"] / 1e9),
                     f"{one['bytes_per_document']:.0f}", f"{one['recall']:.4f}",
                     "" if two is None else f"{one['real_time'] / two['real_time']:.2f}"))
    return table(("texts of 3 KB, one core", "texts a second", "GB/s", "bytes a text beside it", "recall",
                  "times as fast on two cores"), rows)


def passages(run):
    def row(preset):
        cells = []
        for language in ("english", "chinese"):
            name = f"BM_passages/{preset}/{language}"
            speed, memory, time = (run.value(name, key) for key in ("bytes_per_second", "memory_per_byte", "real_time"))
            two = run.value(f"{name}/threads:2/real_time", "real_time")
            cells += [f"{speed / 1e6:.0f}", figure(memory), f"{time / two:.2f}"]
        return (preset, *cells)

    heads = [f"{language}, {what}" for language in ("English", "Chinese")
             for what in ("MB/s", "bytes held a byte", "times as fast on two cores")]
    return table(("preset, one core", *heads), [row(preset) for preset in ("news", "verbatim", "corpus")])


TABLES = {"conditions": conditions, "signatures": signatures, "signatures by shingles": signatures_by_shingles,
          "signatures by hashes": signatures_by_hashes, "issue limits": issue_limits, "estimate": estimate,
          "merge": merge, "text to signature": text_to_signature, "tokens": tokens, "other tokens": other_tokens,
          "stages": stages, "buckets": buckets, "verification": verification, "articles": articles,
          "passages": passages}


def made(run, name):
    """A table with the empty lines around it; None where lines are missing, which is told."""
    try:
        return f"\n{TABLES[name](run)}\n"
    except Missing as line:
        print(f"bench_table: no table '{name}': the run has no line {line}", file=sys.stderr)
        return None


def updated(page, run):
    """The text of a page with its tables made anew."""
    def replaced(block):
        begin, name, old, end = block.groups()
        if name not in TABLES:
            raise Problem(f"the page asks for a table '{name}'; known: {', '.join(TABLES)}")
        new = made(run, name)
        return begin + (old if new is None else new) + end

    for _, name, body, _ in BLOCK.findall(page):
        if "<!-- table:" in body:
            raise Problem(f"the page's table '{name}' has no end")
    if page.count("<!-- table:") != len(BLOCK.findall(page)):
        raise Problem("the page's last table has no end")
    return BLOCK.sub(replaced, page)


def read_run(path):
    try:
        return Run(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError) as reason:
        raise Problem(f"{path} is not what neardup_bench writes as JSON ({type(reason).__name__}: {reason})") from None


def run_with(arguments):
    if len(arguments) not in (1, 3) or arguments[1:2] not in ([], ["--update"]):
        raise Problem("usage: bench_table.py FILE.json [--update PAGE]")
    run = read_run(pathlib.Path(arguments[0]))
    if len(arguments) == 3:
        page = pathlib.Path(arguments[2])
        page.write_text(updated(page.read_text(encoding="utf-8"), run), encoding="utf-8")
        return
    for name in TABLES:
        if (text := made(run, name)) is not None:
            print(f"<!-- table: {name} -->\n{text}<!-- end -->\n")


def main():
    try:
        run_with(sys.argv[1:])
    except OSError as reason:
        print(f"bench_table: {reason.filename}: {reason.strerror}", file=sys.stderr)
        return 2
    except Problem as problem:
        print(f"bench_table: {problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
