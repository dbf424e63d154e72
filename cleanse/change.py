"""The bytes of a file, in any format that can stay what it is -> those of the cleaned one.

Plain text keeps its form (`plain`), records keep everything but the text (`sources`), and CSV keeps the encoding that a byte order mark
stands for as well. Where nothing is removed or repaired every byte stays, those of the compression too. A file with a bad record is
refused, since leaving the record out in place would lose it.
"""

from io import BytesIO

from cleanse.cleaner import Cleaner
from cleanse.decode import MARKS, decode
from cleanse.model import CleanseError
from cleanse.plain import clean_bytes
from cleanse.sources import Hints, Job, rewrite, tell_apart
from cleanse.sources.compression import compressed, expanded

SHOWN = 1 << 26  # bytes of what was compressed that are shown; it may be endless


def clean_file(data: bytes, name: str, cleaner: Cleaner, hints: Hints) -> bytes:
    r"""The file cleaned. Raises `CleanseError` where it cannot be, or where something of it would be lost.

    >>> clean_file(b'{"text": "The ferry left at noon.\\nAdvertisement"}\n', "a.jsonl", Cleaner(), Hints())
    b'{"text": "The ferry left at noon."}\n'
    """
    mark, format = tell_apart(BytesIO(data), name, hints)
    if format in {"html", "warc"}:
        raise CleanseError(f"is {format.upper()}, of which text comes out, no such file; write it to another: cleanse FILE > CLEAN")
    if format not in {"text", "csv"}:
        return _records(data, name, cleaner, hints)
    before = expanded(BytesIO(data), mark, _refuse).read() if mark else data
    after = clean_bytes(before, cleaner, hints.encoding) if format == "text" else _table(before, name, cleaner, hints)
    return data if after == before else _packed(after, mark) if mark else after


def readable(before: bytes, after: bytes, name: str, hints: Hints) -> tuple[bytes, bytes]:
    r"""What a diff can show of two states of a file: what is inside if they are compressed, UTF-8 if they are text in another encoding.

    Where only the encoding or the compression changes, the bytes as they are.

    >>> readable(b"\xff\xfea\0", b"\xff\xfeb\0", "a.txt", Hints())
    (b'a', b'b')
    """
    mark, format = tell_apart(BytesIO(before), name, hints)
    inside = [expanded(BytesIO(data), mark, _refuse).read(SHOWN + 1) if mark else data for data in (before, after)]
    if mark and max(map(len, inside)) > SHOWN:
        return before, after
    document = decode(inside[0], hints.encoding)
    if format in {"text", "csv"} and document.encoding != "utf-8" and (texts := (document.text, decode(inside[1]).text))[0] != texts[1]:
        return texts[0].encode(), texts[1].encode()
    return inside[0], inside[1]


def _table(data: bytes, name: str, cleaner: Cleaner, hints: Hints) -> bytes:
    """CSV. One in UTF-8, which cleaning it once makes of any, is read as UTF-8 whatever was declared: its other cells would be damaged."""
    if decode(data, hints.encoding).encoding == "utf-8":
        hints = hints._replace(encoding="")
    after = _records(data, name, cleaner, hints)
    mark, encoding = next((pair for pair in MARKS if data.startswith(pair[0])), (b"", "utf-8"))
    return mark + after.decode("utf-8-sig").encode(encoding) if after != data and mark else after


def _records(data: bytes, name: str, cleaner: Cleaner, hints: Hints) -> bytes:
    job, target = Job(cleaner, hints), BytesIO()
    rewrite(BytesIO(data), target, job, name)
    if job.rejected:
        raise CleanseError("has bad records (see above), which would be lost; repair them, or write the others to another file")
    return target.getvalue() if job.changed else data


def _packed(data: bytes, mark: bytes) -> bytes:
    target = BytesIO()
    with compressed(target, mark) as file:
        file.write(data)
    return target.getvalue()


def _refuse(reason: str) -> None:
    raise CleanseError(reason)
