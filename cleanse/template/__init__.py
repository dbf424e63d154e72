"""What a site repeats on its pages -> evidence about the blocks of another one.

Frequency, place and shape decide together. A label that stands on nearly all pages goes where others stand beside it, as in a menu
or a footer; alone it may be the heading of what every page has (a recipe's "Ingredients"). A sentence, or a line with a number in
it, goes only where a rule has something to say of it too, or a person said so: a series' motto stands on every page as well.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from cleanse.model import PROSE, Block, Evidence, Kind
from cleanse.pattern import fold
from cleanse.segment import is_sentence
from cleanse.shape import count_words

# Measured by benchmarks/templates.py: with a lower share, fewer documents or shorter runs some pages lose words of their bodies.
SHARE = 0.8  # of the documents of a site in which a line stands that goes
FEWEST = 7  # documents; about a site with fewer nothing is known
RUN = 6  # lines in a row that stand often
LETTERS, WORDS = 3, 4  # a line of fewer letters is no label; a sentence of fewer words is one
WEIGHT = 7.0  # removes the longest block that rules speak of (`shape.WEIGHTS`)
ACCEPTED = 12.0  # removes any
HINT = 1.0  # a rule of no more weight says something only to the fitted model, as in `likely.HINT`
GOES, STAYS = "+", "-"  # what a person said of a line

DAY = r"\d{1,2}(?:\.|st|nd|rd|th|er|º)?"
WORD = r"[^\W\d_]{3,12}\.?"
DATE = re.compile(
    rf"(?<!\w)(?:[^\W\d_]{{2,12}}[.,]+ )?(?:{DAY} (?:de |of )?{WORD},? (?:de |del )?\d{{4}}|{WORD} {DAY},? \d{{4}}"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{4}年\d{1,2}月\d{1,2}日)"
)
NUMBER = re.compile(r"\d+")
HOST = re.compile(r"[^\s\[\]\ud800-\udfff]+")  # what a file can hold as one


class Line(NamedTuple):
    """A line that stood in `seen` of the `of` documents of a site, in most of them at the `place`.

    `text` is how it stood in one of them, `kind` what it is, and `mark` what a person said: `GOES`, `STAYS`, or nothing.
    """

    text: str
    seen: int
    of: int
    place: str
    kind: Kind = Kind.NAVIGATION
    mark: str = ""


class Site(NamedTuple):
    """A host and its lines, by their skeletons."""

    host: str
    lines: Mapping[str, Line]

    def recognise(self, blocks: Sequence[Block], rules: Mapping[int, Sequence[Evidence]]) -> dict[int, Evidence]:
        """The evidence about the blocks of a page of this site, by index; `rules` is what rules say of them."""
        lines = [self.lines.get(skeleton(block.text)) for block in blocks]
        found = {index: self._evidence(line, ACCEPTED) for index, line in enumerate(lines) if line and line.mark == GOES}
        for run in _runs(lines):
            for index in run:
                line = lines[index]
                if line and not line.mark and (any(e.weight > HINT for e in rules.get(index, ())) or is_label(blocks[index])):
                    found[index] = self._evidence(line, WEIGHT)
        return found

    def _evidence(self, line: Line, weight: float) -> Evidence:
        return Evidence("template", line.kind, weight, f"in {line.seen} of {line.of} documents of {self.host}")


Template = Mapping[str, Site]  # by host


@lru_cache(maxsize=4096)
def skeleton(text: str) -> str:
    """What copies of a line share: case, white space, dates and numbers do not count.

    >>> skeleton("Updated  Friday, March 1, 2024 | 12 Comments"), skeleton("UPDATED 5. Mai 2023 | 3 comments")
    ('updated 0 | 0 comments', 'updated 0 | 0 comments')
    """
    folded = fold(" ".join(text.split()))
    return NUMBER.sub("0", DATE.sub("0", folded)) if NUMBER.search(folded) else folded


def host(url: str) -> str:
    """The host of a URL without its www.; "" for a URL that has none, or none that a template could name.

    >>> host("https://www.Example.org:8080/a"), host("http://[broken"), host("http://foo bar/1"), host("")
    ('example.org', '', '', '')
    """
    from urllib.parse import urlsplit

    try:
        found = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return found if HOST.fullmatch(found) else ""


def is_often(line: Line | None) -> bool:
    """Whether a line stands in nearly all documents of a site, if enough are known, or somebody said that it goes.

    >>> is_often(Line("Home", 6, 7, "top")), is_often(Line("Home", 6, 6, "top")), is_often(Line("Home", 1, 7, "top", mark=GOES))
    (True, False, True)
    """
    return line is not None and (line.mark == GOES or (line.of >= FEWEST and line.seen >= SHARE * line.of))


def is_label(block: Block) -> bool:
    """Whether a block says nothing of its own: some letters, no number, and no sentence of more than three words.

    >>> from cleanse.segment import segment
    >>> [is_label(block) for block in segment(["About us", "$5.00", "Stay curious, dear reader.", "Chapter 4"])]
    [True, False, False, False]
    """
    text = block.text
    if block.form is PROSE or sum(map(str.isalpha, text)) < LETTERS or NUMBER.search(text):
        return False
    return not is_sentence(text) or count_words(text) < WORDS


def _runs(lines: Sequence[Line | None]) -> Iterator[range]:
    """The long enough runs of frequent lines; without the last line where others follow, since it may be their heading."""
    start = 0
    often = [*map(is_often, lines), False]
    for index, runs in enumerate(often):
        if not runs:
            if index - start >= RUN:
                yield range(start, index if index == len(lines) else index - 1)
            start = index + 1
