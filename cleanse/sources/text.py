"""Plain text and web pages: one document, or several with a line between them.

A text longer than a window is never held whole. A page is, so one of more than `job.LIMIT` bytes is refused.
"""

import codecs
import os
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO

from cleanse.decode import decode, known_encoding
from cleanse.model import Document
from cleanse.sources.job import LIMIT, BadRecord, Job

CHUNK = 1 << 20  # bytes read at once
# Beginnings of the names of encodings, besides UTF-8, in which a character or a shift may reach over the end of a chunk.
WIDE = ("utf-16", "utf-32", "big5", "cp932", "cp949", "cp950", "euc_", "gb", "hz", "iso2022_", "johab", "shift_jis")


def rewrite_text(source: IO[bytes], target: IO[bytes], job: Job, name: str, media: str = "text/plain") -> None:
    """Write the clean text of each document, and the lines between them as they are.

    Raises `CleanseError` where the template leaves open which host they are from (`Cleaner.need_host`).
    """
    job.cleaner.need_host()
    number = 0
    end = b"\n"
    while end:
        number += 1
        section = _Section(source, os.fsencode(job.hints.delimiter))
        chunks = iter(section)
        first = next(chunks)
        if first or section.end or number == 1:
            place, id = (f"{name}: document {number}", f"{name}/{number}") if job.hints.delimiter else (name, name)
            if media == "text/html":
                first = _page(first, chunks)
            try:
                _rewrite_document(first, chunks, target, job, Document("", id, media=media))
            except BadRecord as bad:
                job.reject(place, str(bad), chain([first], chunks))
        end = section.end
        target.write(end)
        target.flush()


class _Section:
    """What comes before the next delimiter, in stretches of about a megabyte; `end` is then the line of the delimiter, b"" at the end.

    A stretch ends with a line or, in a line longer than that, with a character of UTF-8. There is at least one.
    """

    def __init__(self, source: IO[bytes], delimiter: bytes) -> None:
        self.source = source
        self.delimiter = delimiter
        self.end = b""

    def __iter__(self) -> Iterator[bytes]:
        held: list[bytes] = []
        size = 0
        while line := self.source.readline(CHUNK):
            if self.delimiter and line.rstrip(b"\r\n") == self.delimiter:
                self.end = line
                break
            held.append(line)
            size += len(line)
            if size >= CHUNK:
                stretch = b"".join(held)
                whole = len(stretch) if line.endswith(b"\n") else codecs.utf_8_decode(stretch, "replace", False)[1]
                yield stretch[:whole]
                held, size = [stretch[whole:]], len(stretch) - whole
        yield b"".join(held)


def _page(first: bytes, chunks: Iterator[bytes]) -> bytes:
    """All of a page, or as much as shows that it is too large."""
    while len(first) <= LIMIT and (chunk := next(chunks, b"")):
        first += chunk
    return first


def _rewrite_document(first: bytes, chunks: Iterator[bytes], target: IO[bytes], job: Job, document: Document) -> None:
    if document.media == "text/html" and len(first) > LIMIT:
        raise BadRecord(f"a page of more than {LIMIT >> 20} MiB")
    second = next(chunks, b"") if len(first) >= CHUNK - 3 else b""
    read = decode(first, job.hints.encoding, document.id, media=document.media)
    if not second:
        target.write(job.clean(read).encode())
        return
    for text in job.clean_pieces(_decoded(chain([first, second], chunks), read.encoding, job.hints.encoding), read):
        target.write(text.encode())


def _decoded(chunks: Iterable[bytes], found: str, declared: str) -> Iterator[str]:
    """The text of the chunks, each read in the encoding that was `declared`, or else `found` in the first, unless it does not fit.

    If that encoding is one of `WIDE`, all from the first chunk on that it fits is read in it, and a bad byte becomes U+FFFD.
    """
    decoder = None
    for chunk in chunks:
        if decoder is None:
            read = decode(chunk, declared or found)
            if not read.encoding.startswith(WIDE) or read.encoding not in (found, known_encoding(declared)):
                yield read.text
                continue
            decoder = codecs.getincrementaldecoder(read.encoding)("replace")
        yield decoder.decode(chunk).removeprefix("\ufeff")
    if decoder:
        yield decoder.decode(b"", True)
