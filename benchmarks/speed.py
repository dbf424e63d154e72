"""How fast cleaning is beside `ftfy.fix_text` on the same texts, in one run and in turn.

    python -m benchmarks.speed ARTICLES.jsonl.gz [--texts trafilatura,htmltext] [--rounds 7] [--share 0.2]

A record is {"texts": {name: text}}. Times are processor time of this process; the ratio is the median of the rounds'.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import ftfy

import cleanse
from benchmarks.truth import records


def seconds(function: Callable[[str], object], texts: list[str]) -> float:
    """Processor time for all texts."""
    start = process_time()
    for text in texts:
        function(text)
    return process_time() - start


def main() -> None:
    """Print a row for each column of texts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--texts", default="trafilatura,htmltext")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--share", type=float, default=0.2, help="share of the documents, evenly picked")
    args = parser.parse_args()
    picked: list[Any] = list(records(args.corpus))[:: max(1, round(1 / args.share))]
    for name in args.texts.split(","):
        texts = [record["texts"][name] for record in picked]
        size = sum(len(text.encode()) for text in texts) / 1e6
        functions: dict[str, Callable[[str], object]] = {
            "ftfy.fix_text": ftfy.fix_text,
            "cleanse.clean": cleanse.clean,
            "cleanse.explain": cleanse.explain,
        }
        for function in functions.values():
            seconds(function, texts[:20])
        rounds = [{key: seconds(function, texts) for key, function in functions.items()} for _ in range(args.rounds)]
        print(f"{name}: {len(texts)} documents, {size:.1f} MB")
        for key in functions:
            ratios = [r["ftfy.fix_text"] / r[key] for r in rounds]
            speed = size / median(r[key] for r in rounds)
            print(f"  {key:16} {speed:6.1f} MB/s   {median(ratios):5.2f} times ftfy ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
