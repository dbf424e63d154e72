"""How fast cleaning is beside `ftfy.fix_text` on the same texts, in one run and in turn; how time grows with size; how long a start takes.

    python -m benchmarks.speed ARTICLES.jsonl.gz [--texts trafilatura,htmltext] [--rounds 7] [--share 0.2]
    python -m benchmarks.speed ARTICLES.jsonl.gz --part languages      the groups of languages, and damaged text, of the first column
    python -m benchmarks.speed ARTICLES.jsonl.gz --part growth         1 KB to 4 MB, with many lines and in one
    python -m benchmarks.speed ARTICLES.jsonl.gz --part start          a process for one line, or one article, beside a bare one

A record is {"lang": country, "texts": {name: text}}. Times are processor time, of this process or of the one started; a ratio is
the median of the rounds'. Patterns are built when a text first needs them: that has happened before a round begins. Lines that
were seen before are remembered, as they are in a corpus.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from math import log
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import linear_regression, median
from time import process_time
from typing import Any

import ftfy

import cleanse
from benchmarks.truth import records

FUNCTIONS: dict[str, Callable[[str], object]] = {
    "ftfy.fix_text": ftfy.fix_text,
    "cleanse.clean": cleanse.clean,
    "cleanse.explain": cleanse.explain,
}
SCRIPTS = {
    "Russian, Greek": re.compile("[\u0370-\u052f]"),
    "Chinese, Japanese, Korean, Arabic, Hebrew, Hindi": re.compile("[\u0590-\u1cff\u3040-\u9fff\uac00-\ud7af]"),
}
LATIN, COUNTRIES = "German, French, Spanish, Italian", frozenset({"at", "ch", "de", "es", "fr", "it", "mx"})
FOREIGN = 0.2  # share of characters of a script that makes a text one of its languages
SIZES = tuple(1000 * 4**power for power in range(7))  # characters
STARTS = {
    "short ASCII line": "A ferry left the harbour at noon.",
    "rules hit": "A ferry left the harbour at noon, an hour late.\nSubscribe to our newsletter\nPhoto: Ana Ruiz/Reuters",
    "ftfy needed": "The cafÃ© society met at the harbour.",
}


def seconds(function: Callable[[str], object], texts: Iterable[str]) -> float:
    """Processor time for all texts."""
    start = process_time()
    for text in texts:
        function(text)
    return process_time() - start


def compare(name: str, texts: list[str], rounds: int) -> None:
    """Print how fast each function is on the texts, and how many times as fast as the first."""
    if not texts:
        return
    for function in FUNCTIONS.values():
        seconds(function, texts)
    times = [{key: seconds(function, texts) for key, function in FUNCTIONS.items()} for _ in range(rounds)]
    size = sum(len(text.encode()) for text in texts) / 1e6
    print(f"{name}: {len(texts)} documents, {size:.1f} MB")
    for key in FUNCTIONS:
        ratios = [r["ftfy.fix_text"] / r[key] for r in times]
        speed = size / median(r[key] for r in times)
        print(f"  {key:16} {speed:6.1f} MB/s   {median(ratios):5.2f} times ftfy ({min(ratios):.2f} to {max(ratios):.2f})")


def group(record: Any, text: str) -> str | None:
    """The group of languages of a text; None where it is neither told by the script nor by the country."""
    for name, script in SCRIPTS.items():
        if len(script.findall(text)) > FOREIGN * len(text):
            return name
    return LATIN if record.get("lang") in COUNTRIES else None


def damaged(text: str) -> str:
    """A text of which every other line that is not ASCII was read in the wrong encoding."""
    broken = 0
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if not line.isascii():
            lines[number] = line.encode().decode("sloppy-windows-1252") if broken % 2 else line
            broken += 1
    return "\n".join(lines)


def languages(picked: list[Any], name: str, rounds: int) -> None:
    """Print a row for each group of languages, and one for damaged text."""
    texts = [(group(record, text := record["texts"][name]), text) for record in picked]
    for wanted in (LATIN, *SCRIPTS):
        compare(wanted, [text for found, text in texts if found == wanted], rounds)
    compare("half of the non-ASCII lines damaged", [damaged(text) for _, text in texts], rounds)


def growth(texts: list[str], rounds: int) -> None:
    """Print the time for a kilobyte by size, and the exponent with which time grows."""
    whole = "\n".join(texts)
    whole *= 1 + SIZES[-1] // len(whole)
    for shape, text in (("many lines", whole), ("one line", whole.replace("\n", " "))):
        times = [min(seconds(cleanse.clean, [text[:size]]) for _ in range(rounds)) for size in SIZES]
        exponent = linear_regression(list(map(log, SIZES)), list(map(log, times))).slope
        costs = "  ".join(f"{1e9 * time / size:.0f}" for size, time in zip(SIZES, times, strict=True))
        print(f"{shape}: exponent {exponent:.2f}; microseconds a kilobyte from {SIZES[0]} to {SIZES[-1]} characters: {costs}")


def starts(texts: list[str], rounds: int) -> None:
    """Print how much longer than a bare Python a process takes that cleans a line, or a text of middle length."""
    article = sorted(texts, key=len)[len(texts) // 2]
    bare = median(_process(["-c", "pass"], "") for _ in range(rounds))
    for name, text in (STARTS | {f"an article of {len(article)} characters": article}).items():
        times = [_process(["-m", "cleanse"], text) - bare for _ in range(rounds)]
        print(f"{name}: {1000 * median(times):.0f} ms over bare Python ({1000 * bare:.0f} ms)")


def _process(arguments: list[str], text: str) -> float:
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], input=text.encode(), check=True, stdout=subprocess.DEVNULL)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def chosen(corpus: Path, share: float) -> Iterator[Any]:
    """So large a share of the records, evenly picked."""
    for number, record in enumerate(records(corpus)):
        if number % max(1, round(1 / share)) == 0:
            yield record


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--texts", default="trafilatura,htmltext")
    parser.add_argument("--part", choices=("texts", "languages", "growth", "start"), default="texts")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--share", type=float, default=0.2, help="share of the documents")
    args = parser.parse_args()
    picked = list(chosen(args.corpus, args.share))
    first, *_ = names = args.texts.split(",")
    if args.part == "languages":
        languages(picked, first, args.rounds)
    elif args.part == "growth":
        growth([record["texts"][first] for record in picked], args.rounds)
    elif args.part == "start":
        starts([record["texts"][first] for record in picked], args.rounds)
    else:
        for name in names:
            compare(name, [record["texts"][name] for record in picked], args.rounds)


if __name__ == "__main__":
    main()
