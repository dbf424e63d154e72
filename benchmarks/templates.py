"""What a site's template adds: pages of hosts with enough of them, each cleaned with what the other pages of its host repeat.

    python -m benchmarks.templates ARTICLES.jsonl.gz PAGES.jsonl.gz [--pages 10] [--profile body] [--show]

For each text the likeness (`benchmarks.truth`) without and with the template, how many pages come closer to their bodies and how many
go away from them, and how many of the human-made bodies lose more when they are cleaned with it.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.truth import kept, likeness, records
from cleanse.cleaner import Cleaner
from cleanse.template import Site, host
from cleanse.template.count import DOCUMENTS, Counts, count, merge
from cleanse.template.learn import learn_site

TEXTS = ("trafilatura", "resiliparse", "htmltext")
Record = dict[str, Any]


class Pair(NamedTuple):
    """One page: its id and body, its text cleaned without the template and with it, and whether its body then loses more."""

    id: str
    gold: str
    without: str
    with_it: str
    loses: bool

    def gain(self) -> float:
        """In F1."""
        return likeness([(self.gold, self.with_it)]).f1 - likeness([(self.gold, self.without)]).f1


def by_host(paths: list[Path], least: int) -> dict[str, list[Record]]:
    """The records of the hosts that have so many."""
    groups: dict[str, list[Record]] = defaultdict(list)
    for path in paths:
        for record in records(path):
            groups[host(str(record.get("url") or ""))].append(record)
    groups.pop("", None)
    return {name: members for name, members in sorted(groups.items()) if len(members) >= least}


def without_itself(name: str, texts: list[str], cleaner: Cleaner) -> Iterator[Site]:
    """For each text the template of the others."""
    counted = [count(name, text) for text in texts]
    for left_out in range(len(texts)):
        counts: Counts = {}
        for others in (*counted[:left_out], *counted[left_out + 1 :]):
            merge(counts, others)
        documents = counts.pop((name, DOCUMENTS)).seen
        yield learn_site(name, documents, counts.values(), cleaner.matcher)


def pairs(name: str, members: list[Record], text: str, cleaner: Cleaner) -> Iterator[Pair]:
    """The pages of a host that have this text."""
    members = [record for record in members if record["texts"].get(text)]
    for record, site in zip(members, without_itself(name, [record["texts"][text] for record in members], cleaner), strict=True):
        answers, shares = [], []
        for cleaner.site in (None, site):
            answers.append(cleaner.clean(record["texts"][text]))
            shares.append(kept(record["gold"], cleaner.clean(record["gold"])))
        yield Pair(record["id"], record["gold"], answers[0], answers[1], shares[1] < shares[0])


def show(pair: Pair) -> None:
    """Print what the template changed."""
    left = set(pair.with_it.split("\n"))
    gone = [line for line in pair.without.split("\n") if line not in left]
    if gone or pair.loses:
        print(f"    {pair.id} {pair.gain():+.3f}{' its body loses more' if pair.loses else ''}", *gone, sep="\n        ")


def main() -> None:
    """Print a row for each text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, nargs="+")
    parser.add_argument("--pages", type=int, default=10, help="only hosts with so many")
    parser.add_argument("--profile", default="article")
    parser.add_argument("--show", action="store_true", help="print the lines that the template removes")
    args = parser.parse_args()
    cleaner = Cleaner(args.profile)
    groups = by_host(args.source, args.pages)
    print(f"hosts with {args.pages} or more pages:", ", ".join(f"{name} {len(members)}" for name, members in groups.items()))
    print(f"{'text':12} {'pages':>5} {'F1':>6} {'with':>6} {'closer':>6} {'away':>5} {'bodies that lose':>17}")
    for text in TEXTS:
        found = [pair for name, members in groups.items() for pair in pairs(name, members, text, cleaner)]
        for pair in found if args.show else ():
            show(pair)
        before, after = (likeness((pair.gold, getattr(pair, way)) for pair in found) for way in ("without", "with_it"))
        gains = [pair.gain() for pair in found]
        moved = f"{sum(gain > 0 for gain in gains):6} {sum(gain < 0 for gain in gains):5} {sum(pair.loses for pair in found):17}"
        print(f"{text:12} {len(found):5} {before.f1:6.3f} {after.f1:6.3f} {moved}")


if __name__ == "__main__":
    main()
