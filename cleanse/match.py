"""Blocks -> evidence from rules. Each block is looked at alone, so what is found can be remembered.

One pass of an Aho-Corasick automaton over all blocks finds the literals of all rules; a pattern is tried only on a
block in which one of its literals stands (`pattern.literals` says why that is exact), and a block that is a known
phrase as a whole needs no pattern at all.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cleanse.model import CleanseError, Evidence
from cleanse.pattern import EDGE, fold
from cleanse.rules import CUTS, WINDOW, Head, Rule, Slots, Tables, compile_rules, marked

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick
    from regex import Pattern


class Matcher:
    """Tables with what has to be built for searching them. Building is lazy: an input that meets no rule pays nothing."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._automaton: AhoCorasick | None = None
        self._by_literal: list[tuple[int, ...]] = []
        self._compiled: dict[int, Pattern[str]] = {}

    def match(self, texts: Sequence[str]) -> dict[int, list[Evidence]]:
        """The evidence about each of `texts` (one block each), by its index; blocks without any are left out."""
        keys = [fold(text if len(text) <= WINDOW else text[-WINDOW:]).replace("\n", " ").strip(EDGE) for text in texts]
        found: dict[int, list[Evidence]] = {}
        phrases = self.tables.phrases
        for index, key in enumerate(keys):
            if key in phrases:
                found[index] = [_evidence(self.tables.heads[n], None) for n in phrases[key] if len(texts[index]) <= WINDOW]
        for index, number in self._candidates(keys):
            evidence = self._try(number, texts[index])
            if evidence is not None:
                found.setdefault(index, []).append(evidence)
        return {index: _one_a_rule(evidence) for index, evidence in found.items() if evidence}

    def _candidates(self, keys: list[str]) -> Iterable[tuple[int, int]]:
        """(index of the block, number of the pattern), in order, each once."""
        if self._automaton is None:
            self._build()
        assert self._automaton is not None
        joined = "\n" + "\n".join(keys) + "\n"
        newlines, read = 0, 0  # matches come in the order of their ends
        pairs: dict[tuple[int, int], None] = {}
        for literal, _, end in self._automaton.find_matches_as_indexes(joined, overlapping=True):
            newlines += joined.count("\n", read, end)
            read = end
            index = newlines - 1 - (joined[end - 1] == "\n")
            for number in self._by_literal[literal]:
                pairs[index, number] = None
        return sorted(pairs)

    def _build(self) -> None:
        from ahocorasick_rs import AhoCorasick

        self._by_literal = list(self.tables.gate.values())
        self._automaton = AhoCorasick(list(self.tables.gate) or ["\n\n\n"])

    def _try(self, number: int, text: str) -> Evidence | None:
        rule, source = self.tables.patterns[number]
        head = self.tables.heads[rule]
        if len(text) > head.max and head.where not in CUTS:
            return None
        pattern = self._compiled.get(number)
        if pattern is None:
            import regex

            pattern = self._compiled[number] = regex.compile(source, regex.IGNORECASE | regex.VERSION0)
        offset = max(0, len(text) - WINDOW)
        window = text[offset:].replace("\n", " ")
        if head.where in ("line", "heading"):
            found = pattern.fullmatch(window)
        elif head.where == "start":
            found = pattern.match(window)
        else:
            found = pattern.search(window)
        if found is None:
            return None
        return _evidence(head, (found.start() + offset, found.end() + offset) if head.where in CUTS else None)


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
