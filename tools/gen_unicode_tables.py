#!/usr/bin/env python3
"""Writes include/neardup/detail/unicode_tables.hpp from the Unicode Character Database.

Usage: gen_unicode_tables.py [--data DIR] [--output FILE] [--check]

DIR holds the database, version 15.0.0 (default: /usr/share/unicode, Debian's package unicode-data).
--check writes nothing and exits 1 where FILE differs from what would be written.
"""

import argparse
import pathlib
import sys

VERSION = "15.0.0"
CODE_POINTS = 0x110000
BLOCK_BITS = 7

# Scripts written without spaces between words, by the long and the short names that the database uses.
NO_SPACE_SCRIPTS = {
    "Han": "Hani", "Hiragana": "Hira", "Katakana": "Kana", "Bopomofo": "Bopo", "Yi": "Yiii", "Thai": "Thai",
    "Lao": "Laoo", "Khmer": "Khmr", "Myanmar": "Mymr", "Tai_Tham": "Lana", "Tai_Le": "Tale",
    "New_Tai_Lue": "Talu", "Tai_Viet": "Tavt",
}

# In the order of enum class code_point_class and enum class fold_kind in detail/unicode.hpp.
SEPARATOR, SPACE, LETTER, LETTER_EXTEND, NO_SPACE, MARK, TRANSPARENT, EMOJI = range(8)
SELF, SINGLE, EMPTY, SEQUENCE = range(4)
STARTS_SEGMENT, QUIET, HAS_DIACRITIC = 1 << 5, 1 << 6, 1 << 7
RANK_SHIFT = 8

# In the order of struct simple_class in detail/simple_class.hpp.
S_KNOWN, S_WORD, S_BASE_LETTER, S_MARK, S_RANKED, S_TOP, S_DIACRITIC, S_SPACE = (1 << i for i in range(8))

S_BASE, L_BASE, V_BASE, T_BASE, V_COUNT, T_COUNT, S_COUNT = 0xAC00, 0x1100, 0x1161, 0x11A7, 21, 28, 11172


def rows(path):
    """The fields of each line, comments and blank lines dropped."""
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = [field.strip() for field in line.split("#", 1)[0].split(";")]
        if fields != [""]:
            yield fields


def code_points(field):
    first, _, last = field.partition("..")
    return range(int(first, 16), int(last or first, 16) + 1)


def sequence(field):
    return tuple(int(item, 16) for item in field.split())


def check_version(data):
    for name in ("DerivedCoreProperties.txt", "DerivedNormalizationProps.txt", "Scripts.txt", "PropList.txt"):
        path = data / name
        if not path.is_file():
            sys.exit(f"{path} is absent: the Unicode Character Database {VERSION} is needed (Debian: unicode-data)")
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        if VERSION not in first:
            sys.exit(f"{path} begins with '{first}'; needed: version {VERSION}")


class Database:
    """The properties that the tables are made from."""

    def __init__(self, data):
        self.category, self.ccc, self.canonical = {}, {}, {}
        self.read_unicode_data(data / "UnicodeData.txt")
        derived = data / "DerivedNormalizationProps.txt"
        core = data / "DerivedCoreProperties.txt"
        emoji = data / "emoji" / "emoji-data.txt"
        self.casefold = {c: sequence(f[2]) for f in rows(derived) if f[1] == "NFKC_CF" for c in code_points(f[0])}
        self.maybe = {c for f in rows(derived) if f[1:] == ["NFC_QC", "M"] for c in code_points(f[0])}
        self.excluded = self.having(derived, "Full_Composition_Exclusion")
        self.ignorable = self.having(core, "Default_Ignorable_Code_Point")
        self.extend = self.having(core, "Grapheme_Extend")
        self.space = self.having(data / "PropList.txt", "White_Space")
        self.emoji = self.having(emoji, "Emoji_Presentation") - self.having(emoji, "Emoji_Modifier")
        self.no_space = self.read_no_space(data)
        self.composed = {s: c for c, s in self.canonical.items() if len(s) == 2 and c not in self.excluded}

    @staticmethod
    def having(path, name):
        return {c for f in rows(path) if f[1] == name for c in code_points(f[0])}

    def read_unicode_data(self, path):
        first = None
        for f in rows(path):
            code = int(f[0], 16)
            if f[1].endswith(", First>"):
                first = code
                continue
            for c in range(code if first is None else first, code + 1):
                self.category[c] = f[2]
            first = None
            if f[3] != "0":
                self.ccc[code] = int(f[3])
            if f[5] and not f[5].startswith("<"):
                self.canonical[code] = sequence(f[5])

    def read_no_space(self, data):
        extensions = {c: f[1].split() for f in rows(data / "ScriptExtensions.txt") for c in code_points(f[0])}
        short = set(NO_SPACE_SCRIPTS.values())
        found = {c for c, scripts in extensions.items() if short & set(scripts)}
        for f in rows(data / "Scripts.txt"):
            if f[1] in NO_SPACE_SCRIPTS:
                found.update(c for c in code_points(f[0]) if c not in extensions)
        return found

    def decompose(self, c):
        """Full canonical decomposition of one code point."""
        if S_BASE <= c < S_BASE + S_COUNT:
            index = c - S_BASE
            tail = index % T_COUNT
            head = (L_BASE + index // (V_COUNT * T_COUNT), V_BASE + index // T_COUNT % V_COUNT)
            return head + ((T_BASE + tail,) if tail else ())
        if c not in self.canonical:
            return (c,)
        return tuple(d for part in self.canonical[c] for d in self.decompose(part))

    def reorder(self, text):
        out = list(text)
        for i in range(1, len(out)):
            j, rank = i, self.ccc.get(out[i], 0)
            while rank and j and self.ccc.get(out[j - 1], 0) > rank:
                out[j - 1], out[j] = out[j], out[j - 1]
                j -= 1
        return tuple(out)

    def nfd(self, text):
        return self.reorder(d for c in text for d in self.decompose(c))

    def compose_pair(self, a, b):
        if L_BASE <= a < L_BASE + 19 and V_BASE <= b < V_BASE + V_COUNT:
            return S_BASE + ((a - L_BASE) * V_COUNT + b - V_BASE) * T_COUNT
        if S_BASE <= a < S_BASE + S_COUNT and (a - S_BASE) % T_COUNT == 0 and T_BASE < b < T_BASE + T_COUNT:
            return a + b - T_BASE
        return self.composed.get((a, b))

    def compose(self, text):
        out, starter, last = [], None, 0
        for c in text:
            rank = self.ccc.get(c, 0)
            if starter is not None and (starter == len(out) - 1 or 0 != last < rank):
                merged = self.compose_pair(out[starter], c)
                if merged is not None:
                    out[starter] = merged
                    continue
            if rank == 0:
                starter = len(out)
            last = rank
            out.append(c)
        return tuple(out)

    def map_casefold(self, text):
        """NFKC_Casefold of each code point, canonically decomposed."""
        return self.nfd(d for c in text for d in self.casefold.get(c, (c,)))

    def fold(self, c):
        """toNFKC_Casefold(NFD(c))"""
        if c not in self.canonical and c not in self.casefold:
            return (c,)
        return self.compose(self.map_casefold(self.nfd((c,))))


def code_point_class(db, c):
    major = db.category.get(c, "Cn")[0]
    if c in db.emoji:
        return EMOJI
    if major in "LN":
        return LETTER_EXTEND if c in db.extend else NO_SPACE if c in db.no_space else LETTER
    if major == "M":
        return MARK
    if c in db.ignorable and c != 0x200B:
        return TRANSPARENT
    return SPACE if c in db.space else SEPARATOR


def fold_kind(c, folded):
    if folded == (c,):
        return SELF
    return EMPTY if not folded else SINGLE if len(folded) == 1 else SEQUENCE


def is_diacritic(db, c):
    """What fold_diacritics drops: overlays, attached marks and Hebrew and Arabic points, no vowel or tone signs."""
    ccc = db.ccc.get(c, 0)
    return ccc == 1 or 10 <= ccc <= 36 or 200 <= ccc <= 240


def simple_class(db, c, folded, value):
    """How the vector scanners take a code point: (class, bytes of its fold), class 0 where they leave it to others."""
    kind, fold, starts, quiet = value & 7, value >> 3 & 3, value & STARTS_SEGMENT, value & QUIET
    own, diacritic = chr(c).encode(), S_DIACRITIC * bool(value & HAS_DIACRITIC)
    if kind in (SEPARATOR, SPACE):
        return S_KNOWN | S_SPACE * (kind == SPACE), own
    if kind == MARK and quiet:
        ccc = db.ccc.get(c, 0)
        follows = 0 if c in db.no_space else S_WORD
        return S_KNOWN | S_MARK | follows | S_RANKED * (ccc > 0) | S_TOP * (ccc >= 107) | diacritic, own
    if kind not in (LETTER, NO_SPACE) or not starts or fold not in (SELF, SINGLE):
        return 0, own
    image = chr(folded[0]).encode()
    if len(image) != len(own) or (len(own) == 3 and image[:2] != own[:2]):
        return 0, own
    return S_KNOWN | (S_WORD if kind == LETTER else S_BASE_LETTER) | diacritic, image


def simple_tables(db, folds, properties):
    """Classes and folds of the code points of two and three bytes, by 64 that share all bytes but the last."""
    def block(first):
        out = [(0, 0, 0)] * 64
        for i in range(64):
            c = first + i
            if c not in folds:
                continue
            kind, image = simple_class(db, c, folds[c], properties[c])
            own = chr(c).encode()
            assert not (len(own) == 2 and kind & S_BASE_LETTER), hex(c)  # a scanner counts on 3 bytes a token
            out[i] = (kind, own[-1] ^ image[-1], own[0] ^ image[0])
        return tuple(out)

    two = [[(0, 0, 0)] * 64] * 2 + [block(lead << 6) for lead in range(2, 32)]
    hard = tuple([(0, 0, 0)] * 64)
    blocks, index, uniform = {hard: 0}, [], []
    for high in range(1024):
        content = block(high << 6) if high >= 32 and not 0xD800 <= high << 6 < 0xE000 else hard
        index.append(blocks.setdefault(content, len(blocks)))
        uniform.append(content[0][0] if len(set(content)) == 1 else 0)
    flat = lambda content, i: [entry[i] for block in content for entry in block]
    return [
        ("two_byte_class", flat(two, 0), "Class by lead byte & 31, then last byte & 63: see detail/simple_class.hpp."),
        ("two_byte_delta", flat(two, 1), "Last byte ^ last byte of the fold, likewise."),
        ("two_byte_lead_delta", flat(two, 2), "Lead byte ^ lead byte of the fold, likewise."),
        ("three_byte_uniform", uniform, "Class that 64 code points share that fold to themselves, or 0; by code point >> 6."),
        ("three_byte_block", index, "Block of the next two by code point >> 6; block 0 is unknown throughout."),
        ("three_byte_class", flat(blocks, 0), "Class by block, then last byte & 63."),
        ("three_byte_delta", flat(blocks, 1), "Last byte ^ last byte of the fold, likewise."),
    ]


def check_assumptions(db, folds):
    """What the code of detail/ relies on; a later Unicode version must be looked at where one fails."""
    for c, rank in db.ccc.items():
        assert rank == 0 or db.category[c][0] == "M", hex(c)
    for c in db.ignorable:
        assert folds[c] == () and db.ccc.get(c, 0) == 0 and c not in db.canonical, hex(c)
    for c, folded in folds.items():
        if folded == (c,):
            continue
        assert folded or c in db.ignorable, hex(c)
        first = db.map_casefold(db.nfd((c,)))[:1]
        assert folded[:1] == first or (folded[0] in db.maybe) == (first[0] in db.maybe), hex(c)
    for a, b in db.composed:
        assert len(chr(db.composed[a, b]).encode()) >= len(chr(a).encode()), hex(a)
    assert not db.space & db.ignorable


def two_stage(values):
    """Blocks of equal content shared: (block of each code point's high bits, values by block)."""
    blocks, first, second = {}, [], []
    for begin in range(0, CODE_POINTS, 1 << BLOCK_BITS):
        block = tuple(values[begin:begin + (1 << BLOCK_BITS)])
        if block not in blocks:
            blocks[block] = len(blocks)
            second.extend(block)
        first.append(blocks[block])
    return first, second


def numbers(name, kind, values, comment):
    lines, line = [], " "
    for value in values:
        item = f" {value},"
        if len(line) + len(item) > 110:
            lines.append(line)
            line = " "
        line += item
    lines.append(line)
    aligned = "alignas(64) " if kind == "std::uint8_t" and "byte" in name else ""  # vectors load whole blocks
    return f"// {comment}\n{aligned}inline constexpr {kind} {name}[{len(values)}] = {{\n" + "\n".join(lines) + "\n};\n"


def smallest(values):
    return "std::uint8_t" if max(values) < 256 else "std::uint16_t" if max(values) < 65536 else "std::uint32_t"


def build(db):
    not_surrogate = [c for c in range(CODE_POINTS) if not 0xD800 <= c < 0xE000]
    folds = {c: db.fold(c) for c in not_surrogate}
    check_assumptions(db, folds)
    ranks = {rank: i for i, rank in enumerate(sorted({0, *db.ccc.values()}))}
    properties, mapping_of = [0] * CODE_POINTS, [0] * CODE_POINTS
    records, pool, pool_at = {(0, 0): 0}, [], {}

    def place(text):
        if text not in pool_at:
            pool_at[text] = len(pool)
            pool.extend(text)
        return pool_at[text]

    for c in not_surrogate:
        folded, kind = folds[c], code_point_class(db, c)
        decomposed = db.decompose(c)
        fold = fold_kind(c, folded)
        value = kind | fold << 3 | ranks[db.ccc.get(c, 0)] << RANK_SHIFT
        if kind != MARK and folded and db.ccc.get(folded[0], 0) == 0 and folded[0] not in db.maybe:
            value |= STARTS_SEGMENT
        if fold == SELF and decomposed == (c,) and c not in db.maybe:
            value |= QUIET
        if any(is_diacritic(db, d) for d in db.nfd(folded)):
            value |= HAS_DIACRITIC
        properties[c] = value
        if (c,) == folded == decomposed or S_BASE <= c < S_BASE + S_COUNT:
            continue
        canonical = decomposed != (c,)
        if canonical or fold in (SINGLE, SEQUENCE):
            text = decomposed if canonical else db.map_casefold((c,))
            record = (folded[0] if fold == SINGLE else 0, place(text) << 6 | len(text) << 1 | canonical)
            mapping_of[c] = records.setdefault(record, len(records))

    pairs = sorted((a, b, c) for (a, b), c in db.composed.items())
    property_first, property_second = two_stage(properties)
    mapping_first, mapping_second = two_stage(mapping_of)
    singles, expansions = [r[0] for r in records], [r[1] for r in records]
    assert max(properties) < 65536 and len(records) < 65536
    tables = [
        ("property_block", property_first, "Block of `properties` by code point >> block_bits."),
        ("properties", property_second, "Class, kind of fold, flags and rank of combining class: see detail/unicode.hpp."),
        ("mapping_block", mapping_first, "Block of `mapping_index` by code point >> block_bits."),
        ("mapping_index", mapping_second, "Index into `single_fold` and `expansion`; 0 where there is none."),
        ("single_fold", singles, "The fold of a code point that folds to one other, or 0."),
        ("expansion", expansions, "Place in `sequences` << 6 | length << 1 | 1 where it is a canonical decomposition."),
        ("sequences", pool, "Canonical decompositions, and decomposed NFKC_Casefold of code points without one."),
        ("composition_first", [p[0] for p in pairs], "Primary composites without Hangul, sorted by first, then second."),
        ("composition_second", [p[1] for p in pairs], "The second code point of each."),
        ("composition_result", [p[2] for p in pairs], "What the two compose to."),
    ]
    return tables + simple_tables(db, folds, properties)


def render(tables):
    head = f"""#pragma once

// Made by tools/gen_unicode_tables.py from the Unicode Character Database {VERSION}; not to be edited by hand.
// clang-format off

#include <cstdint>

namespace neardup::inline v0::detail::unicode_tables {{

inline constexpr unsigned block_bits = {BLOCK_BITS};

"""
    body = "\n".join(numbers(name, smallest(values), values, comment) for name, values, comment in tables)
    return head + body + "\n}  // namespace neardup::inline v0::detail::unicode_tables\n"


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description="Write the Unicode tables of neardup.")
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("/usr/share/unicode"))
    parser.add_argument("--output", type=pathlib.Path,
                        default=root / "include" / "neardup" / "detail" / "unicode_tables.hpp")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    arguments = parser.parse_args()
    check_version(arguments.data)
    try:
        text = render(build(Database(arguments.data)))
    except FileNotFoundError as missing:
        sys.exit(f"{missing.filename} is absent: install the whole database (Debian: unicode-data)")
    if not arguments.check:
        arguments.output.write_text(text, encoding="ascii")
    elif not arguments.output.is_file() or arguments.output.read_text(encoding="ascii") != text:
        sys.exit(f"{arguments.output} differs from what the database gives; run {pathlib.Path(__file__).name}")


if __name__ == "__main__":
    main()
