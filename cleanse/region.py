"""Where in its document a block stands: how far down, how much residue is around it, and behind which marks.

The third source of features of the fitted model (`likelihood`), beside the block itself and its neighbours (`features`).
What stands behind the first heading of comments, or behind a note about the author, is seldom body, however much it looks it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate, repeat
from typing import NamedTuple

from cleanse.features import PARAGRAPHS, SURE, Page

AROUND = 10  # blocks on either side
DOWN = (5, 10, 20, 35, 50, 65, 80, 90, 95, 100)  # percent of the text
ABOVE = (0, 10, 30, 50, 70, 90, 99, 100)  # percent of the prose
DENSE = (0, 5, 15, 30, 50, 100)  # percent of the blocks
LEFT = (5, 20, 50, 100)  # percent of the prose
FEW = 3  # marks


class Region(NamedTuple):
    """Shares are percentages, rounded up to a limit that is listed above."""

    prose: bool
    down: int  # of the text that stands above
    above: int  # of the prose that stands above
    around: int  # of the blocks nearby, above and below: those that a rule is sure of
    higher: int
    lower: int
    marks: tuple[str, ...]  # kinds that a rule was sure of above, behind some prose, each with how much prose was left there


def regions(page: Page) -> list[Region]:
    """The regions of all blocks of a document."""
    count, sure, blocks = len(page.blocks), page.sure, range(len(page.blocks))
    lengths = [len(block.text) for block in page.blocks]
    down = _shares(lengths, DOWN)
    above = _shares([length if prose else 0 for length, prose in zip(lengths, page.prose, strict=True)], ABOVE)
    around = higher = lower = [0] * count
    if sure[-1]:
        nearby = windows(count, AROUND)
        around = _percents([sure[end] - sure[start] for start, end in nearby], [end - start for start, end in nearby], DENSE)
        higher = _percents(sure[:-1], blocks, DENSE)
        lower = _percents([sure[-1] - before for before in sure[1:]], reversed(blocks), DENSE)
    columns = zip(page.prose, down, above, around, higher, lower, _marks(page), strict=True)
    return list(map(tuple.__new__, repeat(Region), columns))  # `Region._make` takes nearly twice as long


def windows(count: int, reach: int) -> list[tuple[int, int]]:
    """For each of `count` blocks, the first block within `reach`, and the one behind the last.

    >>> windows(4, 1)
    [(0, 2), (0, 3), (1, 4), (2, 4)]
    """
    starts = [*[0] * reach, *range(count)]
    ends = [*range(reach + 1, count), *[count] * (reach + 1)]
    return list(zip(starts[:count], ends[:count], strict=True))


def of_region(region: Region) -> list[str]:
    """The features that a block has because of its region.

    >>> of_region(Region(True, 90, 99, 0, 5, 0, ("comments, 5% left",)))[-3:]
    ['behind comments, 5% left', 'behind comments, prose', 'behind 1 marks, prose']
    """
    what = "prose" if region.prose else "no prose"
    names = [
        f"{region.down}% down, {what}", f"{region.above}% of prose above, {what}", f"{region.around}% sure around, {what}",
        f"{region.higher}% sure above, {what}", f"{region.lower}% sure below, {what}",
    ]  # fmt: skip
    for mark in region.marks:
        names += [f"behind {mark}", f"behind {mark.split(', ')[0]}, {what}"]
    return [*names, f"behind {min(FEW, len(region.marks))} marks, {what}"] if region.marks else names


def _shares(lengths: Sequence[int], limits: Sequence[int]) -> list[int]:
    """For each block, how much of the whole stands above it."""
    sums = [0, *accumulate(lengths)]
    return _percents(sums[:-1], repeat(sums[-1]), limits)


def _percents(parts: Sequence[int], wholes: Iterable[int], limits: Sequence[int]) -> list[int]:
    return [limits[bisect_left(limits, 100 * part / whole)] if whole else 0 for part, whole in zip(parts, wholes, strict=False)]


def _marks(page: Page) -> list[tuple[str, ...]]:
    """For each block, what a rule was sure of above it, where enough prose stood above that."""
    if not page.sure[-1]:
        return [()] * len(page.blocks)
    prose = [len(block.text) if runs else 0 for block, runs in zip(page.blocks, page.prose, strict=True)]
    left, paragraphs = sum(prose), 0
    whole = max(1, left)
    marks: dict[str, str] = {}
    known: tuple[str, ...] = ()
    found: list[tuple[str, ...]] = []
    for index, length in enumerate(prose):
        found.append(known)
        if paragraphs >= PARAGRAPHS and page.strengths[index] >= SURE:
            share = LEFT[bisect_left(LEFT, 100 * left / whole)]
            for item in page.rules.get(index, ()):
                if item.weight >= SURE and not item.span:
                    kind = f"{item.kind} heading" if item.opens else str(item.kind)
                    marks.setdefault(kind, f"{kind}, {share}% left")
            known = tuple(marks.values())
        left -= length
        paragraphs += length > 0
    return found
