"""How alike cleaned texts are to human-made bodies: `cleanse`, no cleaning, and what is used on lines today.

    python -m benchmarks.quality ARTICLES.jsonl.gz                  a table a set and text
    python -m benchmarks.quality ARTICLES.jsonl.gz --by lang        the same by language (what the records call so)
    python -m benchmarks.quality ARTICLES.jsonl.gz --by kind        what share of each kind of residue goes
    python -m benchmarks.quality ARTICLES.jsonl.gz --part 0         only the sites that nothing is tuned on (of five parts)
    python -m benchmarks.quality FOLDER                             your own pages: NAME.html, and the body in NAME.txt

A record is {"id", "lang", "gold", "texts": {name: text}}. F1 and exact pages are those of `benchmarks.truth`; bodies kept is
the share of the words of the bodies that are left when the bodies themselves are cleaned.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cleanse
from benchmarks.rivals import RIVALS, Cleaning
from benchmarks.truth import fold, is_body, kept, likeness, records

PARTS = 5
Record = dict[str, Any]


def read(source: Path) -> Iterator[Record]:
    """The records of a file, or of a folder of pages."""
    if source.is_file():
        yield from records(source)
        return
    from trafilatura import extract

    for page in sorted(source.glob("*.html")):
        text = extract(page.read_text("utf-8", "replace"), include_comments=False) or ""
        yield {
            "id": f"{source.name}/{page.stem}",
            "lang": "",
            "gold": page.with_suffix(".txt").read_text("utf-8"),
            "texts": {"trafilatura": text},
        }


def by_likeness(groups: dict[str, list[Record]], texts: list[str], cleanings: dict[str, Cleaning]) -> None:
    """A row for each group, text and way of cleaning."""
    print(f"{'group':24} {'way':18} {'pages':>5} {'F1':>6} {'precision':>10} {'recall':>7} {'exact':>6}")
    for group, members in groups.items():
        for name in texts:
            pairs = [(record["gold"], record["texts"][name]) for record in members if record["texts"].get(name)]
            for way, cleaning in cleanings.items() if pairs else ():
                row = likeness((gold, cleaning(text)) for gold, text in pairs)
                label = f"{group} {name}"
                print(f"{label:24} {way:18} {len(pairs):5} {row.f1:6.3f} {row.precision:10.3f} {row.recall:7.3f} {row.exact:6.3f}")
        for way, cleaning in cleanings.items():
            shares = [kept(record["gold"], cleaning(record["gold"])) for record in members]
            print(f"{group + ' bodies kept':24} {way:18} {len(shares):5} {sum(shares) / len(shares):6.4f}   least {min(shares):.3f}")


def by_kind(members: list[Record], texts: list[str], cleanings: dict[str, Cleaning]) -> None:
    """What share of the residue goes, by the kind that the rules give it; of the body, what share goes wrongly."""
    every = cleanse.Cleaner("body")
    total: Counter[str] = Counter()
    gone: dict[str, Counter[str]] = defaultdict(Counter)
    for record in members:
        for text in filter(None, (record["texts"].get(name) for name in texts)):
            blocks = every.explain(text).blocks
            truth = is_body([block.text for block in blocks], record["gold"])
            kinds = ["(body)" if true else str(block.verdict.kind) for block, true in zip(blocks, truth, strict=True)]
            total.update(kinds)
            for way, cleaning in cleanings.items():
                left = Counter(line.strip() for line in cleaning(text).split("\n"))
                for block, kind in zip(blocks, kinds, strict=True):
                    line = block.text.split("\n")[0]
                    gone[way][kind] += left[line] <= 0
                    left[line] -= 1
    print(f"{'kind':14} {'blocks':>7} " + " ".join(f"{way:>18}" for way in cleanings))
    for kind, count in sorted(total.items()):
        print(f"{kind:14} {count:7} " + " ".join(f"{gone[way][kind] / count:18.1%}" for way in cleanings))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--profile", default="body")
    parser.add_argument("--texts", default="trafilatura,readability,resiliparse")
    parser.add_argument("--by", choices=["set", "lang", "kind"], default="set")
    parser.add_argument("--part", type=int, help=f"only the sites of this part, 0 to {PARTS - 1}")
    args = parser.parse_args()
    cleaner = cleanse.Cleaner(args.profile)
    cleanings = {**RIVALS, f"cleanse {args.profile}": cleaner.clean}
    members = [record for record in read(args.source) if args.part is None or fold(record, PARTS) == args.part]
    texts = args.texts.split(",")
    if args.by == "kind":
        by_kind(members, texts, cleanings)
        return
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in members:
        groups[record["id"].split("/")[0] if args.by == "set" else str(record.get("lang") or "?")].append(record)
    by_likeness(dict(sorted(groups.items())), texts, cleanings)


if __name__ == "__main__":
    main()
