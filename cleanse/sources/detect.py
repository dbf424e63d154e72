"""Which format an input has: by what the caller says, by bytes that only one format begins with, by its name, by its first lines.

Plain text must never be mistaken for anything else: only a text that begins with <!doctype html or <html is a page, and only
one whose first line is a JSON object with a text in a field of a usual name is JSONL. Where it is a JSON object without one the caller is
asked: records that are cleaned as text are no JSON any more. No more than that line is waited for: the second record may be an hour away.
CSV is told by its name alone.
"""

from typing import IO

from cleanse.decode import known_encoding
from cleanse.model import CleanseError
from cleanse.sources.compression import PACKED
from cleanse.sources.job import FIELDS, LIMIT, BadRecord, Hints

FORMATS = ("text", "html", "jsonl", "csv", "parquet", "warc")
DECODED = ("text", "html", "csv")  # those that may be in any encoding
SUFFIXES = {
    "txt": "text", "text": "text", "md": "text", "html": "html", "htm": "html", "xhtml": "html", "jsonl": "jsonl", "ndjson": "jsonl",
    "csv": "csv", "tsv": "csv", "parquet": "parquet", "warc": "warc", "wet": "warc",
}  # fmt: skip
MARKS = {b"PAR1\x15": "parquet", b"WARC/1.0\r\n": "warc", b"WARC/1.1\r\n": "warc"}  # behind PAR1 the first page begins, or the end
SPACE = b" \t\r\n\xef\xbb\xbf"  # what may stand before the first character, a byte order mark among it
HEAD = 1 << 16  # bytes among which the first character has to be


def first_line(source: IO[bytes]) -> bytes:
    """What is read to look at: up to the end of the first line that is not blank, and no byte more."""
    head = line = source.readline(HEAD)
    while line and not head.strip(SPACE) and len(head) < HEAD:
        line = source.readline(HEAD)
        head += line
    if head.lstrip(SPACE).startswith(b"{") and not head.endswith(b"\n"):
        head += source.readline(LIMIT)
    return head


def find_format(head: bytes, name: str, hints: Hints) -> str:
    """The format of what begins with `head`, which `first_line` gave. Raises `CleanseError` where what the caller says does not fit."""
    format, name = hints.format, "<stdin>" if name == "-" else name
    if not format:
        format = next((format for mark, format in MARKS.items() if head.startswith(mark)), "") or SUFFIXES.get(suffix(name), "")
    if not format:
        format = "text" if hints.delimiter else _by_content(head, name, hints)
    if format == "text" and not hints.format and suffix(name) == "json":
        raise CleanseError(f"{name} is not JSONL, one object a line; say --format text to clean it as text")
    if hints.field and format not in {"jsonl", "csv", "parquet"}:
        raise CleanseError(f"--field is for jsonl, csv and parquet, and {name} is taken for {format}; say with --format what it is")
    if hints.delimiter and format != "text":
        raise CleanseError(f"--delimiter is for text, and {name} is taken for {format}; say --format text if it is text")
    if hints.encoding and format not in DECODED and not known_encoding(hints.encoding).startswith("utf-8"):
        advice = f"; make it UTF-8 first: iconv -f {hints.encoding} -t utf-8" if format == "jsonl" else ", which says how it is encoded"
        raise CleanseError(f"--encoding is for {', '.join(DECODED)}, and {name} is taken for {format}{advice}")
    return format


def suffix(name: str) -> str:
    """The last suffix in lower case, that of a compressed file left out.

    >>> suffix("crawl.warc.WET.gz"), suffix("-")
    ('wet', '')
    """
    parts = name.lower().rsplit("/", 1)[-1].split(".")
    if f".{parts[-1]}" in PACKED:
        parts.pop()
    return parts[-1] if len(parts) > 1 else ""


def _by_content(head: bytes, name: str, hints: Hints) -> str:
    start = head.lstrip(SPACE)
    if start[:14].lower() == b"<!doctype html" or (start[:5].lower() == b"<html" and start[5:6] in b"> \t\r\n"):
        return "html"
    if not start.startswith(b"{"):
        return "text"
    return "jsonl" if hints.field or _is_record(start, name) else "text"


def _is_record(line: bytes, name: str) -> bool:
    """Whether a line is a JSON object with a text in a field of a usual name. Raises `CleanseError` for a JSON object without one."""
    from cleanse.sources.jsonl import members

    try:
        texts = [member.key for member in members(line) if member.is_text]
    except BadRecord:
        return False
    if not any(field in texts for field in FIELDS):
        raise CleanseError(
            f"{name} looks like JSONL, but its first line has no text in a field of a usual name; "
            "say with --field which holds the text, or say --format jsonl or --format text"
        )
    return True
