"""A text against the human-made body of its page: which lines belong to it, and how alike the two are.

Words are runs of letters and digits; Chinese, Japanese and Korean characters are words. Likeness is that of the
article-extraction benchmark (Scrapinghub, 2020): precision and recall of runs of four words, counted with multiplicity,
averaged over the documents; F1 is the harmonic mean of the two averages.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

RUN = 4
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
Runs = Counter[tuple[str, ...]]


class Likeness(NamedTuple):
    """Averages over documents; `exact` is the share of them that have the words of their bodies and no others."""

    f1: float
    precision: float
    recall: float
    exact: float


def records(path: Path) -> Iterator[dict[str, object]]:
    """The records of a JSONL file, gzipped or not: {"id", "url", "gold", "texts": {name: text}}."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def html_of(record: dict[str, object], folder: Path) -> str:
    """The page of a record SET/ID, which is FOLDER/SET/ID.html.gz; further slashes are two underscores."""
    name, _, rest = str(record["id"]).partition("/")
    return gzip.decompress((folder / name / f"{rest.replace('/', '__')}.html.gz").read_bytes()).decode("utf-8", "replace")


def runs(words: list[str]) -> Runs:
    """All runs of four words; a shorter text is one run."""
    return Counter(tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1))) if words else Counter()


def is_body(texts: Iterable[str], gold: str) -> list[bool | None]:
    """For each text whether it belongs to the body `gold`; None for one without words.

    It does if its words stand there in a row, or more than half of its runs of four do; a second copy only if the body
    has two.

    >>> is_body(["One two three.", "Share", "one two", "—"], "one two three. One two")
    [True, False, True, None]
    """
    words = [word.lower() for word in WORD.findall(gold)]
    flat, known = f" {' '.join(words)} ", set(runs(words))
    seen: Counter[str] = Counter()
    answers: list[bool | None] = []
    for text in texts:
        own = [word.lower() for word in WORD.findall(text)]
        key = " ".join(own)
        mine = set(runs(own))
        there = f" {key} " in flat or (len(own) >= RUN and len(mine & known) * 2 > len(mine))
        answers.append((there and (not seen[key] or flat.count(f" {key} ") > 1)) if own else None)
        seen[key] += 1
    return answers


def likeness(pairs: Iterable[tuple[str, str]]) -> Likeness:
    """Of (body, text) pairs.

    >>> likeness([("a b c d e", "a b c d e")]).f1
    1.0
    """
    precisions: list[float] = []
    recalls: list[float] = []
    exact = count = 0
    for gold, text in pairs:
        body, answer = WORD.findall(gold), WORD.findall(text)
        shared = sum((runs(body) & runs(answer)).values())
        if answer:
            precisions.append(shared / sum(runs(answer).values()))
        if body:
            recalls.append(shared / sum(runs(body).values()))
        exact += body == answer
        count += 1
    precision = sum(precisions) / max(1, len(precisions))
    recall = sum(recalls) / max(1, len(recalls))
    return Likeness(2 * precision * recall / (precision + recall) if precision + recall else 0.0, precision, recall, exact / max(1, count))


def kept(gold: str, cleaned: str) -> float:
    """The share of the words of a body that are left when it is cleaned."""
    before, after = Counter(WORD.findall(gold)), Counter(WORD.findall(cleaned))
    return sum((before & after).values()) / sum(before.values()) if before else 1.0


def site(record: dict[str, object]) -> str:
    """What pages of one publisher share: the host of the address, or the id but for its last part."""
    host = re.search(r"//(?:www\.)?([^/:]+)", str(record.get("url") or ""))
    return host[1] if host else str(record["id"]).rpartition("/")[0]


def fold(record: dict[str, object], folds: int) -> int:
    """Which part of the corpus a record's site is in; the same in every run."""
    return part_of(site(record), folds)


def part_of(name: str, parts: int) -> int:
    """Which of so many parts something of this name is in; the same in every run."""
    from zlib import crc32

    return crc32(name.encode()) % parts
