"""The index of the gate: literal -> numbers of the patterns that it leads to, kept as text until somebody asks.

There are some seventy thousand literals, and a text meets few. So those that are looked for together stand on one shelf, a piece of text
that is read when a block first leads to it: a start reads none.
"""

from collections.abc import Mapping

from cleanse.literals import BOUND, STEM

Numbers = tuple[int, ...]


def shelf_of(literal: str) -> str:
    r"""Where a literal stands: by its stem if it opens a block, by the three or two first characters if it is shorter; else by two letters.

    >>> shelf_of("\nread more"), shelf_of("\nad\b"), shelf_of("\bphoto by")
    ('\nread', '\nad', 'ph')
    """
    if literal[0] != "\n":
        return literal.strip(BOUND)[:2]
    bare = literal.rstrip(BOUND)
    return bare[:3] if len(bare) < STEM else literal[:STEM]


def shelved(index: Mapping[str, Numbers]) -> dict[str, str]:
    r"""An index as shelves of text.

    >>> shelved({"\bphoto": (1, 2), "\bphone": (3,)})
    {'ph': '\x08photo\x001 2\x00\x08phone\x003'}
    """
    shelves: dict[str, list[str]] = {}
    for literal, numbers in index.items():
        shelves.setdefault(shelf_of(literal), []).extend((literal, " ".join(map(str, numbers))))
    return {name: "\0".join(parts) for name, parts in shelves.items()}


class Shelves:
    """An index that is read shelf by shelf."""

    def __init__(self, shelves: dict[str, str]) -> None:
        self.texts = shelves
        self._read: dict[str, dict[str, Numbers]] = {}

    def shelf(self, name: str) -> dict[str, Numbers]:
        """The literals of a shelf; none where there is no such shelf.

        >>> Shelves(shelved({"photo": (1, 2), "phone": ()})).shelf("ph")
        {'photo': (1, 2), 'phone': ()}
        """
        known = self._read.get(name)
        if known is None:
            parts = self.texts[name].split("\0") if name in self.texts else []
            numbers = (tuple(map(int, part.split())) for part in parts[1::2])
            self._read[name] = known = dict(zip(parts[::2], numbers, strict=True))
        return known

    def whole(self) -> dict[str, Numbers]:
        """All literals."""
        return {literal: numbers for name in self.texts for literal, numbers in self.shelf(name).items()}
