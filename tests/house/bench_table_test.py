"""tools/bench_table.py makes the tables of docs/benchmarks.md from what neardup_bench writes."""

import json
import pathlib
import re
import sys
import tempfile
import unittest

from house import ROOT, run

TOOL = ROOT / "tools" / "bench_table.py"

# Nanoseconds a shingle of 128 hashes by each loop: of 1000 shingles, then of 20.
TIMES = {"scalar_multiply_shift": (80, 88), "mersenne61": (160, 160), "autovectorized_multiply_shift/avx2": (30, 33),
         "autovectorized_minmax32/avx2": (3, 9), "minmax32/avx2": (2, 2.5), "minmax32/portable": (20, 20),
         "minhash32/avx2": (4, 4), "minhash32/portable": (40, 40)}

SIGNATURES = """
| 128 hashes, 1000 shingles | ns a shingle | times scalar | times autovectorised | times autovectorised minmax32 | of the limit | a shingle of 20 over one of 1000 |
| --- | --- | --- | --- | --- | --- | --- |
| scalar | 80.0 | 1.0 |  |  |  | 1.10 |
| Mersenne 61 | 160 | 0.5 |  |  |  | 1.00 |
| autovectorised, avx2 | 30.0 | 2.7 |  |  |  | 1.10 |
| autovectorised minmax32, avx2 | 3.00 | 27 |  |  |  | 3.00 |
| **minmax32, avx2** | 2.00 | 40 | 15 | 1.5 | 75 % | 1.25 |
| **minmax32, portable** | 20.0 | 4.0 |  |  |  | 1.00 |
| **minhash32, avx2** | 4.00 | 20 | 7.5 |  | 75 % | 1.00 |
| **minhash32, portable** | 40.0 | 2.0 |  |  |  | 1.00 |

"""


def line(name, nanoseconds, repetition=0, **counters):
    return {"name": name, "run_name": name, "run_type": "iteration", "repetitions": 2, "repetition_index": repetition,
            "cpu_time": nanoseconds, "ns_per_shingle": nanoseconds, **counters}


def output_of_a_run():
    """Every line twice, the slower first, and a mean, which must not count."""
    found = []
    for loop, both in TIMES.items():
        for shingles, best in zip((1000, 20), both):
            name = f"BM_sign/{loop}/hashes:128/shingles:{shingles}"
            # While the limit was measured, it was the fast repetition that was disturbed: of minmax32 it says 1.6 of
            # 2 ns, the slow one 1.5 of 3. So 1.5 of 2 is the truth.
            limits = ({"of_limit": 0.5}, {"of_limit": 0.8}) if loop.endswith("32/avx2") else ({}, {})
            found += [line(name, 1.5 * best, 0, **limits[0]), line(name, best, 1, **limits[1]),
                      {**line(name, 0.1, 0), "name": name + "_mean", "run_type": "aggregate"}]
    context = {"date": "2026-11-24T12:00:00+00:00", "cpu": "a CPU", "compiler": "g++ 12.2.0", "flags": "-O3",
               "commit": "0123456789ab", "kernels": "avx2 portable"}
    return {"context": context, "benchmarks": found}


class BenchTable(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.page = pathlib.Path(folder.name) / "page.md"
        self.json = pathlib.Path(folder.name) / "run.json"
        self.write(output_of_a_run())

    def write(self, output):
        self.json.write_text(output if isinstance(output, str) else json.dumps(output), encoding="utf-8")

    def tool(self, *arguments):
        return run(sys.executable, "-B", TOOL, *arguments)

    def update(self, text):
        self.page.write_text(text, encoding="utf-8")
        return self.tool(self.json, "--update", self.page)

    def refused(self, done, message):
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertRegex(done.stdout, rf"\Abench_table: .*{message}.*\n\Z")

    def test_the_best_of_repetitions_makes_a_table(self):
        done = self.tool(self.json)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn(f"<!-- table: signatures -->\n{SIGNATURES}<!-- end -->\n", done.stdout)
        self.assertIn("| commit | 0123456789ab |\n", done.stdout)
        self.assertIn("| repetitions | best of 2 |\n", done.stdout)

    def test_one_run_without_repetitions_is_enough(self):
        output = output_of_a_run()
        output["benchmarks"] = [line for line in output["benchmarks"] if line.get("repetition_index") == 1]
        for line in output["benchmarks"]:  # so Google Benchmark writes it
            line.update(repetitions=1, repetition_index=0)
        self.write(output)
        printed = self.tool(self.json).stdout
        self.assertIn(SIGNATURES.replace("75 %", "80 %"), printed)
        self.assertIn("| repetitions | best of 1 |\n", printed)

    def test_update_keeps_the_rest_of_a_page(self):
        before, after = "# Figures\n\nAs they are:\n\n", "\nThat is all: <!-- a comment -->\n"
        done = self.update(f"{before}<!-- table: signatures -->\nold\n<!-- end -->{after}")
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        self.assertEqual(self.page.read_text(encoding="utf-8"),
                         f"{before}<!-- table: signatures -->\n{SIGNATURES}<!-- end -->{after}")
        once = self.page.read_text(encoding="utf-8")
        self.update(once)
        self.assertEqual(self.page.read_text(encoding="utf-8"), once)

    def test_a_table_whose_lines_are_missing_stays(self):
        page = "<!-- table: merge -->\n\n| old |\n\n<!-- end -->\n"
        done = self.update(page)
        self.assertEqual(done.returncode, 0)
        self.assertEqual(done.stdout, "bench_table: no table 'merge': the run has no line BM_merge/scalar/hashes:128\n")
        self.assertEqual(self.page.read_text(encoding="utf-8"), page)

    def test_names_that_it_does_not_know_are_errors(self):
        page = "<!-- table: signature -->\n<!-- end -->\n"
        self.refused(self.update(page), "asks for a table 'signature'; known: conditions, signatures, ")
        self.assertEqual(self.page.read_text(encoding="utf-8"), page)

    def test_a_table_without_an_end_is_an_error(self):
        start = "<!-- table: signatures -->\n"
        self.refused(self.update(start), "last table has no end")
        self.refused(self.update(f"{start}\n{start}<!-- end -->\n"), "table 'signatures' has no end")

    def test_what_is_not_the_output_of_a_run_is_an_error(self):
        for output in ("{", "[]", {}, {"context": {"kernels": "avx2"}, "benchmarks": [{}]}, {"context": 1}):
            with self.subTest(output):
                self.write(output)
                self.refused(self.tool(self.json), "is not what neardup_bench writes as JSON")
        self.refused(self.tool(self.json.parent / "absent.json"), "absent.json: No such file")
        self.refused(self.tool(self.json, "--updat", self.page), "usage: ")
        self.refused(self.tool(), "usage: ")

    def test_a_wrong_answer_is_an_error(self):
        output = output_of_a_run()
        output["benchmarks"][0] |= {"error_occurred": True, "error_message": "signatures differ"}
        self.write(output)
        self.refused(self.tool(self.json), "shingles:1000: signatures differ")

    def test_every_table_of_the_page_can_be_made(self):
        page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
        names = re.findall("<!-- table: (.*) -->", page)
        self.assertIn("signatures", names)
        for name in names:
            with self.subTest(name):
                self.assertEqual(self.update(f"<!-- table: {name} -->\n<!-- end -->\n").returncode, 0)
        self.assertEqual(self.update(page).returncode, 0)


if __name__ == "__main__":
    unittest.main()
