"""The bytes of a plain text file -> the same file cleaned, in the form it had.

What is not text stays: a byte order mark and the encoding it stands for, CRLF line endings, a missing line ending after the last
line. So a file in which nothing is removed or repaired keeps every byte. A file of mixed line endings in which something changes
gets the one that most of its lines had; a file without a mark is written as UTF-8.
"""

from cleanse.cleaner import Cleaner
from cleanse.decode import MARKS, decode
from cleanse.model import CleanseError, Document
from cleanse.sources.job import Job
from cleanse.sources.window import WINDOW, windows
from cleanse.verify import broken_promises

ROUNDS = 8  # of cleaning a text of several windows, at most
SURE = 0.8  # UTF-8 with local damage is; what a detector says is not


def clean_bytes(data: bytes, cleaner: Cleaner, encoding: str = "") -> bytes:
    r"""The file cleaned. `encoding` is what the sender declared, if anything.

    Raises `CleanseError` where the old text could not be told from the new file and the diff: for binary data, a guessed encoding, bytes
    that mean nothing in their encoding, and a broken promise (`verify`).

    >>> clean_bytes(b"\xef\xbb\xbfThe ferry left at noon, and nobody minded.\r\nAdvertisement", Cleaner())
    b'\xef\xbb\xbfThe ferry left at noon, and nobody minded.'
    """
    cleaner.need_host()
    document = decode(data, encoding)
    _refuse_what_would_be_lost(data, document, encoding)
    text = _in_form(_cleaned(document, cleaner), document.text)
    parts = windows([document.text]) if text != document.text else ()
    if broken := [promise for part in parts for promise in broken_promises(document._replace(text=part), cleaner)]:
        raise CleanseError(f"broken promise: {'; '.join(broken)}. Nothing was written; please report this text as a bug")
    mark, name = next((pair for pair in MARKS if data.startswith(pair[0])), (b"", "utf-8"))
    return mark + text.encode(name)


def _cleaned(document: Document, cleaner: Cleaner) -> str:
    """The clean text, as every door gives it; of several windows until nothing more goes, since what has gone moves their ends."""
    before, text = document.text, Job(cleaner).answer(document)
    for _ in range(1, ROUNDS if len(before) > WINDOW else 1):
        if text == before:
            break
        before, text = text, Job(cleaner).answer(document._replace(text=text))
    return text


def _refuse_what_would_be_lost(data: bytes, document: Document, encoding: str) -> None:
    wide = document.encoding.startswith("utf-") and document.encoding != "utf-8"
    if "\0" in document.text or (b"\0" in data and not (wide and (encoding or document.confidence == 1))):
        raise CleanseError("is binary (it has zero bytes); text in UTF-16 needs a byte order mark or --encoding")
    if document.confidence < SURE:
        raise CleanseError(f"is not UTF-8, and {document.encoding} is only a guess; say --encoding")
    if document.text.count("\ufffd") > data.decode(document.encoding, "ignore").count("\ufffd"):
        raise CleanseError(f"has bytes that mean nothing in {document.encoding}")


def _in_form(text: str, before: str) -> str:
    if text and not before.endswith(("\n", "\r")):
        text = text.removesuffix("\n")
    if text == before.replace("\r\n", "\n"):
        return before
    return text.replace("\n", "\r\n") if 2 * before.count("\r\n") > before.count("\n") else text
