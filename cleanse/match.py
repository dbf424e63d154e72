"""Blocks -> evidence from rules. Each block is looked at alone, so what is found can be remembered.

A block that is a known phrase, or a row of them, is looked up. Of the patterns only those are compiled and tried that the
gate (`candidates`) lets through.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cleanse.candidates import Gate
from cleanse.model import CleanseError, Evidence, Kind
from cleanse.pattern import EDGE, Slots, fold
from cleanse.probes import Probe, read_probe
from cleanse.row import Rows
from cleanse.rules import CUTS, OPENING, SEPARATORS, WHOLE, WINDOW, Rule, compile_rules, expression, marked, probe_of
from cleanse.shelves import PHRASE
from cleanse.tables import Head, Tables

if TYPE_CHECKING:
    from regex import Match

    from cleanse.likelihood import Models

REMEMBERED = 4096  # blocks, of earlier texts
SHORT = 160  # characters; few rules look at longer blocks, and those are most of a text
START = 160  # characters at the start of a block longer than `WINDOW` in which a part may be cut
MUCH = 40  # characters behind what a `start` pattern matches
RUNS_ON = -2.0  # what is added to its weight where more follow, but not behind a label such as "Read more:"
LABELS = ":：|–—-›»>"


class Reading(NamedTuple):
    """What a block says by itself: its text as it is compared (`fold_blocks`), and the evidence of rules."""

    key: str
    evidence: tuple[Evidence, ...]


class Matcher:
    """Tables with what has to be built for searching them. Building is lazy: an input that meets no rule pays nothing.

    Rules of the kinds in `ignore` are not searched. `called` lists what has been built, in order: the number of a pattern stands for its
    probe, the complement of the number for its search.
    """

    def __init__(self, tables: Tables, ignore: frozenset[Kind] = frozenset()) -> None:
        self.tables = tables
        self.probes: list[Probe | None] = [None] * len(tables.patterns)
        self.called: list[int] = []
        self._remembered: dict[str, Reading] = {}
        self._rows = Rows(tables.rows, tables.beside)
        self._searchers: dict[tuple[int, bool], Callable[[str], Match[str] | None]] = {}
        wanted = [head.kind not in ignore for head in tables.heads]
        long = [wants and (head.max > SHORT or head.where in CUTS) for wants, head in zip(wanted, tables.heads, strict=True)]
        cuts = [wants and head.where == "head" for wants, head in zip(wanted, tables.heads, strict=True)]
        self._short, self._long, self._starts = (Gate(tables.gate, self._of_rules(flags), self.probe) for flags in (wanted, long, cuts))

    def _of_rules(self, flags: Sequence[bool]) -> Callable[[int], bool]:
        """Flags of rules as a question about patterns, by number."""
        return lambda number: flags[self.tables.patterns[number]]

    @cached_property
    def models(self) -> "Models":
        """The fitted models."""
        from cleanse.likelihood import Models

        return Models(self.tables.weights)

    def prepare(self, called: Iterable[int]) -> None:
        """Build ahead the gates, and what texts have `called` for in another matcher of the same tables."""
        for number in called:
            if number >= 0:
                self.probe(number)
            else:
                self._searcher(~number, loose=True)
        for gate in (self._short, self._long, self._starts):
            gate.build()

    def read(self, texts: Iterable[str]) -> dict[str, Reading]:
        """What these texts (one block each, none twice) say. Short ones are remembered: a site's pages repeat theirs."""
        readings: dict[str, Reading] = {}
        new: list[str] = []
        remembered = self._remembered
        for text in texts:
            if known := remembered.get(text):
                readings[text] = known
            else:
                new.append(text)
        if not new:
            return readings
        if len(remembered) > REMEMBERED:
            self._remembered = remembered = {}  # a new one: other threads may be reading the old one
        keys = fold_blocks(new)
        found = self.match(new, keys)
        for index, text in enumerate(new):
            readings[text] = reading = Reading(keys[index], tuple(found[index]) if index in found else ())
            if len(text) <= SHORT:
                remembered[text] = reading
        return readings

    def match(self, texts: Sequence[str], keys: Sequence[str] | None = None) -> dict[int, list[Evidence]]:
        """The evidence about each of `texts` (one block each), by its index; blocks without any are left out.

        `keys` are the texts as `fold_blocks` folds them, if they have been folded already.
        """
        if keys is None:
            keys = fold_blocks(texts)
        found: dict[int, list[Evidence]] = {}
        phrases, heads = self.tables.phrases, self.tables.heads
        lengths = [len(text) for text in texts]
        for index, key in enumerate(keys):
            if lengths[index] <= WINDOW and (numbers := phrases.shelf(key[:PHRASE]).get(key)):
                found[index] = [_evidence(heads[n], None) for n in numbers]
        short = [index for index, length in enumerate(lengths) if length <= SHORT]
        for index in short:
            if rows := self._rows.rules(keys[index]):
                found.setdefault(index, []).extend([_evidence(heads[n], None) for n in rows])
        for gate, places in ((self._short, short), (self._long, [index for index, length in enumerate(lengths) if length > SHORT])):
            for at, number in gate.candidates([keys[index] for index in places]):
                self._try(number, texts[places[at]], found.setdefault(places[at], []))
        long = [index for index, length in enumerate(lengths) if length > WINDOW]
        starts = [texts[index][:START] for index in long]
        for at, number in self._starts.candidates(fold_blocks(starts)):
            self._try(number, starts[at], found.setdefault(long[at], []))
        return {index: _one_a_rule(evidence) for index, evidence in found.items() if evidence}

    def probe(self, number: int) -> Probe:
        """What a block must hold for a pattern to match; `longest` is what its rule looks at."""
        known = self.probes[number]
        if known is not None:
            return known
        head = self.tables.heads[self.tables.patterns[number]]
        if number < self.tables.made:
            known = read_probe(self.tables.probes[number])
        else:
            known = probe_of(self.tables.sources[number], head.where, self.tables.slots)
        longest = WINDOW if head.where in CUTS else min(head.max, known.width) if head.where in WHOLE else head.max
        self.called.append(number)
        self.probes[number] = known = known._replace(longest=longest)
        return known

    def _try(self, number: int, text: str, found: list[Evidence]) -> None:
        head = self.tables.heads[self.tables.patterns[number]]
        cuts = head.where in CUTS
        if not cuts and (len(text) > head.max or head.id in [item.source for item in found]):
            return  # before a regular expression is compiled that nobody needs
        reach = self.probe(number).width + 2 * SEPARATORS if head.where == "tail" else WINDOW
        offset = max(0, len(text) - reach)
        match = self._search(number, text[offset:].replace("\n", " "))
        if match is None:
            return
        start, end = match.span()
        evidence = _evidence(head, (start + offset, end + offset) if cuts else None)
        runs_on = head.where == "start" and len(text) - end > MUCH and text[end - 1] not in LABELS
        found.append(evidence._replace(weight=evidence.weight + RUNS_ON) if runs_on else evidence)

    def _search(self, number: int, text: str) -> "Match[str] | None":
        """The first match of a pattern. Its exact expression is compiled only for a text that has more at its edges than marks."""
        match = self._searcher(number, loose=True)(text)
        if match is None or not any(edge.strip(EDGE) for edge in match.groups("")):
            return match
        return self._searcher(number, loose=False)(text)

    def _searcher(self, number: int, loose: bool) -> "Callable[[str], Match[str] | None]":
        if known := self._searchers.get((number, loose)):
            return known
        from cleanse.compiled import VERSION, compile_now, read  # it imports `regex`

        tables = self.tables
        where = tables.heads[tables.patterns[number]].where
        if loose and number < tables.made and tables.compiler == VERSION:
            pattern = read(tables.compiled[number])
        else:
            pattern = compile_now(expression(tables.sources[number], where, tables.slots, loose))
        if loose:
            self.called.append(~number)
        self._searchers[number, loose] = found = (
            pattern.fullmatch if where in WHOLE else pattern.match if where in OPENING else pattern.search
        )
        return found


def fold_blocks(texts: Sequence[str]) -> list[str]:
    """Blocks as phrases and literals are compared with them: the last `WINDOW` characters, folded, without marks at the edges.

    >>> fold_blocks(["• Read More…", "“Photo:”"])
    ['read more', 'photo']
    """
    if not texts:
        return []
    windows = [text if len(text) <= WINDOW else text[-WINDOW:] for text in texts]
    joined = "\n".join([window.replace("\n", " ") if "\n" in window else window for window in windows])
    return [key.strip(EDGE) for key in fold(joined).split("\n")]


def _evidence(head: Head, span: tuple[int, int] | None) -> Evidence:
    return Evidence(head.id, head.kind, head.weight, head.says, span, head.where == "heading", head.at, head.marks, head.top)


def _one_a_rule(evidence: list[Evidence]) -> list[Evidence]:
    """A rule with several patterns speaks once; of a cut, its longest."""
    best: dict[str, Evidence] = {}
    for item in evidence:
        known = best.get(item.source)
        if known is None or (item.span and known.span and item.span[0] < known.span[0]):
            best[item.source] = item
    return list(best.values())


def check_examples(rules: Iterable[Rule], slots: Slots) -> None:
    """Raises `CleanseError` for the first rule whose own examples do not behave."""
    for rule in rules:
        matcher = Matcher(compile_rules([rule], slots))
        for example in rule.drop:
            text, span = marked(example)
            found = matcher.match([text]).get(0)
            if not found or (rule.where in CUTS and found[0].span != span):
                got = repr(text[slice(*found[0].span)]) if found and found[0].span else "nothing"
                raise CleanseError(f"rule {rule.id!r} must match {example!r}; it matches {got}")
        for example in rule.keep:
            if matcher.match([example]):
                raise CleanseError(f"rule {rule.id!r} must not match {example!r}")
