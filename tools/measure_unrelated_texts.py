#!/usr/bin/env python3
"""How similar are unrelated texts in scripts without spaces? Prints a row for each language and kind of text.

measure_unrelated_texts.py PACKAGES [DECLARATIONS]

PACKAGES is a folder into which Debian packages have been unpacked (dpkg -x), each into a folder of its name: message
catalogues and pages of LibreOffice's help are read from there. DECLARATIONS is a JSON Lines file of translations of
the Universal Declaration of Human Rights: "id" ends with a code such as tha, "text" is the text.
Needs what scheme_reference.py needs; docs/design/001-scripts-without-spaces.md tells what came out.
"""

import html
import itertools
import json
import pathlib
import random
import re
import struct
import sys

import scheme_reference as reference

SIZE = 3000  # bytes of a text
MOST_TEXTS = 200  # of one language and kind; 20,000 pairs
SCRIPTS = {"th": "\u0e01-\u0e7f", "lo": "\u0e81-\u0eff", "km": "\u1780-\u17ff", "my": "\u1000-\u109f",
           "zh_CN": "\u4e00-\u9fff", "ja": "\u3041-\u30ff", "en": "a-z"}
DECLARATIONS = {"th": "tha", "lo": "lao", "km": "khm", "my": "mya", "zh_CN": "cmn_hans", "ja": "jpn", "en": "eng"}
HELP = {"zh_CN": "zh-CN", "en": "en-US"}
TOKENIZER = reference.Tokenizer()


def in_script(paragraphs, language):
    """Those in the language's script, each once: two texts that repeat one message are no unrelated texts."""
    return list(dict.fromkeys(p for p in paragraphs if re.search(f"[{SCRIPTS[language]}]", p)))


def pieces(paragraphs):
    """Texts of SIZE bytes; the rest is left out."""
    data = "\n".join(paragraphs).encode()
    return [data[i:i + SIZE].decode(errors="ignore").encode() for i in range(0, len(data) - SIZE + 1, SIZE)]


def declaration(path, language):
    """(place, piece) of one translation."""
    for line in path.open(encoding="utf-8"):
        document = json.loads(line)
        if re.search(rf"\b{DECLARATIONS[language]}\b", document["id"]):
            yield from enumerate(pieces(document["text"].splitlines()))


def read_catalogue(path):
    """(English, translated) of each message of a little-endian .mo file, the singular of those with a plural."""
    data = path.read_bytes()
    _, _, count, *tables = struct.unpack_from("<5I", data)
    for i in range(1, count):  # the first is the header
        spans = [struct.unpack_from("<2I", data, table + 8 * i) for table in tables]
        key, message = [data[begin:begin + length].decode(errors="replace") for length, begin in spans]
        yield key.rpartition("\4")[2].split("\0")[0], message.split("\0")[0]


def messages(package, language):
    """The messages of a package; English ones are those that Thai has."""
    folder = "th" if language == "en" else language
    for path in sorted(package.glob(f"usr/**/{folder}/LC_MESSAGES/*.mo")):
        for key, message in read_catalogue(path):
            yield re.sub("[_&]", "", key if language == "en" else message)  # keyboard marks


def catalogues(packages, language):
    """(package, piece), no message twice."""
    seen = set()
    for package in sorted(packages.iterdir()):
        fresh = [message for message in in_script(messages(package, language), language) if message not in seen]
        seen.update(fresh)
        yield from ((package.name, piece) for piece in pieces(fresh))


def help_pages(packages, language):
    """(page, its first piece), no paragraph twice."""
    seen = set()
    for path in sorted(packages.glob(f"*/usr/share/libreoffice/help/{HELP.get(language, language)}/text/**/*.html")):
        body = path.read_text(encoding="utf-8").partition("<body")[2]
        found = [html.unescape(re.sub("<[^>]*>", " ", p)) for p in re.findall(r"(?s)<p[ >].*?</p>", body)]
        fresh = [paragraph for paragraph in in_script(found, language) if paragraph not in seen]
        seen.update(fresh)
        yield from ((path.name, piece) for piece in pieces(fresh)[:1])


def tripled(tokens):
    """The alternative: a token of a script without spaces stands for itself and the two that follow in its run."""
    def continues(i):
        return (i < len(tokens) and tokens[i - 1].end == tokens[i].begin
                and TOKENIZER.unicode.is_character(tokens[i].text.decode()[0]))

    result = []
    for i, token in enumerate(tokens):
        end = i + 1
        if TOKENIZER.unicode.is_character(token.text.decode()[0]):
            while end < i + 3 and continues(end):
                end += 1
        result.append(b"".join(t.text for t in tokens[i:end]))
    return result


def jaccards(texts, size):
    """Of all pairs of unrelated texts: of two groups; where groups are places, not of neighbours."""
    sets = [(group, set(map(tuple, reference.windows(tokens, size)))) for group, tokens in texts]
    for (g, a), (h, b) in itertools.combinations(sets, 2):
        if g != h and (isinstance(g, str) or abs(g - h) > 1):
            common = len(a & b)
            yield common / (len(a) + len(b) - common)


def candidates_a_million(values):
    """Expected number, with the bands and rows of threshold 0.5 (35 x 3), where pairs are as similar as these."""
    return 1e6 * sum(1 - (1 - jaccard**3) ** 35 for jaccard in values) / len(values)


def row(language, kind, texts):
    texts = random.Random(1).sample(texts, min(MOST_TEXTS, len(texts)))
    words = [(group, TOKENIZER.tokens(data, "words")) for group, data in texts]
    plain = [(group, [token.text for token in tokens]) for group, tokens in words]
    five, seven, nine = (sorted(jaccards(plain, size)) for size in (5, 7, 9))
    three_at_once = sorted(jaccards([(group, tripled(tokens)) for group, tokens in words], 5))
    tokens = sum(len(found) for _, found in words) / len(words)
    means = " | ".join(f"{sum(values) / len(values):.4f}" for values in (five, seven, nine, three_at_once))
    candidates = " | ".join(f"{candidates_a_million(values):.0f}" for values in (five, seven, nine, three_at_once))
    print(f"| {language} | {kind} | {len(texts)} | {len(five)} | {tokens:.0f} | {means} | {five[-1]:.2f} | {candidates} |",
          flush=True)


def main():
    if not 2 <= len(sys.argv) <= 3:
        sys.exit("usage: measure_unrelated_texts.py PACKAGES [DECLARATIONS]")
    packages, *declarations = map(pathlib.Path, sys.argv[1:])
    print("| language | texts | number | pairs | tokens | J: 5 | 7 | 9 | 3 at once | greatest "
          "| candidates: 5 | 7 | 9 | 3 at once |")
    print("|---" * 14 + "|")
    for language in SCRIPTS:
        kinds = {"messages": catalogues(packages, language), "help pages": help_pages(packages, language)}
        kinds |= {"one declaration": declaration(path, language) for path in declarations}
        for kind, texts in kinds.items():
            if texts := list(texts):
                row(language, kind, texts)


if __name__ == "__main__":
    main()
