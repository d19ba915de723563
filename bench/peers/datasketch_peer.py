"""datasketch: signatures and an index from Python, candidates checked by their estimates. Hashes by xxHash, which is
faster than the SHA-1 that is its default."""

import xxhash
from datasketch import MinHash, MinHashLSH

from common import NUM_HASHES, THRESHOLD, Run, shingles

run = Run()
texts = run.read()
first = MinHash(num_perm=NUM_HASHES, hashfunc=xxhash.xxh32_intdigest)
index = MinHashLSH(threshold=THRESHOLD, num_perm=NUM_HASHES, params=(run.bands, run.rows))
signatures, pairs = [], []
for text in texts:
    signature = MinHash(num_perm=NUM_HASHES, hashfunc=xxhash.xxh32_intdigest, permutations=first.permutations,
                        scheme=first.scheme)
    signature.update_batch([shingle.encode() for shingle in shingles(text)])
    number = len(signatures)
    signatures.append(signature)
    if signature.is_empty():
        continue
    for other in index.query(signature):
        if signatures[other].jaccard(signature) >= THRESHOLD:
            pairs.append((other, number))
    index.insert(number, signature, check_duplication=False)
run.finish(pairs=pairs)
