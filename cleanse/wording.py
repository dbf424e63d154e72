"""The words of a block beside those of its text -> named features, whatever the language.

The fifth source of features of the fitted model (`likelihood`). A text brings its own vocabulary: words that many of its paragraphs
have in common are those that sentences are made of, and the others tell what it is about. A menu has few of the first, a teaser of another
story few of the second.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from statistics import median
from typing import NamedTuple

from cleanse.features import PARAGRAPHS, Page, Place

HEAD = 400  # characters of a block that are looked at
LONG = 4  # characters of a word that may tell what a text is about; shorter ones seldom do
COMMON = 4  # a word is common that is in one of so many paragraphs
MANY_CAPITALS = 30  # percent of the words of paragraphs, as in German
TITLE_REACH, TITLE_WORDS = 8, 4  # blocks in front of the first paragraph among which the title is; and as many words
SHARES = (0, 10, 20, 30, 40, 50, 60, 80, 100)  # percent
LENGTHS = (10, 25, 50, 75, 100, 150, 250)  # percent of the middle length of a paragraph
MOST = 6  # sentences and commas that are told apart
WORD = re.compile(r"[^\W\d_]+")
UNSPACED = re.compile("[\u0e00-\u0eff\u2e80-\ud7ff]")  # no spaces between words, or long words: pairs of characters stand for them
END = re.compile("[.!?](?= |$)|[。！？]")


class Words(NamedTuple):
    """What is to know of a block's words, alone."""

    all: frozenset[str]  # in lower case
    long: frozenset[str]
    capitals: int  # percent that begin with a capital, or -1 where letters have no case
    sentences: int
    commas: int


class Trait(NamedTuple):
    """Something that can be counted of a block, where blocks of its size and zone differ in it."""

    name: str
    value: int
    size: str
    zone: str


class Vocabulary(NamedTuple):
    """The words of a text; of each pair of sets the second has those that at least two blocks have."""

    common: frozenset[str]
    of_prose: tuple[frozenset[str], frozenset[str]]
    of_others: tuple[frozenset[str], frozenset[str]]
    title: frozenset[str]
    capitals: str
    length: float  # of a paragraph


def of_trait(trait: Trait) -> list[str]:
    """The features that a block has because of a trait.

    >>> of_trait(Trait("topic", 80, "up to 8 words.", "mid"))
    ['topic 80', 'topic 80, up to 8 words.', 'topic 80, mid']
    """
    what = f"{trait.name} {trait.value}"
    return [what, f"{what}, {trait.size}", f"{what}, {trait.zone}"]


def traits(page: Page, at: Sequence[Place], asked: Sequence[int]) -> Iterator[list[Trait]]:
    """The traits of the blocks that are asked about; each has the same number of them."""
    words = [read_words(block.text[:HEAD]) for block in page.blocks]
    known = _vocabulary(page, words)
    for index in asked:
        measured = _measure(words[index], len(page.blocks[index].text), page.prose[index], known)
        yield [Trait(name, value, at[index].size, at[index].zone) for name, value in measured]


def _measure(own: Words, length: int, prose: bool, known: Vocabulary) -> list[tuple[str, int]]:
    """The names and values of a block's traits; -1 is what cannot be told."""
    rare = own.long - known.common
    return [
        ("common words", _percent(own.all & known.common, own.all) if known.common else -1),
        ("topic", _percent(rare & known.of_prose[prose], rare) if known.common else -1),
        ("words of other blocks", _percent(rare & known.of_others[not prose], rare)),
        ("words of the title", _percent(rare & known.title, rare) if known.title else -1),
        (known.capitals, own.capitals),
        ("length", LENGTHS[min(bisect_left(LENGTHS, 100 * length / known.length), len(LENGTHS) - 1)] if known.length else -1),
        ("sentences", own.sentences),
        ("commas", own.commas),
    ]


@lru_cache(maxsize=1 << 10)
def read_words(text: str) -> Words:
    """The words of a text.

    >>> read_words("An apple, a pear.").capitals, sorted(read_words("苹果树").long)
    (30, ['果树', '苹果'])
    """
    words = WORD.findall(text)
    capitals = -1 if text.lower() == text.upper() else _percent([word for word in words if word[0].isupper()], words)
    words = [word.lower() for word in words]
    spaceless = [] if text.isascii() else [word for word in words if len(word) > 1 and UNSPACED.match(word)]
    pairs = {word[at : at + 2] for word in spaceless for at in range(len(word) - 1)}
    own = frozenset(words).difference(spaceless) | pairs
    sentences, commas = len(END.findall(text)), text.count(",") + text.count("，") + text.count("、")
    return Words(own, frozenset([word for word in own if len(word) >= LONG]) | pairs, capitals, min(MOST, sentences), min(MOST, commas))


def _vocabulary(page: Page, words: Sequence[Words]) -> Vocabulary:
    prose: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for own, runs in zip(words, page.prose, strict=True):
        (prose if runs else others).update(own.all)
    paragraphs = [index for index, runs in enumerate(page.prose) if runs]
    shares = [words[index].capitals for index in paragraphs]
    least = max(2, len(paragraphs) / COMMON)
    enough = len(paragraphs) >= PARAGRAPHS
    return Vocabulary(
        frozenset([word for word, count in prose.items() if count >= least] if enough else ()),
        _counted(prose),
        _counted(others),
        _title(words, paragraphs[0]) if paragraphs else frozenset(),
        "capitals among " + ("many" if shares and sum(shares) > MANY_CAPITALS * len(shares) else "few"),
        median([len(page.blocks[index].text) for index in paragraphs]) if enough else 0,
    )


def _counted(words: Counter[str]) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(words), frozenset([word for word, count in words.items() if count > 1])


def _title(words: Sequence[Words], first: int) -> frozenset[str]:
    """The words of the title above the first paragraph, if there is one."""
    return next((own.all for own in words[max(0, first - TITLE_REACH) : first] if len(own.all) >= TITLE_WORDS), frozenset())


def _percent(part: Sequence[str] | frozenset[str], whole: Sequence[str] | frozenset[str]) -> int:
    """How much of the whole a part is, rounded up to a limit in `SHARES`; -1 of nothing."""
    return SHARES[bisect_left(SHARES, 100 * len(part) / len(whole))] if whole else -1
