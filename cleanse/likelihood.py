"""Features -> how likely each block is residue: a linear model in two steps, its weights fitted by `benchmarks/fit.py`.

The first step looks at each block by itself and its place, the second at the first answers about its neighbours. Both sum
weights on the log-odds scale: above zero a block is rather residue than body, in a text like those it was fitted on.
"""

from collections.abc import Mapping, Sequence

from cleanse.features import Page, alone, in_company, is_asked

Weights = Mapping[str, float]

CONSTANT = "any block"
BODY = -4.0  # what is not asked; more certainty than this says nothing more to the neighbours
REACH = 4  # blocks on either side that the second step looks at
BEYOND = {"before": -0.5, "behind": 1.0}  # in front of the first block and behind the last


def residue(page: Page, own: Sequence[tuple[float, float]], first: Weights, second: Weights) -> list[float]:
    """The log-odds of every block.

    `own` has the sums of the weights of each block's own features (`own_weight`) in the first step and the second.
    """
    asked = [index for index in range(len(page.blocks)) if is_asked(page, index)]
    company = {index: in_company(page, index) for index in asked}
    before = [BODY] * len(page.blocks)
    for index, names in company.items():
        before[index] = max(BODY, min(-BODY, own[index][0] + sum([first.get(name, 0.0) for name in names])))
    whole = sum(before) / max(1, len(before))
    after = [BODY] * len(page.blocks)
    for index, names in company.items():
        said = sum([second.get(name, 0.0) * value for name, value in neighbours(before, index, whole).items()])
        after[index] = own[index][1] + sum([second.get(name, 0.0) for name in names]) + said
    return after


def own_weight(text: str, first: Weights, second: Weights) -> tuple[float, float]:
    """The sums of the weights that a block brings along wherever it stands, the constant of the model included."""
    names = [*alone(text), CONSTANT]
    return sum([first.get(name, 0.0) for name in names]), sum([second.get(name, 0.0) for name in names])


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
