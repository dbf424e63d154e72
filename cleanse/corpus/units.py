"""The sources of a run -> units of work, always the same ones in the same order: some files, or a range of a large JSONL file.

A range holds the lines that begin in it, so the size of a file is enough to set its ranges. What is compressed is not cut.
"""

import io
import os
import pickle
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, NamedTuple

from cleanse.model import CleanseError
from cleanse.sources import tell_apart
from cleanse.sources.detect import first_line
from cleanse.sources.files import find_files
from cleanse.sources.job import BadRecord, choose_field
from cleanse.sources.jsonl import members

# A unit is one part in so many of the corpus, so that all workers have something to do to the end, but it has at least and at most so many
# bytes: some seconds of work, and half a minute.
SHARE, LEAST, MOST = 64, 2 << 20, 32 << 20
FILES = 256  # in a unit, at most
PIECE = 1 << 20  # bytes read at once
PART = "-{:05}-of-{:05}"  # what is put into the names of parts
NAME = 255  # bytes of the name of a file, at most
OURS = "_cleanse"  # the folder within that of a run for all that is not data; readers pass over names that begin with an underscore


class Piece(NamedTuple):
    """A file, or the lines of a JSONL file that begin at a byte from `start` on and before `end`.

    `target` is the path of what is written, from the folder of the run, as far as it is known before the format is. `field` is the field
    that holds the texts of a range, "" where its first record says.
    """

    path: str
    target: str
    start: int = 0
    end: int = 0  # 0: the whole file
    field: str = ""


class Unit(NamedTuple):
    """What one worker does at once; `size` is in bytes."""

    number: int
    pieces: tuple[Piece, ...]
    size: int


class Plan(NamedTuple):
    """What all units amount to; `hash` changes with the name or the size of any file."""

    units: int
    size: int
    hash: str


def plan(sources: Sequence[str], field: str, out: Path | None = None) -> Iterator[Unit]:
    """The units of a run into the folder `out`.

    Raises `CleanseError` for a source that is not there, and where two files would be written to one place.
    """
    number, size = 0, 0
    pieces: list[Piece] = []
    limit = max(LEAST, min(sum(map(_size, find_files(sources, out))) // SHARE, MOST))
    for piece, bytes in _pieces(sources, field, limit, out):
        if pieces and (size + bytes > limit or len(pieces) == FILES):
            yield Unit(number, tuple(pieces), size)
            number, size, pieces = number + 1, 0, []
        pieces.append(piece)
        size += bytes
    if pieces:
        yield Unit(number, tuple(pieces), size)


def summed(units: Iterator[Unit], kept: IO[bytes]) -> Plan:
    """The sums over units, which are written to `kept`: they fill no memory, and sources that change do not change the plan."""
    number = size = 0
    digest = sha256()
    for unit in units:
        number, size = number + 1, size + unit.size
        digest.update(repr(unit).encode("utf-8", "surrogateescape"))
        pickle.dump(unit, kept)
    return Plan(number, size, digest.hexdigest())


def planned(kept: IO[bytes]) -> Iterator[Unit]:
    """The units that `summed` has written.

    >>> with io.BytesIO() as kept:
    ...     [summed(iter([Unit(0, (), 0), Unit(1, (), 0)]), kept).units, *(unit.number for unit in planned(kept))]
    [2, 0, 1]
    """
    kept.seek(0)
    with suppress(EOFError):
        while True:
            unit: Unit = pickle.load(kept)
            yield unit


def _size(path: Path) -> int:
    """In bytes; 0 for what is not there, such as a broken link."""
    try:
        return path.stat().st_size
    except OSError:  # reported when the file is cleaned
        return 0


def _pieces(sources: Sequence[str], field: str, limit: int, out: Path | None) -> Iterator[tuple[Piece, int]]:
    """Every piece with its size; a JSONL file of more than `limit` bytes is cut, unless its name is too long for those of parts."""
    root = _root(sources)
    targets: set[int] = set()  # their hashes: names would be many times as large
    for path in find_files(sources, out):
        size, target = _size(path), _target(path, root)
        fits = len(os.fsencode(path.name)) + len(PART.format(0, 0)) <= NAME
        cut = size > limit and fits and _told_apart(path) == (b"", "jsonl")
        for piece in _parts(path, target, size, limit, field) if cut else [Piece(str(path), target)]:
            if hash(piece.target) in targets:
                raise CleanseError(f"{path} would be written to {piece.target}, as another file; name each source once, or rename a file")
            targets.add(hash(piece.target))
            yield piece, (piece.end - piece.start) if cut else size


def _target(path: Path, root: str) -> str:
    """The path of what is written, from the folder of the run. Raises `CleanseError` where it leads out of that folder or into `OURS`."""
    target = os.path.relpath(path, root)
    if Path(target).parts[0] in {"..", OURS}:
        raise CleanseError(f"{path} would be written to {target}, no place for data; clean it in a run of its own, by its plain path")
    return target


def _parts(path: Path, target: str, size: int, limit: int, field: str) -> Iterator[Piece]:
    known = _field(path, field)
    count = -(-size // limit)
    stem, suffix = os.path.splitext(target)  # noqa: PTH122  (with its folder)
    for part in range(count):
        yield Piece(str(path), stem + PART.format(part, count) + suffix, part * limit, min((part + 1) * limit, size), known)


def _root(sources: Sequence[str]) -> str:
    """The folder from which the names of outputs count: the nearest that holds all sources."""
    folders = []
    for source in sources:
        folder = Path(source)
        while not folder.is_dir():
            folder = folder.parent
        folders.append(os.path.abspath(folder))  # noqa: PTH100  (without the ".." in it)
    return os.path.commonpath(folders)


def _told_apart(path: Path) -> tuple[bytes, str]:
    try:
        with path.open("rb") as source:
            return tell_apart(source, str(path))
    except (CleanseError, OSError):  # reported when the file is cleaned
        return b"", ""


def _field(path: Path, wanted: str) -> str:
    """The field that holds the texts; what is `wanted` where the first record does not say."""
    try:
        with path.open("rb") as source:
            names = [member.key for member in members(first_line(source)) if member.is_text]
        return choose_field(names, wanted, str(path))
    except (BadRecord, CleanseError, OSError):
        return wanted


def opened(piece: Piece) -> IO[bytes]:
    """The bytes of a piece as a stream."""
    file = open(piece.path, "rb")  # noqa: SIM115  (the caller closes it)
    if not piece.end:
        return file
    first, end = _line_from(file, piece.start), _line_from(file, piece.end)
    file.seek(first)
    return io.BufferedReader(_Slice(file, max(end - first, 0)), PIECE)


def _line_from(file: IO[bytes], place: int) -> int:
    """The place of the first line that begins at `place` or behind it."""
    if place == 0:
        return 0
    file.seek(place - 1)
    while (line := file.readline(PIECE)) and not line.endswith(b"\n"):
        pass
    return file.tell()


class _Slice(io.RawIOBase):
    """The next `size` bytes of a file, which is closed with it."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.file = file
        self.left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.file.read(min(len(buffer), self.left))
        buffer[: len(data)] = data
        self.left -= len(data)
        return len(data)

    def close(self) -> None:
        self.file.close()
        super().close()


def digest(source: IO[bytes]) -> str:
    """The SHA-256 of what is left of a stream."""
    found = sha256()
    while data := source.read(PIECE):
        found.update(data)
    return found.hexdigest()


def hashed(piece: Piece) -> str:
    """The SHA-256 of the bytes of a piece."""
    with opened(piece) as source:
        return digest(source)
