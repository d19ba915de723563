#!/usr/bin/env python3
"""Scheme v1 of neardup in Python: docs/scheme-v1.md, sentence by sentence, with no care for speed.

scheme_reference.py FILE           what the scheme makes of a text ('-': standard input), as JSON
scheme_reference.py --check FILE   compares conformance vectors with it; exits 1 naming the first differences
scheme_reference.py --signatures   signatures of small sets, as tests/golden/signatures.tsv holds them

Needs tools/requirements.txt and the Unicode Character Database 15.0.0 (Debian: unicode-data).
"""

import argparse
import base64
import functools
import itertools
import json
import pathlib
import re
import struct
import sys
from typing import NamedTuple

import unicodedata2
import xxhash

VERSION = "15.0.0"
EMOJI, WORD, MARK, TRANSPARENT, SEPARATOR = "emoji", "word", "mark", "transparent", "separator"
NO_SPACE_SCRIPTS = {"Han": "Hani", "Hiragana": "Hira", "Katakana": "Kana", "Bopomofo": "Bopo", "Yi": "Yiii",
                    "Thai": "Thai", "Lao": "Laoo", "Khmer": "Khmr", "Myanmar": "Mymr", "Tai_Tham": "Lana",
                    "Tai_Le": "Tale", "New_Tai_Lue": "Talu", "Tai_Viet": "Tavt"}
MAX_FOLDED = 256  # bytes of a token text
MAX_MARKS = 30  # marks in a row
SHINGLE_SIZE = {"words": 5, "characters": 9, "whitespace": 5}

# Well-formed UTF-8, and what else is one maximal subpart (The Unicode Standard, tables 3-7 and 3-8).
UTF8 = re.compile(
    rb"""(?P<well_formed> [\x00-\x7F] | [\xC2-\xDF]T
           | \xE0[\xA0-\xBF]T | [\xE1-\xEC\xEE\xEF]TT | \xED[\x80-\x9F]T
           | \xF0[\x90-\xBF]TT | [\xF1-\xF3]TTT | \xF4[\x80-\x8F]TT )
         | \xE0[\xA0-\xBF] | [\xE1-\xEC\xEE\xEF]T | \xED[\x80-\x9F]
         | \xF0[\x90-\xBF]T? | [\xF1-\xF3]TT? | \xF4[\x80-\x8F]T? | [\x80-\xFF]""".replace(b"T", rb"[\x80-\xBF]"),
    re.VERBOSE)


class Unit(NamedTuple):
    """A code point of the source, or an ill-formed subpart, whose char is empty."""
    begin: int
    end: int
    char: str


class Token(NamedTuple):
    begin: int
    end: int
    text: bytes


def read(data):
    """The units of a text."""
    return [Unit(match.start(), match.end(), match[0].decode() if match["well_formed"] else "")
            for match in UTF8.finditer(data)]


class Unicode:
    """The Unicode Character Database, and what the scheme says of code points."""

    def __init__(self, folder=pathlib.Path("/usr/share/unicode")):
        if unicodedata2.unidata_version != VERSION:
            raise SystemExit(f"unicodedata2 has Unicode {unicodedata2.unidata_version}; needed: {VERSION}")
        core, norm = folder / "DerivedCoreProperties.txt", folder / "DerivedNormalizationProps.txt"
        emoji = folder / "emoji" / "emoji-data.txt"
        for path in (core, norm, folder / "PropList.txt", folder / "Scripts.txt", folder / "ScriptExtensions.txt"):
            first = path.read_text(encoding="utf-8").split("\n", 1)[0] if path.is_file() else "(absent)"
            if VERSION not in first:
                raise SystemExit(f"{path} begins with '{first}'; needed: version {VERSION} (Debian: unicode-data)")
        self.emoji = self.having(emoji, "Emoji_Presentation") - self.having(emoji, "Emoji_Modifier")
        self.ignorable = self.having(core, "Default_Ignorable_Code_Point")
        self.extend = self.having(core, "Grapheme_Extend")
        self.white_space = self.having(folder / "PropList.txt", "White_Space")
        self.maybe = self.having(norm, "NFC_QC", "M")
        self.casefold = {char: "".join(chr(int(code, 16)) for code in fields[1].split())
                         for char, fields in self.rows(norm) if fields[0] == "NFKC_CF"}
        scripts = {char: {NO_SPACE_SCRIPTS.get(fields[0])} for char, fields in self.rows(folder / "Scripts.txt")}
        scripts |= {char: set(fields[0].split()) for char, fields in self.rows(folder / "ScriptExtensions.txt")}
        self.no_space = {char for char, names in scripts.items() if names & set(NO_SPACE_SCRIPTS.values())}

    @staticmethod
    def rows(path):
        """(code point, the fields after it) of each line of a file, ranges spelled out."""
        for line in path.read_text(encoding="utf-8").splitlines():
            first, *fields = [field.strip() for field in line.split("#", 1)[0].split(";")]
            if first:
                low, _, high = first.partition("..")
                yield from ((chr(code), fields) for code in range(int(low, 16), int(high or low, 16) + 1))

    @classmethod
    def having(cls, path, *wanted):
        return {char for char, fields in cls.rows(path) if fields == list(wanted)}

    @staticmethod
    def is_mark(char):
        return unicodedata2.category(char)[0] == "M"

    def class_alone(self, char):
        """The class of a code point, where it is its own affair: MARK is a word or a separator by what precedes."""
        if char in self.emoji:
            return EMOJI
        if char == "":
            return SEPARATOR
        major = unicodedata2.category(char)[0]
        if major in "LN":
            return WORD
        if major == "M":
            return MARK
        return TRANSPARENT if char in self.ignorable and char != "\u200b" else SEPARATOR

    def is_character(self, char):
        """Whether it begins a token of its own, because its script is written without spaces."""
        return char in self.no_space and char not in self.extend and unicodedata2.category(char)[0] in "LN"

    @functools.lru_cache(maxsize=1 << 16)
    def fold(self, text):
        """toNFKC_Casefold(NFD(text))"""
        mapped = (self.casefold.get(char, char) for char in unicodedata2.normalize("NFD", text))
        return unicodedata2.normalize("NFC", "".join(mapped))

    @functools.lru_cache(maxsize=1 << 16)
    def is_segment_border(self, char):
        """Whether the folds of what ends before it and of what begins with it never interact."""
        folded = self.fold(char)
        return (not self.is_mark(char) and folded != "" and unicodedata2.combining(folded[0]) == 0
                and folded[0] not in self.maybe)


class Tokenizer:
    """Texts to tokens."""

    def __init__(self, unicode=None):
        self.unicode = unicode or Unicode()

    def tokens(self, data, kind):
        """Tokens of bytes, in text order."""
        if kind == "whitespace":
            return self.non_space(data)
        return self.words(read(data)) if kind == "words" else self.characters(read(data))

    def words(self, units):
        return [token for source, _ in self.sources(units) for token, _ in self.parts(source)]

    def characters(self, units):
        result, separated, last = [], False, None
        for source, is_apart in self.sources(units):
            separated |= is_apart
            for word, part in self.parts(source):
                if separated and last is not None:
                    result.append(Token(last, word.begin, b" "))
                separated, last = False, word.end
                for segment in self.segments(part):
                    result += [Token(segment[0].begin, segment[-1].end, char.encode()) for char in self.fold(segment)]
        return result

    def non_space(self, data):
        result, begin = [], 0
        for unit in read(data) + [Unit(len(data), len(data), " ")]:
            if unit.char in self.unicode.white_space:
                if begin < unit.begin:
                    result.append(Token(begin, unit.begin, data[begin:unit.begin]))
                begin = unit.end
        return result

    def classes(self, units):
        """The class of each unit; a mark is a word where the last unit that is not transparent is one."""
        before = SEPARATOR
        for unit in units:
            kind = self.unicode.class_alone(unit.char)
            if kind == MARK:
                kind = WORD if before == WORD else SEPARATOR
            if kind != TRANSPARENT:
                before = kind
            yield kind

    def sources(self, units):
        """(units of a token's source, whether a separator stands between it and the one before), uncut."""
        token, waiting, separated = [], [], False  # waiting: transparent ones, part of the run only if it goes on
        for unit, kind in zip(units, self.classes(units)):
            if kind == TRANSPARENT:
                waiting.append(unit)
                continue
            if token and (kind != WORD or self.begins_token(unit, token)):
                yield token + (waiting if kind == WORD else []), separated
                token, separated = [], False
            if kind == WORD:
                token += (waiting if token else []) + [unit]
            elif kind == EMOJI:
                yield [unit], separated
                separated = False
            else:
                separated = True
            waiting = []
        if token:
            yield token, separated

    def begins_token(self, unit, token):
        """Whether a word code point begins a new token of the run."""
        is_extending = self.unicode.is_mark(unit.char) or unit.char in self.unicode.extend
        return (self.unicode.is_character(unit.char)
                or self.unicode.is_character(token[0].char) and not is_extending)

    def fold(self, units):
        return self.unicode.fold("".join(unit.char for unit in units))

    def fits(self, units):
        return len(self.fold(units).encode()) <= MAX_FOLDED

    def parts(self, source):
        """(token, units) of each part of a token's source that folds to something."""
        while source:
            end = len(source) if self.fits(source) else self.first_cut(source)
            part, source = source[:end], source[end:]
            folded = self.fold(part)
            if folded:
                yield Token(part[0].begin, part[-1].end, folded.encode()), part

    def first_cut(self, units):
        """Where a token that does not fit is cut: at the last border within, else where it no longer fits."""
        borders = [i for i in self.borders(units) if self.fits(units[:i])]
        if borders:
            return borders[-1]
        return next(i for i in range(1, len(units)) if not self.fits(units[:i + 1]))

    def borders(self, units):
        """Segment and mark borders of a token, its beginning left out."""
        marks = 0
        for i, unit in enumerate(units):
            is_border = self.unicode.is_segment_border(unit.char)
            if is_border or marks >= MAX_MARKS and self.unicode.is_mark(unit.char):
                marks = 0
                if i > 0:
                    yield i
                if is_border and not self.fits(units[:i + 1]):
                    return  # segments add up: nothing longer fits
            for char in unicodedata2.normalize("NFD", unit.char):
                if self.unicode.is_mark(char):
                    marks += 1
                elif self.unicode.class_alone(char) != TRANSPARENT:
                    marks = 0

    def segments(self, units):
        begin = 0
        for i in range(1, len(units) + 1):
            if i == len(units) or self.unicode.is_segment_border(units[i].char):
                yield units[begin:i]
                begin = i


def xxh3(data, seed):
    return xxhash.xxh3_64_intdigest(data, seed)


def le64(*numbers):
    return struct.pack(f"<{len(numbers)}Q", *numbers)


def halves(number):
    """lo32 and hi32"""
    return number & 0xFFFFFFFF, number >> 32


def windows(hashes, size):
    """All windows of `size` hashes; the whole where there are fewer, none where there is none."""
    return [hashes[i:i + size] for i in range(max(1, len(hashes) - size + 1)) if hashes]


def identity_hash(window, seed):
    return xxh3(le64(*window), seed)


def signature_hash(window, seed):
    total = len(window)
    for j, token_hash in enumerate(window):
        (low, high), (c, d) = halves(token_hash), halves(xxh3(le64(j), seed))
        total += (low + c) % 2**32 * ((high + d) % 2**32)
    total %= 2**64
    return ((total ^ total >> 32) * 0x9E3779B97F4A7C15 % 2**64 >> 32) or 1


@functools.lru_cache(maxsize=64)
def multipliers(count, seed):
    drawn, taken, counter = [], set(), 2**32
    while len(drawn) < count:
        a = halves(xxh3(le64(counter), seed))[0] | 1
        if a not in taken:
            drawn.append(a)
            taken |= {a, 2**32 - a}
        counter += 1
    return drawn


def describe(tokenizer, data, options):
    """All that the scheme says of a text but signatures, in the words of the conformance vectors."""
    kind, size, seed = options["tokens"], options["shingle_size"], options["seed"]
    tokens = tokenizer.tokens(data, kind)
    hashes = [xxh3(token.text, seed) for token in tokens]
    shingles = windows(hashes, size)
    found = {"tokens": [[t.begin, t.end - t.begin, f"{h:016x}"] for t, h in zip(tokens, hashes)],
             "ill_formed": sum(unit.char == "" for unit in read(data)),
             "signature_hashes": [f"{signature_hash(window, seed):08x}" for window in shingles],
             "identity_hashes": [f"{identity_hash(window, seed):016x}" for window in shingles]}
    if kind != "whitespace":  # whose token texts are the source's own bytes, ill-formed ones included
        found["folded"] = [token.text.decode() for token in tokens]
    return found


def element_hashes(numbers, seed):
    """What takes the place of signature hashes where the set is one of numbers."""
    return [halves(xxh3(le64(number), seed))[1] or 1 for number in numbers]


def extremes(hashes, count, seed):
    """The minimum with each of `count` multipliers, and the complement of the maximum."""
    minima, maxima = [], []
    for a in multipliers(count, seed):
        products = [a * x % 2**32 for x in hashes]
        minima.append(min(products, default=2**32 - 1))
        maxima.append(2**32 - 1 - max(products, default=0))
    return minima, maxima


def arranged(minima, maxima, scheme, num_hashes):
    """A signature's entries: of extremes with more multipliers than it has, only the first are taken."""
    half = num_hashes // 2
    return minima[:half] + maxima[:half] if scheme == "minmax32" else minima[:num_hashes]


def signature(found, scheme, num_hashes, seed):
    """The signature of a text that `describe` has described."""
    hashes = [int(x, 16) for x in found["signature_hashes"]]
    return arranged(*extremes(hashes, num_hashes, seed), scheme, num_hashes)


def golden_signatures():
    """The lines of tests/golden/signatures.tsv. Digests are XXH3 with seed 0 of the entries, little-endian.

    `shingles` are the hashes of 0, 1, ... under seed 0; `ids` are the numbers 0, 2^64-1, 2^64-2, ... themselves.
    """
    yield "scheme\tnum_hashes\tseed\telements\tcount\tdigest"
    for seed, longest in ((1, 4096), (2**64 - 1, 256)):
        for elements, lengths in (("shingles", range(32, longest + 1, 32)), ("ids", (32, 128))):
            drawn = [(count, *extremes(golden_hashes(elements, count, seed), lengths[-1], seed))
                     for count in (0, 1, 2, 5, 20, 101)]
            for scheme, num_hashes in itertools.product(("minmax32", "minhash32"), lengths):
                for count, minima, maxima in drawn:
                    entries = arranged(minima, maxima, scheme, num_hashes)
                    digest = xxh3(struct.pack(f"<{num_hashes}I", *entries), 0)
                    yield f"{scheme}\t{num_hashes}\t{seed}\t{elements}\t{count}\t{digest:016x}"


def golden_hashes(elements, count, seed):
    if elements == "shingles":
        return element_hashes(range(count), 0)
    return element_hashes([-i % 2**64 for i in range(count)], seed)


def differences(tokenizer, path):
    """What a file of conformance vectors says otherwise, one line each."""
    seen = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        found = describe(tokenizer, base64.b64decode(case["text_base64"]), case["options"])
        for field, scheme, count in (("minmax32_k128", "minmax32", 128), ("minhash32_k64", "minhash32", 64)):
            entries = signature(found, scheme, count, case["options"]["seed"])
            found[field] = base64.b64encode(struct.pack(f"<{count}I", *entries)).decode()
        for field in sorted(found.keys() & case.keys()):
            if found[field] != case[field]:
                yield f"{case['name']}: {field}: {case[field]!s:.200} stands there, here it is {found[field]!s:.200}"
        seen[case["name"]] = [token[2] for token in found["tokens"]]
        if seen.get(case.get("same_tokens_as"), seen[case["name"]]) != seen[case["name"]]:
            yield f"{case['name']}: tokens are not those of {case['same_tokens_as']}"
    if not seen:
        yield f"{path}: holds no vectors"


def one_of(numbers):
    """Parser of an argument that is one of a range."""
    def parse(text):
        if not (text.isascii() and text.isdigit() and int(text) in numbers):
            step = f" in steps of {numbers.step}" if numbers.step > 1 else ""
            raise argparse.ArgumentTypeError(f"is {text}; allowed: {numbers[0]} to {numbers[-1]}{step}")
        return int(text)
    return parse


def main():
    parser = argparse.ArgumentParser(description="What scheme v1 of neardup makes of a text.")
    parser.add_argument("--tokens", choices=SHINGLE_SIZE, default="words")
    parser.add_argument("--shingle-size", type=one_of(range(1, 1025)), help="5 where absent; 9 for characters")
    parser.add_argument("--seed", type=one_of(range(2**64)), default=1)
    parser.add_argument("--num-hashes", type=one_of(range(32, 4097, 32)), default=128)
    parser.add_argument("--scheme", choices=("minmax32", "minhash32"), default="minmax32")
    parser.add_argument("--unicode", type=pathlib.Path, default=pathlib.Path("/usr/share/unicode"),
                        help="the folder of the Unicode Character Database")
    parser.add_argument("--check", action="store_true", help="FILE holds conformance vectors: compare, print nothing")
    parser.add_argument("--signatures", action="store_true", help="print tests/golden/signatures.tsv; takes no FILE")
    parser.add_argument("file", metavar="FILE", nargs="?", type=pathlib.Path, help="a text, or - for standard input")
    given = parser.parse_args()
    if given.signatures == (given.file is not None):
        parser.error("one of FILE and --signatures must be given")
    if given.signatures:
        print(*golden_signatures(), sep="\n")
        return
    tokenizer = Tokenizer(Unicode(given.unicode))
    if given.check:
        if found := list(itertools.islice(differences(tokenizer, given.file), 10)):
            sys.exit("\n".join(found))
        return
    data = sys.stdin.buffer.read() if given.file == pathlib.Path("-") else given.file.read_bytes()
    options = {"tokens": given.tokens, "shingle_size": given.shingle_size or SHINGLE_SIZE[given.tokens],
               "seed": given.seed}
    found = describe(tokenizer, data, options)
    entries = signature(found, given.scheme, given.num_hashes, given.seed)
    result = {"options": options} | found | {given.scheme: [f"{entry:08x}" for entry in entries]}
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        sys.exit(f"scheme_reference.py: {error.filename}: {error.strerror}")
