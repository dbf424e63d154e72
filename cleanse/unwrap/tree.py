"""A parsed page -> its visible lines in order, each with the boxes it stands in.

A box is a block-level element; a line is the text between two edges of boxes, white space collapsed as a browser does it. Text that
is preformatted keeps its lines and their indentation.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
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
INSIDE = frozenset(
    "article aside blockquote button details dl figcaption figure footer form h1 h2 h3 header label main nav noscript ol table ul".split()
)  # boxes that say something of all lines inside them
CELLS = ("td", "th")
UNSEEN = ("script", "style", "template", "title", "textarea", "annotation", "annotation-xml")  # the last two are of formulas
EMPTIED = ("svg", "iframe", "object", "canvas", "audio", "video")  # what they hold is not of this page, or there for want of them
DRAWN = frozenset(("img", "picture", *EMPTIED))
DOUBLED = ("katex-mathml", "MJX_Assistive_MathML")  # what holds a formula for those who cannot see the one beside it
GLUED = re.compile(r"[^\s(\[“‘„«][\w(\[“‘„«]")  # two characters between which something is drawn
LOST = etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_INTERNAL_ERROR, etree.ErrorTypes.ERR_NO_MEMORY  # text is missing then
MARKED, PERMALINKS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "dt")), frozenset("¶§#🔗")  # a heading, and links to itself beside it
WAYS_BACK = frozenset(("¶", "↩", "↩\ufe0e", "↩\ufe0f"))  # the same beside anything, and links from notes to where they are of
UNREAD = re.compile(r"<(?:/html|/?noframes)(?:[\s/][^<>]*)?>", re.IGNORECASE)  # there the parser stops, or takes tags for text
SPAN = re.compile("[1-9][0-9]{0,2}")  # columns or rows of a cell
WIDE = 100  # columns of a table into which a cell may reach down; of more, time would be quadratic
COUNTED = {"tr": ("table",), "li": ("ol", "ul"), "ol": ()}  # what has a number, and in what
NUMBER = re.compile("[0-9]{1,6}")
PIECES = frozenset(("code", "kbd", "samp", "sub", "sup", "tt", "var"))  # in or at these a word may be in pieces
ENDS, PRICES = ":)]!?%»", "$€£¥₹"  # what a word may follow that is another, and what begins one
AMOUNT = re.compile(r"[0-9]\s?[%€₽₴₺]\Z")  # how a price or a discount ends: what follows is another, or a button
STRESS = frozenset(("b", "strong", "em", "i"))
SPACE = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{3,}")
NAMED = ("class", "id", "role", "itemprop")
NAME = 200  # characters of one that are read
HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)
PLAIN = etree.ElementDefaultClassLookup(element=html.HtmlElement)  # lxml's own looks a class up in Python for each element of a page
PROSE, LINKED = 60, 0.3  # characters of a line of running text at least, and the share of them that is linked at most


class Box:
    """A block-level element: what it is called, what it has from the boxes around it, and sums over the lines inside it.

    `words` are those of its names; `inside` are the tags of `INSIDE` that it stands in, its own included; `row`, `item` and `fixed` are
    the row of a table, the item of a list and the preformatted text that it stands in. A cell has a `column`, and a row `columns`; `count`
    is the number of a row or item, and of a table or list that of its last so far. `below` are the columns of a table into which a cell
    reaches down, each with the last row that it reaches.
    """

    __slots__ = (
        *("below", "column", "columns", "count", "depth", "fixed", "hidden", "inside", "item", "length", "lines", "linked", "parent"),
        *("prose", "row", "tag", "words"),
    )

    def __init__(self, element: etree._Element, parent: "Box | None") -> None:
        self.tag = str(element.tag)
        self.parent = parent
        self.words = names(element)
        self.depth = 0
        self.hidden = _is_hidden(element)
        self.row, self.item, self.fixed = (self if self.tag == tag else None for tag in ("tr", "li", "pre"))
        self.inside = INSIDE & {self.tag}
        if parent:
            self.depth = parent.depth + 1
            self.hidden = self.hidden or parent.hidden
            self.row = self.row or parent.row
            self.item = self.item or parent.item
            self.fixed = parent.fixed or self.fixed
            self.inside = parent.inside | self.inside if self.inside else parent.inside
        self.length = self.linked = self.prose = self.lines = self.column = self.columns = self.count = 0
        self.below: dict[int, int] = parent.below if parent and self.tag != "table" else {}
        if self.row and self.tag in CELLS:
            self._stand_in(self.row, element)
        elif self.tag in COUNTED:
            self._number(element)

    def _stand_in(self, row: "Box", cell: etree._Element) -> None:
        """A cell stands behind those in front of it, and behind those that reach down from rows above."""
        across, down = (int(span) if SPAN.fullmatch(span) else 1 for span in (cell.get("colspan", ""), cell.get("rowspan", "")))
        while row.below.get(row.columns, 0) >= row.count > 0:
            row.columns += 1
        self.column = row.columns
        row.columns += across
        if down > 1:
            row.below.update(dict.fromkeys(range(self.column, min(row.columns, WIDE)), row.count + down - 1))

    def _number(self, element: etree._Element) -> None:
        """Give a row and an item its number; a list begins in front of its first item."""
        number = element.get("start" if self.tag == "ol" else "value", "")
        if self.tag == "ol":
            self.count = int(number) - 1 if NUMBER.fullmatch(number) else 0
        elif around := next((outer for outer in self.around() if outer.tag in COUNTED[self.tag]), None):
            around.count = self.count = int(number) if NUMBER.fullmatch(number) else around.count + 1

    def close(self) -> None:
        """Nothing more comes: what it holds, the box around it holds."""
        if self.parent and self.lines:
            self.parent.length += self.length
            self.parent.linked += self.linked
            self.parent.prose += self.prose
            self.parent.lines += self.lines

    def around(self) -> "Iterator[Box]":
        """The box and all that it stands in, from the inside."""
        box: Box | None = self
        while box:
            yield box
            box = box.parent


class Line(NamedTuple):
    """One line; `linked` and `stressed` are how many of its characters stand in links, and in bold or italics.

    `gap` says that a blank line stands in front of it, inside the same preformatted text.
    """

    text: str
    box: Box
    linked: int
    stressed: int
    gap: bool = False


def parse(source: str) -> "tuple[html.HtmlElement | None, str]":
    """The tree of a page, None of what holds no element; and what the parser lost, if it says so."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(PLAIN)
    try:
        tree = html.document_fromstring(UNREAD.sub(" ", source).encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError):
        tree = None
    lost = any(entry.type in LOST for entry in parser.error_log)
    return tree, "it is nested too deep, or holds a text too long, for the parser" if lost else ""


def names(element: etree._Element) -> frozenset[str]:
    """The words of an element's class, id, role and itemprop."""
    found = [_words(value[:NAME]) for name in NAMED if (value := element.get(name))]
    return found[0] if len(found) == 1 else frozenset[str]().union(*found)


@lru_cache(maxsize=4096)  # of a site's pages the same elements are called the same
def _words(name: str) -> frozenset[str]:
    return frozenset(map(str.lower, WORD.findall(name)))


def _are_apart(before: str, after: str) -> bool:
    """Whether two words meet where one element ends and another begins: not the text but a style sets them apart.

    >>> _are_apart("Year built", "1932"), _are_apart("BBC", "News"), _are_apart("un", "believable"), _are_apart("i", "Phone")
    (True, True, False, False)
    >>> _are_apart("32,00 €", "In den Warenkorb"), _are_apart("–12 %", "1 490 Kč"), _are_apart("from €", "12")
    (True, True, False)
    """
    left, right = before[-1], after[0]
    if len(before) == 1 or before.endswith("::"):
        return False
    if (right.isupper() or after.lstrip("-–−")[:1].isdecimal()) and AMOUNT.search(before[-3:]):
        return True
    if right.isupper():
        return left.islower() or left.isdecimal() or left in ENDS or (left.isupper() and after[1:2].islower())
    return (right.isdecimal() or right in PRICES) and (left.isdecimal() or left.islower() or left.isupper())


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or element.get("aria-hidden") == "true" or bool(HIDDEN.search(element.get("style") or ""))


def read_lines(tree: "html.HtmlElement") -> list[Line]:
    """The visible lines of a page. The tree loses what cannot be seen."""
    etree.strip_elements(tree, *UNSEEN, with_tail=False)
    doubled = [formula for formula in tree.iter("math") if (formula.getparent().get("class") or "").startswith(DOUBLED)]
    for element in [*tree.iter(*EMPTIED), *doubled]:
        element.clear(keep_tail=True)
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
        self.links = self.stress = self.linked = self.stressed = self.pieced = 0
        self.after_link = False
        self.ended = self.seam = False  # an inline element has ended since the last text, and another has begun then

    def start(self, element: etree._Element) -> None:
        tag = element.tag
        self.seam = self.ended
        if tag in BOXES:
            self.flush()
            self.box = Box(element, self.box)
        elif tag in PIECES:
            self.pieced += 1
        elif tag == "a":
            if self.after_link and self.pieces:
                self.pieces.append(" ")
            self.links += 1
        elif tag in STRESS:
            self.stress += 1
        elif tag in DRAWN:
            if self.pieces and GLUED.fullmatch(self.pieces[-1][-1] + (element.tail or "")[:1]):
                self.pieces.append(" ")
        elif tag == "br":
            self._add("\n") if self.box and self.box.fixed else self.flush()
        if not (tag == "a" and self._is_permalink(element)):
            self._add(element.text)

    def end(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in BOXES:
            self.flush()
            if self.box:
                self.box.close()
                self.box = self.box.parent
        elif tag in PIECES:
            self.pieced -= 1
        elif tag == "a":
            self.links -= 1
            self.after_link = not element.tail
        elif tag in STRESS:
            self.stress -= 1
        self.ended = tag not in PIECES
        self._add(element.tail)

    def _is_permalink(self, link: etree._Element) -> bool:
        """Whether a link is the mark beside a heading that leads to the heading itself, or leads back from a note."""
        mark = (link.text or "").strip()
        heading = self.box is not None and self.box.tag in MARKED
        return not len(link) and (mark in WAYS_BACK or (heading and mark in PERMALINKS)) and "#" in link.get("href", "")

    def _add(self, text: str | None) -> None:
        if text:
            whole = self.pieced or (self.box and self.box.fixed)
            if self.seam and self.pieces and not whole and _are_apart(self.pieces[-1], text):
                self.pieces.append(" ")
            self.pieces.append(text)
            self.after_link = self.ended = self.seam = False
            if self.links:
                self.linked += len(text)
            if self.stress:
                self.stressed += len(text)

    def flush(self) -> None:
        """The line ends here."""
        if self.pieces:
            whole = "".join(self.pieces)
            if self.box and not whole.isspace():
                self._end(whole, self.box)
            self.pieces = []
        self.linked = self.stressed = 0

    def _end(self, whole: str, box: Box) -> None:
        if not box.fixed:
            self._line(SPACE.sub(" ", whole).strip(" "), box)
            return
        begun = gap = False
        for text in split_lines(whole):
            if line := text.expandtabs().rstrip():
                self._line(line, box, gap)
                begun, gap = True, False
            else:
                gap = begun

    def _line(self, text: str, box: Box, gap: bool = False) -> None:
        length = len(text)
        linked, stressed = min(self.linked, length), min(self.stressed, length)
        self.lines.append(Line(text, box, linked, stressed, gap))
        box.length += length
        box.linked += linked
        box.prose += length if length >= PROSE and linked < LINKED * length else 0
        box.lines += 1
