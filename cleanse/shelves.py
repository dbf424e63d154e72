"""Indexes of the rulebook that are read piece by piece: text -> numbers of what it leads to.

There are some ninety thousand literals and phrases, and a text meets few of them. So those that are looked up together stand on one
shelf, a piece of text that is read when a block first leads to it. The pieces of the built-in rules are in a file that is mapped into
memory: a start reads next to nothing of it, and workers share it.
"""

import struct
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

from cleanse.literals import BOUND, STEM

if TYPE_CHECKING:
    from mmap import mmap

Numbers = tuple[int, ...]
PHRASE = 3  # characters that the phrases of a shelf have in common
WIDTH = 4  # bytes of an offset
OFFSETS = struct.Struct("<II")  # where a piece begins, and the next one


class Pieces(Protocol):
    """Pieces of text by number."""

    def __getitem__(self, number: int, /) -> str:
        """One of them."""


class Packed:
    """Pieces of text in a file that `packed` made, numbered from `first` on: the offset of each piece and of the end, then the text."""

    def __init__(self, data: "bytes | mmap", first: int = 0) -> None:
        self._data, self._first = data, first

    def __getitem__(self, number: int, /) -> str:
        """One of them, read now."""
        start, end = OFFSETS.unpack_from(self._data, WIDTH * (self._first + number))
        return str(self._data[start:end], "utf-8")


def mapped(path: str) -> "mmap":
    """A file mapped into memory: only what is looked at is read."""
    from mmap import ACCESS_READ, mmap

    with open(path, "rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ)


def packed(pieces: Iterable[str]) -> bytes:
    """Pieces of text as they stand in a file.

    >>> Packed(packed(["ab", "c"]))[0], Packed(packed(["ab", "c"]), first=1)[0]
    ('ab', 'c')
    """
    texts = [piece.encode() for piece in pieces]
    ends = list(accumulate(map(len, texts), initial=WIDTH * (len(texts) + 1)))
    return b"".join([*(end.to_bytes(WIDTH, "little") for end in ends), *texts])


def shelf_of(literal: str) -> str:
    r"""Where a literal stands: by its stem if it opens a block, by the three or two first characters if it is shorter; else by two letters.

    >>> shelf_of("\nread more"), shelf_of("\nad\b"), shelf_of("\bphoto by")
    ('\nread', '\nad', 'ph')
    """
    if literal[0] != "\n":
        return literal.strip(BOUND)[:2]
    bare = literal.rstrip(BOUND)
    return bare[:3] if len(bare) < STEM else literal[:STEM]


def shelf_of_phrase(phrase: str) -> str:
    """Where a phrase stands: by its first letters."""
    return phrase[:PHRASE]


def shelf_of_row(key: str) -> str:
    """Where a phrase of a row stands: by its first word."""
    return key.split(" ", 1)[0]


class Shelves:
    """An index that is read shelf by shelf; the pieces stand in the order of the names."""

    def __init__(self, names: Iterable[str], pieces: Pieces) -> None:
        self._numbers = {name: number for number, name in enumerate(names)}
        self.names = self._numbers.keys()
        self._pieces = pieces
        self._read: dict[str, dict[str, Numbers]] = {}

    def shelf(self, name: str) -> dict[str, Numbers]:
        r"""The texts of a shelf; none where there is no such shelf.

        >>> shelved({"photo": (1, 2), "phone": ()}, shelf_of).shelf("ph")
        {'photo': (1, 2), 'phone': ()}
        """
        known = self._read.get(name)
        if known is None:
            if name not in self._numbers:
                return {}
            parts = self._pieces[self._numbers[name]].split("\0")
            numbers = (tuple(map(int, part.split())) for part in parts[1::2])
            self._read[name] = known = dict(zip(parts[::2], numbers, strict=True))
        return known

    def whole(self) -> dict[str, Numbers]:
        """All of it."""
        return {text: numbers for name in self.names for text, numbers in self.shelf(name).items()}

    def pieces(self) -> Iterable[tuple[str, str]]:
        """The names, and what stands there."""
        return ((name, self._pieces[number]) for name, number in self._numbers.items())


def shelved(index: Mapping[str, Numbers], shelf: Callable[[str], str]) -> Shelves:
    r"""An index as shelves; `shelf` says where a text stands.

    >>> dict(shelved({"\bphoto": (1, 2), "\bphone": (3,)}, shelf_of).pieces())
    {'ph': '\x08photo\x001 2\x00\x08phone\x003'}
    """
    shelves: dict[str, list[str]] = {}
    for text, numbers in index.items():
        shelves.setdefault(shelf(text), []).extend((text, " ".join(map(str, numbers))))
    return Shelves(shelves, ["\0".join(parts) for parts in shelves.values()])
