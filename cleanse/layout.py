"""Which lines stand as they are: fenced or indented code, tables set with spaces or tabs, indented verse.

Their inner spaces carry meaning, so canonical form leaves them, and no rule may bite into them. A group is a run of
lines without a blank one; a group is preformatted as a whole or not at all. Every sign but a fence is a run of spaces
or a tab, which canonical form takes from all other groups: what is not preformatted once never becomes it.
"""

import re

FENCE = ("```", "~~~")
CODE_SIGN = re.compile(r"[;{}:,(\\]$|[=<>]=|[\w\])] ?[-+*/|&:]?= ?\S|\w\(|^\s*(?://|#|--|\$|>>>|</?\w|[-*] )|->|::")
GAP = re.compile(r"(?<=\S)(?<![.!?:;…][\"'”’)])(?<![.!?:;…])(?: {2,}|\t)(?=\S)")
VERSE_WIDTH = 75


def preformatted(lines: list[str]) -> list[bool]:
    """For each line, whether its spaces stand.

    >>> preformatted(["def f(x):", "    return x + 1", "", "A line  of prose."])
    [True, True, False, False]
    """
    flags = [False] * len(lines)
    start = 0
    while start < len(lines):
        if lines[start].startswith(FENCE):
            end = _fence_end(lines, start)
            flags[start:end] = [True] * (end - start)
        else:
            end = start
            while end < len(lines) and lines[end] and not lines[end].startswith(FENCE):
                end += 1
            if end > start + 1 and _stands(lines[start:end]):
                flags[start:end] = [True] * (end - start)
            end = max(end, start + 1)
        start = end
    return flags


def _fence_end(lines: list[str], start: int) -> int:
    """The line after the closing fence; a fence that never closes fences only itself."""
    mark = lines[start][:3]
    for at in range(start + 1, len(lines)):
        if lines[at].startswith(mark) and not lines[at].strip("`~"):
            return at + 1
    return start + 1


def _stands(group: list[str]) -> bool:
    indents = [len(line) - len(line.lstrip(" \t")) for line in group]
    indented = sum(1 for indent in indents if indent > 0)
    if indented >= 2 and min(indents) == 0 and max(map(len, group)) <= VERSE_WIDTH:
        return True
    if indented * 4 >= len(group) and sum(1 for line in group if CODE_SIGN.search(line)) * 3 >= len(group):
        return True
    if sum(1 for line in group if line[0] in "|+" and line[-1] in "|+") * 5 >= len(group) * 3:
        return True
    gaps = sum(1 for line in group if ("  " in line or "\t" in line) and GAP.search(line))
    return gaps >= 2 and gaps * 5 >= len(group) * 3
