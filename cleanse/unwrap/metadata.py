"""What a page says of itself in its head: the title, the description, the author, and the text as data (JSON-LD)."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from cleanse.shape import letters

if TYPE_CHECKING:
    from lxml import html

TITLES = ("og:title", "twitter:title", "dc.title", "title", "parsely-title", "sailthru.title")
DESCRIPTIONS = ("og:description", "twitter:description", "description", "dc.description", "sailthru.description")
AUTHORS = ("author", "article:author", "parsely-author", "dc.creator", "sailthru.author", "byl")
FIELDS = (TITLES, DESCRIPTIONS, AUTHORS, ("og:type",))
SEPARATORS = (" | ", " - ", " – ", " — ", " • ")
LONG_BODY = 400  # letters; a shorter articleBody is a teaser
DEEP = 12  # levels of data that are looked at


class Metadata(NamedTuple):
    """Each as letters and digits only (`shape.letters`), to be compared with lines; `types` is what the page says it is: "article"."""

    titles: frozenset[str] = frozenset()
    descriptions: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()
    body: str = ""
    types: frozenset[str] = frozenset()


def read_metadata(tree: "html.HtmlElement") -> Metadata:
    """The metadata of a page whose tree is whole."""
    meta = _of_meta(tree)
    titles, descriptions, authors, types = ([value for name in names for value in meta.get(name, ())] for names in FIELDS)
    titles += _of_title(tree)
    types += _of_microdata(tree)
    bodies: list[object] = []
    for item in _items(tree):
        titles += [item.get("headline"), item.get("alternativeHeadline")]
        descriptions.append(item.get("description"))
        authors += _names(item.get("author"))
        bodies.append(item.get("articleBody"))
        types += _listed(item.get("@type"))
    found = [frozenset(filter(None, map(_key, values))) for values in (titles, descriptions, authors, types)]
    body = max(map(_key, bodies), key=len, default="")
    return Metadata(found[0], found[1], found[2], body if len(body) >= LONG_BODY else "", found[3])


def _key(value: object) -> str:
    return letters(value) if isinstance(value, str) else ""


def _of_meta(tree: "html.HtmlElement") -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        found.setdefault(name, []).append(meta.get("content"))
    return found


def _of_title(tree: "html.HtmlElement") -> Iterator[str]:
    """The title element, and what stands in it in front of the name of the site."""
    for title in tree.iter("title"):
        text = title.text or ""
        yield text
        yield from (text.partition(mark)[0] for mark in SEPARATORS if mark in text)


def _of_microdata(tree: "html.HtmlElement") -> list[str]:
    """The types of which the page has one thing: it is about a product, and no shelf of them."""
    types = Counter([kind.rpartition("/")[2] for value in tree.xpath("//@itemtype") for kind in value.split()])
    return [kind for kind, count in types.items() if count == 1]


def _items(tree: "html.HtmlElement") -> Iterator[dict[str, Any]]:
    """The objects of all JSON-LD, however deep."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "") and script.text:
            try:
                yield from _objects(json.loads(script.text, strict=False), DEEP)
            except (ValueError, RecursionError):
                continue


def _objects(value: object, depth: int) -> Iterator[dict[str, Any]]:
    if not depth:
        return
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(inner, depth - 1)


def _names(value: object) -> list[object]:
    return [person.get("name") if isinstance(person, dict) else person for person in _listed(value)]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
