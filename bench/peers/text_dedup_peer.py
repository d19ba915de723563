"""text-dedup: its own command line over the file; gives clusters, without any check of candidates."""

import os
import pickle
import re
import subprocess
import sys
import tempfile

from common import NUM_HASHES, SHINGLE_SIZE, THRESHOLD, Run


def root(parents, item):
    while parents.get(item, item) != item:
        item = parents[item]
    return item


run = Run()
with tempfile.TemporaryDirectory() as folder:
    command = [sys.executable, "-m", "text_dedup.minhash", "--path", "json", "--data_files", run.corpus,
               "--split", "train", "--cache_dir", f"{folder}/cache", "--output", f"{folder}/out",
               "--column", "text", "--ngram", str(SHINGLE_SIZE), "--min_length", "1",
               "--num_perm", str(NUM_HASHES), "--threshold", str(THRESHOLD), "--hash_func", "xxh3",
               "--b", str(run.bands), "--r", str(run.rows), "--num_proc", str(run.cores), "--debug"]
    environment = dict(os.environ, HF_HUB_OFFLINE="1", HF_HOME=f"{folder}/hub", CUDA_VISIBLE_DEVICES="")
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode != 0:
        sys.exit(done.stderr[-2000:])
    loading = re.search(r"Loading\s*:\s*([\d.]+)s", done.stdout + done.stderr)
    run.seconds["read"] = float(loading[1]) if loading else None
    with open(f"{folder}/out/uf.pkl", "rb") as file:
        found = pickle.load(file)
with open(run.corpus, encoding="utf-8") as lines:
    count = sum(1 for _ in lines)
parents = getattr(found, "parent", found)
run.finish(clusters=[root(parents, number) for number in range(count)])
