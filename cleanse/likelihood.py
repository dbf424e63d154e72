"""Features -> how likely each block is residue: linear models in two steps, their weights fitted by `benchmarks/fit.py`.

The first step looks at each block by itself and its place, the second at the first answers about its neighbours. Both sum
weights on the log-odds scale: above zero a block is rather residue than body, in a text like those it was fitted on. There is one
model for extracted texts, one for the visible text of whole pages, menus and all, and one for pages of which the HTML is known; what
the first says of a text tells whether it is the second that knows it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from itertools import accumulate
from operator import mul
from typing import NamedTuple, TypeVar

from cleanse.features import Page, Place, alone, asked, of_evidence, of_place, places
from cleanse.markup import of_signs
from cleanse.model import Signs
from cleanse.region import Region, of_region, regions, windows
from cleanse.wording import Trait, of_trait, traits

CONSTANT = "any block"
BODY = -4.0  # what is not asked; more certainty than this says nothing more to the neighbours
REACH = 4  # blocks on either side that the second step looks at
BEYOND = (-0.5, 1.0)  # what stands in front of the first block and behind the last
COMPANY = ("before it", "behind it", "around it", "least beside", "most beside", "whole text")
COLUMNS = tuple(f"{what}, {step}" for what in ("text", "page", "HTML") for step in ("alone", "in company"))  # of the weights
TEXT, WHOLE, HTML = 0, 2, 4  # the columns of the first steps
PAGE, LONG = 0.5, 40  # a text of so many blocks, of which more than this share are likely residue, is a whole page
REMEMBERED = 1 << 14  # texts, places, regions, and sets of features
LONGEST = 1000  # characters of a text that is remembered; so many texts of any length could be any amount of memory

Columns = tuple[float, ...]  # a weight in each, or a sum of weights
Key = TypeVar("Key", bound=Sized)
NOTHING = (0.0,) * len(COLUMNS)


class Residue(NamedTuple):
    """The log-odds of every block, and whether the text is a whole page rather than what was extracted from one."""

    odds: list[float]
    whole: bool = False


class Remembered(dict[Key, Columns]):
    """Sums by what they are computed from, as far as that is remembered: texts, places and regions come again."""

    def __init__(self, compute: Callable[[Key], Columns]) -> None:
        super().__init__()
        self._compute = compute

    def __missing__(self, key: Key) -> Columns:
        """Compute, and remember."""
        sums = self._compute(key)
        if len(self) > REMEMBERED:
            self.clear()
        if len(key) <= LONGEST:
            self[key] = sums
        return sums


class Model:
    """The weights of both models by feature."""

    def __init__(self, weights: Mapping[str, Columns]) -> None:
        self._weights = weights
        self._company = [[weights.get(name, NOTHING)[column] for name in COMPANY] for column in range(len(COLUMNS))]
        self._features = Remembered[tuple[str, ...]](self._sum)
        self._texts = Remembered[str](lambda text: self._features[*alone(text), CONSTANT])
        self._places = Remembered[Place](lambda place: self._sum(of_place(place)))
        self._regions = Remembered[Region](lambda region: self._sum(of_region(region)))
        self._traits = Remembered[Trait](lambda trait: self._sum(of_trait(trait)))

    def residue(self, page: Page) -> Residue:
        """What the model says that knows texts like this."""
        parts = self._parts(page, indexes := asked(page))
        if page.signs:
            return Residue(self._odds(len(page.blocks), indexes, parts, HTML), whole=True)
        odds = self._odds(len(page.blocks), indexes, parts, TEXT)
        if len(odds) < LONG or sum([value > 0 for value in odds]) <= PAGE * len(odds):
            return Residue(odds)
        return Residue(self._odds(len(page.blocks), indexes, parts, WHOLE), whole=True)

    def _odds(self, count: int, indexes: Sequence[int], parts: Sequence[Sequence[Columns]], column: int) -> list[float]:
        """The log-odds of one model, of which the first step has this column."""
        first, odds = [BODY] * count, [BODY] * count
        for index, value in zip(indexes, _added(parts, column), strict=True):
            first[index] = BODY if value < BODY else -BODY if value > -BODY else value
        neighbours, weights = company(first), self._company[column + 1]
        for index, value in zip(indexes, _added(parts, column + 1), strict=True):
            odds[index] = value + sum(map(mul, weights, neighbours[index]))
        return odds

    def _parts(self, page: Page, indexes: Sequence[int]) -> list[list[Columns]]:
        """What the features of these blocks sum up to, by where they come from."""
        all_places = places(page)
        shared = {zone: self._sum(names) for zone, names in page.shared.items()}
        said = {index: self._features[tuple(of_evidence(page, index))] for index in {*page.rules, *page.copies, *page.alike}}
        parts = [
            list(map(self._texts.__getitem__, [page.blocks[index].text for index in indexes])),
            list(map(self._places.__getitem__, map(all_places.__getitem__, indexes))),
            list(map(self._regions.__getitem__, map(regions(page).__getitem__, indexes))),
            list(map(shared.__getitem__, map(page.zones.__getitem__, indexes))),
            [said.get(index, NOTHING) for index in indexes],
            *(list(map(self._traits.__getitem__, own)) for own in zip(*traits(page, all_places, indexes), strict=True)),
        ]
        if page.signs:
            parts.append(self._of_signs([(page.signs[index], all_places[index].size) for index in indexes]))
        return parts

    def _of_signs(self, keys: Sequence[tuple[Signs, str]]) -> list[Columns]:
        """The sums of signs and sizes; within a page many come again."""
        sums = {key: self._sum(of_signs(*key)) for key in dict.fromkeys(keys)}
        return [sums[key] for key in keys]

    def _sum(self, names: Iterable[str]) -> Columns:
        known = [self._weights[name] for name in names if name in self._weights]
        return tuple(map(sum, zip(*known, strict=True))) if known else NOTHING


def _added(parts: Sequence[Sequence[Columns]], column: int) -> list[float]:
    """One column of the sums of each block."""
    return list(map(sum, zip(*([sums[column] for sums in part] for part in parts), strict=True)))


def company(first: Sequence[float]) -> list[tuple[float, ...]]:
    """For each block the values named `COMPANY`: what the first step said of those around it, and on average of the text.

    >>> [round(value, 1) for value in company([-1.0, 1.0, 3.0])[1]]
    [-1.0, 3.0, 1.0, -1.0, 3.0, 1.0]
    """
    count = len(first)
    before, behind = [BEYOND[0], *first[:-1]], [*first[1:], BEYOND[1]]
    sums = [0.0, *accumulate(first)]
    around = [(sums[end] - sums[start]) / (end - start) for start, end in windows(count, REACH)]
    least = [a if a < b else b for a, b in zip(before, behind, strict=True)]
    most = [a if a > b else b for a, b in zip(before, behind, strict=True)]
    whole = [sums[-1] / max(1, count)] * count
    return list(zip(before, behind, around, least, most, whole, strict=True))
