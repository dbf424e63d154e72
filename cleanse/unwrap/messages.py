"""What goes over the pipe between `worker` and its child: a length in front of each message."""

from typing import IO

from msgspec import Struct

SIZE = 8  # bytes of the length in front of a message


class Unwrapped(Struct):
    """What comes back of a page: its lines, the signs of each, and why it could not be read, if so."""

    lines: list[str]
    signs: list[tuple[str, ...]]
    failure: str = ""


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
