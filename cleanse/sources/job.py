"""One run over inputs: who cleans, what the caller said of the input, and who is told of every document and every bad record.

A document is cleaned whole; one of more than `window.WINDOW` characters goes in windows, through every door alike.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import IO, NamedTuple

from cleanse.cleaner import Cleaner
from cleanse.model import Cleaned, CleanseError, Document
from cleanse.sources.window import WINDOW, explain_in_windows, joined, left_open

LIMIT = 16 << 20  # bytes of one record; a larger one is refused, so that memory stays bounded
FIELDS = ("text", "content", "raw_content", "maintext", "plaintext", "body", "article")  # what corpora and extractors call the text


class BadRecord(Exception):  # noqa: N818  (a finding, no failure of the program)
    """A record that cannot be cleaned; the message is the reason. It costs only itself."""


class NoTextError(CleanseError):
    """No field that can be the text: none of a usual name, or none of the name that the caller gave."""


class Hints(NamedTuple):
    """What the caller says of the input; whatever is left empty is found out.

    `format` is one of `detect.FORMATS`, `field` the field or column that holds the text, `encoding` what the sender
    declared, `delimiter` the line between the documents of a text; `html` says that the texts are web pages, `markdown` that pages
    are to leave as Markdown.
    """

    format: str = ""
    field: str = ""
    encoding: str = ""
    delimiter: str = ""
    html: bool = False
    markdown: bool = False


NO_HINTS = Hints()


class Job:
    """What stays the same over all inputs of a run, and its counts.

    Each of `watch` is called with the ledger of every document, in order. A bad record is named on standard error and
    its bytes are written to `quarantine`. `documents` were cleaned, `changed` of them came out different, `rejected` is
    the number of bad records and damages: where it is not 0, something that came in did not go out. `more` says that another
    input follows, so that the last record has to end its line. `tick` is called after each document, window and bad record.
    """

    def __init__(
        self,
        cleaner: Cleaner,
        hints: Hints = NO_HINTS,
        watch: Iterable[Callable[[Cleaned], object]] = (),
        quarantine: IO[bytes] | None = None,
    ) -> None:
        self.cleaner = cleaner
        self.hints = hints
        self.watch = tuple(watch)
        self.quarantine = quarantine
        self.documents = self.changed = self.rejected = 0
        self.more = False
        self.tick: Callable[[], object] | None = None

    def clean(self, document: Document) -> str:
        """The clean text of a document; of a page (`media` is text/html) its text. Raises `BadRecord`.

        >>> Job(Cleaner()).clean(Document("The ferry left at noon, an hour late.\\nAdvertisement\\n"))
        'The ferry left at noon, an hour late.\\n'
        """
        text = self.answer(document)
        self._count(text != document.text)
        return text

    def clean_value(self, document: Document) -> str:
        """The same for the value of a field, which ends with a line feed only if it did before.

        >>> Job(Cleaner()).clean_value(Document("The ferry left at noon, an hour late.\\nAdvertisement"))
        'The ferry left at noon, an hour late.'
        """
        text = self.answer(document, value=True)
        self._count(text != document.text)
        return text

    def answer(self, document: Document, value: bool = False) -> str:
        """The clean text, not yet counted; its ledger goes to all who watch. `value` is as in `clean_value`. Raises `BadRecord`."""
        is_open = value and not document.text.endswith("\n")
        document = unwrapped(document)
        markdown = self.hints.markdown and document.media == "text/html"
        if not self.watch and not markdown:
            if len(document.text) <= WINDOW or document.signs:
                text = self.cleaner.clean(document)
            else:
                text = "".join(part.text for part in explain_in_windows([document.text], self.cleaner, document.url))
            return text.removesuffix("\n") if is_open else text
        if document.signs:
            answer = self.cleaner.explain(document)
        else:
            answer = joined(explain_in_windows([document.text], self.cleaner, document.url), document)
        if markdown:
            from cleanse.markdown import to_markdown

            text = to_markdown(answer)
        else:
            text = answer.text
        if is_open:
            text, answer = text.removesuffix("\n"), left_open(answer)
        for tell in self.watch:
            tell(answer)
        return text

    def clean_pieces(self, pieces: Iterable[str], document: Document) -> Iterator[str]:
        """The clean text of a long document that comes in pieces; it is held whole only where somebody watches."""
        if self.watch:
            yield self.clean(document._replace(text="".join(pieces)))
            return
        changed = False
        for answer in explain_in_windows(pieces, self.cleaner, document.url):
            changed = changed or bool(answer.edits)
            self._tick()
            yield answer.text
        self._count(changed)

    def _count(self, changed: bool) -> None:
        self.documents += 1
        self.changed += changed
        self._tick()

    def _tick(self) -> None:
        if self.tick:
            self.tick()

    def reject(self, place: str, reason: str, raw: Iterable[bytes] | None = None, end: bytes = b"\n") -> None:
        """Name a bad record and keep its bytes, which may come in pieces.

        `raw` is None for damage that leaves no bytes to keep; `end` is put behind a last line that has no ending.
        """
        from cleanse.render import safe

        self.rejected += 1
        self._tick()
        fate = "" if raw is None else "; kept in quarantine" if self.quarantine else "; left out"
        print(f"cleanse: {safe(place)}: {safe(reason)}{fate}", file=sys.stderr)
        last = b""
        for piece in raw or ():
            if self.quarantine:
                self.quarantine.write(piece)
            last = piece or last
        if self.quarantine:
            self.quarantine.write(end if last and not last.endswith(end) else b"")
            self.quarantine.flush()


def choose_field(names: list[str], wanted: str, what: str) -> str:
    """The name of the field that holds the text. Raises `NoTextError` where there is none, `CleanseError` where there are several.

    `names` are the fields that hold a string; `what` says for the message whose they are.

    >>> choose_field(["id", "content"], "", "a.jsonl")
    'content'
    """
    usual = [name for name in ([wanted] if wanted else FIELDS) if name in names]
    named = ", ".join(filter(None, names))
    if wanted and not usual:
        raise NoTextError(f"{what} has no text in a field {wanted!r}; there are {named or 'none'}")
    if not usual:
        found = f"none of {named} has a usual name" if named else "no field has a text"
        raise NoTextError(f"{what}: {found}; say with --field which holds the text")
    if len(usual) > 1:
        raise CleanseError(f"{what}: the text may be in {' or '.join(usual)}; say which with --field")
    if (count := names.count(usual[0])) > 1:
        raise CleanseError(f"{what}: {count} columns are called {usual[0]!r}; give all but one of them other names")
    return usual[0]


def unwrapped(document: Document) -> Document:
    """The text of a page as a document of its own, anything else as it is; what kept a page from being read goes to standard error."""
    if document.media != "text/html":
        return document
    from cleanse.render import safe
    from cleanse.unwrap import unwrap

    text = unwrap(document)
    for note in text.notes:
        print(f"cleanse: {safe(text.id or 'page')}: {safe(note)}", file=sys.stderr)
    return text
