"""What a block looks like -> evidence, by weights set by hand; the fitted model (`likelihood`) has its own.

Shape never removes a block by itself: it strengthens or weakens what rules say.
"""

import re
from functools import lru_cache

from cleanse.model import PROSE, Block, Evidence, Kind
from cleanse.segment import is_sentence

# (words up to, weight for a sentence, weight for a line that is none)
WEIGHTS = ((8, 0.0, 0.5), (15, -0.5, 0.0), (25, -1.5, -0.5), (60, -2.0, -1.0), (10**9, -2.75, -2.0))
LONG_SENTENCE = 12  # words
PARAGRAPH = 220  # characters
MARKS, MARKED = (", ", ". ", "? ", "! ", "; ", ": "), 25  # marks inside running text, and words among which there is one
HANGUL, BEGINNING = 45, 9  # characters of a sentence, and of its beginning
QUOTED = -1.5  # somebody says it
GOES_ON = -1.5  # the block begins in the middle of a sentence
QUOTES = "\"“„«'‘「"
_NOT_LETTERS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)  # of each block several stages ask
def count_words(text: str) -> int:
    """Words; two characters of a text without spaces count as one.

    >>> count_words("two words"), count_words("今天天气很好")
    (2, 3)
    """
    spaces = text.count(" ") + text.count("\n")
    if (
        not text.isascii()
        and spaces * 14 < len(text)
        and any("\u0e00" <= char <= "\u0eff" or "\u2e80" <= char <= "\ud7ff" for char in text)
    ):
        return max(1, spaces + len(text) // 2)
    return spaces + 1


def letters(text: str) -> str:
    """The letters and digits of a text, folded: copies differ in quotes, spaces and case.

    >>> letters("“It’s”  late.")
    'itslate'
    """
    return _NOT_LETTERS.sub("", text.lower())


def is_long_sentence(text: str) -> bool:
    """Whether a block is a sentence that says something."""
    return is_sentence(text) and count_words(text) >= LONG_SENTENCE


def is_prose(block: Block) -> bool:
    """Whether a block is running text: a sentence of some length, or a paragraph."""
    text = block.text
    whole = is_sentence(text) or "。" in text or (len(text) > PARAGRAPH and _runs(text))
    return whole and block.form is PROSE and (count_words(text) > 17 or _is_long_in_hangul(text))


def _runs(text: str) -> bool:
    """Whether a long text reads on, without a full stop at its end: it has marks now and then, or most of its words begin small.

    Menus and the options of a form, in one line, have neither.
    """
    words = text.split(" ")
    small = sum(word[:1].isalpha() and not word[:1].isupper() for word in words)
    return small * 2 >= len(words) or sum(map(text.count, MARKS)) * MARKED >= len(words)


def _is_long_in_hangul(text: str) -> bool:
    """Korean writes in one word, with its endings, what others write in two."""
    return len(text) > HANGUL and not text.isascii() and any("\uac00" <= char <= "\ud7a3" for char in text[:BEGINNING])


def weigh(block: Block) -> Evidence:
    """The evidence of a block's length, its end and its beginning."""
    text = block.text
    words, sentence = count_words(text), is_sentence(text)
    weight = next(of_sentence if sentence else of_line for limit, of_sentence, of_line in WEIGHTS if words <= limit)
    says = f"{words} words{', a sentence' if sentence else ''}"
    if words > 5 and text[0] in QUOTES:
        weight, says = weight + QUOTED, says + ", quoted"
    if words > 5 and text[0].islower():
        weight, says = weight + GOES_ON, says + ", begins in the middle"
    return Evidence("shape", Kind.BODY, weight, says)
