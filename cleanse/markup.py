"""The place of a block in a web page -> named features: its signs (`unwrap.signs`), and pairs of them.

The fifth source of features of the fitted model (`likelihood`), beside the block itself, its neighbours and its region. What an
extractor takes for the text is one sign among others: here it is paired with those that tell when it errs.
"""

from collections.abc import Sequence

from cleanse.model import Kind, Signs

TOGETHER = ("tag ", "main ", "inside ", "outside ", "without ", "title ", "alike ")
PAIRED = (*TOGETHER, "links ", "title", "description", "in the body", "not in the body", "page ")  # with the choice of the extractor
SIZED = (*TOGETHER, "box links ")  # with the length of the block
PART = "part "  # begins the last sign of a line that is part of code, a table or a list; it tells parts of one page apart, and no more
CODE, ITEM = f"{PART}code ", f"{PART}item "  # the next word is the number of the code, or of the table or list
THE_TITLE = "title + 0"
FIRST_RANK = "in h1"
PRODUCT = "page is product"
CALLED = ("tag ", "class ", "under ")  # what boxes that are called alike have in common
ASIDE = frozenset({"in nav", "in header", "in footer", "in aside"})  # what a page says itself to be beside its text
# Or to be there for the hand, not for the eye; or to be what others wrote of it, of which one word of twenty is in bodies made by people.
BESIDE = ASIDE | {"in button", "in label", "tag option", "class review", "class reviews", "under review", "under reviews"}
ASIDE_OR_LINK = ASIDE | {"links 99%", "links 100%"}
HEADINGS = frozenset({*(f"tag h{rank}" for rank in range(1, 7)), "tag summary"})

FRAME = {"title": Kind.HEADLINE, "description": Kind.STANDFIRST}
KINDS = {
    "author": Kind.BYLINE, "in figcaption": Kind.CAPTION, "class caption": Kind.CAPTION,
    "class comments": Kind.COMMENTS, "under comments": Kind.COMMENTS, "class comment": Kind.COMMENTS, "under comment": Kind.COMMENTS,
    "class newsletter": Kind.SUBSCRIBE, "under newsletter": Kind.SUBSCRIBE, "class share": Kind.SHARE, "class social": Kind.SHARE,
    "class related": Kind.RELATED, "under related": Kind.RELATED, "in aside": Kind.RELATED,
}  # fmt: skip


def of_signs(signs: Signs, size: str) -> list[str]:
    """The features that a block has because of its place in a page; `size` is that of `features.Place`.

    >>> of_signs(("chosen", "links 0%", "tag p"), "up to 8 words.")
    ['chosen, up to 8 words.', 'chosen', 'links 0%', 'chosen, links 0%', 'tag p', 'chosen, tag p', 'up to 8 words., tag p']
    """
    return [f"{signs[0]}, {size}", *(name for sign in signs for name in of_sign(sign, signs[0], size))]


def of_sign(sign: str, choice: str, size: str) -> list[str]:
    """The features that come of one sign; `choice` is what the extractor makes of the block."""
    if sign.startswith(PART):
        return []
    paired = [f"{choice}, {sign}"] if sign.startswith(PAIRED) else []
    return [sign, *paired, f"{size}, {sign}"] if sign.startswith(SIZED) else [sign, *paired]


def kinds_of(signs: Sequence[Signs]) -> list[Kind]:
    """What each block of a page is if it is not body: the first of the signs in `KINDS` says it, else it is part of a menu.

    Headline and deck are what the extractor took for them; elsewhere on a page both stand for themselves (menus, teasers).

    >>> kinds_of([("chosen", "title", "tag h1"), ("between the chosen", "tag li", "in aside")])
    [<Kind.HEADLINE: 'headline'>, <Kind.RELATED: 'related'>]
    """
    return [_kind_of(own) for own in signs]


def _kind_of(signs: Signs) -> Kind:
    for known in (FRAME, KINDS) if signs[0] == "chosen" else (KINDS,):
        if not known.keys().isdisjoint(signs):
            return next(known[sign] for sign in signs if sign in known)
    return Kind.NAVIGATION
