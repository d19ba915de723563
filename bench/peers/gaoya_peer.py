"""gaoya: everything in Rust, its own tokens included: words without their punctuation, case kept."""

import os
import sys

os.environ["RAYON_NUM_THREADS"] = sys.argv[3]

from gaoya.minhash import MinHashStringIndex  # noqa: E402, it reads the environment

from common import SHINGLE_SIZE, THRESHOLD, Run  # noqa: E402

run = Run()
texts = run.read()
index = MinHashStringIndex(hash_size=32, jaccard_threshold=THRESHOLD, num_bands=run.bands, band_size=run.rows,
                           analyzer="word", lowercase=False, ngram_range=(SHINGLE_SIZE, SHINGLE_SIZE),
                           id_container="vec")
index.par_bulk_insert_docs(list(range(len(texts))), texts)
pairs = []
for number, others in enumerate(index.par_bulk_query(texts)):
    pairs += [(other, number) for other in others if other < number]
run.finish(pairs=pairs)
