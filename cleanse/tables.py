"""Rules made ready for matching: what is known of each, and the indexes by which a text finds its patterns."""

from collections.abc import Callable
from typing import NamedTuple

from cleanse.model import Kind
from cleanse.pattern import Slots
from cleanse.shelves import Pieces, Shelves, shelf_of, shelf_of_phrase, shelf_of_row, shelved


class Head(NamedTuple):
    """What matching needs to know of a rule."""

    id: str
    kind: Kind
    says: str
    where: str
    at: str
    max: int
    weight: float
    marks: Kind | None
    top: float


def head(id: str, kind: str, says: str, where: str, at: str, max: int, weight: float, marks: str | None, top: float) -> Head:
    """A head from plain values, as tables.py holds them."""
    return Head(id, Kind(kind), says, where, at, max, weight, Kind(marks) if marks else None, top)


class Tables(NamedTuple):
    """Rules made ready for matching.

    `phrases`: folded, edge-stripped block -> numbers of the rules that match it as a whole. Patterns have numbers of their own, by which
    `patterns` has the number of the rule of each, `sources` the pattern itself in the rulebook's language, and `probes`, for the first
    `made` of them, the probe as `probes.written` writes it, and `compiled` the loose expression as `compiled.compile_ahead` writes it, by
    `compiler`, a version of `regex`. `gate`: literal (`literals.literals`) -> numbers of the patterns that it leads
    to; a pattern matches only where one of its literals stands. `slots`: the named pieces of patterns. `rows` and `beside`: `row.row_key`
    -> numbers of the rules whose rows may contain the phrase. `weights`: a text for each of the fitted models (`likelihood.COLUMNS`), as
    `likelihood.written` writes it.
    """

    heads: tuple[Head, ...]
    phrases: Shelves
    patterns: tuple[int, ...]
    sources: Pieces
    probes: Pieces
    compiled: Pieces
    compiler: str
    made: int
    gate: Shelves
    slots: Slots
    rows: Shelves
    beside: Shelves
    weights: Pieces


def merge(first: Tables, second: Tables) -> Tables:
    """Two tables as one. Numbers in the second are shifted; it has no probes made ahead."""
    heads, patterns = len(first.heads), len(first.patterns)
    sources = [table.sources[number] for table in (first, second) for number in range(len(table.patterns))]
    return Tables(
        heads=first.heads + second.heads,
        phrases=_joined(first.phrases, second.phrases, heads, shelf_of_phrase),
        patterns=(*first.patterns, *(heads + rule for rule in second.patterns)),
        sources=sources,
        probes=first.probes,
        compiled=first.compiled,
        compiler=first.compiler,
        made=first.made,
        gate=_joined(first.gate, second.gate, patterns, shelf_of),
        slots=first.slots | second.slots,
        rows=_joined(first.rows, second.rows, heads, shelf_of_row),
        beside=_joined(first.beside, second.beside, heads, shelf_of_row),
        weights=first.weights,
    )


def _joined(first: Shelves, second: Shelves, shift: int, shelf: Callable[[str], str]) -> Shelves:
    joined = first.whole()
    for text, numbers in second.whole().items():
        joined[text] = (*joined.get(text, ()), *(shift + number for number in numbers))
    return shelved(joined, shelf)
