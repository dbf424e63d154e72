"""What went, from one unit as a file of JSON, and from all units together: for the end of a run and for its report."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

from cleanse.model import Cleaned
from cleanse.report.sample import Sample, Shown
from cleanse.report.tally import Sums, Tally, host, largest

HOSTS, LINES = 1000, 500  # the largest that a unit remembers; where there were more, its sums say that they are forgetful
MOST, AT_RANDOM = 1, 2  # documents of a unit that the report may show: the one that lost most, and some at random
GROUPS = ("kinds", "languages", "hosts")


class Totals:
    """The sums and the documents to show, for a whole corpus or for a unit of one.

    >>> import cleanse
    >>> totals = Totals(whole=False)
    >>> totals.add(cleanse.explain("The ferry left at noon, an hour late, and nobody minded.\\nAdvertisement\\n"), "en")
    >>> both = Totals()
    >>> both.take_in(totals.to_json()), both.take_in(totals.to_json())
    (None, None)
    >>> both.tally.rules["ad", "ad.label"].removals
    2
    """

    def __init__(self, whole: bool = True) -> None:
        self.tally = Tally()
        self.sample = Sample() if whole else Sample(MOST, AT_RANDOM, each_rule=False)

    def add(self, answer: Cleaned, language: str) -> None:
        """Take one answer in."""
        self.tally.add(answer, language)
        self.sample.offer(answer, language, host(answer.document.url))

    def to_json(self) -> bytes:
        """The totals of a unit."""
        tally = self.tally
        hosts = dict(largest(tally.hosts, HOSTS))
        lines = tally.lines.most_common(LINES)
        forgetful = tally.forgetful or len(hosts) < len(tally.hosts) or len(lines) < len(tally.lines)
        values = {
            "all": astuple(tally.all), "untouched": tally.untouched, "empty": tally.empty, "repairs": tally.repairs, "forgetful": forgetful,
            "kinds": _listed(tally.kinds), "languages": _listed(tally.languages), "hosts": _listed(hosts), "shares": tally.shares,
            "rules": [[*rule, tally.says[rule], *astuple(sums)] for rule, sums in tally.rules.items()],
            "lines": [[*line, count] for line, count in lines],
            "shown": self.sample.documents(),
        }  # fmt: skip
        return json.dumps(values, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"

    def take_in(self, data: bytes) -> None:
        """Add what `to_json` gave for a unit."""
        values = json.loads(data)
        tally = Tally(
            Sums(*values["all"]), values["untouched"], values["empty"], values["repairs"], values["forgetful"],
            shares=values["shares"],
        )  # fmt: skip
        for name in GROUPS:
            setattr(tally, name, {key: Sums(*sums) for key, sums in values[name].items()})
        for kind, rule, says, *sums in values["rules"]:
            tally.rules[kind, rule], tally.says[kind, rule] = Sums(*sums), says
        tally.lines.update({(line, kind, rule): count for line, kind, rule, count in values["lines"]})
        self.tally.merge(tally)
        for shown in map(_shown, values["shown"]):
            self.sample.offer_again(shown)

    def text(self) -> Iterator[str]:
        """Lines for eyes: by kind, rule, language and host how much went, the largest first."""
        tally = self.tally
        for name, groups in (("kind", tally.kinds), ("rule", {rule: sums for (_, rule), sums in tally.rules.items()})):
            yield from _table(f"removed, by {name}", sorted(groups.items(), key=lambda group: -group[1].gone)[:20], "removals")
        for name, groups in (("language", tally.languages), ("host", tally.hosts)):
            if set(groups) - {""}:
                yield from _table(f"documents, by {name}", largest(groups, 10), "documents")


def gather(files: Iterable[Path]) -> Totals:
    """The totals of all units."""
    totals = Totals()
    for file in files:
        totals.take_in(file.read_bytes())
    return totals


def _listed(groups: dict[str, Sums]) -> dict[str, tuple[int, ...]]:
    return {key: astuple(sums) for key, sums in groups.items()}


def _shown(values: list[Any]) -> Shown:
    *plain, notes, reasons, pieces = values
    pieces = (piece if isinstance(piece, str) else tuple(piece) for piece in pieces)
    return Shown._make((*plain, tuple(notes), tuple(map(tuple, reasons)), tuple(pieces)))


def _table(title: str, groups: list[tuple[str, Sums]], what: str) -> Iterator[str]:
    if groups:
        yield f"\n{title}"
    for key, sums in groups:
        yield f"{getattr(sums, what):12,}  {key or 'unknown'}  ({sums.gone:,} of {sums.characters:,} characters went)"
