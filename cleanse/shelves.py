"""Indexes of the rulebook that are read piece by piece: text -> numbers of what it leads to.

There are more than a hundred thousand literals and phrases, and a text meets few of them. So those that are looked up together stand
on one shelf, and the shelves whose names begin alike stand together; they are one piece of text, which is read when a block first leads
to it. The pieces of the built-in rules are in a file that is mapped into memory: a start reads next to nothing of it, and workers share
it.
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
ALIKE = 2  # letters that the names of shelves have in common which stand together
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
    r"""Where a literal stands: by its stem; one that opens a block and is shorter by its three or two first characters.

    >>> shelf_of("\nread more"), shelf_of("\nad\b"), shelf_of("\bphoto by"), shelf_of("\bap\b")
    ('\nread', '\nad', 'photo', 'ap')
    """
    if literal[0] != "\n":
        return literal.strip(BOUND)[:STEM]
    bare = literal.rstrip(BOUND)
    return bare[:3] if len(bare) < STEM else literal[:STEM]


def shelf_of_phrase(phrase: str) -> str:
    """Where a phrase stands: by its first letters."""
    return phrase[:PHRASE]


def shelf_of_row(key: str) -> str:
    """Where a phrase of a row stands: by its first word."""
    return key.split(" ", 1)[0]


def group_of(name: str) -> str:
    """Which shelves stand together: those whose names begin with the same two letters, not counting a line break.

    >>> group_of("photo"), group_of("\\nread")
    ('ph', '\\nre')
    """
    return name[: ALIKE + 1] if name[:1] == "\n" else name[:ALIKE]


class Shelves:
    """An index that is read group by group, and shelf by shelf; the pieces stand in the order of the groups."""

    def __init__(self, groups: Iterable[str], pieces: Pieces) -> None:
        self._numbers = {group: number for number, group in enumerate(groups)}
        self.groups = self._numbers.keys()
        self._pieces = pieces
        self._groups: dict[str, dict[str, str]] = {}
        self._shelves: dict[str, dict[str, Numbers]] = {}

    def group(self, name: str) -> dict[str, str]:
        """The shelves that stand together, by name, as text; none where there is no such group."""
        known = self._groups.get(name)
        if known is None:
            if name not in self._numbers:
                return {}
            parts = self._pieces[self._numbers[name]].split("\1")
            self._groups[name] = known = dict(zip(parts[::2], parts[1::2], strict=True))
        return known

    def shelf(self, name: str) -> dict[str, Numbers]:
        r"""The texts of a shelf; none where there is no such shelf.

        >>> shelved({"photo": (1, 2), "phone": ()}, shelf_of).shelf("photo")
        {'photo': (1, 2)}
        """
        known = self._shelves.get(name)
        if known is None:
            text = self.group(group_of(name)).get(name)
            if text is None:
                return {}
            parts = text.split("\0")
            numbers = (tuple(map(int, part.split())) for part in parts[1::2])
            self._shelves[name] = known = dict(zip(parts[::2], numbers, strict=True))
        return known

    def whole(self) -> dict[str, Numbers]:
        """All of it."""
        return {text: numbers for group in self.groups for name in self.group(group) for text, numbers in self.shelf(name).items()}

    def pieces(self) -> Iterable[tuple[str, str]]:
        """The groups, and what stands there."""
        return ((group, self._pieces[number]) for group, number in self._numbers.items())


def shelved(index: Mapping[str, Numbers], shelf: Callable[[str], str]) -> Shelves:
    r"""An index as shelves; `shelf` says where a text stands.

    >>> dict(shelved({"\bphoto": (1, 2), "\bphone": (3,)}, shelf_of).pieces())
    {'ph': 'photo\x01\x08photo\x001 2\x01phone\x01\x08phone\x003'}
    """
    shelves: dict[str, list[str]] = {}
    for text, numbers in index.items():
        shelves.setdefault(shelf(text), []).extend((text, " ".join(map(str, numbers))))
    groups: dict[str, list[str]] = {}
    for name, parts in shelves.items():
        groups.setdefault(group_of(name), []).extend((name, "\0".join(parts)))
    return Shelves(groups, ["\1".join(parts) for parts in groups.values()])
