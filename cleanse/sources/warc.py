"""WARC and WET -> JSONL: `id`, `url`, `date` and `text` of every web page (`response`) and every extracted text (`conversion`).

The end of every record is checked: behind its stated length the mark has to stand that ends a record. Where it does not, the bytes up
to the next record are a bad record, and that next one is read as usual. fastwarc reads the headers, checks digests and undoes HTTP's
encodings.
"""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

from cleanse.decode import decode
from cleanse.model import CleanseError, Document
from cleanse.sources.job import LIMIT, BadRecord, Job

MARK, END = b"WARC/1.", b"\r\n\r\n"
TYPE = re.compile(
    rb"^warc-type:\s*(warcinfo|response|resource|request|metadata|revisit|conversion|continuation)\s*$", re.IGNORECASE | re.MULTILINE
)
LENGTH = re.compile(rb"^content-length:\s*(\d{1,18})\s*$", re.IGNORECASE | re.MULTILINE)
PIECE = 1 << 16  # bytes of a line read at once, and of a header
PAGES = ("text/html", "application/xhtml+xml")
# What a page without a media type begins with; browsers go by the same.
PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype html|!--|html|head|body|title|script|style|table|div|h1|br|p|a)[\s>]", re.IGNORECASE)
SIGNS = (*(media.encode() for media in PAGES), b"<html")  # in a record that is too long to be read
DIGESTS = ("sha1:", "sha256:", "md5:")  # those that fastwarc knows


def rewrite_warc(source: IO[bytes], target: IO[bytes], job: Job, name: str) -> None:
    """Write one line of JSON for each page and text; all other records and media types are passed over."""
    _fastwarc()
    for offset, raw in _records(_Ahead(source), job, name):
        try:
            if found := _document(raw, job.hints.html):
                document, date = found
                line = {"id": document.id, "url": document.url, "date": date, "text": job.clean(document)}
                target.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
                target.flush()
        except BadRecord as bad:
            job.reject(f"{name}: byte {offset}", str(bad), [raw])


def _document(raw: bytes, html: bool) -> tuple[Document, str] | None:
    """The page or text in a record, and its date; None where there is neither."""
    archive = _fastwarc()
    wanted = archive.WarcRecordType.response | archive.WarcRecordType.conversion
    try:
        for record in archive.ArchiveIterator(BytesIO(raw), wanted, parse_http=False, stream_detect=False):
            return _read(record, html)
    except (OSError, ValueError) as error:
        raise BadRecord(str(error)) from error
    if (found := TYPE.search(raw)) and found.group(1).lower() in {b"response", b"conversion"}:
        raise BadRecord("its header cannot be read; do its lines end with CR and LF?")
    return None


def _read(record: Any, html: bool) -> tuple[Document, str] | None:
    headers = record.headers
    if headers.get("WARC-Block-Digest", "").lower().startswith(DIGESTS) and not record.verify_block_digest():
        raise BadRecord("the block is not what its digest says")
    media, charset = "text/plain", "utf-8"
    if record.is_http:
        record.parse_http(auto_decode="all")
        media = (record.http_content_type or headers.get("WARC-Identified-Payload-Type", "")).lower()
        charset = record.http_charset or ""
        if media not in {*PAGES, "text/plain", ""}:
            return None
    data = record.reader.read()
    if not media and not PAGE.match(data):
        return None
    media = "text/plain" if media == "text/plain" and not html else "text/html"
    id, url = headers.get("WARC-Record-ID", ""), headers.get("WARC-Target-URI", "").strip("<>")
    return decode(data, charset, id, url, media), headers.get("WARC-Date", "")


class _Ahead:
    """A stream that can be looked at ahead of reading; what has been looked at is held once, however often that is done."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.held = bytearray()
        self.at = 0

    def look(self, start: int, size: int) -> bytes:
        """At most `size` bytes from `start` bytes ahead on, fewer at the end of the stream; none is taken."""
        self._hold(start + size)
        return bytes(memoryview(self.held)[self.at + start : self.at + start + size])

    def read(self, size: int) -> bytes:
        data = self.look(0, size)
        self.at += len(data)
        return data

    def readline(self) -> bytes:
        """The next line, or the next `PIECE` bytes of it."""
        if not (end := self._end()):
            self.held += self.source.readline(max(PIECE - len(self.held) + self.at, 0))
            end = self._end() or len(self.held)
        return self.read(end - self.at)

    def _end(self) -> int:
        end = self.held.find(b"\n", self.at, self.at + PIECE) + 1
        return end or (self.at + PIECE if len(self.held) - self.at >= PIECE else 0)

    def _hold(self, size: int) -> None:
        if len(self.held) - self.at < size:
            del self.held[: self.at]
            self.at = 0
            self.held += self.source.read(size - len(self.held))


def _records(source: _Ahead, job: Job, name: str) -> Iterator[tuple[int, bytes]]:
    """Offset and bytes of every record whose length is right; the others are rejected."""
    at = 0
    line = source.readline()
    while line:
        if not line.strip():
            at, line = at + len(line), source.readline()
            continue
        head = _head(line, source)
        length = _length(head)
        behind = source.look(length, len(END)) if 0 <= length <= LIMIT else b""
        if 0 <= length <= LIMIT and _ends(behind, length, source):
            body = source.read(length + len(behind))
            yield at, head + body
            at, line = at + len(head) + len(body), source.readline()
            continue
        lost = _Lost(head, source)
        if length <= LIMIT or _may_hold_text(head, source.look(0, PIECE)):
            job.reject(f"{name}: byte {at}", _problem(length, bool(behind)), lost)
        else:
            lost.skip()
        at, line = at + lost.size, lost.next


def _head(line: bytes, source: _Ahead) -> bytes:
    """The header of a record with the blank line behind it; the first line alone of what is no record."""
    head = line
    while head.startswith(MARK) and line.strip() and len(head) < PIECE:
        line = source.readline()
        head += line
    return head


def _length(head: bytes) -> int:
    """The length of the block by its header, -1 for what is no header of a record."""
    found = LENGTH.search(head) if head.startswith(MARK) and TYPE.search(head) else None
    return int(found.group(1)) if found else -1


def _ends(behind: bytes, length: int, source: _Ahead) -> bool:
    """Whether the end of a record, or of the file, stands behind the block; `behind` is what stands there, at most as long as an end."""
    if len(behind) == len(END):
        return behind == END
    return not behind.strip() and (length == 0 or bool(source.look(length - 1, 1)))


def _may_hold_text(head: bytes, start: bytes) -> bool:
    head = head.lower()
    return b"conversion" in head or (b"response" in head and any(sign in head + start.lower() for sign in SIGNS))


def _problem(length: int, whole: bool) -> str:
    if length < 0:
        return "no header of a record"
    if length > LIMIT:
        return f"a record of more than {LIMIT >> 20} MiB"
    return "the record's length is wrong" if whole else "the record is cut off"


class _Lost:
    """The bytes of a bad record, up to the next one: `size` is then how many, `next` the first line of that one."""

    def __init__(self, head: bytes, source: _Ahead) -> None:
        self.head = head
        self.source = source
        self.size = 0
        self.next = b""

    def __iter__(self) -> Iterator[bytes]:
        line = self.head
        while line:
            self.size += len(line)
            yield line
            line = self.source.readline()
            if line.startswith(MARK):
                self.next = line
                return

    def skip(self) -> None:
        """Read them for nothing."""
        for _ in self:
            pass


def _fastwarc() -> Any:
    try:
        from fastwarc import warc
    except ImportError as error:
        raise CleanseError("WARC needs fastwarc: pip install 'cleanse-corpus[warc]'") from error
    return warc
