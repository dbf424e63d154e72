"""What can be seen of each block -> named features, the input of the fitted model (`likelihood`).

A feature is a name, and it is there or not. None knows a language: they speak of length, marks, place, company and
repetition, and of what rules say. Place is told by the prose around a block: running text that no rule speaks against.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, compress, repeat
from typing import NamedTuple

from cleanse.markup import ASIDE_OR_LINK
from cleanse.model import ITEM, Block, Evidence, Kind, Signs
from cleanse.profile import CHROME
from cleanse.segment import TERMINAL
from cleanse.shape import QUOTES, count_words, is_prose

SURE = 4.0  # a rule of this weight decides alone
CLEAR = 30  # words; a longer paragraph among others, of which no rule speaks, is body, and the model is not asked
PARAGRAPHS, MOST_PARAGRAPHS, PROSE_SHARE = 3, 150, 0.2  # of an article: the fewest and the most of prose, their least share of its text
FRAMED, FRAMED_SHARE = 2, 0.003  # of a page: the fewest kinds of chrome, the least share of sure blocks; 1,513 of 1,516 pages have both
LINKS = 0.05  # the least share of links, and of blocks in menus and margins, by which the HTML of a page says that it is framed
SECTIONS, SECTION = 5, 40  # numbered headings that make a text one of sections, each of fewer characters than this
LENGTHS = (1, 2, 3, 5, 7, 10, 14, 20, 30, 50, 90)  # words
SIZES = (3, 8, 17)  # words, coarser, to be paired with other features
RUNS = (1, 2, 3, 5, 9, 20)  # blocks
CLOSING = "\"'”’»)“«」』"
FULL_STOPS = TERMINAL - frozenset(":;：；؛" + CLOSING)
NEAR = 4  # blocks
PARAGRAPH, NOBODY = (True, "", False), (False, "", False)  # as neighbours (`Place.before`)
FAR = 99  # blocks: the distance from prose where there is none
LABEL = re.compile(r"[^\W\d_]{2,}(?: [^\W\d_]+){0,3}(?=:|：| \|)")
YEAR = re.compile(r"(?:19|20)\d\d")
DIGIT = re.compile(r"\d")
# One class of characters in front: `re` skips to it fast.
CLOCK = re.compile(r"[:.h](?<=\d[:.h])\d\d")
ADDRESS = re.compile(r"[:.@](?:(?<=:)//|(?<=[wW]{3}\.)|(?<=[\w-]\.)(?i:com|org|net|co|de|fr|es|it|uk|tv|io)\b|(?<=@)\w)")
MARKS = (("|", "bar"), ("?", "question"), ("!", "exclamation"), ("/", "slash"), (" - ", "dash"), (",", "comma"))
OTHER_MARKS = (("©", "copyright"), (" – ", "dash"), (" — ", "dash"), ("、", "comma"), ("，", "comma"))
LONG_WORD = 30  # characters; a longer word is an address, or nothing that people read
STARTS = {**dict.fromkeys(QUOTES, "quote"), **dict.fromkeys("•-–—*>»·", "bullet"), **dict.fromkeys("([", "bracket")}
READ = 200  # characters of a block that are looked at


class Page(NamedTuple):
    """What the features of all blocks of a document rest on; each list has one item per block."""

    blocks: Sequence[Block]
    rules: Mapping[int, Sequence[Evidence]]
    copies: Mapping[int, Evidence]
    strengths: list[float]  # of the strongest rule that speaks of the block as a whole
    prose: list[bool]
    zones: list[str]
    above: list[int]  # blocks between it and the prose above, and below
    below: list[int]
    shared: dict[str, list[str]]  # features that all blocks of a zone have
    alike: frozenset[int]  # blocks that begin like others
    sure: list[int]  # how many blocks before this one a rule is sure of
    looks: list[tuple[bool, str, bool]]  # of each block as a neighbour (`Place.before`)
    article: bool  # it is of the sort that the model of extracted texts knows
    framed: bool  # something stands around its text
    signs: Sequence[Signs] = ()  # of a web page


def read_page(
    blocks: Sequence[Block], rules: Mapping[int, Sequence[Evidence]], copies: Mapping[int, Evidence], signs: Sequence[Signs] = ()
) -> Page:
    """A document, looked at as a whole. `rules` and `copies` hold evidence by index of the block, `signs` the signs of each."""
    strengths = [0.0] * len(blocks)
    for index, evidence in rules.items():
        strengths[index] = _strength(blocks[index], evidence)
    prose = [is_prose(block) and strength < SURE - 1 for block, strength in zip(blocks, strengths, strict=True)]
    above, below = _distances(prose), _distances(prose[::-1])[::-1]
    zones = [
        "prose" if runs else "bare" if up >= FAR and down >= FAR else "top" if up >= FAR else "tail" if down >= FAR else "mid"
        for runs, up, down in zip(prose, above, below, strict=True)
    ]
    chrome, share, *others = _shared(blocks, prose, strengths, rules)
    shared = {zone: [chrome, share, *others, f"{zone}, {chrome}", f"{zone}, {share}"] for zone in set(zones)}
    sure = [0, *accumulate([strength >= SURE for strength in strengths])]
    looks = [PARAGRAPH if runs else NOBODY for runs in prose]
    for index, evidence in rules.items():
        if strengths[index]:
            looks[index] = prose[index], "sure" if strengths[index] >= SURE else "hint", any(e.opens for e in evidence)
    article, framed, alike = _is_article(blocks, prose), is_framed(blocks, rules, signs), _alike(blocks)
    return Page(blocks, rules, copies, strengths, prose, zones, above, below, shared, alike, sure, looks, article, framed, signs)


def _is_article(blocks: Sequence[Block], prose: Sequence[bool]) -> bool:
    """Whether enough of a document is running text, and it is not set in numbered sections.

    Terms and theses are; a document with too little running text may be a list, a shop or a service.
    """
    sections = sum(block.text[0].isdigit() and block.form is ITEM and len(block.text) < SECTION for block in blocks)
    lengths = [len(block.text) for block in blocks]
    enough = sum(compress(lengths, prose)) >= PROSE_SHARE * sum(lengths)
    return PARAGRAPHS <= sum(prose) <= MOST_PARAGRAPHS and enough and sections < SECTIONS


def is_framed(blocks: Sequence[Block], rules: Mapping[int, Sequence[Evidence]], signs: Sequence[Signs] = ()) -> bool:
    """Whether anything stands around the text of a page: menus, links and the like, as rules see them or as the HTML says.

    Lists of sayings and recipes have no frame, and neither has a plain web page of running text.
    """
    kinds: set[Kind] = set()
    sure = 0
    for index, found in rules.items():
        if chrome := [e.kind for e in found if e.kind in CHROME]:
            kinds.update(chrome)
            sure += _strength(blocks[index], found) >= SURE and chrome != [Kind.LEGAL] * len(chrome)  # a licence is no frame
            if len(kinds) >= FRAMED and sure >= FRAMED_SHARE * len(blocks):
                return True
    return bool(signs) and sum(not ASIDE_OR_LINK.isdisjoint(own) for own in signs) >= LINKS * len(blocks)


def asked(page: Page) -> list[int]:
    """The blocks that the model is asked about: long prose between prose, of which no rule speaks, is body.

    Where the HTML is known it is asked about all, since signs tell whose prose it is.
    """
    if page.signs:
        return list(range(len(page.blocks)))
    last = len(page.blocks) - 1
    return [
        index
        for index, (block, prose, strength) in enumerate(zip(page.blocks, page.prose, page.strengths, strict=True))
        if not prose or strength or index in (0, last) or index in page.copies or count_words(block.text) <= CLEAR
    ]


@lru_cache(maxsize=4096)
def of_text(text: str) -> list[str]:
    """The features that a block has wherever it stands.

    >>> of_text("Read more: why?")
    ['3 words.', 'label', 'question']
    """
    head = text[:READ]
    names = {name for mark, name in MARKS if mark in head}
    if not head.isascii():
        names.update([name for mark, name in OTHER_MARKS if mark in head])
    if DIGIT.search(head):
        names.add("digit")
        names.update([name for name, sought in (("year", YEAR), ("clock", CLOCK)) if sought.search(head)])
    if ADDRESS.search(head):
        names.add("address")
    if head.isupper():
        names.add("capitals")
    elif (":" in head or "：" in head or " |" in head) and (label := LABEL.match(head)):
        names.add("label in capitals" if label.group().isupper() else "label")
    end = "." if _is_sentence(text) else ""
    return [f"{_bucket(count_words(text), LENGTHS)} words{end}", *_edges(text), *sorted(names)]


def _edges(text: str) -> list[str]:
    """How a block begins and ends."""
    first, last = text[0], text[-1]
    names = [f"begins with {STARTS[first]}"] if first in STARTS else ["begins in lower case"] if first.islower() else []
    names += ["begins with a long word"] if len(text) > LONG_WORD and text.isascii() and " " not in text[:LONG_WORD] else []
    if text.endswith(("...", "…")):
        return [*names, "breaks off"]
    if last in ":：":
        return [*names, "ends with colon"]
    return [*names, "ends with " + ("bracket" if last == ")" else "quote")] if last in CLOSING else names


class Place(NamedTuple):
    """Where a block stands and beside what, as far as features tell it apart. Distances are in blocks."""

    form: str
    zone: str
    size: str
    near: int  # blocks nearby of which a rule is sure
    top: int  # blocks in front of it
    above: int
    below: int
    end: int
    run: int  # of blocks that are no prose, between prose
    before: tuple[bool, str, bool]  # whether the neighbour is prose, what a rule says of it, whether it is the heading of a list
    behind: tuple[bool, str, bool]


def places(page: Page) -> list[Place]:
    """The places of all blocks of a document, a column at a time."""
    count = len(page.blocks)
    sure = [*[0] * NEAR, *page.sure, *[page.sure[-1]] * NEAR]
    nears = [behind - before - (s >= SURE) for before, behind, s in zip(sure, sure[2 * NEAR + 1 :], page.strengths, strict=False)]
    runs = [
        _bucket(above + below + 1, RUNS) if zone == "mid" else 0
        for zone, above, below in zip(page.zones, page.above, page.below, strict=True)
    ]
    columns = zip(
        [block.form for block in page.blocks], page.zones, [_size(block.text) for block in page.blocks],
        _at_most(NEAR, nears), _at_most(6, range(count)), _at_most(6, page.above), _at_most(6, page.below),
        _at_most(NEAR, range(count - 1, -1, -1)), runs, [NOBODY, *page.looks], [*page.looks[1:], NOBODY], strict=False,
    )  # fmt: skip
    return list(map(tuple.__new__, repeat(Place), columns))  # `Place._make` takes nearly twice as long


def _at_most(limit: int, values: Iterable[int]) -> list[int]:
    return [value if value < limit else limit for value in values]


def of_place(at: Place) -> list[str]:
    """The features that a block has because of its place."""
    zone, size, sure = at.zone, at.size, f"{at.near} sure nearby"
    names = [at.form.lower(), sure, f"{zone}, {sure}", f"{size}, {sure}", f"{zone}, {size}"]
    if zone == "top":
        names += [f"top {at.top}", f"{at.below} before prose", f"top {min(at.top, NEAR)}, {size}"]
        names.append(f"{min(at.below, NEAR)} before prose, {size}")
    elif zone == "tail":
        names += [f"{at.above} behind prose", f"{at.end} before end", f"{min(at.above, NEAR)} behind prose, {size}"]
        names.append(f"{at.end} before end, {size}")
    else:
        names += [f"above {min(at.above, NEAR)}", f"below {min(at.below, NEAR)}"]
        if zone == "mid":
            names.append(f"run of {at.run}, {size}")
    names.append(f"{zone}, {size}, {'prose' if at.above == 0 else 'no prose'} above, {'prose' if at.below == 0 else 'no prose'} below")
    for name, (prose, said, opens) in (("before", at.before), ("behind", at.behind)):
        names += [f"{name}: {what}" for what, there in (("prose", prose), (said, said), ("heading of a list", opens)) if there]
    return [*names, "first"] if at.top == 0 else names


def of_evidence(page: Page, index: int) -> list[str]:
    """The features that a block has because of what rules say of it, and because its text or its beginning comes again."""
    names = _said(page.blocks[index], page.rules[index], page.zones[index]) if index in page.rules else []
    if index in page.copies:
        names.append("copy" if page.copies[index].weight < SURE else "copy nearby")
    if index in page.alike:
        names.append("opens like others")
    return names


def _strength(block: Block, evidence: Iterable[Evidence]) -> float:
    """The weight of the strongest rule that speaks of the block as a whole, or of what it is without the part that it cuts."""
    return max((item.weight for item in evidence if item.marks or item.covers(block.text)), default=0.0)


def _distances(prose: Sequence[bool]) -> list[int]:
    distances: list[int] = []
    distance = FAR
    for runs in prose:
        distances.append(distance)
        distance = 0 if runs else distance + 1
    return distances


@lru_cache(maxsize=4096)
def _size(text: str) -> str:
    return f"up to {_bucket(count_words(text), SIZES)} words{'.' if _is_sentence(text) else ''}"


def _bucket(value: int, limits: Sequence[int]) -> int:
    return limits[bisect_left(limits, value)] if value <= limits[-1] else limits[-1] + 1


def _is_sentence(text: str) -> bool:
    return text[-1] in FULL_STOPS or (text[-1] in CLOSING and text.rstrip(CLOSING)[-1:] in FULL_STOPS)


def _shared(blocks: Sequence[Block], prose: list[bool], strengths: list[float], rules: Mapping[int, Sequence[Evidence]]) -> list[str]:
    """How much chrome a document has, and how much prose."""
    chrome = sum(strengths[index] >= SURE and any(e.kind in CHROME for e in found) for index, found in rules.items())
    lengths = [len(block.text) for block in blocks]
    share = 100 * sum(length for length, runs in zip(lengths, prose, strict=True) if runs) // max(1, sum(lengths))
    items = sum(block.form is ITEM for block in blocks)
    return [
        f"page: {_bucket(chrome, (0, 1, 3, 9))} chrome",
        f"page: {_bucket(share, (10, 30, 50, 70, 85, 95))}% prose",
        f"page: {_bucket(sum(prose), (0, 2, 5, 10, 20))} paragraphs",
        *(["page: items"] if items * 3 > len(blocks) else []),
    ]


def _said(block: Block, evidence: Sequence[Evidence], zone: str) -> list[str]:
    """What rules say of the block: the kinds, and whether one is sure."""
    names: set[str] = set()
    for item in evidence:
        kind = item.kind_of(block.text)
        if kind is not None and (item.at == "any" or (item.at == "top") == (zone == "top")):
            weight = item.weight + (item.top if zone == "top" else 0.0)
            names.add(f"{kind}: {'sure' if weight >= SURE else 'hint'}")
    return sorted(names)


def _alike(blocks: Sequence[Block]) -> frozenset[int]:
    """The blocks, no long paragraphs, that begin like two or more others: "Read this | ...", "Also by ..."."""
    openings = [_opening(block.text) for block in blocks]
    common = {opening for opening, count in Counter(openings).items() if count >= 3 and opening}
    return frozenset([index for index, opening in enumerate(openings) if opening in common] if common else ())


@lru_cache(maxsize=4096)
def _opening(text: str) -> str:
    """The first two words of a block of four or more."""
    words = text[:READ].split(" ", 3)
    return " ".join(words[:2]).lower() if len(words) > 3 and len(text) < READ else ""
