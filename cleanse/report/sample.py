"""Which documents a report shows: those that lost most, some at random, and one for every rule; cut where they are long.

What is drawn depends on the documents and their order alone: the same corpus makes the same report.
"""

from collections.abc import Callable
from heapq import heappush, heapreplace
from random import Random
from typing import NamedTuple

from cleanse.model import Cleaned
from cleanse.render import safe

MOST, AT_RANDOM = 20, 100
LENGTH = 12_000  # characters of a document that are shown
NAME = 200  # characters of a name, a rule, a reason

# Kept text; or what stood there, what stands there now, and, where it is more than canonical form, why: the place of the
# reason for a removal among `Shown.reasons`, or `REPAIR`.
Piece = str | tuple[str, str] | tuple[str, str, int]
REPAIR = -1


class Shown(NamedTuple):
    """A document as the page shows it: every text in it is harmless on a screen, and bounded.

    `size` is its length in characters, `share` how much of it went (0 to 1), `reasons` are kind, rule and what the rule says.
    """

    number: int
    id: str
    host: str
    language: str
    size: int
    share: float
    cut: bool
    notes: tuple[str, ...]
    reasons: tuple[tuple[str, str, str], ...]
    pieces: tuple[Piece, ...]


class Sample:
    """The documents to show, from a stream of any length: no more than `most` and `at_random` are held, and one a rule if `each_rule`."""

    def __init__(self, most: int = MOST, at_random: int = AT_RANDOM, each_rule: bool = True) -> None:
        self._limits = most, at_random
        self._each_rule = each_rule
        self._random = Random(0)
        self._seen = 0
        self._most: list[tuple[float, int, Shown]] = []  # a heap: the one that lost least is in front
        self._drawn: list[Shown] = []
        self._by_rule: dict[tuple[str, str], Shown] = {}

    def offer(self, cleaned: Cleaned, language: str, host: str) -> None:
        """Keep this document, or not."""
        share = sum(edit.gone for edit in cleaned.removed) / max(len(cleaned.document.text), 1)
        rules = {(str(edit.kind), edit.rule) for edit in cleaned.removed}
        self._consider(share, rules, lambda: _shown(self._seen, cleaned, share, language, host))

    def offer_again(self, shown: Shown) -> None:
        """Keep one that another sample has held, or not; it gets a new number."""
        self._consider(shown.share, {reason[:2] for reason in shown.reasons}, lambda: shown._replace(number=self._seen))

    def _consider(self, share: float, rules: set[tuple[str, str]], show: Callable[[], Shown]) -> None:
        most, at_random = self._limits
        place = self._random.randrange(self._seen + 1) if self._seen >= at_random else self._seen
        new = rules - self._by_rule.keys() if self._each_rule else set()
        among_most = share > (self._most[0][0] if len(self._most) == most else 0.0)
        self._seen += 1
        if not (place < at_random or new or among_most):
            return
        shown = show()
        if place == len(self._drawn) < at_random:
            self._drawn.append(shown)
        elif place < at_random:
            self._drawn[place] = shown
        if among_most:
            entry = (share, -self._seen, shown)
            if len(self._most) == most:
                heapreplace(self._most, entry)
            else:
                heappush(self._most, entry)
        self._by_rule.update(dict.fromkeys(new, shown))

    def most(self) -> list[Shown]:
        """The documents that lost most, the one that lost most first."""
        return [shown for _, _, shown in sorted(self._most, reverse=True)]

    def documents(self) -> list[Shown]:
        """All that are held, the most telling ones first: what does not fit into the page is cut off at the end."""
        return list({shown.number: shown for shown in (*self.most(), *self._drawn, *self._by_rule.values())}.values())


def _shown(number: int, cleaned: Cleaned, share: float, language: str, host: str) -> Shown:
    reasons: dict[tuple[str, str, str], int] = {}
    pieces: list[Piece] = []
    room = LENGTH
    for before, after, edit in cleaned.pieces():
        if room <= 0:
            break
        was, now = _readable(after if after == "\n" else before[:room]), _readable(after[:room])  # a break of any sort is a break
        room -= max(len(before), 1)
        if edit is None:
            pieces.append(was)
        elif edit.kind is None:
            pieces.append((was, now, REPAIR) if edit.rule.startswith("repair.") else (was, now))
        else:
            reason = (str(edit.kind), label(edit.rule), label(edit.says))
            pieces.append((was, now, reasons.setdefault(reason, len(reasons))))
    id, host, notes, size = label(cleaned.document.id), label(host), tuple(map(label, cleaned.notes)), len(cleaned.document.text)
    return Shown(number, id, host, language, size, round(share, 4), size > LENGTH, notes, tuple(reasons), tuple(pieces))


def _readable(text: str) -> str:
    return safe(text.replace("\r\n", "\n"))


def label(text: str) -> str:
    """A name or a reason as the page shows it: harmless, and no longer than `NAME`."""
    return safe(text[:NAME])
