"""A long text -> windows of about half a million characters, each cleaned by itself, so that memory does not grow with the text.

A window ends at a blank line; where there is none in its second half, at the end of a line; and where there is none either, at a space.
Where it ends depends on the text alone. Decisions in one window know nothing of the others: a copy in another window is no copy, and
`top` and `bottom` are those of the window.
"""

from collections.abc import Iterable, Iterator

from cleanse.cleaner import Cleaner
from cleanse.model import Cleaned, Document, Edit

WINDOW = 1 << 19  # characters
SHORT = 8  # a rest of less than one part in so many of a window joins the window before: alone it would be judged out of context
SEAMS = ("\n\n", "\n\r\n", "\n", " ")  # where a window may end, the best first


def explain_in_windows(pieces: Iterable[str], cleaner: Cleaner, url: str = "") -> Iterator[Cleaned]:
    """The answers for the windows of a text that comes in pieces; offsets count in the whole text, `url` says where that is from.

    Their texts, one after the other, are the answer for the whole.
    """
    held: Cleaned | None = None  # the last one with a text: whether its seam is needed shows only with the next
    empty: list[Cleaned] = []
    start = begin = 0
    for window in windows(pieces):
        answer = cleaner.explain(Document(window, url=url))
        if held is not None and not answer.text:
            empty.append(_moved(answer, start))
        else:
            if held is not None:
                yield _moved(_with_seam(held), begin)
                yield from empty
            held, empty, begin = answer, [], start
        start += len(window)
    if held is not None:
        yield _moved(held, begin)
    yield from empty


def joined(answers: Iterable[Cleaned], document: Document) -> Cleaned:
    """The answers for the windows of `document` as one."""
    parts = list(answers)
    if len(parts) == 1:
        return parts[0]._replace(document=document)
    return Cleaned(
        "".join(part.text for part in parts),
        tuple(edit for part in parts for edit in part.edits),
        tuple(block for part in parts for block in part.blocks),
        document,
        tuple(dict.fromkeys(note for part in parts for note in part.notes)),
    )


def left_open(answer: Cleaned) -> Cleaned:
    """The same answer without the line feed at the end of its text.

    >>> from cleanse.cleaner import Cleaner
    >>> answer = left_open(Cleaner().explain("The ferry left at noon, an hour late.\\nAdvertisement"))
    >>> answer.text, answer.edits[0].before
    ('The ferry left at noon, an hour late.', '\\nAdvertisement')
    """
    if not answer.text:
        return answer
    edits, behind = list(answer.edits), list[Edit]()
    end = len(answer.document.text)
    while edits and edits[-1].end == end and not edits[-1].after:  # what went behind the line feed
        behind.insert(0, edits.pop())
        end = behind[0].start
    if edits and edits[-1].end == end:  # it was written
        last = edits.pop()
        last = last._replace(after=last.after[:-1])
        edits += [last] if last.before != last.after else []
    elif behind:  # it stood there, and goes with what goes
        behind[0] = behind[0]._replace(start=end - 1, before="\n" + behind[0].before)
    else:
        behind.append(Edit(end - 1, "\n", "", None, "canonical.line-break", "a line ends with a line feed"))
    return answer._replace(text=answer.text[:-1], edits=(*edits, *behind))


def windows(pieces: Iterable[str]) -> Iterator[str]:
    """The text cut into windows: at least one, and none is short unless it is the only one.

    >>> [len(window) for window in windows(["x" * 300_000, "\\n\\n", "y" * 300_000])]
    [300002, 300000]
    """
    held = ""
    for piece in pieces:
        for at in range(0, len(piece), WINDOW):
            held += piece[at : at + WINDOW]
            while len(held) > WINDOW + WINDOW // SHORT:
                end = _end(held)
                yield held[:end]
                held = held[end:]
    yield held


def _end(text: str) -> int:
    for seam in SEAMS:
        at = text.rfind(seam, WINDOW // 2, WINDOW)
        if at >= 0:
            return at + len(seam)
    return WINDOW


def _moved(answer: Cleaned, by: int) -> Cleaned:
    if not by:
        return answer
    return answer._replace(
        edits=tuple(edit._replace(start=edit.start + by) for edit in answer.edits),
        blocks=tuple(block._replace(start=block.start + by, end=block.end + by) for block in answer.blocks),
    )


def _with_seam(answer: Cleaned) -> Cleaned:
    """The answer for a window that others follow: the blank line that closed it stays, and no line ends where it ended in one."""
    window = answer.document.text
    if not answer.edits or answer.edits[-1].end < len(window):
        return answer
    *edits, last = answer.edits
    if last.rule == "canonical.blank-line":
        text, after = answer.text + "\n", "\n"
    elif last.rule == "canonical.line-break" and not last.before:
        after = " " if window.endswith(" ") else ""
        text = answer.text[:-1] + after
    else:
        return answer
    if last.before != after:
        edits.append(last._replace(after=after))
    return answer._replace(text=text, edits=tuple(edits))
