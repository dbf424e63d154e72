"""Features -> how likely each block is residue: linear models, their weights fitted by `benchmarks/fit.py`.

A sum of weights on the log-odds scale: above zero a block is rather residue than body, in a text like those it was fitted on. There is
one model for extracted texts, one for the visible text of whole pages, menus and all, and one for pages of which the HTML is known; what
the first says of a text tells whether it is the second that knows it. A second step that heard the answers about the neighbours
was no better on sites that nothing was fitted on: what stands around a block is among its features.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from typing import NamedTuple, TypeVar

from cleanse.features import Page, Place, alone, asked, of_evidence, of_place, places
from cleanse.markup import of_signs
from cleanse.model import Signs
from cleanse.region import Region, of_region, regions
from cleanse.wording import Trait, of_trait, traits

CONSTANT = "any block"
BODY = -4.0  # of what is not asked
COLUMNS = ("extracted text", "visible text of a page", "HTML")  # of the weights: a model each
TEXT, WHOLE, HTML = range(len(COLUMNS))
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
    """The weights of all models by feature."""

    def __init__(self, weights: Mapping[str, Columns]) -> None:
        self._weights = weights
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
        """The log-odds of one model."""
        odds = [BODY] * count
        for index, *sums in zip(indexes, *([sums[column] for sums in part] for part in parts), strict=True):
            odds[index] = sum(sums)
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
