"""What was kept of a web page -> Markdown: headings, lists, tables, quotations and code as the page had them."""

import re
from collections.abc import Iterator
from itertools import groupby

from cleanse.markup import PART
from cleanse.model import Cleaned, Signs

INLINE = re.compile(r"[\\`*_\[\]<]|&(?=#?\w+;)|~(?=~)|(?<=~)~")
OPENING = re.compile(
    r"^[ \t]*(?=#{1,6}(?:\s|$)|>|[-+](?:\s|$)|[-=|:][-=|: \t]*$)|^[ \t]*\d{1,9}(?=[.)](?:\s|$))", re.MULTILINE
)  # what stands in front of a mark that would begin a structure, or underline one
CLOSING = re.compile(r"(?:^|(?<=\s))#+$")  # of a heading, where it is taken for a part of the mark
HEADING = re.compile(r"(?:tag|in) h([1-6])")
PARTS = ("code", "cell", "item")
BACKSLASH = r"\\\g<0>"  # in front of what was found
TICKS = re.compile("`+")
INDENT = 4  # of what stands in an item, however narrow its mark is
Line = tuple[str, list[str]]  # what it says, and where in a code, table or list it stands (`signs`)


def to_markdown(answer: Cleaned) -> str:
    """The text of a page with its structure; of a text that was no page, its paragraphs. Ends with one line feed.

    >>> from cleanse import explain_html
    >>> page = "<h1>Ferries</h1><p>It left <b>at noon</b>, an hour late.</p><ul><li>Port Alma<li>Bremo</ul>"
    >>> print(to_markdown(explain_html(page)), end="")
    # Ferries
    <BLANKLINE>
    It left at noon, an hour late.
    <BLANKLINE>
    - Port Alma
    - Bremo
    """
    parts = ["\n".join(_part(form, [line for _, line in lines])) for form, lines in groupby(_lines(answer), key=lambda item: item[0])]
    return "\n\n".join(parts) + "\n" if parts else ""


def _lines(answer: Cleaned) -> Iterator[tuple[str, Line]]:
    """What is left, in order: what each line is part of, and the line. A paragraph is a part by itself."""
    number = at = 0
    before, begun = "", set[str]()  # the part in front, and the items that have begun
    for count, block in enumerate(block for block in answer.blocks if block.kept):
        number += answer.document.text.count("\n", at, block.start)
        at = block.start
        form, place = _form(answer.document.signs[number] if answer.document.signs else ())
        if form == "item" != before and place[1] in begun:
            form = "paragraph"  # an item goes on behind its heading, code or table
        begun.update(place[1:2])
        before = form
        yield form if form == "item" else f"table {place[0]}" if form == "cell" else f"{form} {count}", (block.text, place)


def _form(signs: Signs) -> tuple[str, list[str]]:
    """What a line is, and where in the code, table or list that it is part of."""
    part, *place = signs[-1].removeprefix(PART).split() if signs and signs[-1].startswith(PART) else ("",)
    heading = next(filter(None, map(HEADING.fullmatch, signs)), None)
    if heading and part != "code":
        return f"heading {heading[1]}", place
    return part if part in PARTS else "quote" if "in blockquote" in signs else "paragraph", place


def _part(form: str, lines: list[Line]) -> Iterator[str]:
    kind, *_ = form.split()
    text = lines[0][0]
    if kind == "code":
        fence = "`" * (1 + max([2, *map(len, TICKS.findall(text))]))
        yield from (fence, text, fence)
    elif kind == "table":
        yield from _table(lines)
    elif kind == "item":
        yield from _list(lines)
    elif kind == "heading":
        yield f"{'#' * int(form.split()[1])} {CLOSING.sub(BACKSLASH, _inline(text))}"
    else:
        yield from (f"> {line}" if kind == "quote" else line for line in _escaped(text).split("\n"))


def _table(cells: list[Line]) -> Iterator[str]:
    """The rows; Markdown wants the first to be a heading, and as many cells in each. One column is no table but holds paragraphs."""
    rows: dict[str, dict[int, str]] = {}
    for text, (_, row, column) in cells:
        own = rows.setdefault(row, {})
        cell = _inline(text).replace("|", "\\|")
        own[int(column)] = f"{own[int(column)]}<br>{cell}" if int(column) in own else cell
    columns = sorted({column for own in rows.values() for column in own})
    if len(columns) == 1:
        yield "\n\n".join(_escaped(text) for text, _ in cells)
        return
    for number, own in enumerate(rows.values()):
        yield f"| {' | '.join(own.get(column, '') for column in columns)} |"
        if number == 0:
            yield f"|{' --- |' * len(columns)}"


def _list(lines: list[Line]) -> Iterator[str]:
    """The items, each below the one that it stands in; what else an item holds is indented below its first line."""
    around: list[tuple[int, str, str]] = []  # the items that the line stands in: how deep, which, and how far what it holds is indented
    for text, (_, item, depth, mark) in lines:
        while around and around[-1][1] != item and around[-1][0] >= int(depth):
            around.pop()
        indent = around[-1][2] if around else ""
        if around and around[-1][1] == item:
            yield f"\n{indent}{_escaped(text)}"
        else:
            yield f"{indent}{mark} {_escaped(text)}"
            around.append((int(depth), item, indent + " " * max(INDENT, len(mark) + 1)))


def _escaped(text: str) -> str:
    """The text such that nothing in it is taken for Markdown."""
    return OPENING.sub(r"\g<0>\\", _inline(text))


def _inline(text: str) -> str:
    """The same of a text that does not stand at the beginning of a line."""
    return INLINE.sub(BACKSLASH, text)
