"""HTML -> the visible lines of a page, each with the signs of its place in it.

Nothing is chosen here: what trafilatura takes for the text, what the page says of itself, and in which elements a line
stands are signs that the decision hears, as it hears rules. A page that cannot be parsed within its budget is answered all the
same: its tags are stripped, and a note says so.
"""

import atexit
import re
from html import unescape

from cleanse.model import Document
from cleanse.unwrap.worker import Worker

TAG = re.compile(r"</?[a-zA-Z!?]")
SKIPPED = re.compile(r"<(script|style|template|title)\b", re.IGNORECASE)
INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|time|tt|u|var|wbr)\b",
    re.IGNORECASE,
)
SPACE = re.compile(r"\s+")
BREAK = "\0"  # between lines; no page may hold it
WORKER = Worker()
atexit.register(WORKER.close)


def unwrap(page: Document) -> Document:
    """The text of a page as a document of its own, with the same id, url and encoding, and the signs of each line."""
    if not page.text.strip():
        return page._replace(text="")
    found = WORKER.unwrap(page.text)
    if found.failure:
        note = f"the tags of the page were stripped without a look at its structure: {found.failure}"
        return page._replace(text=strip_tags(page.text), notes=(note,))
    return page._replace(text="\n".join(found.lines), signs=found.signs())


def strip_tags(source: str) -> str:
    """The text between the tags, a line for each stretch between two that are not inline; in linear time, whatever comes.

    >>> strip_tags("<p>One <b>ferry</b>.<script>if (a < b) {}</script><p>Two &amp; more")
    'One ferry.\\nTwo & more'
    """
    pieces: list[str] = []
    at = 0
    while (start := source.find("<", at)) >= 0:
        pieces.append(source[at:start])
        at, left = _past_tag(source, start)
        pieces.append(left)
    pieces.append(source[at:])
    lines = (SPACE.sub(" ", unescape(line)).strip() for line in "".join(pieces).split(BREAK))
    return "\n".join(filter(None, lines))


def _past_tag(source: str, start: int) -> tuple[int, str]:
    """Where to read on behind the "<" that stands at `start`, and what it leaves in the text."""
    if source.startswith("<!--", start):
        return _past(source, "-->", start), ""
    if not TAG.match(source, start):
        return start + 1, "<"
    if skipped := SKIPPED.match(source, start):
        closing = re.compile(f"</{skipped[1]}", re.IGNORECASE).search(source, start)
        return (_past(source, ">", closing.start()) if closing else len(source)), BREAK
    return _past(source, ">", start), "" if INLINE.match(source, start) else BREAK


def _past(source: str, mark: str, start: int) -> int:
    """Behind the next `mark`; the end where there is none."""
    at = source.find(mark, start)
    return at + len(mark) if at >= 0 else len(source)
