"""rensa: shingles in Python; signatures, index and estimates in Rust, which uses all cores that it gets."""

from rensa import RMinHash, RMinHashLSH

from common import NUM_HASHES, THRESHOLD, Run, shingles

SEED = 42
BATCH = 10000  # the shingles of so many texts are held at a time

run = Run()
texts = run.read()
signatures, filled = [], []
for begin in range(0, len(texts), BATCH):
    sets = [list(shingles(text)) for text in texts[begin : begin + BATCH]]
    signatures += RMinHash.from_token_sets(sets, NUM_HASHES, SEED)
    filled += [bool(shingle_set) for shingle_set in sets]
index = RMinHashLSH(THRESHOLD, NUM_HASHES, run.bands)
index.insert_many(signatures)
pairs = []
for number, others in enumerate(index.query_all(signatures)):
    for other in others:
        if other < number and filled[other] and filled[number]:
            if signatures[other].jaccard(signatures[number]) >= THRESHOLD:
                pairs.append((other, number))
run.finish(pairs=pairs)
