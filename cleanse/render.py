"""`Cleaned` -> what is written: JSON, an explanation for eyes, on a terminal or for a pager."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from cleanse.model import Cleaned, Edit

# What could drive a terminal or reorder a line: shown as its code.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
STRUCK, FAINT, BOLD, END = "\x1b[2;9m", "\x1b[2m", "\x1b[1m", "\x1b[0m"
GUTTER, GAP = 2, 3
# A line of prose is read with ease up to some ninety characters; below forty, labels stand under the text and not beside it.
WIDEST, NARROWEST = 92, 40

Line = list[tuple[str, Edit | None]]


def to_json(cleaned: Cleaned) -> bytes:
    """One line of JSON: text, removed spans, repairs; offsets count code points of the decoded input."""
    from msgspec.json import encode

    try:
        return encode(cleaned.to_dict()) + b"\n"
    except UnicodeEncodeError:  # a lone surrogate: JSON can escape it, UTF-8 cannot hold it
        from json import dumps

        return dumps(cleaned.to_dict()).encode() + b"\n"


def to_attributes(cleaned: Cleaned) -> bytes:
    """One line of Dolma's attributes: for every rule the spans it removed, `[start, end, score]`, in code points of the decoded input.

    >>> import cleanse
    >>> to_attributes(cleanse.explain(cleanse.Document("The ferry left at noon, an hour late.\\nAdvertisement\\n", id="a")))
    b'{"id": "a", "attributes": {"cleanse__ad.label": [[38, 52, 1.0]]}}\\n'
    """
    from json import dumps

    spans: dict[str, list[tuple[int, int, float]]] = {}
    for edit in cleaned.removed:
        spans.setdefault(f"cleanse__{edit.rule}", []).append((edit.start, edit.end, 1.0))
    return dumps({"id": cleaned.document.id, "attributes": spans}).encode() + b"\n"


def safe(text: str) -> str:
    r"""Text that a terminal shows and does not obey.

    >>> safe("a\x1b[31mb\n")
    'a\\x1b[31mb\n'
    """
    return UNSAFE.sub(lambda found: ascii(found.group())[1:-1], text)


def explanation(cleaned: Cleaned, width: int = 0) -> str:
    """The repaired input with what went marked, kind and rule beside it, and totals below.

    `width` is that of a terminal, in cells: what went is struck out and dimmed, and all is wrapped. Without it the text is
    plain, for a pager or a file: what went stands between ⟦ and ⟧, and a line stays a line.
    """
    lines = list(_lines(cleaned))
    return "".join(f"{row}\n" for row in (_columns(lines, width) if width else map(_plain, lines))) + f"\n{totals(cleaned, width)}"


def _lines(cleaned: Cleaned) -> Iterator[Line]:
    """The lines of the repaired input, each in pieces; a piece that went has its edit."""
    line: Line = []
    for before, after, edit in cleaned.pieces():
        shown: Line = [(after, None)]
        if edit is not None and edit.kind is not None:
            shown.insert(0, (before.replace("\r\n", "\n"), edit))
        for text, reason in shown:
            first, *rest = text.split("\n")
            line += [(first, reason)] if first else []
            for part in rest:
                yield line
                line = [(part, reason)] if part else []
    if line:
        yield line


def _label(edit: Edit) -> str:
    return safe(f"{edit.kind} · {edit.rule}")


def _plain(line: Line) -> str:
    return "".join(safe(text) if edit is None else f"⟦{safe(text)}⟧ ({_label(edit)})" for text, edit in line)


def _columns(lines: list[Line], width: int) -> Iterator[str]:
    """The text in one column and the labels in another, or under the text where the terminal is too narrow for two."""
    labels = max((GAP + len(_label(edit)) for line in lines for _, edit in line if edit), default=0)
    beside = width - GUTTER - labels
    column = min(beside if beside >= NARROWEST else max(width - GUTTER, 2), WIDEST)
    told: Edit | None = None  # an edit of many lines is labelled once
    for line in lines:
        edits = [edit for _, edit in line if edit and edit is not told]
        told = edits[-1] if edits else told
        rows = _wrapped(line, column) or [("", 0)]
        reasons = [f"{BOLD}{safe(str(edit.kind))}{END}{FAINT} · {safe(edit.rule)}{END}" for edit in edits]
        if beside < NARROWEST:
            rows, reasons = rows + [(f"{FAINT}↳{END} {reason}", 0) for reason in reasons], []
        sign = " " if not any(edit for _, edit in line) else "-" if all(edit for _, edit in line) else "~"
        rows += [("", 0)] * (len(reasons) - len(rows))
        for number, (text, cells) in enumerate(rows):
            beside_it = " " * (column - cells + GAP) + reasons[number] if number < len(reasons) else ""
            yield f"{sign} {text}{beside_it}".rstrip()


def _wrapped(line: Line, column: int) -> list[tuple[str, int]]:
    """Rows of a line and their widths: at most `column` cells, broken at a space where there is one.

    Time is linear in the length of the line, whatever it holds; `textwrap` and `wcwidth.wrap` are not on long words.
    """
    from wcwidth import wcwidth

    chars = [(char, max(wcwidth(char), 0), edit is not None) for text, edit in line for char in safe(text).expandtabs(4)]
    rows: list[tuple[str, int]] = []
    first = cells = after_space = 0
    for place, (char, wide, _) in enumerate(chars):
        if cells + wide > column and char != " ":
            end = after_space if after_space > first else place
            rows.append(_row(chars[first:end]))
            first, cells = end, sum(cell for _, cell, _ in chars[end:place])
        cells += wide
        after_space = place + 1 if char == " " else after_space
    return [*rows, _row(chars[first:])] if chars else []


def _row(chars: list[tuple[str, int, bool]]) -> tuple[str, int]:
    while chars and chars[-1][0] == " ":
        chars.pop()
    pieces = []
    for struck, run in groupby(chars, key=itemgetter(2)):
        text = "".join(char for char, _, _ in run)
        pieces.append(f"{STRUCK}{text}{END}" if struck else text)
    return "".join(pieces), sum(cells for _, cells, _ in chars)


def totals(cleaned: Cleaned, width: int = 0) -> str:
    """How much went, by kind and rule, and how many repairs were made; wrapped to `width`, if there is one."""
    from textwrap import wrap

    counts = sorted(Counter((str(edit.kind), edit.rule, edit.says) for edit in cleaned.removed).items())
    kinds, rules = (max((len(row[place]) for row, _ in counts), default=0) for place in (0, 1))
    lines = [("", note) for note in cleaned.notes]
    lines += [(f"{count:6}  {kind:{kinds}}  {rule:{rules}}  ", says) for (kind, rule, says), count in counts]
    characters = sum(edit.gone for edit in cleaned.removed)
    share = characters / max(len(cleaned.document.text), 1)
    repaired = sum(edit.rule.startswith("repair.") for edit in cleaned.repairs)
    lines.append((f"{len(cleaned.removed):6} ", f"removed, {repaired} repaired; {share:.0%} of the characters went"))
    rows: list[str] = []
    for head, text in lines:
        hang = len(head) if width - len(head) >= NARROWEST // 2 else 8
        rows += wrap(safe(head + text), width, subsequent_indent=" " * hang) if width > 8 else [safe(head + text)]
    return "".join(f"{row}\n" for row in rows)
