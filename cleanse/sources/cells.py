"""CSV: a header, then one document a row, of which only the cell with the text changes; an unchanged row is its line. UTF-8 out.

Strict: a stray quote makes a bad row of the line it stands in, not of all that it would swallow.
"""

import csv
import re
from collections import deque
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import chain, islice
from typing import IO, NamedTuple

from cleanse.decode import known_encoding
from cleanse.model import CleanseError, Document
from cleanse.sources.job import LIMIT, BadRecord, Job, choose_field

SEPARATORS = ",\t;|"  # the first by which the header has a column with the text
HELD = 56  # bytes that a line of a row takes in memory beside its characters


class Row(NamedTuple):
    """One row: the number of its first line, how it stands there, its cells, and what is wrong with it."""

    number: int
    line: str
    cells: list[str]
    problem: str = ""


class Header(NamedTuple):
    """How the rows are read: the separator, the numbers of the columns with the text, the id, the url (-1: none), how many there are."""

    separator: str
    text: int
    id: int
    url: int
    columns: int


def rewrite_csv(source: IO[bytes], target: IO[bytes], job: Job, name: str) -> None:
    """Write the header and every row with its text cleaned. Raises `CleanseError` where no column is known to hold the text."""
    encoding = known_encoding(job.hints.encoding) or "utf-8"
    csv.field_size_limit(max(csv.field_size_limit(), LIMIT))
    reader = TextIOWrapper(source, encoding, "surrogateescape", newline="")
    lines = iter(lambda: reader.readline(LIMIT), "")
    if not (first := next(lines, "")):
        return
    header = _header(first, job.hints.field, name)
    for row in _rows(chain([first], lines), header.separator):
        try:
            line = row.line if row.number == 1 else _cleaned(row, header, job, name)
            target.write(line.encode())
        except (BadRecord, UnicodeEncodeError) as bad:  # a byte that could not be read is a lone surrogate here
            reason = str(bad) if isinstance(bad, BadRecord) else f"not {encoding}; say what it is with --encoding"
            job.reject(f"{name}:{row.number}", reason, [row.line.encode(encoding, "surrogateescape")])
        target.flush()


def _header(line: str, wanted: str, name: str) -> Header:
    """How to read the rows below this header."""
    if any("\udc80" <= char <= "\udcff" for char in line):
        raise CleanseError(f"{name}: the header cannot be read; say with --encoding what it is")
    problems = []
    for separator in SEPARATORS:
        try:
            (names,) = csv.reader([line.removeprefix("\ufeff")], delimiter=separator, strict=True)
            field = choose_field(names, wanted, name)
        except (CleanseError, csv.Error) as error:
            problems.append(CleanseError(f"{name}: {error}") if isinstance(error, csv.Error) else error)
        else:
            id, url = (names.index(name) if name in names else -1 for name in ("id", "url"))
            return Header(separator, names.index(field), id, url, len(names))
    raise problems[0]


def _rows(lines: Iterator[str], separator: str) -> Iterator[Row]:
    waiting: deque[str] = deque()
    number = 1
    # How many of the waiting lines a bad row went over before it failed: one that is open at its end would fail at the same place.
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
    if row.line[start] == '"' or re.search(rf'["\r\n{re.escape(header.separator)}]', cleaned):
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
