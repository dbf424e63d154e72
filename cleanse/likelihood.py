"""Features -> how likely each block is residue: linear models in two steps, their weights fitted by `benchmarks/fit.py`.

The first step looks at each block by itself and its place, the second at the first answers about its neighbours. Both sum
weights on the log-odds scale: above zero a block is rather residue than body, in a text like those it was fitted on. There is one
model for extracted texts, one for the visible text of whole pages, menus and all, and one for pages of which the HTML is known; what
the first says of a text tells whether it is the second that knows it.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from operator import mul
from typing import NamedTuple

from cleanse.features import Page, Place, alone, asked, of_evidence, of_place, places
from cleanse.markup import of_signs
from cleanse.region import Region, of_region, regions

CONSTANT = "any block"
BODY = -4.0  # what is not asked; more certainty than this says nothing more to the neighbours
REACH = 4  # blocks on either side that the second step looks at
BEYOND = (-0.5, 1.0)  # what stands in front of the first block and behind the last
COMPANY = ("itself", "before it", "behind it", "around it", "least beside", "most beside", "whole text")
COLUMNS = tuple(f"{what}, {step}" for what in ("text", "page", "HTML") for step in ("alone", "in company"))  # of the weights
TEXT, WHOLE, HTML = 0, 2, 4  # the columns of the first steps
PAGE, LONG = 0.5, 40  # a text of so many blocks, of which more than this share are likely residue, is a whole page
REMEMBERED = 1 << 14  # texts, places, and regions

Sums = tuple[float, ...]  # of weights, by column
NOTHING = (0.0,) * len(COLUMNS)


class Residue(NamedTuple):
    """The log-odds of every block, and whether the text is a whole page rather than what was extracted from one."""

    odds: list[float]
    whole: bool = False


class Model:
    """The weights of both models by feature. Texts, places and regions come again; what they sum up to is remembered."""

    def __init__(self, weights: Mapping[str, Sums]) -> None:
        self._weights = weights
        self._company = [[weights.get(name, NOTHING)[column] for name in COMPANY] for column in range(len(COLUMNS))]
        self._texts: dict[str, Sums] = {}
        self._places: dict[Place, Sums] = {}
        self._regions: dict[Region, Sums] = {}

    def residue(self, page: Page) -> Residue:
        """What the model says that knows texts like this."""
        sums = self._sums_of(page, indexes := asked(page))
        if page.signs:
            return Residue(self._odds(len(page.blocks), indexes, sums, HTML), whole=True)
        odds = self._odds(len(page.blocks), indexes, sums, TEXT)
        if len(odds) < LONG or sum([value > 0 for value in odds]) <= PAGE * len(odds):
            return Residue(odds)
        return Residue(self._odds(len(page.blocks), indexes, sums, WHOLE), whole=True)

    def _odds(self, count: int, indexes: Sequence[int], sums: Sequence[Sums], column: int) -> list[float]:
        """The log-odds of one model, of which the first step has this column."""
        first, odds = [BODY] * count, [BODY] * count
        for index, said in zip(indexes, sums, strict=True):
            first[index] = max(BODY, min(-BODY, said[column]))
        neighbours, weights = company(first), self._company[column + 1]
        for index, said in zip(indexes, sums, strict=True):
            odds[index] = said[column + 1] + sum(map(mul, weights, neighbours[index]))
        return odds

    def _sums_of(self, page: Page, indexes: Iterable[int]) -> list[Sums]:
        """What the features of these blocks sum up to."""
        self._forget()
        shared = {zone: self._sum(names) for zone, names in page.shared.items()}
        found: list[Sums] = []
        all_places, all_regions = places(page), regions(page)
        for index in indexes:
            text, place, region = page.blocks[index].text, all_places[index], all_regions[index]
            parts = [
                self._texts.get(text) or self._texts.setdefault(text, self._sum([*alone(text), CONSTANT])),
                self._places.get(place) or self._places.setdefault(place, self._sum(of_place(place))),
                self._regions.get(region) or self._regions.setdefault(region, self._sum(of_region(region))),
                shared[place.zone],
            ]
            if names := of_evidence(page, index):
                parts.append(self._sum(names))
            if page.signs:
                parts.append(self._sum(of_signs(page.signs[index], place.size)))
            found.append(tuple(map(sum, zip(*parts, strict=True))))
        return found

    def _forget(self) -> None:
        """Start anew where too much is remembered; new ones, for other threads may be reading the old."""
        if len(self._texts) > REMEMBERED:
            self._texts = {}
        if len(self._places) > REMEMBERED:
            self._places = {}
        if len(self._regions) > REMEMBERED:
            self._regions = {}

    def _sum(self, names: Iterable[str]) -> Sums:
        known = [self._weights[name] for name in names if name in self._weights]
        return tuple(map(sum, zip(*known, strict=True))) if known else NOTHING


def company(first: Sequence[float]) -> list[tuple[float, ...]]:
    """For each block the values named `COMPANY`: what the first step said of it, of those around it, and on average of the text.

    >>> [round(value, 1) for value in company([-1.0, 1.0, 3.0])[1]]
    [1.0, -1.0, 3.0, 1.0, -1.0, 3.0, 1.0]
    """
    count = len(first)
    before, behind = [BEYOND[0], *first[:-1]], [*first[1:], BEYOND[1]]
    sums = [0.0, *accumulate(first)]
    reaches = [(max(0, index - REACH), min(count, index + REACH + 1)) for index in range(count)]
    around = [(sums[end] - sums[start]) / (end - start) for start, end in reaches]
    whole = [sums[-1] / max(1, count)] * count
    return list(zip(first, before, behind, around, map(min, before, behind), map(max, before, behind), whole, strict=True))
