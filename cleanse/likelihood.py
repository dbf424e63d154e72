"""Features -> how likely each block is residue: linear models, their weights fitted by `benchmarks/fit.py`.

The answer is a sum of weights on the log-odds scale: above zero a block is more likely residue than body, in texts like those that the
weights were fitted on. One model is for extracted texts, one for the visible text of whole pages, menus and all, and one for pages whose
HTML is known; what the first says of a text decides whether the second is asked instead. On whole pages it counts of which kinds rules
speak nearby, and the log-odds of short lines are averaged with those of the short lines beside them. A second fitted step that saw the
answers about all neighbours was no better on sites that nothing was fitted on: what stands around a block is among its features already.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from functools import cached_property
from itertools import compress, pairwise, repeat
from math import inf
from typing import NamedTuple, TypeVar

from cleanse.features import Page, Place, asked, of_evidence, of_place, of_text, places
from cleanse.markup import ASIDE, of_sign
from cleanse.model import Signs
from cleanse.neighbours import Neighbours, neighbours, of_neighbours, spoken_of
from cleanse.region import Region, of_region, regions
from cleanse.shape import count_words
from cleanse.shelves import Pieces
from cleanse.wording import Trait, Vocabulary, of_trait, read_vocabulary, traits

CONSTANT = "any block"
BODY = -4.0  # log-odds of a block that the model is not asked about
COLUMNS = ("extracted text", "visible text of a page", "HTML")  # of the weights: a model each
TEXT, WHOLE, HTML = range(len(COLUMNS))
# A framed text of at least `LONG` blocks is a whole page if more than the share `PAGE` of them have log-odds above `LIKELY`, by the model
# of extracted texts and without words. Of the limits that cost neither extracted texts nor texts that are all content, visible text gained
# most by this one.
LONG, PAGE, LIKELY = 40, 0.5, -0.9
LONGEST_PAGE = 3000  # blocks; none of 1,809 pages had more than 2,650, but handbooks do
BOOK = 800  # blocks; none of 3,349 extracted articles had more, so the model knows nothing about a longer text that is no page
# Words seldom add more than this to the log-odds of a block of an extracted text: of 35,888 blocks, to one in five thousand. Reading them
# takes most of the time, so they are read only where they can matter.
LIFT = 1.15
# On a whole page, blocks of so many words or fewer that stand side by side are a list or a menu, which goes or stays as a whole: each
# counts for its neighbour by this share.
FEW_WORDS, BESIDE = 12, 0.3
FIRST = 0.75  # what a first line may get on top (`likely`)
REMEMBERED = 1 << 14  # sums of each sort: of texts, of places, of regions, of sets of features
LONGEST = 1000  # characters; longer texts are not remembered, so that memory stays bounded

Weights = Mapping[str, float]
Key = TypeVar("Key", bound=Sized)


class Residue(NamedTuple):
    """The log-odds of every block, and whether the text is a whole page, not what was extracted from one."""

    odds: list[float]
    whole: bool = False


class Remembered(dict[Key, float]):
    """Sums by what they are computed from, as far as that is remembered: texts, places and regions come again."""

    def __init__(self, compute: Callable[[Key], float]) -> None:
        super().__init__()
        self._compute = compute

    def __missing__(self, key: Key) -> float:
        """Compute, and remember."""
        value = self._compute(key)
        if len(self) > REMEMBERED:
            self.clear()
        if len(key) <= LONGEST:
            self[key] = value
        return value


class View:
    """What the models see of a page: the blocks that are asked about, where they stand, and the words, once one is asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.indexes = asked(page)
        self.places = places(page)
        self.regions = regions(page)
        self.neighbours = neighbours(page, [place.size for place in self.places])

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the page."""
        return read_vocabulary(self.page)


class Model:
    """The weights of one model by feature."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._features = Remembered[tuple[str, ...]](self._sum)
        self._texts = Remembered[str](lambda text: self._sum([*of_text(text), CONSTANT]))
        self._places = Remembered[Place](lambda place: self._sum(of_place(place)))
        self._regions = Remembered[Region](lambda region: self._sum(of_region(region)))
        self._neighbours = Remembered[Neighbours](lambda around: self._sum(of_neighbours(around)))
        self._signs: dict[tuple[str, str], Remembered[str]] = {}
        self._traits: dict[str, Remembered[Trait]] = {}

    def without_words(self, view: View) -> list[float]:
        """The log-odds of the blocks that are asked about, from all features but those of words, which take longer to read."""
        page, indexes = view.page, view.indexes
        shared = {zone: self._sum(names) for zone, names in page.shared.items()}
        said = {index: self._features[tuple(of_evidence(page, index))] for index in {*page.rules, *page.copies, *page.alike}}
        parts: list[Iterable[float]] = [
            map(self._texts.__getitem__, [page.blocks[index].text for index in indexes]),
            map(self._places.__getitem__, map(view.places.__getitem__, indexes)),
            map(self._regions.__getitem__, map(view.regions.__getitem__, indexes)),
            map(self._neighbours.__getitem__, map(view.neighbours.__getitem__, indexes)),
            map(shared.__getitem__, map(page.zones.__getitem__, indexes)),
            map(said.get, indexes, repeat(0.0)),
        ]
        if page.signs:
            parts.append(self._of_signs([(page.signs[index], view.places[index].size) for index in indexes]))
        return list(map(sum, zip(*parts, strict=True)))

    def of_kinds(self, view: View) -> list[float]:
        """What it adds of which kinds rules speak nearby."""
        found = spoken_of(view.page)
        return [self._features[found[index]] for index in view.indexes]

    def of_words(self, view: View, indexes: Sequence[int]) -> list[float]:
        """What the words of some blocks add."""
        sizes, zones = [view.places[index].size for index in indexes], [view.page.zones[index] for index in indexes]
        parts = [
            map(self._trait(name).__getitem__, map(tuple.__new__, repeat(Trait), zip(values, sizes, zones, strict=True)))
            for name, values in traits(view.page, view.vocabulary, indexes).items()
        ]
        return list(map(sum, zip(*parts, strict=True)))

    def _of_signs(self, keys: Sequence[tuple[Signs, str]]) -> list[float]:
        """The sums of signs and sizes; within a page many come again."""
        sums = {(signs, size): self._of_own_signs(signs, size) for signs, size in set(keys)}
        return [sums[key] for key in keys]

    def _of_own_signs(self, signs: Signs, size: str) -> float:
        choice = signs[0]
        if (choice, size) not in self._signs:
            self._signs[choice, size] = Remembered[str](lambda sign: self._sum(of_sign(sign, choice, size)))
        return self._weights.get(f"{choice}, {size}", 0.0) + sum(map(self._signs[choice, size].__getitem__, signs))

    def _trait(self, name: str) -> Remembered[Trait]:
        if name not in self._traits:
            self._traits[name] = Remembered[Trait](lambda trait: self._sum(of_trait(name, trait)))
        return self._traits[name]

    def _sum(self, names: Iterable[str]) -> float:
        return sum([self._weights[name] for name in names if name in self._weights])


def written(weights: Mapping[str, Sequence[float]]) -> list[str]:
    r"""Weights by feature, in `COLUMNS`, as one text for each model: the features that it knows, then their weights.

    >>> written({"any block": (0.5, 0.0, -1.0), "first": (0.0, 0.25, 2.0)})
    ['any block\n0.5', 'first\n0.25', 'any block\x00first\n-1.0 2.0']
    """
    models = [{name: columns[column] for name, columns in weights.items() if columns[column]} for column in range(len(COLUMNS))]
    return ["\n".join(("\0".join(model), " ".join(map(repr, model.values())))) for model in models]


def _read(text: str) -> Weights:
    names, values = text.split("\n")
    return dict(zip(names.split("\0"), map(float, values.split()), strict=bool(values)))


class Models:
    """All models; of each the weights, as `written` writes them."""

    def __init__(self, weights: Pieces) -> None:
        self._weights = weights
        self._made: dict[int, Model] = {}

    def residue(self, page: Page, least: float = -inf) -> Residue:
        """The log-odds by the model that knows texts like this one.

        Where a block of an extracted text cannot reach `least` its words are not read, and its log-odds are approximate.
        """
        count = len(page.blocks)
        if page.signs:
            return Residue(self._odds(View(page), HTML), whole=True)
        may_be_page = page.framed and LONG <= count <= LONGEST_PAGE
        if count > BOOK and not may_be_page:
            return Residue([BODY] * count)
        view = View(page)
        partial = self._model(TEXT).without_words(view)
        if may_be_page and sum([value > LIKELY for value in partial]) > PAGE * count:
            return Residue(self._odds(view, WHOLE), whole=True)
        if count > BOOK:
            return Residue([BODY] * count)
        matters = [value + LIFT + (0 if index else FIRST) >= least for index, value in zip(view.indexes, partial, strict=True)]
        worded = list(compress(view.indexes, matters))
        odds = _of_all(view, partial)
        for index, more in zip(worded, self._model(TEXT).of_words(view, worded) if worded else (), strict=True):
            odds[index] += more
        return Residue(odds)

    def _odds(self, view: View, column: int) -> list[float]:
        """The log-odds of all blocks by one model."""
        model = self._model(column)
        parts = model.without_words(view), model.of_words(view, view.indexes), model.of_kinds(view)
        odds = _of_all(view, list(map(sum, zip(*parts, strict=True))))
        return smoothed(odds, [count_words(block.text) <= FEW_WORDS for block in view.page.blocks], view.page.signs)

    def _model(self, column: int) -> Model:
        if column not in self._made:
            self._made[column] = Model(_read(self._weights[column]))
        return self._made[column]


def smoothed(odds: Sequence[float], short: Sequence[bool], signs: Sequence[Signs] = ()) -> list[float]:
    """The log-odds of the blocks of a page, those of short ones drawn to those of the short ones beside them in the same part of it.

    >>> [round(value, 2) for value in smoothed([1.0, -1.0, -1.0], [True, True, False])]
    [0.54, -0.54, -1.0]
    """
    parts = [ASIDE.intersection(own) for own in signs] or [frozenset()] * len(odds)
    lists = [part if few else None for part, few in zip(parts, short, strict=True)]
    shares = [BESIDE if own is not None and own == other else 0.0 for own, other in pairwise(lists)]
    above, below = [0.0, *shares], [*shares, 0.0]
    columns = zip(odds, above, below, [0.0, *odds], [*odds[1:], 0.0], strict=False)
    return [(own + up * before + down * after) / (1 + up + down) for own, up, down, before, after in columns]


def _of_all(view: View, asked_about: Sequence[float]) -> list[float]:
    """The log-odds of all blocks of a page; of what is not asked about they are those of body."""
    odds = [BODY] * len(view.page.blocks)
    for index, value in zip(view.indexes, asked_about, strict=True):
        odds[index] = value
    return odds
