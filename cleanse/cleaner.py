"""The library's functions, and `Cleaner` for many calls."""

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from cleanse.match import Matcher
from cleanse.model import Cleaned, Document, Kind
from cleanse.pipeline import clean_text
from cleanse.profile import Profile, find_profile

if TYPE_CHECKING:
    from os import PathLike

# A part that is cut out or stays; where it stays, it says nothing of the rest, and need not be looked for.
NEVER_BESIDES = frozenset({Kind.DATELINE})


class Cleaner:
    """Rules and a profile made ready once, for many texts. It keeps nothing of a text and may be shared by threads.

    `profile` is "light", "article", "body", the path of a TOML file, or a `Profile`; `rules` are paths of rule packs that
    are used besides the built-in rules. Raises `CleanseError` for an unknown profile or a bad pack.

    >>> Cleaner("light").clean("Photo: AP\\n\\nThe ferry left at noon, an hour late, and nobody minded.")
    'Photo: AP\\n\\nThe ferry left at noon, an hour late, and nobody minded.\\n'
    """

    def __init__(self, profile: str | Profile = "article", rules: "Iterable[str | PathLike[str]]" = ()) -> None:
        self.profile = find_profile(profile)
        self.matcher = _matcher(tuple(str(path) for path in rules), NEVER_BESIDES - self.profile.drop)

    def clean(self, text: str | bytes | Document) -> str:
        """The canonical text without what the profile drops. Any `str` or `bytes` is answered."""
        return clean_text(_document(text), self.matcher, self.profile)

    def explain(self, text: str | bytes | Document) -> Cleaned:
        """The same answer with the ledger: what went, by which rule, and how to get it back."""
        from cleanse.ledger import explain_document

        return explain_document(_document(text), self.matcher, self.profile)

    def clean_html(self, html: str | bytes) -> str:
        """The clean text of a web page."""
        from cleanse.unwrap import unwrap

        return clean_text(unwrap(_document(html)), self.matcher, self.profile)

    def explain_html(self, html: str | bytes | Document) -> Cleaned:
        """The same with the ledger; offsets count in the text that was taken out of the page."""
        from cleanse.unwrap import unwrap

        return self.explain(unwrap(_document(html)))


def _document(text: str | bytes | Document) -> Document:
    if isinstance(text, Document):
        return text
    if isinstance(text, str):
        return Document(text)
    from cleanse.decode import decode

    return decode(text)


@lru_cache(maxsize=8)
def _matcher(packs: tuple[str, ...], ignore: frozenset[Kind]) -> Matcher:
    from cleanse.rulebook.tables import TABLES

    if not packs:
        return Matcher(TABLES, ignore)
    from cleanse.rulebook import read_pack
    from cleanse.rules import merge

    return Matcher(merge([TABLES, *map(read_pack, packs)]), ignore)


def clean(text: str | bytes, profile: str | Profile = "article", rules: "Iterable[str | PathLike[str]]" = ()) -> str:
    """Clean one text: repaired, in canonical form, without what the profile drops.

    >>> clean("<p>A full stop ends the day.")
    '<p>A full stop ends the day.\\n'
    >>> clean(b"Caf\\xe9 society met at the harbour on Sunday.\\r\\n")
    'Café society met at the harbour on Sunday.\\n'
    """
    return Cleaner(profile, rules).clean(text)


def explain(text: str | bytes | Document, profile: str | Profile = "article", rules: "Iterable[str | PathLike[str]]" = ()) -> Cleaned:
    """Clean one text and say what was done.

    >>> answer = explain("The ferry left at noon, an hour late, and nobody minded.\\nAdvertisement\\n")
    >>> [(edit.kind.value, edit.before) for edit in answer.removed]
    [('ad', 'Advertisement\\n')]
    """
    return Cleaner(profile, rules).explain(text)


def clean_html(html: str | bytes, profile: str | Profile = "article", rules: "Iterable[str | PathLike[str]]" = ()) -> str:
    """The clean text of one web page.

    >>> clean_html("<p>The ferry left at noon, an hour late, and nobody minded.</p><p>Advertisement</p>")
    'The ferry left at noon, an hour late, and nobody minded.\\n'
    """
    return Cleaner(profile, rules).clean_html(html)


def explain_html(html: str | bytes | Document, profile: str | Profile = "article", rules: "Iterable[str | PathLike[str]]" = ()) -> Cleaned:
    """The clean text of one web page, with the ledger over the text that was taken out of it.

    >>> explain_html("<p>The ferry left at noon, an hour late, and nobody minded.</p>").removed
    ()
    """
    return Cleaner(profile, rules).explain_html(html)
