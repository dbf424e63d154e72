"""A parsed page -> its visible lines in order, each with the boxes it stands in.

A box is a block-level element; a line is the text between two edges of boxes, white space collapsed as a browser does it. Text that
is preformatted keeps its lines and their indentation.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree, html

from cleanse.repair import split_lines

BOXES = frozenset(
    """
    address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 head header hr html label legend li main menu nav noscript ol option p pre search section select summary
    table tbody td tfoot th thead tr ul
    """.split()
)
UNSEEN = ("script", "style", "template", "title", "svg", "iframe", "object", "math", "canvas", "audio", "video", "textarea")
LOST = etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_INTERNAL_ERROR, etree.ErrorTypes.ERR_NO_MEMORY  # text is missing then
STRESS = frozenset(("b", "strong", "em", "i"))
SPACE = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{3,}")
NAMED = ("class", "id", "role", "itemprop")
HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden")
PROSE, LINKED = 60, 0.3  # characters of a line of running text at least, and the share of them that is linked at most


class Box:
    """A block-level element: its names, and sums over the lines inside it."""

    __slots__ = ("depth", "hidden", "length", "lines", "linked", "parent", "prose", "tag", "words")

    def __init__(self, element: etree._Element, parent: "Box | None") -> None:
        self.tag = str(element.tag)
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent else 0
        self.hidden: bool = (parent is not None and parent.hidden) or _is_hidden(element)
        self.words = frozenset(names(element))
        self.length = self.linked = self.prose = self.lines = 0

    def around(self) -> "Iterator[Box]":
        """The box and all that it stands in, from the inside."""
        box: Box | None = self
        while box:
            yield box
            box = box.parent


class Line(NamedTuple):
    """One line; `linked` and `stressed` are how many of its characters stand in links, and in bold or italics."""

    text: str
    box: Box
    linked: int
    stressed: int


def parse(source: str) -> "tuple[html.HtmlElement | None, str]":
    """The tree of a page, None of what holds no element; and what the parser lost, if it says so."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError):
        tree = None
    lost = any(entry.type in LOST for entry in parser.error_log)
    return tree, "it is nested too deep, or holds a text too long, for the parser" if lost else ""


def names(element: etree._Element) -> set[str]:
    """The words of an element's class, id, role and itemprop."""
    return {word.lower() for name in NAMED if (value := element.get(name)) for word in WORD.findall(value[:200])}


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or element.get("aria-hidden") == "true" or bool(HIDDEN.search(element.get("style") or ""))


def read_lines(tree: "html.HtmlElement") -> list[Line]:
    """The visible lines of a page. The tree loses what cannot be seen."""
    etree.strip_elements(tree, *UNSEEN, with_tail=False)
    reader = _Reader()
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        (reader.start if event == "start" else reader.end)(element)
    reader.flush()
    return reader.lines


class _Reader:
    """The walk through a page: where it is, and the line that it is collecting."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.box: Box | None = None
        self.pieces: list[str] = []
        self.links = self.stress = self.linked = self.stressed = self.fixed = 0
        self.after_link = False

    def start(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in BOXES:
            self.flush()
            self.box = Box(element, self.box)
            self.fixed += tag == "pre"
        elif tag == "a":
            if self.after_link and self.pieces:
                self.pieces.append(" ")
            self.links += 1
        elif tag in STRESS:
            self.stress += 1
        elif tag == "br":
            self._add("\n") if self.fixed else self.flush()
        self._add(element.text)

    def end(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in BOXES:
            self.flush()
            self.fixed -= tag == "pre"
            self.box = self.box.parent if self.box else None
        elif tag == "a":
            self.links -= 1
            self.after_link = not element.tail
        elif tag in STRESS:
            self.stress -= 1
        self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            self.after_link = False
            if self.links:
                self.linked += len(text)
            if self.stress:
                self.stressed += len(text)

    def flush(self) -> None:
        """The line ends here."""
        if self.pieces:
            whole = "".join(self.pieces)
            for text in split_lines(whole) if self.fixed else (whole,):
                self._line(SPACE.sub(" ", text).strip(" ") if not self.fixed else text.expandtabs().rstrip())
            self.pieces = []
        self.linked = self.stressed = 0

    def _line(self, text: str) -> None:
        if not text.strip() or self.box is None:
            return
        linked, stressed = min(self.linked, len(text)), min(self.stressed, len(text))
        self.lines.append(Line(text, self.box, linked, stressed))
        prose = len(text) if len(text) >= PROSE and linked < LINKED * len(text) else 0
        for box in self.box.around():
            box.length += len(text)
            box.linked += linked
            box.prose += prose
            box.lines += 1
