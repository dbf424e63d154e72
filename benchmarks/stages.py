"""Where the time of `cleanse.clean` goes: by stage, in the first round over a text and in those behind it.

    python -m benchmarks.stages ARTICLES.jsonl.gz [--texts trafilatura,htmltext] [--share 0.1]

Processor time. The texts are new to the cleaner, but its patterns are built (`Matcher.prepare`), as they soon are in a corpus.
"""

import argparse
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from time import process_time
from typing import Any

from benchmarks.speed import chosen
from cleanse import Cleaner, decide, features, pipeline, repetition
from cleanse.cleaner import CUT_ONLY
from cleanse.likelihood import Models
from cleanse.match import Matcher

STAGES: tuple[tuple[Any, str], ...] = (
    (pipeline, "repair"), (pipeline, "canonicalise"), (pipeline, "segment"), (Matcher, "read"), (repetition, "repetitions"),
    (features, "read_page"), (Models, "residue"), (decide, "decide"), (pipeline, "_carry_out"),
)  # fmt: skip
OPENS = "segment"  # what a round begins with


class Clock:
    """Time by (stage, whether it is the first round)."""

    def __init__(self) -> None:
        self.times: Counter[tuple[str, bool]] = Counter()
        self.round = 0

    def timed(self, name: str, function: Callable[..., object]) -> Callable[..., object]:
        """The function, its time noted."""

        @wraps(function)
        def call(*args: object) -> object:
            self.round += name == OPENS
            start = process_time()
            answer = function(*args)
            self.times[name, self.round <= 1] += process_time() - start  # type: ignore[assignment]
            return answer

        return call


def prepared(texts: list[str]) -> Cleaner:
    """A cleaner with what these texts need built, which has seen none of them but the first."""
    first, cleaner = Cleaner(), Cleaner()
    for text in texts:
        first.clean(text)
    cleaner.matcher = Matcher(first.matcher.tables, CUT_ONLY - cleaner.profile.drop)
    cleaner.matcher.prepare(first.matcher.called)
    cleaner.clean(texts[0])
    return cleaner


def main() -> None:
    """Print a table for each column of texts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--texts", default="trafilatura,htmltext")
    parser.add_argument("--share", type=float, default=0.1, help="share of the documents")
    args = parser.parse_args()
    picked = list(chosen(args.corpus, args.share))
    clock = Clock()
    for owner, name in STAGES:
        setattr(owner, name, clock.timed(name, getattr(owner, name)))
    for column in args.texts.split(","):
        texts = [record["texts"][column] for record in picked]
        cleaner = prepared(texts)
        clock.times.clear()
        start = process_time()
        for text in texts[1:]:
            clock.round = 0
            cleaner.clean(text)
        whole = process_time() - start
        print(f"{column}: {len(texts)} texts, {1000 * whole / (len(texts) - 1):.1f} ms each")
        for (name, first), time in clock.times.most_common():
            print(f"  {name.strip('_'):14} {'first round' if first else 'later rounds':12} {time / whole:6.1%}")


if __name__ == "__main__":
    main()
