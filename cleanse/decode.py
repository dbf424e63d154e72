"""Bytes -> `Document`: which encoding, and how sure. Never an exception, never a lost byte that could be read.

In order: byte order mark; zero bytes as in UTF-16; strict UTF-8; the declared encoding; UTF-8, then the declared encoding, with
local damage, so that one bad byte does not turn a page into mojibake; a detector; Windows-1252.
"""

import codecs
import re

from cleanse.model import Document

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s{0,3}=\s{0,3}["']?([A-Za-z0-9_:.-]{2,30})""", re.IGNORECASE)
HEAD = 4096  # where a page declares its encoding
DAMAGE = 0.01  # the largest share of bytes outside UTF-8 that is local damage
SPOILT = 0.02  # the same for a declared encoding, as a share of the characters outside ASCII; in a wrong one far more do not fit
MISREAD = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "shift_jis": "cp932",
    "x-sjis": "cp932", "iso-8859-9": "cp1254", "tis-620": "cp874",
    "big5": "big5hkscs", "x-x-big5": "big5hkscs", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "x-euc-jp": "euc_jp",
    "windows-31j": "cp932", "windows-949": "cp949", "ksc5601": "cp949", "windows-874": "cp874", "iso-8859-8-i": "iso8859-8",
}  # fmt: skip
NOT_OF_PAGES = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7")  # codecs that no page is in
CUT_OFF = "incomplete multibyte sequence"  # what East Asian codecs say of data that end within a character
TELLING = 12  # with fewer bytes outside ASCII detectors guess wildly, and Western text is most likely
SAMPLE = 100_000  # bytes a detector looks at
NEAR = 30  # bytes of ASCII around the others that a detector is shown; longer runs of ASCII are skipped
OUTSIDE, GAP = re.compile(rb"[\x80-\xff]"), re.compile(rb"[\x00-\x7f]{%d}" % NEAR)


def decode(data: bytes, encoding: str = "", id: str = "", url: str = "", media: str = "text/plain") -> Document:
    """The text of `data`. `encoding` is what the sender declared, if anything; it is believed unless it does not fit.

    `Document.confidence` is 1.0 where the bytes leave no doubt, 0.9 for a fitting declaration, lower for a guess.

    >>> decode(b"caf\\xc3\\xa9 \\xff")[0], decode(b"caf\\xe9", "latin-1")[3:6]
    ('café ÿ', ('text/plain', 'cp1252', 0.9))
    """
    text, name, confidence = _read(data, encoding or _declared(data))
    return Document(text, id, url, media, name, confidence)


def _read(data: bytes, declared: str) -> tuple[str, str, float]:  # noqa: PLR0911  (an order of questions)
    for mark, name in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), name, 1.0
    if name := _wide(data):
        return data.decode(name, "replace"), name, 0.9
    shifts = b"\x1b$" in data or b"\x1b(" in data  # ISO-2022-JP is ASCII to UTF-8
    if shifts and (text := _strict(data, "iso2022_jp") or _but_the_end(data, "iso2022_jp")) is not None:
        return text, "iso2022_jp", 0.9
    if not shifts and (text := _strict(data, "utf-8")) is not None:
        return text, "utf-8", 1.0
    if declared and (text := _strict(data, declared)) is not None:
        return text, known_encoding(declared), 0.9
    if (text := _but_the_end(data, known_encoding(declared))) is not None:
        return text, known_encoding(declared), 0.8
    if (text := _damaged(data)) is not None:
        return text, "utf-8", 0.8
    if (text := _nearly(data, known_encoding(declared))) is not None:
        return text, known_encoding(declared), 0.8
    return _detected(data)


def _declared(data: bytes) -> str:
    found = DECLARED.search(data, 0, HEAD)
    return known_encoding(found.group(1).decode("ascii")) if found else ""


def known_encoding(name: str) -> str:
    """The codec that browsers use for an encoding of this name, "" for none.

    >>> known_encoding("ISO-8859-1"), known_encoding("klingon")
    ('cp1252', '')
    """
    name = MISREAD.get(name.strip().lower(), name.strip())
    try:
        "".encode(name)  # raises for a codec that is not for text, such as base64
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return known if known not in NOT_OF_PAGES else ""


def _strict(data: bytes, name: str) -> str | None:
    """The text if all of it fits; Windows code pages leave holes, which are read as Latin-1."""
    name = known_encoding(name)
    try:
        return data.decode(name) if name else None
    except (UnicodeError, LookupError):
        return _windows(data, name) if name == "cp1252" else None


def _windows(data: bytes, name: str) -> str:
    return "".join(byte if byte != "\ufffd" else chr(raw) for byte, raw in zip(data.decode(name, "replace"), data, strict=True))


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: every second byte of its ASCII is zero."""
    head = data[:2000]
    zeros = [head[side::2].count(0) for side in (0, 1)]
    if len(head) >= 8 and max(zeros) * 5 > len(head) and min(zeros) * 20 < max(zeros):
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    return ""


def _damaged(data: bytes) -> str | None:
    """UTF-8 in which a few bytes are not; those are read as Windows-1252, most likely pasted in."""
    text = data.decode("utf-8", "surrogateescape")
    bad = sum(1 for char in text if "\udc80" <= char <= "\udcff")
    wide = sum(1 for char in text if char > "\x7f") - bad
    if bad > max(1, DAMAGE * len(data)) or (wide < bad and wide < 3):
        return None
    table = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(128, 256)}
    return text.translate(table)


def _but_the_end(data: bytes, name: str) -> str | None:
    """The text if all of it fits but the end, where a character of several bytes is cut off; that is marked as lost."""
    try:
        data.decode(name or "utf-8")
    except UnicodeDecodeError as error:
        if error.reason == CUT_OFF:
            text = data[: error.start].decode(name)
            return text + "\ufffd" if sum(1 for char in text if char > "\x7f") >= TELLING else None
    except (UnicodeError, LookupError):
        pass
    return None


def _nearly(data: bytes, name: str) -> str | None:
    """The text if nearly all of it fits; the rest is marked as lost."""
    if not name or name.startswith("utf"):  # UTF-8 was tried, and to UTF-16 nearly everything fits
        return None
    try:
        text = data.decode(name, "replace")
    except (UnicodeError, LookupError):
        return None
    bad = text.count("\ufffd")
    wide = sum(1 for char in text if char > "\x7f") - bad
    return text if bad <= SPOILT * wide else None


def _detected(data: bytes) -> tuple[str, str, float]:
    sample = _sample(data)
    guess = known_encoding(_guess(sample))
    few = sum(1 for byte in sample if byte > 127) < TELLING
    if few:
        guess = "cp1252"
    if guess and (text := _strict(data, guess) or _but_the_end(data, guess)) is not None:
        return text, guess, 0.3 if few else 0.5
    return _windows(data, "cp1252"), "cp1252", 0.2


def _sample(data: bytes) -> bytes:
    """What a detector looks at: short data whole, of long data the bytes outside ASCII and those around them.

    No character is cut where that can be avoided.
    """
    if len(data) <= SAMPLE:
        return data
    parts: list[bytes] = []
    left, at = SAMPLE, 0
    while left > 0 and (found := OUTSIDE.search(data, at)):
        start = max(at, found.start() - NEAR)
        gap = GAP.search(data, found.start(), start + left)
        at = gap.end() if gap else _last_break(data, found.start(), start + left)
        parts.append(data[start:at])
        left = left - (at - start) if gap else 0
    return b"".join(parts)


def _last_break(data: bytes, start: int, end: int) -> int:
    """The place behind the last space or line feed from `start` to `end`, where no character is cut; `end` if there is none."""
    return max(data.rfind(b"\n", start, end), data.rfind(b" ", start, end)) + 1 or end


def _guess(sample: bytes) -> str:
    """What a detector says: chardet where it is installed, otherwise the one that comes with trafilatura."""
    try:
        from chardet import detect
    except ImportError:
        from charset_normalizer import from_bytes

        best = from_bytes(sample).best()
        return best.encoding if best else ""
    return str(detect(sample)["encoding"] or "")
