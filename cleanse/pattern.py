"""The pattern language of the rulebook: text -> tree -> regular expression, finite phrases, required literals.

A pattern is plain text, matched without regard to case, with four marks: `(a|b)` alternatives, `(a)?` an option,
`{slot}` a named piece from rulebook/slots.toml, and a backslash before a mark that is meant as text. An apostrophe
stands for every apostrophe, a double quote for every double quote. Nothing else repeats or refers back, so a pattern
is linear by construction: every repetition is inside a slot, bounded there, and `MAX_SLOTS` limits how many a pattern
strings together.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from cleanse.model import CleanseError

MAX_SLOTS = 4
MAX_LENGTH = 400
REMEMBERED = 1 << 14  # trees for which results are cached: patterns share their slots and options

# Stripped from both ends of a block before it is compared: marks that carry no words.
EDGE = (
    " \t-–—―*•·▪■●►▶▸»«›‹>←→↓↑⟶➔|¦:;.,!?…\"'“”„‘’¿¡()[]+✓✔▼▾▲⇒。、：；，！？「」『』（）【】《》・"
    "؟،؛\u3000◄◀◆◇○◎◉★☆➡⬇▷≫＞＜〈〉〔〕［］≪≫｜※☞✉☎⭐❤✅👉👇📲📱📷📸🎧🎥📺🔴🔗📩📧\ufe0f"
)
EDGE_CLASS = "[" + "".join("\\" + c if c in "\\]^-[" else c for c in EDGE) + "]"

# Scripts whose words stand without a space before or behind them: Thai to Tibetan, Myanmar, Khmer, kana, Han, Hangul.
# Hangul has spaces, but what a word does in its sentence is said by an ending, not by a word of its own.
UNSPACED = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
SPACELESS = UNSPACED + "\uac00-\ud7af"

# Characters that are one and the same to a pattern: apostrophes, quotes, the Arabic and the Persian ya and kaf, the cedilla and
# the comma under a Romanian letter.
SAME = ("'’‘ʼ`´", '"“”„«»', "يیى", "كک", "şș", "ţț")


class Text(NamedTuple):
    """A literal."""

    text: str


class Slot(NamedTuple):
    """A named piece that is a regular expression of its own."""

    regex: str
    sort: str = "slot"  # so that it equals no text: what is worked out of a tree is remembered


class Seq(NamedTuple):
    """One after the other."""

    items: tuple["Node", ...]


class Alt(NamedTuple):
    """One of these; an option is an alternative to the empty text."""

    items: tuple["Node", ...]
    sort: str = "alternatives"  # so that it equals no sequence


Node = Text | Slot | Seq | Alt
Slots = dict[str, str | list[str]]


def parse(pattern: str, slots: Slots) -> Node:
    """The tree of a pattern. Raises `CleanseError` that names the pattern and the place.

    >>> parse("(more|read) on", {})
    Seq(items=(Alt(items=(Text(text='more'), Text(text='read')), sort='alternatives'), Text(text=' on')))
    """
    if len(pattern) > MAX_LENGTH:
        raise CleanseError(f"pattern longer than {MAX_LENGTH} characters: {pattern[:40]!r}…; split it")
    if any(char < " " for char in pattern):
        raise CleanseError(f"pattern {pattern!r} holds a control character, which no block does")
    node, end = _alternatives(pattern, 0, slots)
    if end < len(pattern):
        raise CleanseError(f"pattern {pattern!r}: ')' without '(' at {end}; write \\) for the character")
    if _count_slots(node) > MAX_SLOTS:
        raise CleanseError(f"pattern {pattern!r}: more than {MAX_SLOTS} open slots; split it")
    return node


def _alternatives(pattern: str, at: int, slots: Slots) -> tuple[Node, int]:
    branches: list[Node] = []
    while True:
        node, at = _sequence(pattern, at, slots)
        branches.append(node)
        if at >= len(pattern) or pattern[at] != "|":
            return (branches[0] if len(branches) == 1 else Alt(tuple(branches))), at
        at += 1


def _sequence(pattern: str, at: int, slots: Slots) -> tuple[Node, int]:
    items: list[Node] = []
    text: list[str] = []
    while at < len(pattern) and pattern[at] not in "|)":
        char = pattern[at]
        if char in "({":
            if text:
                items.append(Text("".join(text)))
                text = []
            node, at = _group(pattern, at, slots) if char == "(" else _slot(pattern, at, slots)
            if at < len(pattern) and pattern[at] == "?":
                node, at = Alt((node, Text(""))), at + 1
            items.append(node)
            continue
        if char == "?" or (char == "\\" and at + 1 == len(pattern)):
            raise CleanseError(f"pattern {pattern!r}: {char!r} at {at} follows no group; write \\{char} for the character")
        at += char == "\\"
        text.append(pattern[at])
        at += 1
    if text or not items:
        items.append(Text("".join(text)))
    return (items[0] if len(items) == 1 else Seq(tuple(items))), at


def _group(pattern: str, at: int, slots: Slots) -> tuple[Node, int]:
    node, end = _alternatives(pattern, at + 1, slots)
    if end >= len(pattern):
        raise CleanseError(f"pattern {pattern!r}: '(' at {at} is never closed")
    return node, end + 1


def _slot(pattern: str, at: int, slots: Slots) -> tuple[Node, int]:
    end = pattern.find("}", at)
    name = pattern[at + 1 : end]
    if end < 0 or name not in slots:
        raise CleanseError(f"pattern {pattern!r}: there is no slot {name!r}; known: {', '.join(sorted(slots))}")
    value = slots[name]
    if isinstance(value, str):
        return Slot(value), end + 1
    return Alt(tuple(parse(choice, slots) for choice in value)), end + 1


def _count_slots(node: Node) -> int:
    if isinstance(node, Slot):
        return 1
    if isinstance(node, Text):
        return 0
    counts = [_count_slots(item) for item in node.items]
    return max(counts) if isinstance(node, Alt) else sum(counts)


def to_regex(node: Node) -> str:
    """The regular expression of a tree, for `regex` with IGNORECASE."""
    if isinstance(node, Text):
        return "".join(_char(c) for c in node.text)
    if isinstance(node, Slot):
        return f"(?:{node.regex})"
    parts = [to_regex(item) for item in node.items]
    return "".join(parts) if isinstance(node, Seq) else "(?:" + "|".join(parts) + ")"


def _char(char: str) -> str:
    for same in SAME:
        if char in same:
            return f"[{same}]"
    return "\\" + char if char in r".^$*+?{}[]\|()#&~-" else char


def fold(text: str) -> str:
    """Text as the gate compares it: lower case of the same length, and one character for all that are the `SAME`.

    >>> fold("L’İSTANBUL “x”") == "l'istanbul " + '"x"'
    True
    """
    text = text.replace("İ", "i").lower()
    for letter, plain in (("ı", "i"), ("ſ", "s")):  # their capitals are I and S
        if letter in text:
            text = text.replace(letter, plain)
    for same in SAME:
        for other in same[1:]:
            if other in text:
                text = text.replace(other, same[0])
    return text


def is_word(char: str) -> bool:
    """Whether a character is a letter or a digit of a script with spaces between words; `\\W` matches none of these."""
    return (char.isalpha() or char.isdecimal()) and not (char > "\u0dff" and _is_spaceless(char))


@lru_cache(maxsize=1024)  # compiled when a text first needs it: `re` takes 5 ms for so many ranges
def _is_spaceless(char: str) -> bool:
    return re.match(f"[{SPACELESS}]", char) is not None
