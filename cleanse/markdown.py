"""What was kept of a web page -> Markdown: headings, lists, tables, quotations and code as the page had them."""

import re
from collections.abc import Iterator
from itertools import groupby

from cleanse.model import Cleaned, Signs

ESCAPED = re.compile(r"([\\`*_\[\]<])|^(#{1,6} |[-+>] |\d+[.)] )")
ROW = "opens row"  # the sign of the first line of a row
CELLS = frozenset(("td", "th"))


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


def _lines(answer: Cleaned) -> Iterator[tuple[str, tuple[str, Signs]]]:
    """What is left, in order: what each line is part of, the line, and its signs. A paragraph is a part by itself."""
    number = at = 0
    for count, block in enumerate(block for block in answer.blocks if block.kept):
        number += answer.document.text.count("\n", at, block.start)
        at = block.start
        signs = answer.document.signs[number] if answer.document.signs else ()
        form = _form(signs)
        yield form if form in ("item", "row", "code") else f"{form} {count}", (block.text, signs)


def _form(signs: Signs) -> str:
    tag = next((sign.removeprefix("tag ") for sign in signs if sign.startswith("tag ")), "p")
    if tag == "pre":
        return "code"
    if tag in CELLS:
        return "row"
    if "in li" in signs or tag == "li":
        return "item"
    return f"heading {tag[1]}" if re.fullmatch("h[1-6]", tag) else "quote" if "in blockquote" in signs else "paragraph"


def _part(form: str, lines: list[tuple[str, Signs]]) -> Iterator[str]:
    texts = [text for text, _ in lines]
    if form == "code":
        yield from ("```", *texts, "```")
    elif form == "row":
        yield from _table(lines)
    elif form == "item":
        yield from (f"{'1.' if 'in ol' in signs and 'in ul' not in signs else '-'} {_escaped(text)}" for text, signs in lines)
    elif form.startswith("heading"):
        yield from (f"{'#' * int(form.split()[1])} {_escaped(text)}" for text in texts)
    else:
        yield from (f"> {_escaped(text)}" if form.startswith("quote") else _escaped(text) for text in texts)


def _table(cells: list[tuple[str, Signs]]) -> Iterator[str]:
    """The rows; Markdown wants the first to be a heading, and as many cells in each."""
    rows: list[list[str]] = []
    for text, signs in cells:
        if ROW in signs or not rows:
            rows.append([])
        rows[-1].append(_escaped(text).replace("|", "\\|"))
    width = max(map(len, rows))
    for number, row in enumerate(rows):
        yield f"| {' | '.join([*row, *[''] * (width - len(row))])} |"
        if number == 0:
            yield f"|{' --- |' * width}"


def _escaped(text: str) -> str:
    """The text such that nothing in it is taken for Markdown."""
    return ESCAPED.sub(lambda found: f"\\{found[0]}", text)
