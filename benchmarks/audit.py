"""What each rule hits on texts whose bodies people have marked: boilerplate (good) or body (to be looked at).

    python -m benchmarks.audit ARTICLES.jsonl.gz                     a row a rule
    python -m benchmarks.audit ARTICLES.jsonl.gz --rule related.     and the lines hit by the rules of this prefix
    python -m benchmarks.audit ARTICLES.jsonl.gz --pack my.toml      the rules of one file instead of the rulebook's

A record is {"id", "lang", "gold": the body, "texts": {name: text}}. A hit counts as body when its words, or those of
the part that is cut, stand in the body one after the other.
"""

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from cleanse.match import Matcher
from cleanse.rulebook import built_in_rules, built_in_slots
from cleanse.rules import compile_rules, read_rules
from cleanse.tables import Tables

WORD = re.compile(r"[^\W_]+")
SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def words(text: str) -> str:
    """The words of a text with one space around each; a character of Chinese or Japanese is a word."""
    return f" {' '.join(WORD.findall(SPACELESS.sub(lambda m: f' {m.group()} ', text)))} "


def hits(path: Path, tables: Tables, names: list[str]) -> Iterator[tuple[str, str, bool, str, str]]:
    """(rule, language, in the body, the line, the part hit) for each hit, once a line and document."""
    matcher = Matcher(tables)
    with gzip.open(path, "rt", encoding="utf-8") as records:
        for record in map(json.loads, records):
            gold = words(record["gold"])
            lines = list(dict.fromkeys(ln.strip() for name in names for ln in record["texts"][name].split("\n") if ln.strip()))
            for index, evidence in matcher.match(lines).items():
                for item in evidence:
                    part = lines[index][slice(*item.span)] if item.span else lines[index]
                    yield item.source, record["lang"] or "", words(part) in gold, lines[index], part


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--texts", default="trafilatura,readability,resiliparse")
    parser.add_argument("--rule", help="show the lines hit by rules whose id begins so")
    parser.add_argument("--pack", type=Path)
    parser.add_argument("--show", type=int, default=12)
    args = parser.parse_args()
    rules = read_rules(args.pack.read_text("utf-8"), args.pack.name) if args.pack else built_in_rules()
    good: Counter[str] = Counter()
    bad: Counter[str] = Counter()
    lines: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for rule, lang, body, line, part in hits(args.corpus, compile_rules(rules, built_in_slots()), args.texts.split(",")):
        (bad if body else good)[rule] += 1
        lines[rule, body].append(f"[{lang}] {line[:110]}{' … ' + part[-60:] if part != line else ''}")
    for rule_ in rules:
        print(f"{rule_.id:40} {rule_.where:9} weight {rule_.weight:4}  boilerplate {good[rule_.id]:5}  body {bad[rule_.id]:4}")
        if args.rule and rule_.id.startswith(args.rule):
            for mark, body in (("BODY", True), ("  ok", False)):
                print(*(f"    {mark} {line}" for line in lines[rule_.id, body][: args.show]), sep="\n")


if __name__ == "__main__":
    main()
