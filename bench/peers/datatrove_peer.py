"""datatrove: its stages from signatures to duplicates, by way of the disk; gives clusters, without any check of
candidates. Words are those of spaCy."""

import glob
import struct
import tempfile

from datatrove.data import Document
from datatrove.pipeline.dedup import MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets

from common import SHINGLE_SIZE, Components, Run

run = Run()
texts = run.read()
config = MinhashConfig(n_grams=SHINGLE_SIZE, num_buckets=run.bands, hashes_per_bucket=run.rows)
clusters = Components(len(texts))
with tempfile.TemporaryDirectory() as folder:
    documents = (Document(text=text, id=str(number)) for number, text in enumerate(texts))
    for _ in MinhashDedupSignature(output_folder=f"{folder}/signatures", config=config).run(documents, 0, 1) or ():
        pass
    buckets = MinhashDedupBuckets(input_folder=f"{folder}/signatures", output_folder=f"{folder}/buckets", config=config)
    for bucket in range(run.bands):
        buckets.run(None, bucket, run.bands)
    for path in glob.glob(f"{folder}/buckets/**/*.dups", recursive=True):
        with open(path, "rb") as file:
            for _, first, _, second in struct.iter_unpack("<4I", file.read()):
                clusters.join(first, second)
run.finish(clusters=clusters.labels())
