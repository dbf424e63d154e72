"""Which lines stand as they are: fenced or indented code, tables set with spaces or tabs, indented verse.

Their inner spaces carry meaning, so canonical form leaves them, and no rule may bite into them. A group is a run of
lines without a blank one; a group is preformatted as a whole or not at all. What makes a group stand is in lines that stand, or
is a run of spaces or a tab, which canonical form takes from all other groups: what is not preformatted once never becomes it.

An indented group beside one of code, or of an item in Markdown, goes on with it, and so does one that a colon announces as code. With
the blank lines between they are one block, so that neither goes alone.

A text that is set for a terminal (a manual, a handbook) is indented nearly everywhere and broken at a width. There every
group with a run of three spaces stands; in a program, of which several groups are code, every one with a run of two, or a tab in front.
What is counted of such texts is in the lines that stand, so they stay what they are.

The lines of a web page need no such signs: a `pre` of several lines stands, and nothing else does.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple
from unicodedata import east_asian_width

from cleanse.model import Signs

FENCE = ("```", "~~~")
BOX = frozenset("│├└┌║╠╚╔┃┣┗┏╭╰")  # what the lines of a tree or of a frame begin with
SIGNS = frozenset(" |+`~") | BOX  # what a line of a group that stands begins with, if no run of spaces or tab is in it
RUNS = ("  ", "\t", "\u3000\u3000")
NAMED = re.compile(r"`{3,} ?[\w+#.-]+")  # a fence that names a language
QUOTED = re.compile(r" {4}|\t")  # a line of code that a text quotes
SENTENCE = frozenset('.!?…"”')  # and what such a line does not end with
COUPLET = re.compile(r" {2,8}[^\W\d_]")  # the second line of two
LISTED = re.compile(r"(?:[-*+]|\d{1,3}[.)]) ")
CONTINUED = re.compile(r" {2,5}\S")  # the first line of a paragraph of an item
WRITTEN = re.compile(r"@@ -\d|diff --git |commit [0-9a-f]{40}\b")  # what only a program writes
# Signs of code: at the end of a line, in front, and inside, where one of few characters comes first: `re` skips to it fast.
CODE_ENDS = frozenset(";{}:,(\\")
CODE_OPENS = re.compile(r"\s*(?://|#|--|\$|>>>|</?\w|[-*] )")
CODE_SIGN = re.compile(
    r"=(?:(?<=[=<>]=)|(?:(?<=[\w\])]=)|(?<=[\w\])] =)|(?<=[\w\])][-+*/|&:]=)|(?<=[\w\])] [-+*/|&:]=)) ?\S)"
    r"|\((?<=\w\()|->|::|; (?:then|do)$"
)
GAP = re.compile(r"(?<=\S)(?<![.!?:;…][\"'”’)])(?<![.!?:;…])(?:[ \t]{2,}|\t|\u3000{2,})(?=\S)")
VERSE_WIDTH = 75
BULLETS = frozenset("•·▪■●◦‣")  # extractors indent the items of a list; in code and in verse nothing begins with these
CODE = "part code "  # begins the last sign of a line of a page that stands in a `pre`
INDENT = "   "  # what a text for a terminal is indented by, or more; by less extractors indent the lists within lists
DEEP = 12  # by more only code is indented in code; extractors leave words of a page that far from the margin
FULL, TOO_LONG, FEW = 60, 100, 5  # columns of a line that was broken at a width; of one that was not; lines that prove nothing
SEVERAL = 3  # so many groups that are code, or couplets of verse, are no accident


class Group(NamedTuple):
    """Lines from `start` to `end` without a blank one between them, or with a fence around them."""

    start: int
    end: int
    lines: list[str]
    fenced: bool


def may_stand(lines: Sequence[str], text: str) -> bool:
    """Whether lines, or the text that they make together, have a sign of lines that stand.

    >>> may_stand(["one | two"], "one | two"), may_stand(["| one | two |"], "| one | two |")
    (False, True)
    """
    return not SIGNS.isdisjoint([line[:1] for line in lines]) or any(run in text for run in RUNS)


def preformatted(lines: list[str]) -> list[bool]:
    """For each line, whether its spaces stand.

    >>> preformatted(["def f(x):", "    return x + 1", "", "A line  of prose."])
    [True, True, False, False]
    """
    groups = list(_groups(lines))
    gap = INDENT if _is_typeset(lines) else "  " if _is_program(lines, groups) else ""
    couplets = sum(_is_couplet(group.lines) for group in groups) >= SEVERAL
    flags = [False] * len(lines)
    leads: set[int] = set()  # where the groups begin that an indented one goes on with
    for group in groups:
        runs = gap and any(gap in line or line[:1] == "\t" for line in group.lines)
        if runs or group.fenced or (len(group.lines) > 1 and _stands(group.lines)) or (couplets and _is_couplet(group.lines)):
            _flag(flags, group.start, group.end)
            leads.update([group.start] if not group.fenced and _leads(group.lines) else [])
        elif (announced := _announced(lines, group)) >= 0:
            _flag(flags, announced, group.end)
            leads.add(group.start)
    _join(lines, groups, flags, leads)
    return flags


def _join(lines: list[str], groups: list[Group], flags: list[bool], leads: set[int]) -> None:
    """The indented groups beside one that leads stand too, and so on; in a text with bullets only code. Changes `flags` and `leads`."""
    extracted = any(line.lstrip()[:1] in BULLETS for line in lines)
    for one, other in chain(pairwise(groups), pairwise(reversed(groups))):
        if one.start not in leads or flags[other.start] or not _goes_on(other.lines) or (extracted and not _is_code(other.lines)):
            continue
        if not any(lines[at] for at in range(min(one.end, other.end), max(one.start, other.start))):
            _flag(flags, min(one.start, other.start), max(one.end, other.end))
            leads.add(other.start)


def _flag(flags: list[bool], start: int, end: int) -> None:
    flags[start:end] = [True] * (end - start)


def _groups(lines: list[str]) -> Iterator[Group]:
    """The fenced stretches, and the groups that have a line with a sign."""
    closing = {line[:3]: at for at, line in enumerate(lines) if line.startswith(FENCE) and not line.strip("`~")}
    done = 0
    for at in [at for at, line in enumerate(lines) if line[:1] in SIGNS or any(run in line for run in RUNS)]:
        if at < done:
            continue
        if fenced := lines[at].startswith(FENCE):
            start, done = at, _fence_end(lines, at, closing.get(lines[at][:3], 0))
        else:
            start = at
            while start > done and _is_inside(lines[start - 1]):
                start -= 1
            done = at + 1
            while done < len(lines) and _is_inside(lines[done]):
                done += 1
        yield Group(start, done, lines[start:done], fenced)


def _is_inside(line: str) -> bool:
    return bool(line) and not line.startswith(FENCE)


def _fence_end(lines: list[str], start: int, last: int) -> int:
    """The line after the closing fence, of which the last is at `last`.

    A fence that never closes goes to the end of the text if it names a language, for then it does open; else it fences only itself.
    """
    mark = lines[start][:3]
    if last <= start:
        return len(lines) if NAMED.fullmatch(lines[start]) else start + 1
    return next(at for at in range(start + 1, last + 1) if lines[at].startswith(mark) and not lines[at].strip("`~")) + 1


def _announced(lines: list[str], group: Group) -> int:
    """Where the group begins that announces this one: as code, with a colon or a bracket, or as more of its item; -1 if there is none."""
    last = group.start - 1
    while last >= 0 and not lines[last]:
        last -= 1
    first = last
    while first > 0 and _is_inside(lines[first - 1]):
        first -= 1
    if last < 0 or not _goes_on(group.lines):
        return -1
    if LISTED.match(lines[first]) and CONTINUED.match(group.lines[0]):
        return first
    code = lines[last].endswith((":", "{")) and all(QUOTED.match(line) and line[-1] not in SENTENCE for line in group.lines)
    return first if code and min(_indents([lines[last]])) < min(_indents(group.lines)) else -1


def _goes_on(group: list[str]) -> bool:
    """Whether a group can be more of the one beside it: it is indented, no list as extractors indent them, and no paragraph."""
    indent = len(group[0]) - len(group[0].lstrip(" \t"))
    if not indent or (indent > DEEP and not _is_code(group)):
        return False
    return not any(line.lstrip()[:1] in BULLETS or len(line) > TOO_LONG for line in group)


def in_code(signs: Sequence[Signs]) -> list[str]:
    """The same of the lines of a web page: the sign of the `pre` that a line stands in with others; empty where it does not.

    >>> in_code([("tag pre", "part code 1"), ("tag pre", "part code 1"), ("tag pre", "part code 2"), ("tag p",)])
    ['part code 1', 'part code 1', '', '']
    """
    groups = [own[-1] if own and own[-1].startswith(CODE) else "" for own in signs]
    lines = Counter(groups)
    return [group if lines[group] > 1 else "" for group in groups]


def _is_typeset(lines: list[str]) -> bool:
    """Whether a text is set for a terminal: half of its lines are indented, a sixth of these are full, next to none is too long."""
    indented = [line for line in lines if line.startswith(INDENT) and line.lstrip()[:1] not in BULLETS]
    if len(indented) < FEW or len(indented) * 2 < sum(1 for line in lines if line):
        return False
    widths = [_columns(line) for line in indented]
    full = sum(1 for width in widths if width >= FULL)
    return full >= FEW and full * 6 >= len(indented) and sum(1 for width in widths if width > TOO_LONG) * 50 <= len(indented)


def _is_program(lines: list[str], groups: list[Group]) -> bool:
    """Whether a text is code: a quarter of its lines are in several groups that are, and few are too long."""
    sizes = [len(group.lines) for group in groups if not group.fenced and len(group.lines) > 1 and _is_code(group.lines)]
    if len(sizes) < SEVERAL or sum(sizes) * 4 < sum(1 for line in lines if line):
        return False
    return sum(1 for line in lines if len(line) > TOO_LONG) * 20 <= sum(sizes)


def _columns(line: str) -> int:
    """How wide a line is on a terminal."""
    return len(line) if line.isascii() else len(line) + sum(1 for char in line if east_asian_width(char) in "WF")


def _indents(group: list[str]) -> list[int]:
    return [0 if (text := line.lstrip(" \t"))[:1] in BULLETS else len(line) - len(text) for line in group]


def _is_code(group: list[str]) -> bool:
    """Whether a group has signs of code, and is indented: a quarter of it, or less where most lines have a sign."""
    indented = sum(1 for indent in _indents(group) if indent > 0)
    if not indented:
        return False
    signed = [line for line in group if line[-1:] in CODE_ENDS or CODE_OPENS.match(line) or CODE_SIGN.search(line)]
    if indented * 4 >= len(group):
        return len(signed) * 3 >= len(group)
    return sum(1 for line in signed if not LISTED.match(line)) * 3 >= len(group) * 2


def _leads(group: list[str]) -> bool:
    """Whether a group that stands is of what goes on behind blank lines: code, an item of a list, what programs write."""
    return (_is_code(group) and min(_indents(group)) <= DEEP) or _is_item(group) or any(WRITTEN.match(line) for line in group)


def _is_item(group: list[str]) -> bool:
    """Whether a group is an item of a list that goes on under its mark, as Markdown has it."""
    if not LISTED.match(group[0]) or all(LISTED.match(line) for line in group):
        return False
    return all(LISTED.match(line) or line.startswith("  ") for line in group)


def _is_couplet(group: list[str]) -> bool:
    """Whether a group is two lines of verse of which the second is indented."""
    return len(group) == 2 and group[0][0].isalpha() and COUPLET.match(group[1]) is not None and max(map(len, group)) <= VERSE_WIDTH


def _stands(group: list[str]) -> bool:
    """Whether a group of several lines stands by what it is itself."""
    indents = _indents(group)
    if sum(1 for indent in indents if indent > 0) >= 2 and min(indents) == 0 and max(map(len, group)) <= VERSE_WIDTH:
        return True
    if _is_code(group) or _leads(group) or sum(1 for line in group if line.startswith((">>> ", "... "))) * 2 >= len(group):
        return True
    framed = sum(1 for line in group if (line[0] in "|+" and line[-1] in "|+") or line.lstrip()[:1] in BOX)
    if framed * 5 >= len(group) * 3:
        return True
    gaps = sum(1 for line in group if any(run in line for run in RUNS) and GAP.search(line))
    if gaps < 2 or gaps * 5 >= len(group) * 3:
        return gaps >= 2
    # chords stand above every other line
    return sum(1 for line in group if INDENT in line) * 2 >= len(group) and max(map(len, group)) <= VERSE_WIDTH
