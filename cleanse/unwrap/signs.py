"""Lines of a page -> the signs of each: what its place in the page, the page's metadata and trafilatura say of it.

A sign is a named feature, the fourth source of the fitted model (`likelihood`), beside wording, place and region. The signs of a line
come in pieces, each made once for all lines that share it.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from cleanse.model import Signs
from cleanse.shape import letters
from cleanse.unwrap.metadata import Metadata
from cleanse.unwrap.tree import CELLS, PROSE, Box, Line

SHARES = (0, 10, 30, 60, 90, 99, 100)  # percent
MAIN = 0.5  # share of the prose of a page that its main box holds
STEPS = (0, 1, 2, 3, 5, 8)
TITLE = 12  # letters of a title at least
PART = 30  # letters; a shorter line stands in a text only as a whole line
ELEMENTS = ("main", "article")
COUNTS = (1, 2, 4, 8, 16, 40)  # lines
LENGTHS = (15, 30, 60, 120, 250)  # characters
DISTANCES = (0, 1, 3, 6, 12, 25, 50, 100, 200)  # lines
OPENS_ROW: Signs = ("opens row",)
Called = tuple[str, Signs]  # the tag of a box, and what it and those around it are called


def signs_of(lines: Sequence[Line], metadata: Metadata, chosen: str | None) -> list[list[Signs]]:
    """The signs of every line, in pieces; `chosen` is the text that trafilatura took from the page, None where it was not asked."""
    keys = [letters(line.text) for line in lines]
    choices = _choices(keys, chosen)
    of_page = tuple(_of_page(metadata, keys, choices))
    of_metadata = [tuple(_of_metadata(key, metadata)) for key in keys]
    boxes = _Boxes(lines)
    alike = _alike([boxes.called(line.box) for line in lines], lines, choices)
    titles = _from_title(lines, of_metadata)
    elements = [_of_elements(lines, name) for name in ELEMENTS]
    rows = [line.box.row for line in lines]
    opens = [OPENS_ROW if row and row is not before else () for row, before in zip(rows, [None, *rows], strict=False)]
    return [
        [*pieces, _of_line(line), *boxes.signs(line.box), of_page, boxes.part(line.box)]
        for line, *pieces in zip(lines, choices, of_metadata, opens, alike, titles, *elements, strict=True)
    ]


def _of_page(metadata: Metadata, keys: Sequence[str], choices: Sequence[Signs]) -> Iterator[str]:
    """What the page says it is, and how much of it trafilatura took."""
    yield from (f"page is {name}" for name in sorted(metadata.types))
    if choices and choices[0]:
        taken = sum(len(key) for key, choice in zip(keys, choices, strict=True) if "chosen" in choice)
        yield f"page {_percent(taken, sum(map(len, keys)))}% chosen"


def _percent(part: int, whole: int) -> int:
    return SHARES[bisect_left(SHARES, 100 * part / whole)] if whole else 0


def _step(count: int, steps: Sequence[int] = STEPS) -> int:
    return steps[min(bisect_left(steps, count), len(steps) - 1)]


def _alike(called: Sequence[Called], lines: Sequence[Line], choices: Sequence[Signs]) -> list[Signs]:
    """How many lines stand in boxes that are called alike, how long they are, and how many of them trafilatura took."""
    groups: dict[Called, list[int]] = {}
    for key, line, choice in zip(called, lines, choices, strict=True):
        sums = groups.setdefault(key, [0, 0, 0])
        for at, count in enumerate((1, len(line.text), "chosen" in choice)):
            sums[at] += count
    whole = sum(length for _, length, _ in groups.values())
    signs = {key: _of_group(count, length, taken, whole) for key, (count, length, taken) in groups.items()}
    return [signs[key] for key in called]


def _of_group(count: int, length: int, taken: int, whole: int) -> Signs:
    many, long = _step(count, COUNTS), _step(length // count, LENGTHS)
    share, chosen = _percent(length, whole), _percent(taken, count)
    return f"alike {many}", f"alike hold {share}%", f"alike long {long}", f"alike {many}, long {long}", f"alike chosen {chosen}%"


def _from_title(lines: Sequence[Line], of_metadata: Sequence[Signs]) -> list[Signs]:
    """How far from the title: a heading of the first rank that is said to be it, else any such heading, else what is said to be it."""
    ranks = [2 * ("h1" in (line.box.tag, *line.box.inside)) + ("title" in said) for line, said in zip(lines, of_metadata, strict=True)]
    if not any(ranks):
        return [("title unknown",)] * len(lines)
    title = ranks.index(max(ranks))
    return [(f"title {'-' if at < title else '+'} {_step(abs(at - title), DISTANCES)}",) for at in range(len(lines))]


def _of_elements(lines: Sequence[Line], name: str) -> list[Signs]:
    """Whether a line stands inside an element that a page may have for its text, and how much of the page does."""
    inside = [name in line.box.inside for line in lines]
    if not any(inside):
        return [(f"without {name}",)] * len(lines)
    length = sum(len(line.text) for line, there in zip(lines, inside, strict=True) if there)
    share = _percent(length, sum(len(line.text) for line in lines))
    return [(f"{where} {name}", f"{where} {name} {share}%") for where in (("outside", "inside")[there] for there in inside)]


def _of_line(line: Line) -> Signs:
    return _of_text(_percent(line.linked, len(line.text)), line.stressed * 10 >= len(line.text) * 9)


@cache
def _of_text(links: int, stressed: bool) -> Signs:
    return (f"links {links}%", "stressed") if stressed else (f"links {links}%",)


class _Boxes:
    """The boxes of a page, with what is known of them so far."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._prose = next(reversed(list(lines[0].box.around()))).prose if lines else 0
        self._main = self._main_box(lines)
        self._to_main = frozenset(self._main.around() if self._main else ())
        self._signs: dict[Box, list[Signs]] = {}
        self._sums: dict[Box, tuple[int, int, int]] = {}
        self._shared: dict[Box | None, Box | None] = {}
        self._called: dict[Box, frozenset[str]] = {}
        self._names: dict[tuple[frozenset[str], Box | None], Signs] = {}
        self._parts: dict[Box, Signs] = {}
        self._numbers: dict[Box, int] = {}

    def _main_box(self, lines: Sequence[Line]) -> Box | None:
        """The innermost box that holds most of the prose."""
        boxes = {line.box for line in lines if len(line.text) >= PROSE}
        main = (next((outer for outer in box.around() if outer.prose > MAIN * self._prose), None) for box in boxes)
        return max(filter(None, main), key=lambda box: box.depth, default=None)

    def signs(self, box: Box) -> list[Signs]:
        """What the lines of a box have because of it."""
        if box not in self._signs:
            outwards = zip(("box", "parent", "grandparent"), box.around(), strict=False)
            sums = [_of_sums(name, *self._summed(outer)) for name, outer in outwards]
            self._signs[box] = [_of_tags(box.tag, box.inside, box.hidden, self._from_main(box)), *sums, self._of_names(box)]
        return self._signs[box]

    def part(self, box: Box) -> Signs:
        """What the lines of a box are part of, by its number: code, a cell of a table, an item of a list. The model is deaf to it.

        The number of the table or list comes first.
        """
        if box not in self._parts:
            self._parts[box] = self._part(box)
        return self._parts[box]

    def _part(self, box: Box) -> Signs:
        if box.fixed:
            return (f"part code {self._number(box.fixed)}",)
        if box.row and (cell := _cell(box)):
            table = next((outer for outer in box.row.around() if outer.tag == "table"), box.row)
            return (f"part cell {self._number(table)} {self._number(box.row)} {cell.column}",)
        if box.item:
            lists = [outer for outer in box.item.around() if outer.tag in ("ol", "ul")]
            mark = f"{box.item.count or 1}." if lists and lists[0].tag == "ol" else "-"
            return (f"part item {self._number(lists[0] if lists else box.item)} {self._number(box.item)} {len(lists)} {mark}",)
        if "dl" in box.inside:
            terms = next(outer for outer in box.around() if outer.tag == "dl")
            return (f"part entry {self._number(terms)}",)
        return ()

    def _number(self, box: Box) -> int:
        return self._numbers.setdefault(box, len(self._numbers))

    def called(self, box: Box) -> Called:
        """What a box has in common with others that the page uses alike."""
        return box.tag, self._of_names(box)

    def _from_main(self, box: Box) -> str:
        """How far inside the main box, or how far from it."""
        if self._main is None:
            return "no main"
        if box in self._to_main:
            shared: Box | None = box
        elif box.parent in self._shared:
            shared = self._shared[box.parent]
        else:
            shared = self._shared[box.parent] = next((outer for outer in box.around() if outer in self._to_main), None)
        if shared is self._main:
            return f"main + {_step(box.depth - self._main.depth)}"
        return f"main - {_step(self._main.depth - shared.depth) if shared else 'all'}"

    def _summed(self, box: Box) -> tuple[int, int, int]:
        if box not in self._sums:
            self._sums[box] = _percent(box.linked, box.length), _percent(box.prose, self._prose), _step(box.lines)
        return self._sums[box]

    def _words_around(self, box: Box) -> frozenset[str]:
        if box not in self._called:
            self._called[box] = frozenset[str]().union(*(outer.words for outer in box.around()))
        return self._called[box]

    def _of_names(self, box: Box) -> Signs:
        """What a box and the one around it are called, which is the line's own, and what those farther out are."""
        key = box.words, box.parent
        if key not in self._names:
            own = box.words | box.parent.words if box.parent else box.words
            above = self._words_around(box.parent.parent) - own if box.parent and box.parent.parent else own - own
            self._names[key] = (*(f"class {word}" for word in sorted(own)), *(f"under {word}" for word in sorted(above)))
        return self._names[key]


def _cell(box: Box) -> Box | None:
    """The cell that a box of a row is, or is all the text of: a cell that holds several paragraphs is rather there for the layout."""
    cell = next(outer for outer in box.around() if outer.tag in CELLS or outer is box.row)
    return cell if cell.tag in CELLS and (cell is box or cell.lines == 1) else None


@lru_cache(maxsize=4096)
def _of_tags(tag: str, inside: frozenset[str], hidden: bool, from_main: str) -> Signs:
    return (f"tag {tag}", *(f"in {name}" for name in sorted(inside)), *(["hidden"] if hidden else []), from_main)


@cache
def _of_sums(name: str, linked: int, prose: int, lines: int) -> Signs:
    return f"{name} links {linked}%", f"{name} holds {prose}% of prose", f"{name} of {lines} lines"


def _of_metadata(key: str, metadata: Metadata) -> Iterator[str]:
    if len(key) >= TITLE:
        if any(_is_title(key, title) for title in metadata.titles):
            yield "title"
        if any(said.startswith(key) or (len(said) >= TITLE and key.startswith(said)) for said in metadata.descriptions):
            yield "description"
    if any(len(name) > 5 and name in key and len(key) < 4 * len(name) + 20 for name in metadata.authors):
        yield "author"
    if metadata.body and len(key) >= PART:
        yield "in the body of the data" if key[:200] in metadata.body else "not in the body of the data"


def _is_title(key: str, title: str) -> bool:
    return key in title or (len(title) >= TITLE and title in key and len(key) < 2 * len(title))


def _choices(keys: Sequence[str], chosen: str | None) -> list[Signs]:
    """Whether trafilatura took a line, and where it stands among those it took."""
    if chosen is None:
        return [()] * len(keys)
    lines = {letters(line) for line in chosen.split("\n")}
    whole = letters(chosen)
    flags = [key in lines or (len(key) >= PART and key in whole) for key in keys]
    if not any(flags):
        return [("nothing chosen",)] * len(keys)
    first, last = flags.index(True), len(flags) - 1 - flags[::-1].index(True)
    before, between, behind = (f"{where} the chosen" for where in ("in front of", "between", "behind"))
    return [("chosen" if flag else before if at < first else behind if at > last else between,) for at, flag in enumerate(flags)]
