"""Which lines stand as they are: fenced or indented code, tables set with spaces or tabs, indented verse.

Their inner spaces carry meaning, so canonical form leaves them, and no rule may bite into them. A group is a run of
lines without a blank one; a group is preformatted as a whole or not at all. Every sign but a fence is a run of spaces
or a tab, which canonical form takes from all other groups: what is not preformatted once never becomes it.

A text that is set for a terminal (a manual, a handbook) is indented nearly everywhere and broken at a width. There every
group with a run of three spaces stands. What is counted of such a text is in the lines that stand, so it stays one.
"""

import re
from unicodedata import east_asian_width

FENCE = ("```", "~~~")
SIGNS = frozenset(" |+`~")  # what a line of a group that stands begins with, if no run of spaces or tab is in it
CODE_SIGN = re.compile(r"[;{}:,(\\]$|[=<>]=|[\w\])] ?[-+*/|&:]?= ?\S|\w\(|^\s*(?://|#|--|\$|>>>|</?\w|[-*] )|->|::")
GAP = re.compile(r"(?<=\S)(?<![.!?:;…][\"'”’)])(?<![.!?:;…])(?: {2,}|\t)(?=\S)")
VERSE_WIDTH = 75
BULLETS = frozenset("•·▪■●◦‣")  # extractors indent the items of a list; in code and in verse nothing begins with these
INDENT = "   "  # what a text for a terminal is indented by, or more; by less extractors indent the lists within lists
FULL, TOO_LONG, FEW = 60, 100, 5  # columns of a line that was broken at a width; of one that was not; lines that prove nothing


def preformatted(lines: list[str]) -> list[bool]:
    """For each line, whether its spaces stand.

    >>> preformatted(["def f(x):", "    return x + 1", "", "A line  of prose."])
    [True, True, False, False]
    """
    flags = [False] * len(lines)
    typeset = _is_typeset(lines)
    done = 0
    for at in [at for at, line in enumerate(lines) if "  " in line or "\t" in line or line[:1] in SIGNS]:
        if at < done:
            continue
        if lines[at].startswith(FENCE):
            done = _fence_end(lines, at)
            flags[at:done] = [True] * (done - at)
            continue
        start = at
        while start > done and _goes_on(lines[start - 1]):
            start -= 1
        done = at + 1
        while done < len(lines) and _goes_on(lines[done]):
            done += 1
        if (typeset and any(INDENT in line for line in lines[start:done])) or (done > start + 1 and _stands(lines[start:done])):
            flags[start:done] = [True] * (done - start)
    return flags


def _is_typeset(lines: list[str]) -> bool:
    """Whether a text is set for a terminal: half of its lines are indented, a sixth of these are full, next to none is too long."""
    indented = [line for line in lines if line.startswith(INDENT) and line.lstrip()[:1] not in BULLETS]
    if len(indented) < FEW or len(indented) * 2 < sum(1 for line in lines if line):
        return False
    widths = [_columns(line) for line in indented]
    full = sum(1 for width in widths if width >= FULL)
    return full >= FEW and full * 6 >= len(indented) and sum(1 for width in widths if width > TOO_LONG) * 50 <= len(indented)


def _columns(line: str) -> int:
    """How wide a line is on a terminal."""
    return len(line) if line.isascii() else len(line) + sum(1 for char in line if east_asian_width(char) in "WF")


def _goes_on(line: str) -> bool:
    return bool(line) and not line.startswith(FENCE)


def _fence_end(lines: list[str], start: int) -> int:
    """The line after the closing fence; a fence that never closes fences only itself."""
    mark = lines[start][:3]
    for at in range(start + 1, len(lines)):
        if lines[at].startswith(mark) and not lines[at].strip("`~"):
            return at + 1
    return start + 1


def _stands(group: list[str]) -> bool:
    indents = [0 if (text := line.lstrip(" \t"))[:1] in BULLETS else len(line) - len(text) for line in group]
    indented = sum(1 for indent in indents if indent > 0)
    if indented >= 2 and min(indents) == 0 and max(map(len, group)) <= VERSE_WIDTH:
        return True
    if indented * 4 >= len(group) and sum(1 for line in group if CODE_SIGN.search(line)) * 3 >= len(group):
        return True
    if sum(1 for line in group if line[0] in "|+" and line[-1] in "|+") * 5 >= len(group) * 3:
        return True
    gaps = sum(1 for line in group if ("  " in line or "\t" in line) and GAP.search(line))
    return gaps >= 2 and gaps * 5 >= len(group) * 3
