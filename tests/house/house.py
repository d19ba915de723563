"""What the house tests share: where things are, and running a command."""

import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = os.environ["NEARDUP_BUILD"]
BIN = pathlib.Path(os.environ["NEARDUP_BIN"])
CXX = os.environ["NEARDUP_CXX"]
EIGEN = os.environ["NEARDUP_EIGEN"]
COMPILE = [CXX, "-std=c++20", "-Wall", "-Wextra", "-Werror", f"-I{ROOT}/include", "-idirafter",
           os.environ["NEARDUP_XXHASH"], "-pthread"]


def run(*command, **options):
    """Runs a command to its end; returns the finished process with its output as text."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8"} | options
    return subprocess.run([str(part) for part in command], check=False, **options)


def succeed(*command, **options):
    """The output of a command that must end well."""
    done = run(*command, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout
