"""Blocks -> evidence from rules. Each block is looked at alone, so what is found can be remembered.

Three questions, the cheapest first, all exact. One pass of an Aho-Corasick automaton over all blocks finds the literals of
all rules. A block in which a pattern's literal stands must also hold its others (`pattern.probe`). Only then is the
pattern compiled and tried. A block that is a known phrase as a whole needs no pattern at all.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cleanse.literals import BOUND, Probe, probe
from cleanse.model import CleanseError, Evidence, Kind
from cleanse.pattern import EDGE, Slots, fold
from cleanse.rules import (
    CLOSING,
    CUTS,
    EDGE_LENGTHS,
    OPENING,
    SEPARATORS,
    WHOLE,
    WINDOW,
    Head,
    Rule,
    Tables,
    compile_rules,
    expression,
    marked,
    searched,
)

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick
    from regex import Pattern

SHORT = 160  # characters; few rules look at longer blocks, and those are most of a text
START = 160  # characters at the start of a block longer than `WINDOW` in which a part may be cut
SMALL = 1000  # characters; a shorter text is not worth an automaton
MUCH = 40  # characters behind what a `start` pattern matches
RUNS_ON = -2.0  # what so many take from its weight, but behind a label such as "Read more:"
LABELS = ":：|–—-›»>"
DIGIT = re.compile(r"\d")


class Matcher:
    """Tables with what has to be built for searching them. Building is lazy: an input that meets no rule pays nothing.

    Rules of the kinds in `ignore` are not searched.
    """

    def __init__(self, tables: Tables, ignore: frozenset[Kind] = frozenset()) -> None:
        self.tables = tables
        self.probes: list[Probe | None] = [None] * len(tables.patterns)
        self._compiled: dict[int, Pattern[str]] = {}
        heads = [tables.heads[rule] for rule, _ in tables.patterns]
        wanted = [head.kind not in ignore for head in heads]
        long = [wants and (head.max > SHORT or head.where in CUTS) for wants, head in zip(wanted, heads, strict=True)]
        cuts = [wants and head.where == "head" for wants, head in zip(wanted, heads, strict=True)]
        self._short = _Gate(self, wanted.__getitem__, by_edges=True)
        self._long, self._starts = (_Gate(self, flags.__getitem__, by_edges=False) for flags in (long, cuts))

    def match(self, texts: Sequence[str], keys: Sequence[str] | None = None) -> dict[int, list[Evidence]]:
        """The evidence about each of `texts` (one block each), by its index; blocks without any are left out.

        `keys` are the texts as `fold_blocks` folds them, if they have been folded already.
        """
        if keys is None:
            keys = fold_blocks(texts)
        found: dict[int, list[Evidence]] = {}
        phrases = self.tables.phrases
        for index, key in enumerate(keys):
            if key in phrases and len(texts[index]) <= WINDOW:
                found[index] = [_evidence(self.tables.heads[n], None) for n in phrases[key]]
        lengths = [len(text) for text in texts]
        for gate, places in (
            (self._short, [index for index, length in enumerate(lengths) if length <= SHORT]),
            (self._long, [index for index, length in enumerate(lengths) if length > SHORT]),
        ):
            for at, number in gate.candidates([keys[index] for index in places]):
                self._try(number, texts[places[at]], found.setdefault(places[at], []))
        long = [index for index, length in enumerate(lengths) if length > WINDOW]
        starts = [texts[index][:START] for index in long]
        for at, number in self._starts.candidates(fold_blocks(starts)):
            self._try(number, starts[at], found.setdefault(long[at], []))
        return {index: _one_a_rule(evidence) for index, evidence in found.items() if evidence}

    def probe(self, number: int) -> Probe:
        """What a block must hold for a pattern to match; `longest` is what its rule looks at."""
        rule, pattern = self.tables.patterns[number]
        head = self.tables.heads[rule]
        known = self.probes[number]
        if known is not None:
            return known
        _, node = searched(pattern, head.where, self.tables.slots)
        assert node is not None  # what is only looked up is no pattern
        known = probe(node, head.where in OPENING, head.where in CLOSING)
        longest = WINDOW if head.where in CUTS else min(head.max, known.width) if head.where in WHOLE else head.max
        self.probes[number] = known = known._replace(longest=longest)
        return known

    def _try(self, number: int, text: str, found: list[Evidence]) -> None:
        head = self.tables.heads[self.tables.patterns[number][0]]
        if head.where not in CUTS and (len(text) > head.max or any(item.source == head.id for item in found)):
            return
        offset = max(
            0, len(text) - ((self.probes[number] or self.probe(number)).width + 2 * SEPARATORS if head.where == "tail" else WINDOW)
        )
        span = self._search(number, head, text[offset:].replace("\n", " "))
        if span is not None:
            evidence = _evidence(head, (span[0] + offset, span[1] + offset) if head.where in CUTS else None)
            runs_on = head.where == "start" and len(text) - span[1] > MUCH and text[span[1] - 1] not in LABELS
            found.append(evidence._replace(weight=evidence.weight + RUNS_ON) if runs_on else evidence)

    def _search(self, number: int, head: Head, window: str) -> tuple[int, int] | None:
        pattern = self._compiled.get(number)
        if pattern is None:
            import regex

            source = expression(self.tables.patterns[number][1], head.where, self.tables.slots)
            pattern = self._compiled[number] = regex.compile(source, regex.IGNORECASE | regex.VERSION0)
        if head.where in WHOLE:
            found = pattern.fullmatch(window)
        else:
            found = pattern.match(window) if head.where in OPENING else pattern.search(window)
        return found.span() if found else None


class _Gate:
    """The patterns of some rules, found by their literals.

    Many short blocks are best looked up `by_edges`; in few long ones the automaton finds what stands at the edges as well.
    """

    def __init__(self, matcher: Matcher, wants: Callable[[int], bool], by_edges: bool) -> None:
        self._matcher = matcher
        self._by_edges = by_edges
        self._wants = wants
        self._automaton: AhoCorasick | None = None
        self._needs: dict[tuple[int, ...], tuple[int, int]] = {}
        self._literals: list[str] = []
        self._bound: list[bool] = []
        self._numbers: list[tuple[int, ...]] = []

    def candidates(self, keys: Sequence[str]) -> Iterator[tuple[int, int]]:
        """(index of the key, number of a pattern that could match there), in order."""
        hits: dict[int, set[tuple[int, ...]]] = {}
        if self._by_edges:
            self._at_the_edges(keys, hits)
        if keys:
            self._inside(keys, hits)
        for index in sorted(hits):
            key = keys[index]
            length, digits, edged = len(key), len(DIGIT.findall(key)), f"\n{key}\n"
            asked: set[int] = set()
            for numbers in hits[index]:
                few, longest = self._needs.get(numbers) or self._need(numbers)
                if length <= longest and digits >= few:
                    asked.update(numbers)
            for number in sorted(asked):
                needs = self._matcher.probes[number]
                if needs and self._wants(number) and length <= needs.longest and digits >= needs.digits and _holds(needs, key, edged):
                    yield index, number

    def _need(self, numbers: tuple[int, ...]) -> tuple[int, int]:
        """The digits that all patterns of a literal ask for, and the longest block that one of them looks at."""
        probes = [self._matcher.probe(number) for number in numbers if self._wants(number)]
        self._needs[numbers] = needs = min((p.digits for p in probes), default=0), max((p.longest for p in probes), default=-1)
        return needs

    def _at_the_edges(self, keys: Sequence[str], hits: dict[int, set[tuple[int, ...]]]) -> None:
        opens, closes = self._matcher.tables.opens, self._matcher.tables.closes
        for index, key in enumerate(keys):
            for length in EDGE_LENGTHS:
                if (start := key[:length]) in opens:
                    hits.setdefault(index, set()).add(opens[start])
                if (end := key[-length:]) in closes:
                    hits.setdefault(index, set()).add(closes[end])

    def _inside(self, keys: Sequence[str], hits: dict[int, set[tuple[int, ...]]]) -> None:
        joined = "\n" + "\n".join(keys) + "\n"
        newlines, read = 0, 0  # matches come in the order of their ends
        for literal, start, end in self._find(joined):
            newlines += joined.count("\n", read, end)
            read = end
            if not (self._bound[literal] and joined[start - 1].isalnum()):
                hits.setdefault(newlines - 1 - (joined[end - 1] == "\n"), set()).add(self._numbers[literal])

    def _find(self, text: str) -> Iterable[tuple[int, int, int]]:
        """(number of a literal, where it starts, where it ends), in the order of the ends.

        For a short text building the automaton would take longer than searching it for every literal.
        """
        if not self._literals:
            self._choose()
        if self._automaton is None and len(text) < SMALL:
            found = [(n, at) for n, literal in enumerate(self._literals) if literal in text for at in _places(literal, text)]
            return sorted(((n, at, at + len(self._literals[n])) for n, at in found), key=lambda match: match[2])
        if self._automaton is None:
            from ahocorasick_rs import AhoCorasick

            self._automaton = AhoCorasick(self._literals)
        return self._automaton.find_matches_as_indexes(text, overlapping=True)

    def _choose(self) -> None:
        """Keep the literals that lead to patterns of this gate's rules."""
        tables = self._matcher.tables
        gate = tables.gate
        if not self._by_edges:
            edges = {f"\n{text}": numbers for text, numbers in tables.opens.items()} | {f"{text}\n": n for text, n in tables.closes.items()}
            gate = {**edges, **{text: (*edges.get(text, ()), *numbers) for text, numbers in gate.items()}}
        gate = {text: kept for text, numbers in gate.items() if (kept := tuple(number for number in numbers if self._wants(number)))}
        self._bound = [literal.startswith(BOUND) for literal in gate]
        self._numbers = list(gate.values())
        self._literals = [literal.removeprefix(BOUND) for literal in gate] or ["\n\n\n"]


def _places(literal: str, text: str) -> Iterator[int]:
    at = text.find(literal)
    while at >= 0:
        yield at
        at = text.find(literal, at + 1)


def _holds(asked: Probe, key: str, edged: str) -> bool:
    """Whether a folded block has all literals that a pattern needs; length and digits have been looked at."""
    if (asked.opens and not key.startswith(asked.opens)) or (asked.closes and not key.endswith(asked.closes)):
        return False
    for run in asked.runs:
        for literal in run:
            if literal in edged:
                break
        else:
            return False
    return True


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
    return Evidence(head.id, head.kind, head.weight, head.says, span, head.where == "heading", head.at, head.marks)


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
