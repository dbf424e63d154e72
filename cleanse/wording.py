"""The words of a block beside those of its text -> named features, whatever the language.

The sixth source of features of the fitted model (`likelihood`). A text brings its own vocabulary: words that many of its paragraphs
have in common are those that sentences are made of, and the others tell what it is about. A menu has few of the first, a teaser of another
story few of the second.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from cleanse.features import PARAGRAPHS, Page

HEAD = 400  # characters of a block that are looked at
LONG = 4  # characters of a word that may tell what a text is about; shorter ones seldom do
COMMON = 4  # a word that is in one of so many paragraphs is common
MANY_CAPITALS = 30  # percent of the words of paragraphs, as in German
TITLE_REACH, TITLE_WORDS = 8, 4  # blocks in front of the first paragraph among which the title is, and different words it has at least
SHARES = (0, 10, 20, 30, 40, 50, 60, 80, 100)  # percent
CEILINGS = [SHARES[bisect_left(SHARES, percent)] for percent in range(101)]
LENGTHS = (10, 25, 50, 75, 100, 150, 250)  # percent of the middle length of a paragraph
MOST = 6  # sentences and commas that are told apart
WORD = re.compile(r"[^\W\d_]+")
# Scripts without spaces between words, or with long words: pairs of characters stand for these. Said by what they are not, which `re`
# compiles faster.
UNSPACED = re.compile("[^\x00-\u0dff\u0f00-\u2e7f]")
OTHER_ENDS, OTHER_COMMAS = "。！？", "，、"


class Words(NamedTuple):
    """What the words of a block say by themselves."""

    all: frozenset[str]  # in lower case
    long: frozenset[str]
    capitals: int  # percent that begin with a capital, or -1 where letters have no case
    sentences: int
    commas: int


class Vocabulary(NamedTuple):
    """The words of a text, by block and together. Of each pair of sets, the second has the words that two blocks or more share."""

    words: list[Words]
    common: frozenset[str]
    of_prose: tuple[frozenset[str], frozenset[str]]
    of_others: tuple[frozenset[str], frozenset[str]]
    title: frozenset[str]
    capitals: str
    length: float  # of a paragraph


class Trait(NamedTuple):
    """Something that is counted of a block, with the size and the zone of the block, since it says different things by these."""

    value: int
    size: str
    zone: str


def of_trait(name: str, trait: Trait) -> list[str]:
    """The features that a block has because of a trait.

    >>> of_trait("topic", Trait(80, "up to 8 words.", "mid"))
    ['topic 80', 'topic 80, up to 8 words.', 'topic 80, mid']
    """
    what = f"{name} {trait.value}"
    return [what, f"{what}, {trait.size}", f"{what}, {trait.zone}"]


def traits(page: Page, known: Vocabulary, asked: Sequence[int]) -> dict[str, list[int]]:
    """By the name of each trait, its values for the blocks that are asked about; -1 is what cannot be told."""
    words = [known.words[index] for index in asked]
    rare = [own.long - known.common for own in words]
    prose = [page.prose[index] for index in asked]
    nothing = [-1] * len(asked)
    return {
        "common words": _percents([(len(own.all & known.common), len(own.all)) for own in words]) if known.common else nothing,
        "topic": _shared(rare, [known.of_prose[runs] for runs in prose]) if known.common else nothing,
        "words of other blocks": _shared(rare, [known.of_others[not runs] for runs in prose]),
        "words of the title": _shared(rare, [known.title] * len(rare)) if known.title else nothing,
        known.capitals: [own.capitals for own in words],
        "length": _lengths([len(page.blocks[index].text) for index in asked], known.length) if known.length else nothing,
        "sentences": [own.sentences for own in words],
        "commas": [own.commas for own in words],
    }


def _shared(words: Iterable[frozenset[str]], others: Iterable[frozenset[str]]) -> list[int]:
    return _percents([(len(own & other), len(own)) for own, other in zip(words, others, strict=True)])


def _percents(shares: Iterable[tuple[int, int]]) -> list[int]:
    """How much of the whole each part is, rounded up to a limit in `SHARES`; -1 of nothing."""
    return [CEILINGS[-(-100 * part // whole)] if whole else -1 for part, whole in shares]


def _lengths(lengths: Iterable[int], middle: float) -> list[int]:
    return [LENGTHS[min(bisect_left(LENGTHS, 100 * length / middle), len(LENGTHS) - 1)] for length in lengths]


@lru_cache(maxsize=1 << 12)
def read_words(text: str) -> Words:
    """The words of a text.

    >>> read_words("An apple, a pear.").capitals, sorted(read_words("苹果树").long)
    (30, ['果树', '苹果'])
    """
    found = WORD.findall(text)
    upper = sum(map(str.isupper, [word[0] for word in found]))
    capitals = -1 if not upper and text.lower() == text.upper() else CEILINGS[-(-100 * upper // len(found))] if found else -1
    words = frozenset(" ".join(found).lower().split(" ") if found else ())
    sentences, commas = text.count(". ") + text.count("! ") + text.count("? ") + text.endswith((".", "!", "?")), text.count(",")
    pairs: frozenset[str] = frozenset()
    if not text.isascii():
        sentences, commas = sentences + sum(map(text.count, OTHER_ENDS)), commas + sum(map(text.count, OTHER_COMMAS))
        if UNSPACED.search(text):
            words, pairs = _in_pairs(words)
    long = pairs.union([word for word in words if len(word) >= LONG])
    return Words(words | pairs, long, capitals, min(MOST, sentences), min(MOST, commas))


def _in_pairs(words: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The words with spaces around them, and of the others the pairs of neighbouring characters."""
    spaceless = [word for word in words if len(word) > 1 and UNSPACED.match(word)]
    return words.difference(spaceless), frozenset([word[at : at + 2] for word in spaceless for at in range(len(word) - 1)])


def read_vocabulary(page: Page) -> Vocabulary:
    """The words of a document."""
    words = [read_words(block.text[:HEAD]) for block in page.blocks]
    prose: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for own, runs in zip(words, page.prose, strict=True):
        (prose if runs else others).update(own.all)
    paragraphs = [index for index, runs in enumerate(page.prose) if runs]
    least = max(2, len(paragraphs) / COMMON)
    capitals = sum([words[index].capitals for index in paragraphs])
    enough = len(paragraphs) >= PARAGRAPHS
    return Vocabulary(
        words,
        frozenset([word for word, count in prose.items() if count >= least] if enough else ()),
        _counted(prose),
        _counted(others),
        _title(words, paragraphs[0]) if paragraphs else frozenset(),
        "capitals among " + ("many" if capitals > MANY_CAPITALS * len(paragraphs) > 0 else "few"),
        _middle([len(page.blocks[index].text) for index in paragraphs]) if enough else 0,
    )


def _middle(lengths: list[int]) -> float:
    """The median; importing `statistics` takes as long as cleaning a page."""
    ranked, half = sorted(lengths), len(lengths) // 2
    return (ranked[half] + ranked[~half]) / 2


def _counted(words: Counter[str]) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(words), frozenset([word for word, count in words.items() if count > 1])


def _title(words: Sequence[Words], first: int) -> frozenset[str]:
    """The words of the title above the first paragraph, if there is one."""
    return next((own.all for own in words[max(0, first - TITLE_REACH) : first] if len(own.all) >= TITLE_WORDS), frozenset())
