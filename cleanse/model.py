"""The nouns of the project. Every other module imports this one; it imports nothing of the package.

They are immutable values without behaviour beyond small properties. Offsets count code points.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class CleanseError(Exception):
    """The caller's mistake (an unknown profile, a bad rule pack): the message names it and says what to do.

    >>> import cleanse
    >>> cleanse.clean("A ferry.", profile="none")
    Traceback (most recent call last):
    cleanse.model.CleanseError: unknown profile 'none'; there are light, article, body, or give a .toml file
    """


class Kind(StrEnum):
    """What a block, or a part of one, is. `BODY` is everything that is not one of the others.

    >>> Kind("ad") is Kind.AD, f"{Kind.AD}"
    (True, 'ad')
    """

    AD = "ad"
    RELATED = "related"
    SUBSCRIBE = "subscribe"
    SHARE = "share"
    NAVIGATION = "navigation"
    COMMENTS = "comments"
    LEGAL = "legal"
    EMBED = "embed"
    MARKUP = "markup"
    DUPLICATE = "duplicate"
    CAPTION = "caption"
    CREDIT = "credit"
    UPDATE = "update"
    BYLINE = "byline"
    TIMESTAMP = "timestamp"
    CORRECTION = "correction"
    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    DATELINE = "dateline"
    BODY = "body"

    __hash__ = str.__hash__  # Enum's own is Python, and verdicts look kinds up all the time


class Form(StrEnum):
    """What a block looks like, before anyone asks what it says.

    >>> import cleanse
    >>> [str(block.form) for block in cleanse.explain("- eggs\\n- flour\\n\\nThe ferry left at noon, an hour late.").blocks]
    ['item', 'item', 'prose']
    """

    PROSE = "prose"
    LINE = "line"  # a short line that is no sentence: a heading, a label, a headline, a name
    ITEM = "item"
    TABLE = "table"
    VERSE = "verse"
    DIALOGUE = "dialogue"
    PREFORMATTED = "preformatted"


# Before Python 3.12 an attribute of an Enum takes ten times as long to look up as a global name.
PROSE, LINE, ITEM = Form.PROSE, Form.LINE, Form.ITEM


Signs = tuple[str, ...]  # of a line of a web page: named features of its place there


class Document(NamedTuple):
    """What came in.

    `text` is the decoded input. `encoding` and `confidence` (0 to 1) say how it was read from bytes; for a `str` they are empty and 1.
    A text that was taken out of a web page has `signs`, which say of each of its lines where in the page it stood, and `notes` if
    the page could not be parsed.

    >>> import cleanse
    >>> cleanse.explain(b"Caf\\xc3\\xa9").document
    Document(text='Café', id='', url='', media='text/plain', encoding='utf-8', confidence=1.0, signs=(), notes=())
    """

    text: str
    id: str = ""
    url: str = ""
    media: str = "text/plain"
    encoding: str = ""
    confidence: float = 1.0
    signs: tuple[Signs, ...] = ()
    notes: tuple[str, ...] = ()


class Block(NamedTuple):
    """The unit of judgement: one line, or several that belong together (a hard-wrapped paragraph, a code block).

    `line` is the number of its first line among the lines given to `segment`, counted from 0.
    """

    text: str
    form: Form
    line: int


class Evidence(NamedTuple):
    """One reason about one block.

    `weight` is on the log-odds scale: above zero it speaks for removal as `kind`, below zero for keeping. `span` is
    set when only that part of the block is meant; `marks` is then the kind that the rest of the block is likely to be. A
    heading that `opens` a list says the same of the list below it. `at` limits it to the "top" or "bottom" of a document;
    `top` is added to its weight in front of the first prose.

    >>> import cleanse
    >>> evidence = cleanse.explain("The ferry left at noon, an hour late.\\nAdvertisement").blocks[1].verdict.evidence[0]
    >>> evidence.source, evidence.weight, evidence.says
    ('ad.label', 6.0, 'The label of an advertisement')
    """

    source: str
    kind: Kind
    weight: float
    says: str
    span: tuple[int, int] | None = None
    opens: bool = False
    at: str = "any"
    marks: Kind | None = None
    top: float = 0.0

    def covers(self, text: str) -> bool:
        """Whether all of a block with this text is meant, not a part of it."""
        return not self.span or (self.span[0] == 0 and self.span[1] >= len(text))

    def kind_of(self, text: str) -> Kind | None:
        """What this says a block with this text is: where a part of it is meant, what the rest is likely to be, if anything."""
        return self.kind if self.covers(text) else self.marks


class Verdict(NamedTuple):
    """What a block is, how sure that is (a sum of weights), and the evidence that decided.

    >>> import cleanse
    >>> [str(block.verdict.kind) for block in cleanse.explain("The ferry left at noon, an hour late.\\nAdvertisement").blocks]
    ['body', 'ad']
    """

    kind: Kind
    score: float
    evidence: tuple[Evidence, ...] = ()


BODY = Verdict(Kind.BODY, 0.0)  # of a block about which nothing was found


class Decision(NamedTuple):
    """The verdicts by index of the block (body where there is none), the parts to cut out, and notes of what the guard refused."""

    verdicts: dict[int, Verdict]
    cuts: dict[int, list[Evidence]]
    notes: tuple[str, ...]


class Judged(NamedTuple):
    """A block with its verdict. `start` and `end` are its place in the decoded input.

    >>> import cleanse
    >>> [(block.start, block.kept) for block in cleanse.explain("The ferry left at noon, an hour late.\\nAdvertisement").blocks]
    [(0, True), (38, False)]
    """

    text: str
    form: Form
    start: int
    end: int
    verdict: Verdict
    kept: bool


class Edit(NamedTuple):
    """One place where the answer differs from the decoded input: at `start` stood `before`, now stands `after`.

    A removal has a `kind`; a repair has none. `rule` is the id of the rule, heuristic or repair, `says` its reason.

    >>> import cleanse
    >>> edit = cleanse.explain("CafÃ© society met at the harbour.\\n").edits[0]
    >>> edit.start, edit.before, edit.after, edit.kind, edit.rule
    (3, 'Ã©', 'é', None, 'repair.encoding')
    """

    start: int
    before: str
    after: str
    kind: Kind | None
    rule: str
    says: str

    @property
    def end(self) -> int:
        """The offset in the decoded input where `before` ends."""
        return self.start + len(self.before)

    @property
    def gone(self) -> int:
        """How many characters it took away; none where a repair in the same place made the text longer."""
        return max(len(self.before) - len(self.after), 0)


class Cleaned(NamedTuple):
    """The answer with its ledger: `edits` are in the order of the input, and everything between them stays as it stood.

    >>> import cleanse
    >>> answer = cleanse.explain("The ferry left at noon, an hour late, and nobody minded.\\nAdvertisement\\n")
    >>> [(edit.start, edit.before, edit.rule) for edit in answer.removed]
    [(57, 'Advertisement\\n', 'ad.label')]
    """

    text: str
    edits: tuple[Edit, ...]
    blocks: tuple[Judged, ...]
    document: Document
    notes: tuple[str, ...] = ()

    @property
    def removed(self) -> tuple[Edit, ...]:
        """The edits that took text away because of what it is."""
        return tuple(edit for edit in self.edits if edit.kind is not None)

    @property
    def repairs(self) -> tuple[Edit, ...]:
        """The edits that repaired the encoding or brought the text into canonical form."""
        return tuple(edit for edit in self.edits if edit.kind is None)

    def pieces(self) -> "Iterator[tuple[str, str, Edit | None]]":
        """The decoded input in order: what stood there, what stands there now, and the edit where one was made.

        >>> import cleanse
        >>> [(before, after) for before, after, _ in cleanse.explain("CafÃ© society").pieces()]
        [('Caf', 'Caf'), ('Ã©', 'é'), (' society', ' society'), ('', '\\n')]
        """
        read = 0  # how far the answer has been used
        written = 0  # how far the input has been rebuilt
        for edit in self.edits:
            kept = self.text[read : read + edit.start - written]
            if kept:
                yield kept, kept, None
            yield edit.before, edit.after, edit
            read += len(kept) + len(edit.after)
            written += len(kept) + len(edit.before)
        if read < len(self.text):
            yield self.text[read:], self.text[read:], None

    def restore(self) -> str:
        """The decoded input, rebuilt from the text and the ledger alone.

        >>> import cleanse
        >>> cleanse.explain("CafÃ© society\\r\\n").restore()
        'CafÃ© society\\r\\n'
        """
        return "".join(before for before, _, _ in self.pieces())

    def to_dict(self) -> dict[str, object]:
        """The answer as plain data, ready for JSON; see `cleanse --json`."""
        return {
            "text": self.text,
            "encoding": self.document.encoding or None,
            "confidence": self.document.confidence,
            "removed": [
                {"start": e.start, "end": e.end, "text": e.before, "left": e.after, "kind": str(e.kind), "rule": e.rule, "says": e.says}
                for e in self.removed
            ],
            "repairs": [{"start": e.start, "end": e.end, "before": e.before, "after": e.after, "repair": e.rule} for e in self.repairs],
            "notes": list(self.notes),
        }
