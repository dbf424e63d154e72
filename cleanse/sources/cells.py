"""CSV: a header, then one document a row, of which only the cell with the text changes; an unchanged row keeps its line. UTF-8 out.

Quotes are read strictly: a stray one makes a bad row of the line it stands in, not of all the lines that it would swallow.
"""

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterator
from io import BufferedReader, TextIOWrapper
from itertools import chain, islice
from typing import IO, Any, NamedTuple

from cleanse.decode import known_encoding
from cleanse.model import CleanseError, Document
from cleanse.sources.job import LIMIT, BadRecord, Job, choose_field

SEPARATORS = ",\t;|"  # the first is taken by which the header has a column that holds the text
HELD = 56  # bytes that a line of a row takes in memory beside its characters


class Row(NamedTuple):
    """One row: the number of its first line, how it stands there, its cells, and what is wrong with it."""

    number: int
    line: str
    cells: list[str]
    problem: str = ""


class Header(NamedTuple):
    """How to read the rows: the separator, the numbers of the columns of text, id and url (-1 for none), and how many columns there are."""

    separator: str
    text: int
    id: int
    url: int
    columns: int


def rewrite_csv(source: "BufferedReader[Any]", target: IO[bytes], job: Job, name: str) -> None:
    """Write the header and every row with its text cleaned. Raises `CleanseError` where no column is known to hold the text."""
    named = known_encoding(job.hints.encoding) or "utf-8"
    encoding = _without_mark(named, source.peek(4))
    csv.field_size_limit(max(csv.field_size_limit(), LIMIT))
    lines = _lines(TextIOWrapper(source, encoding, "surrogateescape", newline=""), name)
    if not (first := next(lines, "")):
        return
    mark = "\ufeff" if first.startswith("\ufeff") else ""
    read = [first.removeprefix(mark)]
    header = _header(lines, read, job.hints.field, name)
    target.write(mark.encode() if encoding == named else b"")
    for row in _rows(chain(read, lines), header.separator):
        try:
            line = row.line if row.number == 1 else _cleaned(row, header, job, name)
            target.write(line.encode())
        except (BadRecord, UnicodeEncodeError) as bad:  # a byte that could not be read is a lone surrogate here
            reason = str(bad) if isinstance(bad, BadRecord) else f"not {named}; say what it is with --encoding"
            job.reject(f"{name}:{row.number}", reason, [row.line.encode(encoding, "surrogateescape")], "\n".encode(encoding))
        target.flush()


def _without_mark(encoding: str, head: bytes) -> str:
    """The name by which the encoding neither expects nor writes a byte order mark; `head` is what the file begins with."""
    if encoding in {"utf-16", "utf-32"}:
        return f"{encoding}-{'be' if head.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)) else 'le'}"
    return encoding.removesuffix("-sig")


def _lines(reader: TextIOWrapper, name: str) -> Iterator[str]:
    """The lines with their own line endings. Raises `CleanseError` for what cannot even be read with its bad bytes escaped."""
    try:
        while line := reader.readline(LIMIT):
            yield line
    except UnicodeDecodeError as error:
        raise CleanseError(f"{name} is not {reader.encoding} ({error.reason}); say what it is with --encoding") from error


def _header(lines: Iterator[str], read: list[str], wanted: str, name: str) -> Header:
    """How to read the rows below the header; lines that are taken from `lines` to find that out are added to `read`."""
    problems: list[CleanseError] = []
    for separator in SEPARATORS:
        row = next(_rows(chain(tuple(read), _noted(lines, read)), separator))
        if any("\udc80" <= char <= "\udcff" for char in row.line):
            raise CleanseError(f"{name}: the header cannot be read; say with --encoding what it is")
        try:
            if row.problem:
                raise CleanseError(f"{name}: the header is {row.problem}")
            field = choose_field(row.cells, wanted, name)
        except CleanseError as error:
            problems.append(error)
        else:
            id, url = (row.cells.index(name) if name in row.cells else -1 for name in ("id", "url"))
            return Header(separator, row.cells.index(field), id, url, len(row.cells))
    raise problems[0]


def _noted(lines: Iterator[str], read: list[str]) -> Iterator[str]:
    for line in lines:
        read.append(line)
        yield line


def _rows(lines: Iterator[str], separator: str) -> Iterator[Row]:
    waiting: deque[str] = deque()
    number = 1
    # So many of the waiting lines were part of a bad row before it failed. Each is read alone: a quote that it leaves open would fail at
    # the same place, and time would be quadratic.
    swallowed = 0
    while True:
        swallowed -= 1
        held: list[str] = []
        fed = _fed(lines, waiting, held)
        try:
            cells = next(csv.reader(islice(fed, 1) if swallowed > 0 else fed, delimiter=separator, strict=True))
            problem = ""
        except StopIteration:
            return
        except csv.Error as error:
            cells, problem = [], f"not CSV: {error}"
            waiting.extendleft(reversed(held[1:]))
            swallowed = max(swallowed, len(held) - 1)
            del held[1:]
        yield Row(number, "".join(held), cells, problem)
        number += len(held)


def _fed(lines: Iterator[str], waiting: deque[str], held: list[str]) -> Iterator[str]:
    """Lines for one row, noted in `held`."""
    size = 0
    while line := waiting.popleft() if waiting else next(lines, ""):
        held.append(line)
        size += len(line) + HELD
        if size >= LIMIT:
            raise csv.Error(f"a row of more than {LIMIT >> 20} MiB, of which each line takes {HELD} bytes more than it is long")
        yield line


def _cleaned(row: Row, header: Header, job: Job, name: str) -> str:
    """The row with its text cleaned."""
    if row.problem:
        raise BadRecord(row.problem)
    if not row.cells:  # a blank line
        return row.line
    if len(row.cells) != header.columns:
        raise BadRecord(f"a row of {len(row.cells)} cells under a header of {header.columns}")
    row.line.encode()
    text = row.cells[header.text]
    id = row.cells[header.id] if header.id >= 0 else f"{name}/{row.number}"
    url = row.cells[header.url] if header.url >= 0 else ""
    cleaned = job.clean_value(Document(text, id, url, "text/html" if job.hints.html else "text/plain"))
    if cleaned == text:
        return row.line
    start, end = _place(row.line, header)
    if header.columns == 1 and not cleaned:  # without quotes it would be a blank line, which is no row
        cleaned = '""'
    elif row.line[start] == '"' or re.search(rf'["\r\n{re.escape(header.separator)}]', cleaned):
        cleaned = '"' + cleaned.replace('"', '""') + '"'
    return row.line[:start] + cleaned + row.line[end:]


def _place(line: str, header: Header) -> tuple[int, int]:
    """Where the cell with the text stands in a row, its quotes included."""
    cell = re.compile(rf'"[^"]*(?:""[^"]*)*"|[^{re.escape(header.separator)}\r\n]*')
    end = -1
    for _ in range(header.text + 1):
        found = cell.match(line, end + 1)
        start, end = found.span()  # type: ignore[union-attr]  # it matches the empty string
    return start, end
