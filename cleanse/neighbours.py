"""What stands right around a block, and whether the same stands elsewhere in its document.

The fourth source of features of the fitted model (`likelihood`). Paragraphs stand among paragraphs and the links of a menu among links,
whatever they say; and what a page says three times, of a button or in a notice about its advertisements, is seldom what it is about.
Where rules speak of comments all around, a paragraph is one.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, repeat
from typing import NamedTuple

from cleanse.features import Page
from cleanse.region import windows
from cleanse.segment import is_sentence
from cleanse.shape import count_words

NEAR, FURTHER = 3, 5  # blocks on either side: of which words are counted, and sentences
MOST_WORDS = 60  # of one block; a longer one tells no more
LEAST_WORDS = 4  # of a sentence
MEANS = (1, 2, 3, 4, 6, 8, 12, 18, 25, 40, MOST_WORDS)  # words a block
SHARES = (0, 10, 25, 40, 60, 80, 100)  # percent of the blocks
TIMES = (1, 2, 4, 9)  # more of them are not told apart
AROUND, SPOKEN_OF = 8, (1, 2, 4, 8)  # blocks on either side of which rules speak, and numbers of them that are told apart
NOTHING = "nothing"  # stands in front of the first block, and behind the last


class Neighbours(NamedTuple):
    """As much as features tell apart; sizes are those of `features.Place`."""

    times: int  # that the text of the block stands in the document
    words: int  # of a block nearby
    sentences: int  # percent of the blocks nearby
    before: str
    size: str
    behind: str


def neighbours(page: Page, sizes: Sequence[str]) -> list[Neighbours]:
    """The neighbours of all blocks of a document."""
    texts = [block.text for block in page.blocks]
    counts, words = Counter(texts), [count_words(text) for text in texts]
    said = [count >= LEAST_WORDS and is_sentence(text) for count, text in zip(words, texts, strict=True)]
    columns = zip(
        [_at_most(counts[text], TIMES) for text in texts],
        [_at_most(mean, MEANS) for mean in _means([min(MOST_WORDS, count) for count in words], NEAR)],
        [_at_most(100 * mean, SHARES) for mean in _means(said, FURTHER)],
        [NOTHING, *sizes], sizes, [*sizes[1:], NOTHING], strict=False,
    )  # fmt: skip
    return list(map(tuple.__new__, repeat(Neighbours), columns))


def of_neighbours(around: Neighbours) -> list[str]:
    """The features that a block has because of its neighbours.

    >>> of_neighbours(Neighbours(2, 8, 40, "up to 3 words", "up to 8 words.", "nothing"))[-2:]
    ['comes 2 times', 'comes 2 times, up to 8 words.']
    """
    words, sentences, times = f"{around.words} words nearby", f"{around.sentences}% sentences nearby", f"comes {around.times} times"
    names = [
        words, f"{words}, {around.size}", sentences, f"{sentences}, {around.size}", f"{around.before} / {around.size} / {around.behind}",
    ]  # fmt: skip
    return [*names, times, f"{times}, {around.size}"] if around.times > 1 else names


def spoken_of(page: Page) -> list[tuple[str, ...]]:
    """For each block of a document, how many of those around it rules speak of, by kind."""
    found: list[tuple[str, ...]] = [()] * len(page.blocks)
    for kind, indexes in _by_kind(page).items():
        own = frozenset(indexes)
        around = Counter(at for index in indexes for at in range(max(0, index - AROUND), min(len(found), index + AROUND + 1)))
        for at, count in around.items():
            if others := count - (at in own):
                found[at] = (*found[at], f"{_at_most(others, SPOKEN_OF)} {kind} nearby, {'prose' if page.prose[at] else 'no prose'}")
    return found


def _by_kind(page: Page) -> dict[str, list[int]]:
    """The blocks of which rules speak, by what they say these are."""
    indexes: dict[str, list[int]] = {}
    for index, evidence in page.rules.items():
        text = page.blocks[index].text
        for kind in dict.fromkeys(item.kind_of(text) for item in evidence):
            if kind:
                indexes.setdefault(kind, []).append(index)
    return indexes


def _means(values: Sequence[int], reach: int) -> list[float]:
    """For each block the mean of the others within reach."""
    sums = [0, *accumulate(values)]
    places = zip(windows(len(values), reach), values, strict=True)
    return [(sums[end] - sums[start] - own) / max(1, end - start - 1) for (start, end), own in places]


def _at_most(value: float, limits: Sequence[int]) -> int:
    """The first limit that is not exceeded, one more than the last where all are."""
    return limits[bisect_left(limits, value)] if value <= limits[-1] else limits[-1] + 1
