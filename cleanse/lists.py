"""The blocks of an extracted text -> those that the fitted model leaves alone, because they are judged as one: a list, an interview.

Line by line the model takes the third ingredient and leaves the fourth.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby

from cleanse.features import READ, Page
from cleanse.model import Block
from cleanse.shape import count_words

SERIES = 5
RUN, RUN_SHARE = 6, 0.6  # of so many lines between two paragraphs the model has to see so much as residue, or they are a list that stays
BEHIND = 3  # so many lines behind the last paragraph may be the end of the text
QUESTIONS = 4  # so many among the paragraphs are those of an interview
FACTS, FACT_WORDS = 3, 12  # so many in a list of lines of at most so many words
LABEL = re.compile(r"([^\W\d_]{2,}(?:[ -][^\W\d_]+){0,3}) ?[:：]")
DIGITS = re.compile(r"\d")
# "200 g flour", "1.5 litres of stock", "½ lemon"; no year, and no number of a section
AMOUNT = re.compile(r"(?:[-–•*] ?)?(?!(?:19|20)\d\d\b)(?:\d{1,4}(?:[.,/–-]\d{1,3})?|(?:\d )?[½¼¾⅓⅔⅛]) ?[^\W\d]")


def label_of(text: str) -> str:
    """What stands in front of a colon, if it is one word or a few.

    >>> label_of("Temps de cuisson : 40 min"), label_of("At 9:30")
    ('Temps de cuisson', '')
    """
    found = LABEL.match(text)
    return found[1] if found else ""


def belong_together(page: Page, found: AbstractSet[int], gone: AbstractSet[int]) -> Iterator[int]:
    """The indexes of the blocks that stay. `found` would go if each were judged alone, `gone` does because of rules.

    A series is no list of links: winners by year. Neither is a title what comes again: the same question.
    """
    yield from _series(page.blocks)
    yield from _again(page)
    yield from _between(page, found, gone)
    yield from _behind(page, found | gone)
    yield from _facts(page, gone)
    yield from (at for index in questions(page) for at in (index, index + 1))  # and short answers


def _series(blocks: Sequence[Block]) -> Iterator[int]:
    """The blocks of each run of `SERIES` or more that begin with the same word but for its digits: "2023:", "2022:"."""
    openings = [DIGITS.sub("0", word) if DIGITS.search(word := block.text[:READ].split(" ", 1)[0]) else "" for block in blocks]
    start = 0
    for end in range(1, len(blocks) + 1):
        if end == len(blocks) or openings[end] != openings[start]:
            if openings[start] and end - start >= SERIES:
                yield from range(start, end)
            start = end


def _again(page: Page) -> Iterator[int]:
    """The blocks in front of the text that stand in it as well."""
    texts = Counter([block.text for block in page.blocks])
    return (
        index for index, (block, zone) in enumerate(zip(page.blocks, page.zones, strict=True)) if zone == "top" and texts[block.text] > 1
    )


def _between(page: Page, found: AbstractSet[int], gone: AbstractSet[int]) -> Iterator[int]:
    """The lines between two paragraphs, where the model sees too few of them as residue."""
    for there, run in groupby(range(len(page.blocks)), lambda index: page.zones[index] == "mid"):
        free = [index for index in run if there and index not in gone]
        if len(free) >= RUN and len(found & set(free)) < RUN_SHARE * len(free):
            yield from free


def _behind(page: Page, going: AbstractSet[int]) -> list[int]:
    """The lines right behind the last paragraph, as far as fewer go than stay: what ends the text, in front of what ends the page."""
    tail = [index for index, zone in enumerate(page.zones) if zone == "tail"]
    stays = best = end = 0
    for count, index in enumerate(tail, 1):
        stays += index not in going
        if stays >= BEHIND and 2 * stays - count > best:
            best, end = 2 * stays - count, count
    return tail[:end]


def _facts(page: Page, gone: AbstractSet[int]) -> Iterator[int]:
    """The lines of lists of which half begin with an amount or a label of their own: ingredients, data of a car or a post."""
    short = [
        not runs and index not in gone and count_words(block.text) <= FACT_WORDS
        for index, (block, runs) in enumerate(zip(page.blocks, page.prose, strict=True))
    ]
    for is_list, run in groupby(range(len(page.blocks)), short.__getitem__):
        lines = list(run) if is_list else []
        texts = [page.blocks[index].text for index in lines]
        labels = {label_of(text) for text in texts} - {""}
        facts = len(labels) + sum(AMOUNT.match(text) is not None for text in texts)
        if facts >= FACTS and 2 * facts >= len(lines):
            yield from lines


def questions(page: Page) -> list[int]:
    """The questions of an interview."""
    found = [index for index, block in enumerate(page.blocks) if block.text[-1] in "?？؟" and page.zones[index] in ("mid", "bare")]
    return found if len(found) >= QUESTIONS else []
