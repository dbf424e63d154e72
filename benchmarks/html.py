"""Pages as HTML: `cleanse.clean_html` beside trafilatura alone, how alike to human-made bodies, and how long it takes.

    python -m benchmarks.html ARTICLES.jsonl.gz PAGES.jsonl.gz --html FOLDER [--part 0] [--profile body] [--share 0.1]

A record is {"id", "type", "gold", "texts": {"htmltext": text}}; the HTML of the record SET/ID is FOLDER/SET/ID.html.gz. F1 and exact pages
are those of `benchmarks.truth`. Times are of the processor, the child's included, over the same pages batch by batch, and quoted as ratios:
of clean_html to trafilatura, and of trafilatura to `cleanse.clean` on the visible text that the record holds.
"""

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from typing import Any

from trafilatura import extract

from benchmarks.truth import fold, html_of, likeness, records
from cleanse import Cleaner
from cleanse.unwrap import WORKER

PARTS = 5
BATCH = 60  # pages; the child starts anew with each, as it does in a short run
Record = dict[str, Any]
Clean = Callable[[Record, str], str]


def processor_time() -> float:
    """Seconds that this process has used, and the children that it has ended."""
    WORKER.close()
    return sum(usage.ru_utime + usage.ru_stime for usage in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def batches(all_records: Iterator[Record]) -> Iterator[list[Record]]:
    """So many records at a time."""
    while batch := list(islice(all_records, BATCH)):
        yield batch


def ways_of(profile: str) -> dict[str, Clean]:
    """Each takes a record and its page."""
    cleaner = Cleaner(profile)
    return {
        "trafilatura": lambda record, page: extract(page, include_comments=False) or "",
        "clean_html": lambda record, page: cleaner.clean_html(page),
        "visible text": lambda record, page: cleaner.clean(str(record["texts"]["htmltext"])),
    }


def main() -> None:
    """A row for each set of articles and type of page, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--html", type=Path, required=True, help="the folder of the pages themselves")
    parser.add_argument("--part", type=int, help=f"only the sites of this part of {PARTS}")
    parser.add_argument("--profile", default="article")
    parser.add_argument("--share", type=float, default=1.0, help="of the records, every so many")
    args = parser.parse_args()
    ways = ways_of(args.profile)
    answers: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    ratios: dict[str, list[float]] = defaultdict(list)
    chosen = (record for path in args.corpora for record in records(path) if args.part is None or fold(record, PARTS) == args.part)
    for batch in batches(islice(chosen, 0, None, round(1 / args.share))):
        pages = [html_of(record, args.html) for record in batch]
        took = {}
        for name, clean in ways.items():
            start = processor_time()
            texts = [clean(record, page) for record, page in zip(batch, pages, strict=True)]
            took[name] = processor_time() - start
            for record, text in zip(batch, texts, strict=True):
                kind = record.get("type", "article")
                answers[record["id"].partition("/")[0] if kind == "article" else kind][name].append((record["gold"], text))
        ratios["clean_html / trafilatura"].append(took["clean_html"] / took["trafilatura"])
        ratios["trafilatura / visible text"].append(took["trafilatura"] / took["visible text"])
    for group, by_way in answers.items():
        for name, pairs in by_way.items():
            row = likeness(pairs)
            print(f"{group:14} {name:13} {len(pairs):5} {row.f1:6.3f} {row.precision:6.3f} {row.recall:6.3f} {row.exact:6.3f}")
    for name, values in ratios.items():
        print(f"{name:27} {median(values):5.2f} ({min(values):.2f} to {max(values):.2f})")


if __name__ == "__main__":
    main()
