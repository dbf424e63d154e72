"""`Cleaned` -> what is written: JSON, an explanation for eyes."""

import re

from cleanse.model import Cleaned, Edit

# What could drive a terminal or reorder a line: shown as its code.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
STRUCK, FAINT, END = "\x1b[2;9m", "\x1b[2m", "\x1b[0m"


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


def explanation(cleaned: Cleaned, colour: bool) -> str:
    """The decoded input with what went marked, kind and rule beside it, and totals below.

    With `colour` it is struck out and dimmed, without it stands between ⟦ and ⟧.
    """
    pieces: list[str] = []
    read = written = 0
    for edit in cleaned.edits:
        kept = cleaned.text[read : read + edit.start - written]
        pieces.append(safe(kept))
        read += len(kept) + len(edit.after)
        written += len(kept) + len(edit.before)
        pieces.append(safe(edit.after) if edit.kind is None else _marked(edit, colour) + safe(edit.after))
    pieces += (safe(cleaned.text[read:]), "\n", totals(cleaned))
    return "".join(pieces)


def _marked(edit: Edit, colour: bool) -> str:
    text = edit.before.rstrip("\r\n")
    rest = "\n" if len(text) < len(edit.before) else ""
    start, end = (STRUCK, END) if colour else ("⟦", "⟧")
    label = f" {FAINT}{edit.kind} · {edit.rule}{END}" if colour else f" ({edit.kind} · {edit.rule})"
    return "\n".join(f"{start}{safe(line)}{end}" for line in text.split("\n")) + label + rest


def totals(cleaned: Cleaned) -> str:
    """How much went, by kind and rule, and how many repairs were made."""
    counts: dict[tuple[str, str, str], int] = {}
    for edit in cleaned.removed:
        counts[str(edit.kind), edit.rule, edit.says] = counts.get((str(edit.kind), edit.rule, edit.says), 0) + 1
    lines = [f"{count:4} {kind:11} {rule}: {says}" for (kind, rule, says), count in sorted(counts.items())]
    repairs = [edit for edit in cleaned.repairs if edit.rule.startswith("repair.")]
    lines.append(f"{len(cleaned.removed):4} removed, {len(repairs)} repaired")
    return "".join(f"{safe(line)}\n" for line in (*cleaned.notes, *lines))
