"""Lines of a page -> the signs of each: what its place in the page, the page's metadata and trafilatura say of it.

A sign is a named feature, the fourth source of the fitted model (`likelihood`), beside wording, place and region.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from cleanse.shape import letters
from cleanse.unwrap.metadata import Metadata
from cleanse.unwrap.tree import Box, Line

SHARES = (0, 10, 30, 60, 90, 99, 100)  # percent
INSIDE = frozenset(
    "article aside blockquote button details dl figcaption figure footer form h1 h2 h3 header label main nav noscript ol table ul".split()
)
MAIN = 0.5  # share of the prose of a page that its main box holds
CLOSE = 2  # boxes whose names are the line's own; those farther out are above it
STEPS = (0, 1, 2, 3, 5, 8)
TITLE = 12  # letters of a title at least
PART = 30  # letters; a shorter line stands in a text only as a whole line


def signs_of(lines: Sequence[Line], metadata: Metadata, chosen: str | None) -> list[tuple[str, ...]]:
    """The signs of every line; `chosen` is the text that trafilatura took from the page, None where it was not asked."""
    main = _main_box(lines)
    keys = [letters(line.text) for line in lines]
    choices = _choices(keys, chosen)
    of_page = list(_of_page(metadata, keys, choices))
    of_boxes = {id(line.box): line.box for line in lines}
    known = {key: list(_of_box(box, main)) for key, box in of_boxes.items()}
    rows = [next((id(box) for box in line.box.around() if box.tag == "tr"), 0) for line in lines]
    opens = [["opens row"] if row and row != before else [] for row, before in zip(rows, [0, *rows], strict=False)]
    return [
        (*choice, *_of_line(line), *_of_metadata(key, metadata), *known[id(line.box)], *of_page, *row)
        for line, key, choice, row in zip(lines, keys, choices, opens, strict=True)
    ]


def _of_page(metadata: Metadata, keys: Sequence[str], choices: Sequence[Sequence[str]]) -> Iterator[str]:
    """What the page says it is, and how much of it trafilatura took."""
    yield from (f"page is {name}" for name in sorted(metadata.types))
    if choices and choices[0]:
        taken = sum(len(key) for key, choice in zip(keys, choices, strict=True) if "chosen" in choice)
        yield f"page {_percent(taken, sum(map(len, keys)))}% chosen"


def _main_box(lines: Sequence[Line]) -> Box | None:
    """The innermost box that holds most of the prose."""
    if not lines:
        return None
    total = next(reversed(list(lines[0].box.around()))).prose
    boxes = {id(box): box for line in lines for box in line.box.around() if box.prose > MAIN * total}
    return max(boxes.values(), key=lambda box: box.depth, default=None)


def _percent(part: int, whole: int) -> int:
    return SHARES[bisect_left(SHARES, 100 * part / whole)] if whole else 0


def _step(count: int) -> int:
    return STEPS[min(bisect_left(STEPS, count), len(STEPS) - 1)]


def _of_line(line: Line) -> Iterator[str]:
    yield f"links {_percent(line.linked, len(line.text))}%"
    if line.stressed * 10 >= len(line.text) * 9:
        yield "stressed"


def _of_box(box: Box, main: Box | None) -> Iterator[str]:
    around = list(box.around())
    yield f"tag {box.tag}"
    yield from sorted({f"in {outer.tag}" for outer in around if outer.tag in INSIDE})
    if box.hidden:
        yield "hidden"
    yield _from_main(around, main)
    for name, outer in zip(("box", "parent", "grandparent"), around, strict=False):
        yield f"{name} links {_percent(outer.linked, outer.length)}%"
        yield f"{name} holds {_percent(outer.prose, around[-1].prose)}% of prose"
        yield f"{name} of {_step(outer.lines)} lines"
    own = frozenset[str]().union(*(outer.words for outer in around[:CLOSE]))
    yield from (f"class {word}" for word in sorted(own))
    yield from (f"under {word}" for word in sorted(frozenset[str]().union(*(outer.words for outer in around[CLOSE:])) - own))


def _from_main(around: Sequence[Box], main: Box | None) -> str:
    """How far inside the main box, or how far from it."""
    if main is None:
        return "no main"
    if main in around:
        return f"main + {_step(around[0].depth - main.depth)}"
    ours = set(map(id, around))
    shared = next((outer for outer in main.around() if id(outer) in ours), None)
    return f"main - {_step(main.depth - shared.depth) if shared else 'all'}"


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


def _choices(keys: Sequence[str], chosen: str | None) -> list[list[str]]:
    """Whether trafilatura took a line, and where it stands among those it took."""
    if chosen is None:
        return [[] for _ in keys]
    lines = {letters(line) for line in chosen.split("\n")}
    whole = letters(chosen)
    flags = [key in lines or (len(key) >= PART and key in whole) for key in keys]
    if not any(flags):
        return [["nothing chosen"] for _ in keys]
    first, last = flags.index(True), len(flags) - 1 - flags[::-1].index(True)
    return [
        ["chosen"] if flag else ["in front of the chosen" if at < first else "behind the chosen" if at > last else "between the chosen"]
        for at, flag in enumerate(flags)
    ]
