"""JSONL: one JSON object a line, of which only the text changes; every other byte of its line stays, and an unchanged record is its line.

The scanner of the standard library says where a value stands, which msgspec and orjson do not; it reads NaN as others write
it, and numbers are never converted. A record leaves before the next one is waited for.
"""

import json
import re
from collections.abc import Iterator
from typing import IO, NamedTuple

from cleanse.model import Document
from cleanse.sources.job import LIMIT, BadRecord, Job, choose_field

SCANNER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
SPACE = re.compile(r"[ \t\r\n]*")


class Member(NamedTuple):
    """A field of a record: its name, its value, and where that stands in the line; `is_text` for a string or null."""

    key: str
    value: object
    start: int
    end: int
    is_text: bool


def rewrite_jsonl(source: IO[bytes], target: IO[bytes], job: Job, name: str, field: str = "") -> None:
    """Write every record with its text cleaned; blank lines stay.

    `field` holds the text, if that is known; otherwise the first record says. Raises `CleanseError` where it has no such field.
    """
    number = 0
    while line := source.readline(LIMIT):
        number += 1
        if len(line) == LIMIT and not line.endswith(b"\n"):
            job.reject(f"{name}:{number}", f"a line of more than {LIMIT >> 20} MiB", _rest(line, source))
            continue
        try:
            if line.strip():
                record = _decoded(line)
                found = members(record)
                field = field or choose_field([member.key for member in found if member.is_text], job.hints.field, f"{name}:{number}")
                line = _cleaned(record, found, field, job, f"{name}/{number}")
            target.write(line if line.endswith(b"\n") or not job.more else line + b"\n")
        except BadRecord as bad:
            job.reject(f"{name}:{number}", str(bad), [line])
        target.flush()


def _rest(line: bytes, source: IO[bytes]) -> Iterator[bytes]:
    """What has been read of a long line, and what is left of it."""
    while line:
        yield line
        line = b"" if line.endswith(b"\n") else source.readline(1 << 20)


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise BadRecord(f"not UTF-8 at byte {error.start + 1}") from error


def members(line: str) -> list[Member]:
    """The fields of the JSON object that is the line. Raises `BadRecord` for anything else.

    >>> members('{"id": 1e400, "text": "A"}')[0]
    Member(key='id', value='1e400', start=7, end=12, is_text=False)
    """
    found: list[Member] = []
    try:
        at = _after(line, "{", 1 if line.startswith("\ufeff") else 0)
        while line[at] != "}" or found:
            if line[at] != '"':
                raise json.JSONDecodeError("no name", line, at)
            key, at = SCANNER.raw_decode(line, at)
            start = _after(line, ":", _skipped(line, at))
            value, end = SCANNER.raw_decode(line, start)
            found.append(Member(str(key), value, start, end, line[start] in '"n'))
            at = _skipped(line, end)
            if line[at] == "}":
                break
            at = _after(line, ",", at)
        if _skipped(line, at + 1) < len(line):
            raise BadRecord(f"not JSON: something follows the object at character {at + 2}")
    except json.JSONDecodeError as error:
        raise BadRecord(f"not JSON: {error.msg.removesuffix(' at')} at character {error.pos + 1}") from error
    except IndexError as error:
        raise BadRecord("not JSON: the line ends within the object") from error
    except RecursionError as error:
        raise BadRecord("JSON nested too deep") from error
    return found


def _skipped(line: str, at: int) -> int:
    return SPACE.match(line, at).end()  # type: ignore[union-attr]  # it matches the empty string


def _after(line: str, mark: str, at: int) -> int:
    """Where it goes on after a mark that has to come at `at`."""
    at = _skipped(line, at)
    if line[at] != mark:
        raise json.JSONDecodeError(f"no {mark}", line, at)
    return _skipped(line, at + 1)


def _cleaned(line: str, found: list[Member], field: str, job: Job, id: str) -> bytes:
    """The line with its text cleaned."""
    texts = [member for member in found if member.key == field]
    if len(texts) != 1:
        raise BadRecord(f"{len(texts) or 'no'} fields {field!r}")
    _, text, start, end, is_text = texts[0]
    if not is_text:
        raise BadRecord(f"no text in the field {field!r}")
    if not isinstance(text, str):  # null
        return line.encode()
    _refuse_surrogates(text, field)
    given = next((str(member.value) for member in found if member.key == "id"), id)
    url = next((member.value for member in found if member.key == "url" and isinstance(member.value, str)), "")
    cleaned = job.clean_value(Document(text, given, url, "text/html" if job.hints.html else "text/plain"))
    if cleaned == text:
        return line.encode()
    escapes = line.isascii() and line.find("\\u", start, end) >= 0  # the way this writer writes
    return (line[:start] + json.dumps(cleaned, ensure_ascii=escapes) + line[end:]).encode()


def _refuse_surrogates(text: str, field: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadRecord(f"a lone surrogate in the field {field!r}") from error
