"""What the drivers of the peers share. A driver is called as DRIVER CORPUS SHAPE CORES ANSWER and writes to ANSWER,
as JSON, its seconds and either the pairs or a cluster for each text. Reading the corpus is timed apart."""

import json
import sys
import time

BEGIN = time.perf_counter()  # but for the start of Python itself, 0.01 s

THRESHOLD = 0.8
NUM_HASHES = 128
SHINGLE_SIZE = 5


class Run:
    def __init__(self):
        self.corpus, shape, cores, self.answer = sys.argv[1:]
        self.bands, self.rows = (int(number) for number in shape.split("x"))
        self.cores = int(cores)
        self.seconds = {}

    def read(self):
        """The texts of the corpus."""
        begin = time.perf_counter()
        with open(self.corpus, encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in lines]
        self.seconds["read"] = time.perf_counter() - begin
        return texts

    def finish(self, pairs=None, clusters=None):
        """Call this once the answer is in memory; writing it down is not timed."""
        self.seconds["total"] = time.perf_counter() - BEGIN
        with open(self.answer, "w", encoding="utf-8") as file:
            json.dump({"seconds": self.seconds, "pairs": pairs, "clusters": clusters}, file)


def shingles(text):
    """Windows of five words, a word being what stands between white space; a shorter text is one."""
    words = text.split()
    if len(words) < SHINGLE_SIZE:
        return {" ".join(words)} if words else set()
    return {" ".join(words[i : i + SHINGLE_SIZE]) for i in range(len(words) - SHINGLE_SIZE + 1)}


class Components:
    """Clusters of whatever a chain of pairs connects."""

    def __init__(self, count):
        self.parent = list(range(count))

    def root(self, item):
        while self.parent[item] != item:
            self.parent[item] = item = self.parent[self.parent[item]]
        return item

    def join(self, first, second):
        self.parent[self.root(second)] = self.root(first)

    def labels(self):
        return [self.root(item) for item in range(len(self.parent))]
