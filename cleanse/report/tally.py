"""What many answers amount to: sums by kind, rule, language and host, shares, frequent lines. Memory stays bounded."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from cleanse.model import Cleaned

Key = TypeVar("Key")
BINS = 20  # of the share removed, each of five percent; documents of which nothing went are counted apart
SUCH_AS = "such as: "  # in front of one reason of a rule that gives many
LINE = 160  # characters of a line that are compared and shown
# At most twice as many hosts, and as many lines, are remembered. The rarest are forgotten first, so a count may be too low by what came
# before, and the report says so.
REMEMBERED = 50_000


@dataclass(slots=True)
class Sums:
    """What went from some `documents`: of all their `characters`, `gone` went in so many `removals`."""

    documents: int = 0
    characters: int = 0
    removals: int = 0
    gone: int = 0

    @property
    def share(self) -> float:
        """How much of the text went, from 0 to 1."""
        return self.gone / self.characters if self.characters else 0.0


@dataclass(slots=True)
class Tally:
    """The sums over all documents so far.

    >>> import cleanse
    >>> tally = Tally()
    >>> tally.add(cleanse.explain("The ferry left at noon, an hour late, and nobody minded.\\nAdvertisement\\n"), "en")
    >>> tally.all.documents, tally.kinds["ad"].gone, tally.languages["en"].removals
    (1, 14, 1)
    """

    all: Sums = field(default_factory=Sums)
    untouched: int = 0
    empty: int = 0
    repairs: int = 0
    forgetful: bool = False
    kinds: dict[str, Sums] = field(default_factory=dict)
    rules: dict[tuple[str, str], Sums] = field(default_factory=dict)
    says: dict[tuple[str, str], str] = field(default_factory=dict)
    languages: dict[str, Sums] = field(default_factory=dict)
    hosts: dict[str, Sums] = field(default_factory=dict)
    shares: list[int] = field(default_factory=lambda: [0] * BINS)
    lines: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, cleaned: Cleaned, language: str) -> None:
        """Take one answer in."""
        parts = [(str(edit.kind), edit.rule, edit.gone) for edit in cleaned.removed]
        size, gone = len(cleaned.document.text), sum(part[2] for part in parts)
        for sums in (self.all, self.languages.setdefault(language, Sums()), self.hosts.setdefault(host(cleaned.document.url), Sums())):
            _count(sums, size, len(parts), gone)
        _share_out(self.kinds, size, ((kind, part) for kind, _, part in parts))
        _share_out(self.rules, size, ((rule[:2], rule[2]) for rule in parts))
        for edit in cleaned.removed:
            key = (str(edit.kind), edit.rule)
            told = self.says.setdefault(key, edit.says)
            if told != edit.says and not told.startswith(SUCH_AS):
                self.says[key] = SUCH_AS + told
            self.lines[edit.before.strip()[:LINE], *key] += 1
        self.untouched += not parts
        self.empty += bool(size) and not cleaned.text
        self.repairs += sum(edit.rule.startswith("repair.") for edit in cleaned.repairs)
        if gone:
            self.shares[min(gone * BINS // size, BINS - 1)] += 1
        self._forget()

    def merge(self, other: "Tally") -> None:
        """Take in what another one has counted."""
        _add(self.all, other.all)
        self.untouched += other.untouched
        self.empty += other.empty
        self.repairs += other.repairs
        self.forgetful |= other.forgetful
        for mine, others in ((self.kinds, other.kinds), (self.languages, other.languages), (self.hosts, other.hosts)):
            _merge(mine, others)
        _merge(self.rules, other.rules)
        for key, says in other.says.items():
            told = self.says.setdefault(key, says)
            if told != says and not told.startswith(SUCH_AS):
                self.says[key] = says if says.startswith(SUCH_AS) else SUCH_AS + told
        self.shares = [mine + more for mine, more in zip(self.shares, other.shares, strict=True)]
        self.lines.update(other.lines)
        self._forget()

    def _forget(self) -> None:
        if len(self.lines) > 2 * REMEMBERED:
            self.lines = Counter(dict(self.lines.most_common(REMEMBERED)))
            self.forgetful = True
        if len(self.hosts) > 2 * REMEMBERED:
            self.hosts = dict(largest(self.hosts, REMEMBERED))
            self.forgetful = True


def _merge(groups: dict[Key, Sums], others: dict[Key, Sums]) -> None:
    for key, sums in others.items():
        _add(groups.setdefault(key, Sums()), sums)


def _add(sums: Sums, more: Sums) -> None:
    sums.documents += more.documents
    sums.characters += more.characters
    sums.removals += more.removals
    sums.gone += more.gone


def _count(sums: Sums, characters: int, removals: int, gone: int) -> None:
    sums.documents += 1
    sums.characters += characters
    sums.removals += removals
    sums.gone += gone


def _share_out(groups: dict[Key, Sums], characters: int, parts: Iterable[tuple[Key, int]]) -> None:
    """Add each part of a document to its group; the document counts once in each of them."""
    seen: set[Key] = set()
    for key, gone in parts:
        sums = groups.setdefault(key, Sums())
        sums.removals += 1
        sums.gone += gone
        if key not in seen:
            seen.add(key)
            sums.documents += 1
            sums.characters += characters


def largest(groups: dict[Key, Sums], number: int) -> list[tuple[Key, Sums]]:
    """The groups with most documents, those with most first; groups of the same size stay in the order in which they came."""
    return sorted(groups.items(), key=lambda group: -group[1].documents)[:number]


def host(url: str) -> str:
    """The host of a URL, or nothing.

    >>> host("https://www.Example.org/a"), host("http://[broken"), host("")
    ('www.example.org', '', '')
    """
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
