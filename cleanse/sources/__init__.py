"""Doors: a stream of bytes in any format -> the same format with clean texts.

`rewrite` is the one way through. What comes as a page leaves as text, what comes as WARC or WET leaves as JSONL (`id`, `url`, `date`,
`text`); what comes compressed leaves compressed. A bad record costs only itself (`Job.reject`).
"""

import os
from collections.abc import Callable
from contextlib import nullcontext
from io import BufferedReader
from stat import S_ISREG
from typing import IO

from cleanse.model import CleanseError
from cleanse.sources.compression import BUFFER, PACKED, Chained, compressed, expanded, foreign, magic
from cleanse.sources.detect import SUFFIXES, find_format, first_line, suffix
from cleanse.sources.job import NO_HINTS, Hints, Job

__all__ = ["Hints", "Job", "need_another", "rewrite", "shown", "tell_apart"]


def rewrite(source: IO[bytes], target: IO[bytes], job: Job, name: str = "-", check: Callable[[bytes, str], object] | None = None) -> str:
    """Read `source`, clean it, write `target`; `name` is that of the input, "-" for standard input. The format is returned.

    Nothing is closed. `check` is called with the mark of the compression and the format, unless the input is empty; where it raises,
    nothing is written. Raises `CleanseError` where the input is not what the caller says, and `OSError` where it cannot be read or written.

    >>> from io import BytesIO
    >>> from cleanse.cleaner import Cleaner
    >>> target = BytesIO()
    >>> rewrite(BytesIO(b'{"id": 1.0, "text": "A ferry left at noon.\\\\nAdvertisement"}\\n'), target, Job(Cleaner()))
    'jsonl'
    >>> target.getvalue()
    b'{"id": 1.0, "text": "A ferry left at noon."}\\n'
    """
    mark, head, plain = _expanded(source, name, lambda reason: job.reject(shown(name), reason))
    format = find_format(head, name, job.hints)
    if check and (mark or head):
        check(mark, format)
    with compressed(target, mark) if mark else nullcontext(target) as packed:
        _rewrite(head, plain, packed, job, name, format)
    return format


def need_another(source: IO[bytes], target: IO[bytes], name: str = "-") -> None:
    """Raises `CleanseError` where `target` is the very file that is read: it would come out empty, or never end.

    >>> from io import BytesIO
    >>> need_another(BytesIO(), BytesIO())
    """
    try:
        came, went = os.fstat(source.fileno()), os.fstat(target.fileno())
    except OSError:  # not of a file
        return
    if S_ISREG(came.st_mode) and os.path.samestat(came, went):
        raise CleanseError(f"{shown(name)} is input and output; write to another file")


def tell_apart(source: IO[bytes], name: str = "-", hints: Hints = NO_HINTS) -> tuple[bytes, str]:
    """The mark of the compression, b"" for none, and the format; `source` is read as far as that needs.

    Raises `CleanseError` where what the caller says does not fit.

    >>> from io import BytesIO
    >>> tell_apart(BytesIO(b"The ferry left at noon."))
    (b'', 'text')
    """
    mark, head, _ = _expanded(source, name, lambda reason: None)
    return mark, find_format(head, name, hints)


def _expanded(source: IO[bytes], name: str, damaged: Callable[[str], None]) -> tuple[bytes, bytes, IO[bytes]]:
    """The mark of the compression, what `first_line` gives of what is in it, and the stream of the rest.

    Raises `CleanseError` for what would be read as text and is none.
    """
    head = first_line(source)
    if mark := magic(head):
        source = expanded(BufferedReader(Chained(head, source)), mark, damaged)
        head = first_line(source)
        if magic(head):
            raise CleanseError(f"{shown(name)} is compressed twice; decompress it once first")
    elif not head.strip() and os.path.splitext(name)[1].lower() in PACKED:  # noqa: PTH122  (pathlib takes its time at a start)
        damaged("holds nothing, as no compressed file does; it was cut off")
    if what := foreign(head):
        raise CleanseError(f"{shown(name)} is {what}")
    return mark, head, source


def _rewrite(head: bytes, source: IO[bytes], target: IO[bytes], job: Job, name: str, format: str) -> None:
    """`rewrite` for what is not compressed, or no longer; `head` has been read of it."""
    stream = BufferedReader(Chained(head, source), BUFFER)
    if format == "jsonl":
        from cleanse.sources.jsonl import rewrite_jsonl

        rewrite_jsonl(stream, target, job, shown(name))
    elif format == "csv":
        from cleanse.sources.cells import rewrite_csv

        rewrite_csv(stream, target, job, shown(name))
    elif format == "parquet":
        from cleanse.sources.parquet import rewrite_parquet

        rewrite_parquet(head, source, target, job, shown(name))
    elif format == "warc":
        from cleanse.sources.warc import rewrite_warc

        rewrite_warc(stream, target, job, shown(name))
    else:
        from cleanse.sources.text import rewrite_text

        # Whoever asks for Markdown gives a page, however it begins, unless its name says otherwise.
        html = format == "html" or job.hints.html or (job.hints.markdown and suffix(name) not in SUFFIXES)
        rewrite_text(stream, target, job, shown(name), "text/html" if html else "text/plain")
    target.flush()


def shown(name: str) -> str:
    """What an input is called in messages.

    >>> shown("-")
    '<stdin>'
    """
    return "<stdin>" if name == "-" else name
