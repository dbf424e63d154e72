"""The library's functions, and `Cleaner` for many calls."""

import os
from collections.abc import Iterable
from functools import lru_cache, reduce
from os import PathLike
from typing import TYPE_CHECKING

from cleanse.match import Matcher
from cleanse.model import Cleaned, CleanseError, Document, Kind
from cleanse.pipeline import clean_text
from cleanse.profile import Profile, find_profile

if TYPE_CHECKING:
    from cleanse.template import Site, Template

# Kinds that are only ever cut out of a block. Where a profile keeps them they say nothing about the rest of the block, so their rules
# need not be searched.
CUT_ONLY = frozenset({Kind.DATELINE})


class Cleaner:
    """Rules and a profile made ready once, for many texts. The answer to one text never depends on another; threads may share a
    cleaner, and a copy in another process reads the packs and the template again.

    `profile` is "light", "article", "body", the path of a TOML file, or a `Profile`; `rules` are paths of rule packs that
    are used besides the built-in rules. `template` is the path of a file that `cleanse-corpus learn` wrote, with the lines that each site
    repeats. The `url` of a `Document` says which site it is from; a text without a url counts as one from `host`, or from the only host
    that the template knows. Raises `CleanseError` for an unknown profile, a bad pack or template, and an unknown host.

    >>> Cleaner("light").clean("Photo: AP\\n\\nThe ferry left at noon, an hour late, and nobody minded.")
    'Photo: AP\\n\\nThe ferry left at noon, an hour late, and nobody minded.\\n'
    """

    def __init__(
        self,
        profile: str | PathLike[str] | Profile = "article",
        rules: Iterable[str | PathLike[str]] = (),
        template: str | PathLike[str] = "",
        host: str = "",
    ) -> None:
        if isinstance(rules, str | PathLike):
            raise CleanseError(f"rules = {rules!r} is one path; give a list of paths")
        self.profile = find_profile(profile)
        packs = tuple(str(path) for path in rules)
        self.matcher = _matcher(packs, tuple(map(_stamp, packs)), CUT_ONLY - self.profile.drop)
        self.template, self.site = _sites(template, host)
        self._made_of = self.profile, tuple(map(_absolute, packs)), _absolute(template), host

    def __reduce__(self) -> tuple[object, ...]:
        """What a copy, here or in another process, is made of."""
        return type(self), self._made_of

    def clean(self, text: str | bytes | Document) -> str:
        """The canonical text without what the profile drops. Any `str` or `bytes` is answered."""
        document = self._document(text)
        return clean_text(document, self.matcher, self.profile, self._site(document))

    def explain(self, text: str | bytes | Document) -> Cleaned:
        """The same answer with the ledger: what went, by which rule, and how to get it back."""
        from cleanse.ledger import explain_document

        document = self._document(text)
        return explain_document(document, self.matcher, self.profile, self._site(document))

    def clean_html(self, html: str | bytes) -> str:
        """The clean text of a web page."""
        from cleanse.unwrap import unwrap

        return self.clean(unwrap(self._document(html)))

    def explain_html(self, html: str | bytes | Document) -> Cleaned:
        """The same with the ledger; offsets count in the text that was taken out of the page."""
        from cleanse.unwrap import unwrap

        return self.explain(unwrap(self._document(html)))

    def need_host(self) -> None:
        """Raises `CleanseError` where the template knows several hosts, and nobody said which one texts without a url are from."""
        if self.template and self.site is None:
            raise CleanseError(f"the template knows {_some(self.template)}; say with host which one a text without a url is of")

    def _document(self, text: str | bytes | Document) -> Document:
        if isinstance(text, Document):
            return text
        self.need_host()
        if isinstance(text, str):
            return Document(text)
        from cleanse.decode import decode

        return decode(text)

    def _site(self, document: Document) -> "Site | None":
        """What is known of the site that the document is from."""
        if not self.template or not document.url:
            return self.site
        from cleanse.template import host

        return self.template.get(host(document.url))


def _sites(path: str | PathLike[str], host: str) -> "tuple[Template, Site | None]":
    """A template, and the site in it that texts without a url are from."""
    if not path:
        if host:
            raise CleanseError(f"the host {host} says something only with a template")
        return {}, None
    from cleanse.template.file import read_template

    template = read_template(path)
    host = host.lower().removeprefix("www.")
    if not host:
        return template, next(iter(template.values())) if len(template) == 1 else None
    if host not in template:
        raise CleanseError(f"template {path} does not know the host {host}; it knows {_some(template)}")
    return template, template[host]


def _some(template: "Template") -> str:
    """The hosts of a template, for a message."""
    first = ", ".join(sorted(template)[:5])
    return f"{len(template)} hosts: {first}, …" if len(template) > 5 else first or "none"


def _absolute(path: str | PathLike[str]) -> str:
    return os.path.abspath(path) if path else ""  # noqa: PTH100  (pathlib takes its time at a start)


def _stamp(path: str) -> tuple[int, ...]:
    """What tells a file from another of the same name, and from itself before an edit."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):  # reading the file will report it
        return ()
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size


@lru_cache(maxsize=8)
def _matcher(packs: tuple[str, ...], stamps: tuple[tuple[int, ...], ...], ignore: frozenset[Kind]) -> Matcher:
    """The built-in rules and those of the packs, made ready; `stamps` make the cache read a pack again after an edit."""
    from cleanse.rulebook.tables import TABLES

    if not packs:
        return Matcher(TABLES, ignore)
    from cleanse.rulebook import read_pack
    from cleanse.tables import merge

    return Matcher(reduce(merge, map(read_pack, packs), TABLES), ignore)


def clean(text: str | bytes, profile: str | PathLike[str] | Profile = "article", rules: Iterable[str | PathLike[str]] = ()) -> str:
    """Clean one text: repaired, in canonical form, without what the profile drops.

    >>> clean("<p>A full stop ends the day.")
    '<p>A full stop ends the day.\\n'
    >>> clean(b"Caf\\xe9 society met at the harbour on Sunday.\\r\\n")
    'Café society met at the harbour on Sunday.\\n'
    """
    return Cleaner(profile, rules).clean(text)


def explain(
    text: str | bytes | Document, profile: str | PathLike[str] | Profile = "article", rules: Iterable[str | PathLike[str]] = ()
) -> Cleaned:
    """Clean one text and say what was done.

    >>> answer = explain("The ferry left at noon, an hour late, and nobody minded.\\nAdvertisement\\n")
    >>> [(edit.kind.value, edit.before) for edit in answer.removed]
    [('ad', 'Advertisement\\n')]
    """
    return Cleaner(profile, rules).explain(text)


def clean_html(html: str | bytes, profile: str | PathLike[str] | Profile = "article", rules: Iterable[str | PathLike[str]] = ()) -> str:
    """The clean text of one web page.

    >>> clean_html("<p>The ferry left at noon, an hour late, and nobody minded.</p><p>Advertisement</p>")
    'The ferry left at noon, an hour late, and nobody minded.\\n'
    """
    return Cleaner(profile, rules).clean_html(html)


def explain_html(
    html: str | bytes | Document, profile: str | PathLike[str] | Profile = "article", rules: Iterable[str | PathLike[str]] = ()
) -> Cleaned:
    """The clean text of one web page, with the ledger over the text that was taken out of it.

    >>> explain_html("<p>The ferry left at noon, an hour late, and nobody minded.</p>").removed
    ()
    """
    return Cleaner(profile, rules).explain_html(html)
