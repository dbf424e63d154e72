"""Folded blocks -> the patterns that could match them, exactly: the gate in front of the regular expressions.

Most patterns have literals that open a block: those are looked up. One pass of an Aho-Corasick automaton over all blocks
finds the others. A block in which one stands must also hold the others that its pattern needs (`probes.Probe`).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise, repeat
from typing import TYPE_CHECKING

from cleanse.literals import BOUND, OPENED, STEM
from cleanse.pattern import is_word
from cleanse.probes import Probe
from cleanse.shelves import Shelves, shelf_of

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

SMALL = 40_000  # characters; less text is not worth an automaton
DIGIT = re.compile(r"\d")


class Gate:
    """The patterns that `wants` names, found by their literals (`shelves`); `probe` says what each needs besides."""

    def __init__(self, shelves: Shelves, wants: Callable[[int], bool], probe: Callable[[int], Probe]) -> None:
        self._shelves = shelves
        self._wants = wants
        self._probe = probe
        self._automaton: AhoCorasick | None = None
        self._searched = 0  # characters, before there is an automaton
        self._literals: list[str] = []  # those in the automaton
        self._needs: dict[str, tuple[int, int, int, list[tuple[int, Probe]]]] = {}

    def candidates(self, keys: Sequence[str]) -> Iterator[tuple[int, int]]:
        """(index of the key, number of a pattern that could match there), in order."""
        inside = self._inside(keys)
        for index, key in enumerate(keys):
            edged = f"\n{key}\n"
            if hits := self._opening(edged) + inside.get(index, []):
                for number in self._asked(hits, key, edged):
                    yield index, number

    def _asked(self, hits: Iterable[str], key: str, edged: str) -> list[int]:
        """The patterns that literals lead to and whose other needs are met by the block; `edged` is its `key` between line breaks."""
        length, digits = len(key), -1
        asked: set[int] = set()
        for literal in hits:
            longest, few, many, needs = self._needs.get(literal) or self._need(literal)
            if length > longest:
                continue
            if many and digits < 0:
                digits = len(DIGIT.findall(key))
            held = digits if many else 0
            if few <= held:
                asked.update([n for n, asks in needs if length <= asks.longest and asks.digits <= held and _holds(asks, key, edged)])
        return sorted(asked)

    def _opening(self, edged: str) -> list[str]:
        """The literals that open a block, which stands between line breaks."""
        near = self._shelves.group(edged[:3])
        if edged[:STEM] not in near and edged[:3] not in near and edged[:2] not in self._shelves.groups:
            return []
        found = [short for at in (edged[:2], edged[:3]) for short in self._shelves.shelf(at) if _opens(edged, short)]
        stems = self._shelves.shelf(edged[:STEM])
        return found + [stem for end in range(STEM, min(OPENED, len(edged)) + 1) if (stem := edged[:end]) in stems] if stems else found

    def _need(self, literal: str) -> tuple[int, int, int, list[tuple[int, Probe]]]:
        """Of the patterns that a literal leads to: the longest block that one looks at, the fewest and the most digits that one needs, and
        the number and the probe of each.
        """
        needs = [(number, self._probe(number)) for number in self._shelves.shelf(shelf_of(literal))[literal] if self._wants(number)]
        longest, digits = max((probe.longest for _, probe in needs), default=-1), [probe.digits for _, probe in needs]
        self._needs[literal] = known = longest, min(digits, default=0), max(digits, default=0), needs
        return known

    def _inside(self, keys: Sequence[str]) -> dict[int, list[str]]:
        """The literals that stand in a key but do not open it, by its index."""
        joined = "\n" + "\n".join(keys) + "\n"
        index, read = -1, 0  # matches come in the order of their ends
        hits: dict[int, list[str]] = {}
        for literal, start, end in self._find(joined) if keys else ():
            if (literal[0] == BOUND and is_word(joined[start - 1])) or (literal[-1] == BOUND and is_word(joined[end])):
                continue
            if breaks := joined.count("\n", read, end - 1):
                index, read = index + breaks, end - 1
            if literal not in (found := hits.setdefault(index, [])):
                found.append(literal)
        return hits

    def _find(self, text: str) -> Iterable[tuple[str, int, int]]:
        """(literal, where it starts, where it ends), in the order of the ends.

        Building the automaton takes as long as searching `SMALL` characters for every literal whose stem they hold.
        """
        self._searched += len(text)
        if self._automaton is None and self._searched < SMALL:
            groups = [group for group in self._shelves.groups & {*text, *map("".join, pairwise(text))} if group[0] != "\n"]
            stems = set().union(*map(self._shelves.group, groups)) & {*_pieces(text)}
            literals = [literal for stem in stems for literal in self._shelves.shelf(stem)]
            bare = zip(literals, map(str.strip, literals, repeat(BOUND)), strict=True)
            found = [(literal, at, at + len(part)) for literal, part in bare if part in text for at in _places(part, text)]
            return sorted(found, key=lambda match: match[2])
        automaton = self._automaton or self.build()
        if not self._literals:
            return ()
        return [(self._literals[number], start, end) for number, start, end in automaton.find_matches_as_indexes(text, overlapping=True)]

    def build(self) -> "AhoCorasick":
        """The automaton of the literals that lead to patterns of this gate and do not open a block; made when much has been searched."""
        from ahocorasick_rs import AhoCorasick

        if self._automaton is None:
            groups = [group for group in self._shelves.groups if group[0] != "\n"]
            shelves = [self._shelves.shelf(stem) for group in groups for stem in self._shelves.group(group)]
            self._literals = [literal for shelf in shelves for literal, numbers in shelf.items() if any(map(self._wants, numbers))]
            self._automaton = AhoCorasick([literal.strip(BOUND) for literal in self._literals])
        return self._automaton


def _opens(edged: str, literal: str) -> bool:
    if literal[-1] != BOUND:
        return edged.startswith(literal)
    end = len(literal) - 1
    return edged.startswith(literal[:-1]) and not is_word(edged[end])


def _pieces(text: str) -> Iterator[str]:
    """All that stands in a text and is no longer than a stem."""
    columns = [text[at:] for at in range(STEM)]
    return chain.from_iterable(map("".join, zip(*columns[:length], strict=False)) for length in range(1, STEM + 1))


def _places(literal: str, text: str) -> Iterator[int]:
    at = text.find(literal)
    while at >= 0:
        yield at
        at = text.find(literal, at + 1)


def _holds(asked: Probe, key: str, edged: str) -> bool:
    """Whether a folded block has all that a pattern needs; its length and its digits have been looked at."""
    if (asked.opens and not key.startswith(asked.opens)) or (asked.closes and not key.endswith(asked.closes)):
        return False
    for run in asked.runs:
        for literal in run:
            if literal in edged:
                break
        else:
            return False
    return True
