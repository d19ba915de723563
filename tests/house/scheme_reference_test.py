"""The Python reference agrees with the conformance vectors, and with every value that docs/scheme-v1.md prints."""

import json
import os
import pathlib
import re
import sys
import tempfile
import unicodedata
import unittest

from house import ROOT, run

sys.path.insert(0, str(ROOT / "tools"))
try:
    import scheme_reference as reference
except ModuleNotFoundError as missing:
    absent = missing.name
else:
    absent = None
    TOKENIZER = reference.Tokenizer()

TOOL = ROOT / "tools" / "scheme_reference.py"
GOLDEN = ROOT / "tests" / "golden" / "scheme-v1.jsonl"
SIGNATURES = ROOT / "tests" / "golden" / "signatures.tsv"
DOCUMENT = (ROOT / "docs" / "scheme-v1.md").read_text(encoding="utf-8")
PRINTED_ENTRIES = (0, 1, 64, 65, 127)


def setUpModule():
    if absent:
        raise unittest.SkipTest(f"{absent} is not installed; scripts/test installs it into .venv")


def bytes_of(literals):
    """The bytes that the document writes as `3 * "a" + "\\u00e9\\xff"`."""
    result = b""
    for count, body in re.findall(r'(?:(\d+) \* )?"((?:[^"\\]|\\.)*)"', literals):
        units = re.findall(r"\\x(..)|\\u(....)|(.)", body)
        result += int(count or 1) * b"".join(bytes.fromhex(byte) or (chr(int(code, 16)) if code else char).encode()
                                             for byte, code, char in units)
    return result


def visible(char, is_first):
    """The code point itself, or an escape where it would not be seen as itself."""
    if "\udc80" <= char <= "\udcff":  # a byte that is not UTF-8
        return f"\\x{ord(char) - 0xdc00:02x}"
    category = unicodedata.category(char)
    hidden = category[0] in "CZ" and char != " " or category[0] == "M" and is_first or char in '"\\`'
    return f"\\u{ord(char):04x}" if hidden else char


def literals_of(data):
    """The same backwards; runs of one code point are counted from eight on."""
    pieces, text = [], ""
    for match in re.finditer(r"(?s)(.)\1{7,}|.", data.decode("utf-8", "surrogateescape")):
        char = match[0][0]
        if match[1]:
            pieces += [f'"{text}"'] * (text != "") + [f'{len(match[0])} * "{visible(char, True)}"']
            text = ""
        else:
            text += visible(char, text == "")
    return " + ".join(pieces + [f'"{text}"'] * (text != "" or not pieces))


def worked_vector(literals, kind, size, seed):
    """A worked vector as the document prints it."""
    data = bytes_of(literals)
    found = reference.describe(TOKENIZER, data, {"tokens": kind, "shingle_size": size, "seed": seed})
    lines = [f"source      {literals}", f"options     {kind}, shingle size {size}, seed {seed}"]
    texts = [token.text for token in TOKENIZER.tokens(data, kind)]
    for (begin, length, token_hash), text in zip(found["tokens"], texts):
        lines.append(f"token       {token_hash}  {f'[{begin}, +{length})':12}  {literals_of(text)}")
    lines.append(f"ill-formed  {found['ill_formed']}")
    for pair in zip(found["signature_hashes"], found["identity_hashes"]):
        lines.append("shingle     {}  {}".format(*pair))
    for scheme in ("minmax32", "minhash32"):
        entries = reference.signature(found, scheme, 128, seed)
        lines.append(f"{scheme:10}  " + "  ".join(f"{i}: {entries[i]:08x}" for i in PRINTED_ENTRIES))
    return "\n".join(lines) + "\n"


class Vectors(unittest.TestCase):
    def check(self, path):
        self.assertEqual(list(reference.differences(TOKENIZER, path)), [])

    def test_the_chosen_subset_agrees(self):
        self.check(GOLDEN)

    def test_all_in_the_folder_that_neardup_vectors_names_agree(self):
        folder = os.environ.get("NEARDUP_VECTORS")
        if not folder:
            self.skipTest("NEARDUP_VECTORS names no folder with conformance vectors")
        self.check(pathlib.Path(folder) / "scheme-v1.jsonl")

    def test_each_wrong_value_is_named(self):
        """One vector several times, another field spoiled in each."""
        case = json.loads(GOLDEN.read_text(encoding="utf-8").splitlines()[-1])
        fields = ["tokens", "ill_formed", "signature_hashes", "identity_hashes", "minmax32_k128", "minhash32_k64"]
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
            file.writelines(json.dumps(case | {field: "spoiled"}) + "\n" for field in fields)
            file.flush()
            done = run(sys.executable, "-B", TOOL, "--check", file.name)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(re.findall(rf"^{re.escape(case['name'])}: (\w+): spoiled stands there, here it is .",
                                    done.stdout, re.MULTILINE), fields)


class Program(unittest.TestCase):
    def test_prints_what_the_functions_give(self):
        text = "L\u2019OTAN n\u2019a pas c\u00e9d\u00e9."
        done = run(sys.executable, "-B", TOOL, "-", "--seed", "7", "--shingle-size", "2", "--num-hashes", "32",
                   "--scheme", "minhash32", input=text)
        options = {"tokens": "words", "shingle_size": 2, "seed": 7}
        found = reference.describe(TOKENIZER, text.encode(), options)
        entries = [f"{entry:08x}" for entry in reference.signature(found, "minhash32", 32, 7)]
        self.assertEqual(json.loads(done.stdout), {"options": options} | found | {"minhash32": entries})

    def test_prints_golden_signatures(self):
        """See tests/minhash_test.cpp before making the file again: all stored signatures would change with it."""
        done = run(sys.executable, "-B", TOOL, "--signatures")
        self.assertEqual(done.stdout, SIGNATURES.read_text(encoding="ascii"))

    def test_takes_a_file_or_prints_golden_signatures(self):
        for arguments in ((), ("-", "--signatures")):
            done = run(sys.executable, "-B", TOOL, *arguments)
            self.assertEqual(done.returncode, 2)
            self.assertIn("one of FILE and --signatures must be given", done.stdout)

    def test_refuses_what_the_scheme_does_not_have(self):
        for option, value in (("--num-hashes", "33"), ("--seed", str(2**64)), ("--shingle-size", "0")):
            done = run(sys.executable, "-B", TOOL, "-", option, value)
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"{option}: is {value}; allowed: ", done.stdout)


class Document(unittest.TestCase):
    maxDiff = None

    def test_is_nfc(self):
        """So that a letter with an accent is one code point wherever the document is opened."""
        self.assertTrue(unicodedata.is_normalized("NFC", DOCUMENT))

    def test_examples_are_what_the_scheme_gives(self):
        checked = 0
        for section, kind in (("Words", "words"), ("Characters", "characters"), ("White space", "whitespace")):
            (body,) = re.findall(rf"^## {section}\n(.*?)^## ", DOCUMENT, re.MULTILINE | re.DOTALL)
            for literals, tokens in re.findall(r"^\| `(.+?)` \| (.+) \|$", body, re.MULTILINE):
                with self.subTest(literals):
                    found = TOKENIZER.tokens(bytes_of(literals), kind)
                    listed = re.findall(r"`(.+?)` \[(\d+), \+(\d+)\)(?: ([0-9a-f]{16}))?", tokens)
                    self.assertEqual([(token.text, token.begin, token.end - token.begin) for token in found],
                                     [(bytes_of(text), int(b), int(l)) for text, b, l, _ in listed])
                    for token, (_, _, _, token_hash) in zip(found, listed):
                        self.assertIn(token_hash, ("", f"{reference.xxh3(token.text, 1):016x}"))
                    checked += 1
        self.assertGreaterEqual(checked, 15)

    def test_constants_are_what_the_scheme_gives(self):
        listed = re.findall(r"`([cdax])_(\d) = ([0-9a-f]{8})`", DOCUMENT)
        for name, index, value in listed:
            c, d = reference.halves(reference.xxh3(reference.le64(int(index)), 1))
            expected = {"c": c, "d": d, "a": reference.multipliers(8, 1)[int(index)],
                        "x": reference.element_hashes([int(index)], 1)[0]}[name]
            self.assertEqual(f"{expected:08x}", value, f"{name}_{index}")
        self.assertGreaterEqual(len(listed), 9)

    def test_worked_vectors_are_what_the_scheme_gives(self):
        """Where one differs on purpose, the block that belongs there is in the message."""
        blocks = re.findall(r"^```text\n(source .*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
        for block in blocks:
            source, kind, size, seed = re.match(
                r"source +(.+)\noptions +(\w+), shingle size (\d+), seed (\d+)\n", block).groups()
            with self.subTest(source):
                self.assertEqual(worked_vector(source, kind, int(size), int(seed)), block)
        self.assertGreaterEqual(len(blocks), 8)


if __name__ == "__main__":
    unittest.main()
