"""What can be seen of each block -> named features, the input of the fitted model (`likelihood`).

A feature is a name, and it is there or not. None knows a language: they speak of length, marks, place, company and
repetition, and of what rules say. Place is told by the prose around a block: running text that no rule speaks against.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cleanse.model import ITEM, Block, Evidence
from cleanse.profile import CHROME
from cleanse.segment import TERMINAL
from cleanse.shape import QUOTES, count_words, is_prose

SURE = 4.0  # a rule of this weight decides alone
CLEAR = 30  # words; a longer paragraph in the midst of others, of which no rule speaks, is body and not asked
LENGTHS = (1, 2, 3, 5, 7, 10, 14, 20, 30, 50, 90)  # words
SIZES = (3, 8, 17)
RUNS = (1, 2, 3, 5, 9, 20)  # blocks
FULL_STOPS = TERMINAL - frozenset(":;\"'”’»)")
CLOSING = "\"'”’»)」』"
NEAR = 4  # blocks
FAR = 99
LABEL = re.compile(r"[^\W\d_]{2,}(?: [^\W\d_]+){0,3}(?=:|：| \|)")
YEAR = re.compile(r"(?:19|20)\d\d")
CLOCK = re.compile(r"\d{1,2}[:.h]\d\d")
DIGIT = re.compile(r"\d")
ADDRESS = re.compile(r"https?://|www\.|[\w-]\.(?:com|org|net|co|de|fr|es|it|uk|tv|io)\b|@\w", re.IGNORECASE)
MARKS = {"|": "bar", "©": "copyright", "?": "question", "!": "exclamation", "/": "slash", " – ": "dash", " — ": "dash", " - ": "dash",
         ",": "comma", "、": "comma", "，": "comma"}  # fmt: skip
STARTS = {**dict.fromkeys(QUOTES, "quote"), **dict.fromkeys("•-–—*>»·", "bullet"), **dict.fromkeys("([", "bracket")}
READ = 200  # characters of a block that are looked at


class Page(NamedTuple):
    """What the features of all blocks of a document rest on; each list has an item a block."""

    blocks: Sequence[Block]
    rules: Mapping[int, Sequence[Evidence]]
    copies: Mapping[int, Evidence]
    strengths: list[float]  # of the strongest rule that speaks of the block as a whole
    prose: list[bool]
    zones: list[str]
    above: list[int]  # blocks between it and the prose above, and below
    below: list[int]
    shared: dict[str, list[str]]  # features that all blocks of a zone have
    openings: frozenset[str]


def read_page(blocks: Sequence[Block], rules: Mapping[int, Sequence[Evidence]], copies: Mapping[int, Evidence]) -> Page:
    """A document, looked at as a whole. `rules` and `copies` hold evidence by index of the block."""
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
    return Page(blocks, rules, copies, strengths, prose, zones, above, below, shared, _openings(blocks))


def is_asked(page: Page, index: int) -> bool:
    """Whether there is anything to ask about a block: long prose between prose is body."""
    return not (
        page.prose[index]
        and not page.strengths[index]
        and index not in page.copies
        and 0 < index < len(page.blocks) - 1
        and count_words(page.blocks[index].text) > CLEAR
    )


def alone(text: str) -> list[str]:
    """The features that a block has wherever it stands.

    >>> alone("Read more: why?")
    ['3 words.', 'label', 'question']
    """
    head = text[:READ]
    words = count_words(text)
    names = {name for mark, name in MARKS.items() if mark in head}
    first, last = text[0], text[-1]
    if first in STARTS:
        names.add(f"begins with {STARTS[first]}")
    elif first.islower():
        names.add("begins in lower case")
    if text.endswith(("...", "…")):
        names.add("breaks off")
    elif last in ":：":
        names.add("ends with colon")
    elif last in CLOSING:
        names.add("ends with " + ("bracket" if last == ")" else "quote"))
    if DIGIT.search(head):
        names.add("digit")
        names.update(name for name, found in (("year", YEAR.search(head)), ("clock", CLOCK.search(head))) if found)
    if ADDRESS.search(head):
        names.add("address")
    if head.isupper():
        names.add("capitals")
    elif label := LABEL.match(head):
        names.add("label in capitals" if label.group().isupper() else "label")
    end = "." if _is_sentence(text) else ""
    return [f"{_bucket(words, LENGTHS)} words{end}", *sorted(names)]


def in_company(page: Page, index: int) -> list[str]:
    """The features that a block has because of its place, its neighbours, and what rules say."""
    block, zone = page.blocks[index], page.zones[index]
    size = f"up to {_bucket(count_words(block.text), SIZES)} words{'.' if _is_sentence(block.text) else ''}"
    near = sum(strength >= SURE for strength in page.strengths[max(0, index - NEAR) : index + NEAR + 1]) - (page.strengths[index] >= SURE)
    sure = f"{min(near, NEAR)} sure nearby"
    names = [block.form.value, *page.shared[zone], sure, f"{zone}, {sure}", f"{size}, {sure}", *_placed(page, index, size)]
    if index in page.rules:
        names += _said(block, page.rules[index], zone)
    for name, beside in (("before", index - 1), ("behind", index + 1)):
        if 0 <= beside < len(page.blocks):
            names += _beside(page, beside, name)
    if index in page.copies:
        names.append("copy" if page.copies[index].weight < SURE else "copy nearby")
    if page.openings and _opening(block.text) in page.openings:
        names.append("opens like others")
    return names


def _strength(block: Block, evidence: Iterable[Evidence]) -> float:
    return max((e.weight for e in evidence if not e.span or e.marks or (e.span[0] == 0 and e.span[1] >= len(block.text))), default=0.0)


def _distances(prose: Sequence[bool]) -> list[int]:
    distances: list[int] = []
    distance = FAR
    for runs in prose:
        distances.append(distance)
        distance = 0 if runs else distance + 1
    return distances


def _bucket(value: int, limits: Sequence[int]) -> int:
    for limit in limits:
        if value <= limit:
            return limit
    return limits[-1] + 1


def _is_sentence(text: str) -> bool:
    return text.rstrip(CLOSING)[-1:] in FULL_STOPS and text.rstrip(CLOSING) != ""


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
        whole = not item.span or (item.span[0] == 0 and item.span[1] >= len(block.text))
        kind = item.kind if whole else item.marks
        if kind is not None and (item.at == "any" or (item.at == "top") == (zone == "top")):
            weight = item.weight + (item.top if zone == "top" else 0.0)
            names.add(f"{kind}: {'sure' if weight >= SURE else 'hint'}")
    return sorted(names)


def _placed(page: Page, index: int, size: str) -> list[str]:
    zone, above, below = page.zones[index], page.above[index], page.below[index]
    names = [f"{zone}, {size}"]
    if zone == "top":
        names += [f"top {min(index, 6)}", f"{min(below, 6)} before prose", f"top {min(index, NEAR)}, {size}"]
        names.append(f"{min(below, NEAR)} before prose, {size}")
    elif zone == "tail":
        end = len(page.blocks) - 1 - index
        names += [f"{min(above, 6)} behind prose", f"{min(end, NEAR)} before end"]
        names += [f"{min(above, NEAR)} behind prose, {size}", f"{min(end, NEAR)} before end, {size}"]
    else:
        names += [f"above {min(above, NEAR)}", f"below {min(below, NEAR)}"]
        if zone == "mid":
            names.append(f"run of {_bucket(above + below + 1, RUNS)}, {size}")
    names.append(f"{zone}, {size}, {'prose' if above == 0 else 'no prose'} above, {'prose' if below == 0 else 'no prose'} below")
    return [*names, "first"] if index == 0 else names


def _beside(page: Page, beside: int, name: str) -> list[str]:
    names: list[str] = []
    if page.prose[beside]:
        names.append(f"{name}: prose")
    if page.strengths[beside]:
        names.append(f"{name}: {'sure' if page.strengths[beside] >= SURE else 'hint'}")
        if any(e.opens for e in page.rules[beside]):
            names.append(f"{name}: heading of a list")
    return names


def _openings(blocks: Sequence[Block]) -> frozenset[str]:
    """How three or more blocks that are no long paragraphs begin: "Read this | ...", "Also by ..."."""
    counts = Counter(opening for block in blocks if len(block.text) < READ and (opening := _opening(block.text)))
    return frozenset(opening for opening, count in counts.items() if count >= 3)


def _opening(text: str) -> str:
    """The first two words of a block of four or more."""
    words = text[:READ].split(" ", 3)
    return " ".join(words[:2]).lower() if len(words) > 3 and len(text) < READ else ""
