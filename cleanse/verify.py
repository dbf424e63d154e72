"""The promises, checked on a text: what `cleanse --verify` runs and what the property tests assert."""

from cleanse.cleaner import Cleaner
from cleanse.model import Document
from cleanse.repair import canonicalise, repair


def broken_promises(document: Document, cleaner: Cleaner) -> list[str]:
    """The promises that do not hold for this text; none is known.

    >>> broken_promises(Document("A ferry left at noon.\\r\\nAdvertisement"), Cleaner())
    []
    """
    answer = cleaner.explain(document)
    canonical = "\n".join(line for line in canonicalise(repair(document.text, cleaner.profile.straight_quotes)) if line is not None)
    checks = {
        "clean and explain agree": cleaner.clean(document) == answer.text,
        "cleaning twice is cleaning once": bool(document.signs) or cleaner.clean(document._replace(text=answer.text)) == answer.text,
        "what is kept is a subsequence of the canonical text": is_subsequence(answer.text.rstrip("\n"), canonical),
        "the ledger gives the input back": answer.restore() == document.text,
        "the ledger is in order": all(a.end <= b.start for a, b in zip(answer.edits, answer.edits[1:], strict=False)),
        "the answer can be written": answer.text.encode("utf-8", "ignore").decode() == answer.text,
    }
    return [promise for promise, holds in checks.items() if not holds]


def is_subsequence(part: str, whole: str) -> bool:
    """Whether `part` is `whole` with characters left out.

    >>> is_subsequence("ace", "abcde"), is_subsequence("aec", "abcde")
    (True, False)
    """
    at = 0
    for char in part:
        at = whole.find(char, at) + 1
        if not at:
            return False
    return True
