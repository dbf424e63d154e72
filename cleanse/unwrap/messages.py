"""What goes over the pipe between `worker` and its child: a length in front of each message."""

from collections.abc import Iterable
from itertools import chain
from typing import IO

from msgspec import Struct

from cleanse.model import Signs

SIZE = 8  # bytes of the length in front of a message


class Unwrapped(Struct):
    """What comes back of a page: its lines, the signs of each, and why it could not be read, if so.

    Signs come in pieces that many lines share; `places` holds for each line the numbers of its pieces.
    """

    lines: list[str]
    pieces: list[Signs]
    places: list[list[int]]
    failure: str = ""

    def signs(self) -> tuple[Signs, ...]:
        """The signs of every line."""
        return tuple(tuple(chain.from_iterable(map(self.pieces.__getitem__, numbers))) for numbers in self.places)


def unwrapped(lines: list[str], signs: Iterable[Iterable[Signs]]) -> Unwrapped:
    """The message about lines with these pieces of signs.

    >>> unwrapped(["One.", "Two."], [[("chosen",), ("tag p",)], [("chosen",), ("tag li",)]]).places
    [[0, 1], [0, 2]]
    """
    numbers: dict[Signs, int] = {}
    places = [[numbers.setdefault(piece, len(numbers)) for piece in pieces] for pieces in signs]
    return Unwrapped(lines, list(numbers), places)


def send(stream: IO[bytes], message: bytes) -> None:
    """Write a message, all of it."""
    stream.write(len(message).to_bytes(SIZE, "big"))
    stream.write(message)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """The next message; None at the end of the stream, or where it breaks off."""
    head = stream.read(SIZE)
    size = int.from_bytes(head, "big")
    message = stream.read(size) if len(head) == SIZE else b""
    return message if len(head) == SIZE and len(message) == size else None
