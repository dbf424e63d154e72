"""JSONL: one JSON object a line, of which only the text changes; every other byte stays, and an unchanged record keeps its line.

The scanner of the standard library says where a value stands, which msgspec and orjson do not. It accepts NaN, which other programs
write, and what it makes of values that are no strings is thrown away at once. It is given the bytes as Latin-1: then places are those in
the line, and one character outside Latin-1 does not make a line of megabytes take four times its size. A record is written before the
next one is waited for.
"""

import codecs
import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import IO, NamedTuple

from cleanse.model import CleanseError, Document
from cleanse.sources.job import LIMIT, BadRecord, Job, NoTextError, choose_field
from cleanse.sources.window import WINDOW

SCANNER = json.JSONDecoder(parse_int=bool, parse_float=bool, parse_constant=bool, object_pairs_hook=bool)
SPACE = re.compile(r"[ \t\r\n]*")
STRETCH = 1 << 17  # bytes of a long text that are made ready at once
HELD = 200  # bytes that a record in memory takes besides its line


class Member(NamedTuple):
    """A field of a record: its name, and the bytes of the line in which its value stands; `is_text` for a string or null."""

    key: str
    start: int
    end: int
    is_text: bool


def rewrite_jsonl(source: IO[bytes], target: IO[bytes], job: Job, name: str, field: str = "") -> None:
    """Write every record with its text cleaned; blank lines stay.

    `field` holds the text, if that is known; otherwise the first record with a text says which. Raises `CleanseError` where there is none.
    """
    number = 0
    early = _Early(job)
    while line := source.readline(LIMIT):
        number += 1
        if len(line) == LIMIT and not line.endswith(b"\n"):
            job.reject(f"{name}:{number}", f"a line of more than {LIMIT >> 20} MiB", _rest(line, source))
            continue
        try:
            parts = [line]
            if line.strip():
                field = field or early.field(line, f"{name}:{number}")
                if not field:
                    continue
                parts = _cleaned(line, field, job, f"{name}/{number}")
            for part in parts if line.endswith(b"\n") or not job.more else [*parts, b"\n"]:
                target.write(part)
        except BadRecord as bad:
            job.reject(f"{name}:{number}", str(bad), [line])
        target.flush()
    if early.problem and not field:
        raise early.problem


class _Early:
    """The records before the first one with a text, at most `LIMIT` bytes: bad records if one comes, the caller's mistake if none does."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.held: list[tuple[str, bytes]] = []
        self.size = 0
        self.problem: CleanseError | None = None

    def field(self, line: bytes, place: str) -> str:
        """The field that holds the text, "" where the record has none and waits. Raises `CleanseError` for too many, or several fields."""
        names = dict.fromkeys(found.key for found in members(line) if found.is_text)
        try:
            field = choose_field(list(names), self.job.hints.field, place)
        except NoTextError as problem:
            self.problem = self.problem or problem
            self.size += len(line) + HELD
            if self.size < LIMIT:
                self.held.append((place, line))
                return ""
            if not (field := self.job.hints.field):
                raise self.problem from None
        for held, bad in self.held:
            self.job.reject(held, f"no text in the field {field!r}", [bad])
        self.held.clear()
        return field


def _rest(line: bytes, source: IO[bytes]) -> Iterator[bytes]:
    """What has been read of a long line, and what is left of it."""
    while line:
        yield line
        line = b"" if line.endswith(b"\n") else source.readline(1 << 20)


def members(line: bytes) -> Iterator[Member]:
    """The fields of the JSON object that is the line. Raises `BadRecord` for anything else, once it is reached.

    >>> list(members(b'{"id": 1e400, "text": "A"}'))
    [Member(key='id', start=7, end=12, is_text=False), Member(key='text', start=22, end=25, is_text=True)]
    """
    _refuse_other_encodings(line)
    text = line.decode("latin-1")
    first = True
    try:
        at = _after(text, "{", len(codecs.BOM_UTF8) if line.startswith(codecs.BOM_UTF8) else 0)
        while text[at] != "}" or not first:
            if text[at] != '"':
                raise json.JSONDecodeError("no name", text, at)
            key, end = SCANNER.raw_decode(text, at)
            start = _after(text, ":", _skipped(text, end))
            name = key if key.isascii() else _value(line, at, end)
            end = SCANNER.raw_decode(text, start)[1]
            yield Member(name, start, end, text[start] in '"n')
            first = False
            at = _skipped(text, end)
            if text[at] == "}":
                break
            at = _after(text, ",", at)
        if _skipped(text, at + 1) < len(text):
            raise BadRecord(f"not JSON: something follows the object at byte {at + 2}")
    except json.JSONDecodeError as error:
        raise BadRecord(f"not JSON: {error.msg.removesuffix(' at')} at byte {error.pos + 1}") from error
    except IndexError as error:
        raise BadRecord("not JSON: the line ends within the object") from error
    except RecursionError as error:
        raise BadRecord("JSON nested too deep") from error


def _refuse_other_encodings(line: bytes) -> None:
    """Raise `BadRecord` for what is not UTF-8. The line is decoded in stretches, since a string may take four times its room."""
    at = len(line) if line.isascii() else 0
    while at < len(line):
        try:
            at += codecs.utf_8_decode(memoryview(line)[at : at + STRETCH], "strict", at + STRETCH >= len(line))[1]
        except UnicodeDecodeError as error:
            raise BadRecord(f"not UTF-8 at byte {at + error.start + 1}") from error


def _skipped(text: str, at: int) -> int:
    return SPACE.match(text, at).end()  # type: ignore[union-attr]  # it matches the empty string


def _after(text: str, mark: str, at: int) -> int:
    """Where to read on behind a mark that has to stand at `at`."""
    at = _skipped(text, at)
    if text[at] != mark:
        raise json.JSONDecodeError(f"no {mark}", text, at)
    return _skipped(text, at + 1)


def _value(line: bytes, start: int, end: int) -> str:
    """The string that stands there in JSON; any other value as it is written."""
    written = line[start:end].decode()
    return str(json.loads(written)) if written.startswith('"') else written


def _cleaned(line: bytes, field: str, job: Job, id: str) -> list[bytes]:
    """The line with its text cleaned, in parts."""
    found = [member for member in members(line) if member.key in (field, "id", "url")]
    texts = [member for member in found if member.key == field]
    if len(texts) != 1:
        raise BadRecord(f"{len(texts) or 'no'} fields {field!r}")
    _, start, end, is_text = texts[0]
    if not is_text:
        raise BadRecord(f"no text in the field {field!r}")
    given = next((_value(line, member.start, member.end) for member in found if member.key == "id"), id)
    url = next(
        (_value(line, member.start, member.end) for member in found if member.key == "url" and line.startswith(b'"', member.start)), ""
    )
    document = Document("", given, url, "text/html" if job.hints.html else "text/plain")
    if line.startswith(b"n", start):  # null, which stays, and counts as an empty text
        job.clean_value(document)
        return [line]
    clean = _clean_text if end - start <= WINDOW or job.watch or job.hints.html else _clean_long_text
    escapes = line.isascii() and line.find(b"\\u", start, end) >= 0  # as whoever wrote the line does
    changed = job.changed
    try:
        parts = [json.dumps(part, ensure_ascii=escapes)[1:-1].encode() for part in clean(line, start + 1, end - 1, job, document)]
    except UnicodeEncodeError as error:
        raise BadRecord(f"a lone surrogate in the field {field!r}") from error
    return [line] if job.changed == changed else [line[: start + 1], *parts, line[end - 1 :]]


def _clean_text(line: bytes, start: int, end: int, job: Job, document: Document) -> Iterator[str]:
    """The clean text of what stands there in JSON, without its quotes. Raises `UnicodeEncodeError` for a lone surrogate."""
    yield job.clean_value(document._replace(text=_text(line, start, end)))


def _clean_long_text(line: bytes, start: int, end: int, job: Job, document: Document) -> Iterator[str]:
    """The same in pieces, of a text that is never held whole."""
    places = list(_stretches(line, start, end))
    ended = _text(line, *places[-1]).endswith("\n")
    cleaned = job.clean_pieces(chain((_text(line, *place) for place in places), "" if ended else "\n"), document)
    last = ""
    for piece in filter(None, cleaned):
        yield last
        last = piece
    yield last if ended else last.removesuffix("\n")


def _stretches(line: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a string that is cut behind spaces, which are part of no escape and of no character."""
    while end - start > STRETCH and (space := line.find(b" ", start + STRETCH, end)) >= 0:
        yield start, space + 1
        start = space + 1
    yield start, end


def _text(line: bytes, start: int, end: int) -> str:
    text = str(json.loads(f'"{line[start:end].decode()}"'))
    text.encode()
    return text
