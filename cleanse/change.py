"""The bytes of a file, in any format that can stay what it is -> those of the cleaned one.

Plain text keeps its form (`plain`), records keep everything but the text (`sources`). Where nothing is removed or repaired every
byte stays, those of the compression too. Where a record is bad the file is refused: in place, leaving it out would lose it.
"""

from io import BytesIO

from cleanse.cleaner import Cleaner
from cleanse.model import CleanseError
from cleanse.plain import clean_bytes
from cleanse.sources import Hints, Job, rewrite, tell_apart
from cleanse.sources.compression import compressed, expanded


def clean_file(data: bytes, name: str, cleaner: Cleaner, hints: Hints) -> bytes:
    r"""The file cleaned. Raises `CleanseError` where it cannot be, or where something of it would be lost.

    >>> clean_file(b'{"text": "The ferry left at noon.\\nAdvertisement"}\n', "a.jsonl", Cleaner(), Hints())
    b'{"text": "The ferry left at noon."}\n'
    """
    mark, format = tell_apart(BytesIO(data), name, hints)
    if format in {"html", "warc"}:
        raise CleanseError(f"is {format.upper()}, of which text comes out, no such file; write it to another: cleanse FILE > CLEAN")
    if format != "text":
        return _records(data, name, cleaner, hints)
    if not mark:
        return clean_bytes(data, cleaner, hints.encoding)
    before = expanded(BytesIO(data), mark, _refuse).read()
    after = clean_bytes(before, cleaner, hints.encoding)
    return data if after == before else _packed(after, mark)


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
