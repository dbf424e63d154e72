"""What is known of a pattern through its slots: the literals in their regular expressions, lengths, digits."""

import re
from functools import lru_cache
from typing import Any

from cleanse.pattern import REMEMBERED, Alt, Node, Seq, Slot, Text

MAX_CLASS = 16  # a class of so many characters is a choice of literals
OPAQUE = Slot("")  # some text, more than marks, of which nothing else is known


@lru_cache(maxsize=REMEMBERED)
def expand(node: Node) -> Node:
    """The tree, with each slot replaced by what can be read of its regular expression.

    >>> from cleanse.pattern import to_regex
    >>> to_regex(expand(Slot("(?:call|mail)[12]")))
    '(?:call|mail)(?:1|2)'
    """
    if isinstance(node, Slot):
        return _read(_parsed(node.regex))
    if isinstance(node, Text):
        return node
    items = tuple(expand(item) for item in node.items)
    return Seq(items) if isinstance(node, Seq) else Alt(items)


def _read(tree: Any) -> Node:
    items: list[Node] = []
    for operation, argument in tree:
        name = str(operation)
        if name == "LITERAL":
            last = items.pop() if items and isinstance(items[-1], Text) else Text("")
            items.append(Text(getattr(last, "text", "") + chr(argument)))
        elif name == "IN" and len(argument) <= MAX_CLASS and all(str(kind) == "LITERAL" for kind, _ in argument):
            items.append(Alt(tuple(Text(chr(code)) for _, code in argument)))
        elif name == "SUBPATTERN":
            items.append(_read(argument[3]))
        elif name == "BRANCH":
            items.append(Alt(tuple(_read(branch) for branch in argument[1])))
        elif name == "AT":
            continue
        elif name == "MAX_REPEAT" and argument[0] == 0:
            items.append(Alt((_read(argument[2]) if argument[1] == 1 else OPAQUE, Text(""))))
        else:
            items.append(OPAQUE)
    if not items:
        return Text("")
    return items[0] if len(items) == 1 else Seq(tuple(items))


def width(node: Node) -> int:
    """The length of the longest text that the tree matches."""
    if isinstance(node, Text):
        return len(node.text)
    if isinstance(node, Slot):
        return _slot_width(node.regex)
    widths = [width(item) for item in node.items]
    return sum(widths) if isinstance(node, Seq) else max(widths)


@lru_cache(maxsize=512)
def _parsed(regex: str) -> Any:
    """The tree that `re` makes of a regular expression, with some letter for the properties that it does not know."""
    from re import _parser  # type: ignore[attr-defined]

    return _parser.parse(re.sub(r"\\p\{\w+\}", r"\\w", regex))


def _slot_width(regex: str) -> int:
    return int(_parsed(regex).getwidth()[1])


def digits(node: Node) -> int:
    """How many digits every match holds at least."""
    if isinstance(node, Text):
        return sum(1 for char in node.text if char.isdecimal())
    if isinstance(node, Slot):
        return _regex_digits(_parsed(node.regex))
    found = [digits(item) for item in node.items]
    return sum(found) if isinstance(node, Seq) else min(found)


def _regex_digits(tree: Any) -> int:
    count = 0
    for operation, argument in tree:
        name = str(operation)
        if name == "LITERAL":
            count += chr(argument).isdecimal()
        elif name == "IN":
            count += all(str(value) in ("CATEGORY_DIGIT", "(48, 57)") for _, value in argument)
        elif name == "MAX_REPEAT":
            count += argument[0] * _regex_digits(argument[2])
        elif name == "SUBPATTERN":
            count += _regex_digits(argument[3])
        elif name == "BRANCH":
            count += min(_regex_digits(branch) for branch in argument[1])
    return count
