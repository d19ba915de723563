#!/usr/bin/python3
"""Writes bench/data/LANGUAGE.txt: the commonest words of a language's texts in Debian, each with its count.

Usage: make_word_lists.py [--output DIR]

Needs Debian 12, the network and the package python3-icu, which knows where words end in scripts without
spaces. Reads the descriptions of all packages and their translations; Thai and Arabic have none and Chinese few, so
their words come from what some programs say and from manual pages too. Nothing is installed, and no file of the
system is changed. Packages are updated now and then, so a later run gives slightly other lists.
"""

import argparse
import collections
import gzip
import pathlib
import re
import subprocess
import tempfile
import zipfile

import icu

WORDS_PER_LANGUAGE = 8000
MOZILLA = ("firefox-esr-l10n-", "thunderbird-l10n-")

# Language: its code, what a word looks like, the packages that have texts in it beside the descriptions. Words
# with capitals are left out: most are names, and the others stand in the texts without capitals too.
LANGUAGES = {
    "english": ("en", "[a-z]+(?:'[a-z]+)?", ()),
    "french": ("fr", "[a-z\u00e0-\u00ff\u0153]+(?:\u2019[a-z\u00e0-\u00ff\u0153]+)?", ()),
    "russian": ("ru", "[\u0430-\u044f\u0451]+", ()),
    "arabic": ("ar", "[\u0621-\u063a\u0641-\u064a]+",
               ("libreoffice-l10n-ar", *(name + "ar" for name in MOZILLA), "evolution-common", "vlc-l10n", "iso-codes")),
    "chinese": ("zh_CN", "[\u4e00-\u9fff]+",
                ("libreoffice-l10n-zh-cn", *(name + "zh-cn" for name in MOZILLA), "manpages-zh", "iso-codes")),
    "thai": ("th", "[\u0e01-\u0e2e\u0e40-\u0e44][\u0e01-\u0e3a\u0e40-\u0e4e]+",
             ("libreoffice-l10n-th", *(name + "th" for name in MOZILLA), "evolution-common", "vlc-l10n",
              "iso-codes")),
}


def run(*command, folder):
    """The output of a command that must end well."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8", cwd=folder).stdout


def fetch(folder):
    """Package lists with descriptions, and the packages unpacked, into `folder`."""
    codes = ",".join(code for code, _, _ in LANGUAGES.values())
    packages = {package for _, _, packages in LANGUAGES.values() for package in packages}
    (folder / "lists").mkdir()
    apt_get = ("apt-get", "--quiet", "--option", f"Dir::State::lists={folder}/lists", "--option",
               f"Dir::Cache={folder}", "--option", f"Acquire::Languages={codes}", "--option",
               "APT::Sandbox::User=root")
    run(*apt_get, "update", folder=folder)
    run(*apt_get, "download", *sorted(packages), folder=folder)
    for archive in folder.glob("*.deb"):
        run("dpkg-deb", "--extract", archive, folder / "packages", folder=folder)


def described(code, folder):
    """Paragraphs of all descriptions: lines that begin with a space; one that holds a dot alone is a border."""
    joint = "" if code.startswith("zh") else " "
    for path in folder.glob(f"lists/*_main_i18n_Translation-{code.replace('_', '%5f')}*"):
        lines = []
        for line in run("/usr/lib/apt/apt-helper", "cat-file", str(path), folder=folder).split("\n"):
            if line.startswith(" ") and line != " .":
                lines.append(line.strip())
            else:
                yield joint.join(lines)
                lines = []


def said(code, folder):
    """Lines of the catalogues, manual pages and Mozilla archives that are in a language."""
    code_there = re.compile(rf"[-/]({code}|{code.replace('_', '-')})[/@]").search
    for path in sorted(folder.glob("packages/**/*.*")):
        if not code_there(str(path)) or not path.is_file():
            continue
        if path.suffix == ".mo":
            contents = [path.read_bytes()]
        elif path.suffix == ".gz":
            contents = [gzip.decompress(path.read_bytes())]
        elif path.suffix == ".xpi":
            with zipfile.ZipFile(path) as archive:
                contents = [archive.read(name) for name in archive.namelist()]
        else:
            continue
        for content in contents:  # ~ and _ mark a menu's key, inside of words too
            yield from re.split("[\n\0]", re.sub("[~_]", "", content.decode(errors="ignore")))


def word_counts(texts, code, pattern):
    """How often each word stands in the distinct ones of `texts`: much in them is repeated."""
    counts = collections.Counter()
    breaks = icu.BreakIterator.createWordInstance(icu.Locale(code))
    is_word = re.compile(pattern).fullmatch
    for text in sorted(set(texts)):
        units = icu.UnicodeString(text.replace("'", "\u2019") if code == "fr" else text)
        breaks.setText(units)
        begin = 0
        for end in breaks:
            word = str(units[begin:end])
            if is_word(word):
                counts[word] += 1
            begin = end
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--output", type=pathlib.Path, metavar="DIR",
                        default=pathlib.Path(__file__).resolve().parents[1] / "bench" / "data")
    output = parser.parse_args().output
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        fetch(folder)
        for language, (code, pattern, packages) in LANGUAGES.items():
            texts = [*described(code, folder), *(said(code, folder) if packages else ())]
            counts = word_counts(texts, code, pattern)
            commonest = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:WORDS_PER_LANGUAGE]
            lines = (f"{word}\t{count}\n" for word, count in sorted(commonest))
            (output / f"{language}.txt").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
