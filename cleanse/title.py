"""The blocks of a document -> which of those in front of its text are title and deck: they speak of what the text speaks of.

On a page they may stand far above it, with a byline, a row of buttons and a picture in between, and right below a list of other headlines.
"""

import re

from cleanse.features import SURE, Page
from cleanse.shape import count_words

REACH = 40  # blocks between a title and the text
WORDS, LENGTH = 5, 300  # a shorter or longer one is no title: words, characters
FIRM, WITHIN = 3, 8  # the text begins where at least `FIRM` of the next `WITHIN` blocks are prose; a cookie notice is one alone
READ = 12  # paragraphs in which the words of a title are looked for
COMMON, SHARE = 3, 0.5  # of its words, at least so many and so large a share stand there
STEM = 5  # letters of a word that its forms share
WORD = re.compile(r"\w{4,}|\d+")
SPACELESS = re.compile(r"[\u0e00-\u0eff\u2e80-\ua4cf]+")


def titles(page: Page) -> list[int]:
    """The indexes of the blocks, in order.

    >>> from cleanse.features import read_page
    >>> from cleanse.segment import segment
    >>> prose = "The old bridge over the river was closed on Monday, and the council says that it will be closed for two weeks."
    >>> lines = ["News", "Council closes old bridge over river", "Ten things to eat in autumn", "Share", *[prose] * 3]
    >>> titles(read_page(segment(lines), {}, {}))
    [1]
    """
    prose = [index for index, runs in enumerate(page.prose) if runs]
    start = next((index for index in prose if sum(page.prose[index : index + WITHIN]) >= FIRM), prose[0] if prose else 0)
    candidates = [index for index in range(max(0, start - REACH), start) if _may_be_title(page, index)]
    if not candidates:
        return []
    said = {word for index in prose[prose.index(start) :][:READ] for word in words(page.blocks[index].text)}
    return [index for index in candidates if _is_said(set(words(page.blocks[index].text)), said)]


def _may_be_title(page: Page, index: int) -> bool:
    text = page.blocks[index].text
    return not page.prose[index] and page.strengths[index] < SURE and len(text) <= LENGTH and count_words(text) >= WORDS


def _is_said(own: set[str], said: set[str]) -> bool:
    common = len(own & said)
    return common >= COMMON and common >= SHARE * len(own)


def words(text: str) -> list[str]:
    """How the words of a text begin; of writing without spaces each two characters.

    >>> words("The bridges of 1999"), words("新しい橋")
    (['bridg', '1999'], ['新し', 'しい', 'い橋'])
    """
    if text.isascii():
        return [word[:STEM] for word in WORD.findall(text.lower())]
    found = [word[:STEM] for word in WORD.findall(SPACELESS.sub(" ", text.lower()))]
    return found + [run[at : at + 2] for run in SPACELESS.findall(text) for at in range(len(run) - 1)]
