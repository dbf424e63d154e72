"""Features -> how likely each block is residue: a linear model in two steps, its weights fitted by `benchmarks/fit.py`.

The first step looks at each block by itself and its place, the second at the first answers about its neighbours. Both sum
weights on the log-odds scale: above zero a block is rather residue than body, in a text like those it was fitted on.
"""

from collections.abc import Mapping, Sequence

from cleanse.features import Page, Place, alone, is_article, is_asked, of_evidence, of_place, place

CONSTANT = "any block"
BODY = -4.0  # what is not asked; more certainty than this says nothing more to the neighbours
REACH = 4  # blocks on either side that the second step looks at
BEYOND = {"before": -0.5, "behind": 1.0}  # in front of the first block and behind the last
REMEMBERED = 1 << 14  # places

Sums = tuple[float, float]  # of the weights in the first step and in the second


class Model:
    """The weights of the two steps. Places come again all the time; what they sum up to is remembered."""

    def __init__(self, first: Mapping[str, float], second: Mapping[str, float]) -> None:
        self._first, self._second = first, second
        self._places: dict[Place, Sums] = {}

    def own(self, text: str) -> Sums:
        """What a block brings along wherever it stands, the constant included."""
        return self._sums([*alone(text), CONSTANT])

    def residue(self, page: Page, own: Sequence[Sums]) -> list[float]:
        """The log-odds of every block; `own` has what `own` says of each. Of what is no article, all is body."""
        if not is_article(page):
            return [BODY] * len(page.blocks)
        shared = {zone: self._sums(names) for zone, names in page.shared.items()}
        company = {index: self._company(page, index, shared) for index in range(len(page.blocks)) if is_asked(page, index)}
        before = [BODY] * len(page.blocks)
        for index, (first, _) in company.items():
            before[index] = max(BODY, min(-BODY, own[index][0] + first))
        whole = sum(before) / max(1, len(before))
        after = [BODY] * len(page.blocks)
        for index, (_, second) in company.items():
            said = sum([self._second.get(name, 0.0) * value for name, value in neighbours(before, index, whole).items()])
            after[index] = own[index][1] + second + said
        return after

    def _company(self, page: Page, index: int, shared: dict[str, Sums]) -> Sums:
        at = place(page, index)
        placed = self._places.get(at)
        if placed is None:
            if len(self._places) > REMEMBERED:
                self._places = {}
            self._places[at] = placed = self._sums(of_place(at))
        first, second = shared[at.zone]
        first, second = first + placed[0], second + placed[1]
        if names := of_evidence(page, index):
            said = self._sums(names)
            first, second = first + said[0], second + said[1]
        return first, second

    def _sums(self, names: Sequence[str]) -> Sums:
        return sum([self._first.get(name, 0.0) for name in names]), sum([self._second.get(name, 0.0) for name in names])


def neighbours(first: Sequence[float], index: int, whole: float) -> dict[str, float]:
    """What the first step said of a block, of those around it, and on average of the `whole` text.

    >>> neighbours([-1.0, 1.0, 3.0], 1, 1.0)["least beside"]
    -1.0
    """
    before = first[index - 1] if index else BEYOND["before"]
    behind = first[index + 1] if index + 1 < len(first) else BEYOND["behind"]
    around = first[max(0, index - REACH) : index + REACH + 1]
    return {
        "itself": first[index],
        "before it": before,
        "behind it": behind,
        "around it": sum(around) / len(around),
        "least beside": min(before, behind),
        "most beside": max(before, behind),
        "whole text": whole,
    }
