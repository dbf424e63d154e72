"""gzip and zstd, told by their first bytes, read and written as streams; what else would be read as text, though it is none, is known.

Damage costs the damaged member: what was read of it goes on, then the next member is looked for. Nothing is ever expanded whole,
so a bomb fills no memory.
"""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from cleanse.model import CleanseError

GZIP, ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
PACKED = {".gz": GZIP, ".zst": ZSTD, ".zstd": ZSTD}  # by the ends of names
FOREIGN = re.compile(rb"(?P<bzip2>BZh[1-9]1AY&SY)|(?P<xz>\xfd7zXZ\0)|(?P<zip>PK\x03\x04)|(?P<PDF>%PDF-\d\.\d[ \t]*[\r\n])")
BUFFER = 1 << 17  # bytes
FEED = 1024  # bytes given to a decompressor at once: a thousand times as much may come out of gzip, of zstd thirty thousand times


class Chained(io.RawIOBase):
    """A stream that gives `head`, then what is left of `rest`; it waits for no more than there is."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self.head = memoryview(head)
        self.take = getattr(rest, "read1", rest.read)

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as there is something; 0 at the end."""
        data = self.head[: len(buffer)] or self.take(len(buffer))
        self.head = self.head[len(data) :]
        buffer[: len(data)] = data
        return len(data)


def magic(head: bytes) -> bytes:
    """GZIP, ZSTD, or b"" for what is not compressed.

    >>> magic(b"plain")
    b''
    """
    return next((mark for mark in (GZIP, ZSTD) if head.startswith(mark)), b"")


def foreign(head: bytes) -> str:
    """What begins with `head` if it is nothing that can be read here, and what to do about it; "" for everything else.

    >>> foreign(b"PK\\3\\4..."), foreign(b"%PDF-1.7 is how such a file begins.")
    ('zip; decompress it first', '')
    """
    what = (found := FOREIGN.match(head)) and found.lastgroup
    return f"{what}; {'extract its text' if what == 'PDF' else 'decompress it'} first" if what else ""


def expanded(source: IO[bytes], mark: bytes, damaged: Callable[[str], None]) -> io.BufferedReader:
    """The stream without its compression. `damaged` is told what is wrong; reading goes on with what is left."""
    return io.BufferedReader(_Expanded(_pieces(source, mark, damaged)), BUFFER)


class _Expanded(io.RawIOBase):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces
        self.held = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self.held:
            piece = next(self.pieces, None)
            if piece is None:
                return 0
            self.held = memoryview(piece)
        size = min(len(buffer), len(self.held))
        buffer[:size] = self.held[:size]
        self.held = self.held[size:]
        return size


def _pieces(source: IO[bytes], mark: bytes, damaged: Callable[[str], None]) -> Iterator[bytes]:
    failure, start = _decompressor(mark)
    member, begun = start(), False
    at = 0  # how many bytes of the source have been taken
    while data := source.read(FEED):
        at += len(data)
        while data:
            try:
                yield member.decompress(data)
            except failure as error:
                damaged(f"the compressed data are damaged before byte {at} ({error})")
                yield b"\n"  # what comes next is a line of its own
                data, at = _next_member(source, data[1:], mark, at)
                member, begun = start(), False
                continue
            begun = not member.eof
            data = b"" if begun else member.unused_data
            if not begun:
                member = start()
                data = data.lstrip(b"\0") if mark == GZIP else data  # padding
    if begun:
        damaged("the compressed data are cut off")


def _next_member(source: IO[bytes], data: bytes, mark: bytes, at: int) -> tuple[bytes, int]:
    """What follows of the stream from the next mark on, and how many bytes have been taken by then."""
    while (place := data.find(mark)) < 0:
        more = source.read(FEED)
        if not more:
            return b"", at
        at += len(more)
        data = data[1 - len(mark) :] + more
    return data[place:], at


def _decompressor(mark: bytes) -> tuple[type[Exception], Callable[[], Any]]:
    if mark == GZIP:
        import zlib

        return zlib.error, lambda: zlib.decompressobj(31)
    zstandard = _zstandard()
    return zstandard.ZstdError, lambda: zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()


@contextmanager
def compressed(target: IO[bytes], mark: bytes) -> Iterator[IO[bytes]]:
    """A stream whose bytes arrive in `target` compressed; the end is written when the block ends. The same bytes give the same bytes."""
    if mark == GZIP:
        from gzip import GzipFile

        with GzipFile(filename="", mode="wb", compresslevel=6, fileobj=target, mtime=0) as file:
            yield file  # type: ignore[misc]
    else:
        with _zstandard().ZstdCompressor(write_checksum=True).stream_writer(target, closefd=False) as writer:
            yield writer


def _zstandard() -> Any:
    try:
        import zstandard
    except ImportError as error:
        raise CleanseError("zstd needs zstandard: pip install 'cleanse-corpus[zstd]'") from error
    return zstandard
