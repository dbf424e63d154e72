"""The decision about a web page of which the HTML is known: what the model says of each block, and what blocks say of each other.

Here the model heard more than rules do, and is asked first; `likely` says how sure it has to be.
"""

from collections.abc import Iterator, Sequence

from cleanse.features import Page
from cleanse.markup import ASIDE, ASIDE_OR_LINK, BESIDE, CALLED, CODE, FIRST_RANK, HEADINGS, ITEM, PART, PRODUCT, THE_TITLE
from cleanse.model import Form, Kind, Verdict
from cleanse.profile import FRAME, Profile
from cleanse.shape import count_words, is_long_sentence

SMALL, SURER_SMALL = 20, 2.5  # how much surer of a page of fewer blocks, which the model does not know, but in `ASIDE`
# How much surer on a web page of a heading in front of what stays, and of what stands between two blocks that stay: of those of which the
# model is not that sure more than half belong to the text, and two of five; elsewhere it is one of four. The second holds for the cells of
# a table and a list of terms as well of which half stay (facts without their names help nobody), and for a list of which most items do.
HEADS, BETWEEN = 1.5, 1.0
HALF, MOST = 0.5, 0.75
# And where of so many lines in boxes that are called the same most stay, or most go, so do the others of which the model is not that sure:
# of those half belong to the text, and one of six.
ALIKE = 4
TAKEN = 0.5  # how much surer of the title, and of a long sentence that the extractor took
# However much a page puzzles the model, as shops and listings do, what is a menu, a footer, a button or a review by the page's own word
# goes at even odds: of such blocks that stood only because of it one of eleven belongs to the text.
EVEN = 0.0
SURE_OF_BODY, SAYS_SOMETHING = -1.5, 8  # log-odds there, below which no rule removes a block of so many words
COPY = Kind.DUPLICATE  # which of two stands where it belongs the model cannot tell
LIST = "company.list"  # the source of what a heading says of the list under it


def on_a_marked_page(
    page: Page, verdicts: dict[int, Verdict], odds: Sequence[float], doubt: float, profile: Profile, title: Sequence[int]
) -> dict[int, float]:
    """The log-odds of the blocks of a page of which the HTML is known that are likely enough residue; `title` is its headline.

    The model heard the rules, and so much more that what it is sure of stays whatever they say. What headings say of lists it did not hear;
    where a page is no article they say it of specifications and products as well, under a button to read more. Changes `verdicts`.
    """
    held, article = _held(page, odds, doubt), _is_article(page)
    for index, said in list(verdicts.items()):
        sure = odds[index] < SURE_OF_BODY and count_words(page.blocks[index].text) >= SAYS_SOMETHING
        listed = not article and odds[index] < doubt + held.get(index, 0.0) and any(item.source == LIST for item in said.evidence)
        if sure or listed or said.kind in FRAME or (said.kind is COPY and index in title):  # a copy of it is what leads to it
            del verdicts[index]
    found: dict[int, float] = {}
    for index in [index for index, value in enumerate(odds) if value >= min(doubt, EVEN) - BETWEEN]:
        block, verdict = page.blocks[index], verdicts.get(index)
        signs = page.signs[index]
        taken = ("chosen" in signs and is_long_sentence(block.text)) or THE_TITLE in signs
        unknown = len(page.blocks) < SMALL and ASIDE.isdisjoint(signs)
        decided = verdict is not None and profile.removes(verdict)
        least = doubt if BESIDE.isdisjoint(signs) else min(doubt, EVEN)
        enough = least + TAKEN * taken + SURER_SMALL * unknown + held.get(index, 0.0)
        if odds[index] >= enough and block.form is not Form.PREFORMATTED and not decided:
            found[index] = max(odds[index], doubt)
    return found


def headline(page: Page, odds: Sequence[float], doubt: float) -> list[int]:
    """The title of a web page, as its first heading says it, if what stands right below it stays: it is that text's, and no menu's.

    Of a page that says it is an article the extractor's choice tells, as it told the people who made bodies of them. What a page sells has
    a name, whatever buttons stand below.
    """
    if _is_article(page):
        return []
    sold, below = PRODUCT in page.signs[0], zip(page.signs, odds[1:], strict=False)
    return [index for index, (signs, odd) in enumerate(below) if (sold or odd < doubt) and THE_TITLE in signs and FIRST_RANK in signs]


def _is_article(page: Page) -> bool:
    """Whether a web page says of itself that it is one."""
    return any(sign.startswith("page is ") and sign.endswith(("article", "blogposting")) for sign in page.signs[0])


def _held(page: Page, odds: Sequence[float], doubt: float) -> dict[int, float]:
    """How much surer the model has to be of blocks of a web page because of others: headings in front of what stays, what stands between
    two such blocks, the rest of a list. Below zero: of the rest of what goes.
    """
    stays = [value < doubt for value in odds]
    found: dict[int, float] = {}
    for parts in _alike(page):
        share = sum(stays[index] for index in parts) / len(parts)
        if share >= MOST:
            found.update((index, BETWEEN) for index in parts if BESIDE.isdisjoint(page.signs[index]))
        elif share <= 1 - MOST:
            found.update((index, -BETWEEN) for index in parts if not is_long_sentence(page.blocks[index].text))
    for parts in _lists_of_a_page(page):
        enough = MOST if page.signs[parts[0]][-1].startswith(ITEM) else HALF
        if sum(stays[index] for index in parts) >= enough * len(parts):
            found.update((index, BETWEEN) for index in parts if ASIDE_OR_LINK.isdisjoint(page.signs[index]))
    for index, (above, own, below) in enumerate(zip([False, *stays], stays, [*stays[1:], False], strict=False)):
        if below and not own and ASIDE_OR_LINK.isdisjoint(page.signs[index]):
            if not HEADINGS.isdisjoint(page.signs[index]):
                found[index] = HEADS
            elif above:
                found[index] = BETWEEN
    return found


def _alike(page: Page) -> Iterator[list[int]]:
    """The lines of a web page, but for its title, that stand in boxes of which several are called the same.

    In articles running text is by itself: what asks for something there is called as the text is.
    """
    names = frozenset(sign for sign in set[str]().union(*page.signs) if sign.startswith(CALLED))
    called: dict[frozenset[str], list[int]] = {}
    article = _is_article(page)
    for index, signs in enumerate(page.signs):
        if THE_TITLE not in signs and not (article and is_long_sentence(page.blocks[index].text)):
            called.setdefault(names.intersection(signs), []).append(index)
    yield from (parts for name, parts in called.items() if len(name) > 1 and len(parts) >= ALIKE)


def _lists_of_a_page(page: Page) -> Iterator[list[int]]:
    """The blocks of each table, list of terms, and list whose items are a line each, of a web page."""
    lists: dict[str, list[int]] = {}
    for index, signs in enumerate(page.signs):
        if signs and signs[-1].startswith(PART) and not signs[-1].startswith(CODE):
            lists.setdefault(signs[-1].split()[2], []).append(index)
    for parts in lists.values():
        own = {page.signs[index][-1] for index in parts}
        if len(own) == len(parts) or not any(sign.startswith(ITEM) for sign in own):
            yield parts
