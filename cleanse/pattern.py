"""The pattern language of the rulebook: text -> tree -> regular expression, finite phrases, required literals.

A pattern is plain text, matched without regard to case, with four marks: `(a|b)` alternatives, `(a)?` an option,
`{slot}` a named piece from rulebook/slots.toml, and a backslash before a mark that is meant as text. An apostrophe
stands for every apostrophe, a double quote for every double quote. Nothing else repeats or refers back, so a pattern
is linear by construction: every repetition is inside a slot, bounded there, and `MAX_SLOTS` limits how many a pattern
strings together.
"""

from typing import NamedTuple

from cleanse.model import CleanseError

MAX_SLOTS = 4
MAX_LENGTH = 400
MAX_PHRASES = 96

# Stripped from both ends of a block before it is compared: marks that carry no words.
EDGE = " \t-–—―*•·▪■●►▶▸»«›‹>←→↓↑⟶➔|¦:;.,!?…\"'“”„‘’()[]{}_~+=✓✔▼▾▲⇒/\\。、：；，！？「」『』（）【】《》・"
EDGE_CLASS = "[" + "".join("\\" + c if c in "\\]^-[" else c for c in EDGE) + "]"

APOSTROPHES = "'’‘ʼ`´"
QUOTES = "\"“”„«»"


class Text(NamedTuple):
    """A literal."""

    text: str


class Slot(NamedTuple):
    """A named piece that is a regular expression of its own."""

    regex: str


class Seq(NamedTuple):
    """One after the other."""

    items: tuple["Node", ...]


class Alt(NamedTuple):
    """One of these; an option is an alternative to the empty text."""

    items: tuple["Node", ...]


Node = Text | Slot | Seq | Alt
Slots = dict[str, str | list[str]]


def parse(pattern: str, slots: Slots) -> Node:
    """The tree of a pattern. Raises `CleanseError` that names the pattern and the place.

    >>> parse("(more|read) on", {})
    Seq(items=(Alt(items=(Text(text='more'), Text(text='read'))), Text(text=' on')))
    """
    if len(pattern) > MAX_LENGTH:
        raise CleanseError(f"pattern longer than {MAX_LENGTH} characters: {pattern[:40]!r}…; split it")
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
    if char in APOSTROPHES:
        return f"[{APOSTROPHES}]"
    if char in QUOTES:
        return f"[{QUOTES}]"
    return "\\" + char if char in r".^$*+?{}[]\|()#&~-" else char


def phrases(node: Node) -> frozenset[str] | None:
    """Every text the tree matches, folded, or None where there are more than `MAX_PHRASES` of them.

    >>> sorted(phrases(parse("(read )?more", {})))
    ['more', 'read more']
    """
    if isinstance(node, Slot):
        return None
    if isinstance(node, Text):
        return frozenset((fold(node.text),))
    found = frozenset(("",)) if isinstance(node, Seq) else frozenset()
    for item in node.items:
        more = phrases(item)
        if more is None:
            return None
        found = frozenset(a + b for a in found for b in more) if isinstance(node, Seq) else found | more
        if len(found) > MAX_PHRASES:
            return None
    return found


def fold(text: str) -> str:
    """Text as the gate compares it: lower case of the same length, straight apostrophes.

    >>> fold("L’İSTANBUL")
    "l'istanbul"
    """
    text = text.replace("İ", "i").lower()
    for apostrophe in APOSTROPHES[1:]:
        if apostrophe in text:
            text = text.replace(apostrophe, "'")
    return text


def literals(node: Node, opens: bool, closes: bool) -> frozenset[str] | None:
    """Literals of which at least one stands in every folded, edge-stripped block that the tree matches; None if there are none.

    `opens` and `closes` say that the tree begins or ends where the block does: then a literal there carries a "\\n"
    on that side, and the text searched must have one around each block.

    >>> sorted(literals(parse("photo: {x}", {"x": ".{1,9}"}), True, True))
    ['\\nphoto: ']
    """
    runs = _runs(node, opens, closes)
    return max(runs, key=lambda run: (min(map(len, run)), -len(run)), default=None)


def _runs(node: Node, opens: bool, closes: bool) -> list[frozenset[str]]:
    """The candidates: sets of literals of which one must occur."""
    if isinstance(node, Alt):
        branches = [literals(item, opens, closes) for item in node.items]
        whole = [b for b in branches if b is not None]
        return [frozenset().union(*whole)] if len(whole) == len(branches) else []
    items = node.items if isinstance(node, Seq) else (node,)
    found: list[frozenset[str]] = []
    first = 0
    while first < len(items):
        last, run = _longest_run(items, first)
        begins, ends = opens and first == 0, closes and last == len(items)
        if last == first:
            last = first + 1
            if not isinstance(items[first], Slot):
                found += _runs(items[first], opens and first == 0, closes and last == len(items))
        elif all(len(text.strip(EDGE)) > 1 for text in run):
            found.append(frozenset(_anchored(text, begins, ends) for text in run))
        first = last
    return found


def _longest_run(items: tuple[Node, ...], first: int) -> tuple[int, frozenset[str]]:
    run = frozenset(("",))
    for last in range(first, len(items)):
        more = phrases(items[last])
        if more is None or len(run) * len(more) > MAX_PHRASES:
            return last, run
        run = frozenset(a + b for a in run for b in more)
    return len(items), run


def _anchored(text: str, opens: bool, closes: bool) -> str:
    text = text.lstrip(EDGE) if opens else text
    text = text.rstrip(EDGE) if closes else text
    return ("\n" if opens else "") + text + ("\n" if closes else "")
