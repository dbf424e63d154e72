"""Counts -> a template: the lines that stand in many documents of their hosts, what rules say they are, and what a person said of them."""

from collections.abc import Iterable

from cleanse.match import Matcher
from cleanse.model import Kind
from cleanse.template import FEWEST, Line, Site, Template, skeleton
from cleanse.template.count import Count, place

LISTED = 0.5  # of the documents of a host; what stands in fewer is not written, so that a person can read the file


def is_listed(count: Count, documents: int) -> bool:
    """Whether a line is seen often enough to be in a template."""
    return documents >= FEWEST and count.seen >= LISTED * documents


def learn_site(host: str, documents: int, counts: Iterable[Count], matcher: Matcher) -> Site:
    """What is known of a host from its number of documents and the counts of its lines."""
    listed = (count for count in counts if is_listed(count, documents))
    lines = [Line(count.text, count.seen, documents, place(count), kind(count.text, matcher)) for count in listed]
    return Site(host, {skeleton(line.text): line for line in lines})


def kind(text: str, matcher: Matcher) -> Kind:
    """What the strongest rule says of a line; navigation where none speaks of it as a whole."""
    evidence = matcher.read([text])[text].evidence
    whole = [item for item in evidence if item.covers(text) and item.kind is not Kind.BODY]
    return max(whole, key=lambda item: item.weight).kind if whole else Kind.NAVIGATION


def with_marks(new: Template, old: Template) -> Template:
    """The new template with what a person said in the old one; a marked line stays though it is not seen any more.

    >>> from cleanse.template.file import parse
    >>> old = parse(["[example.org]", "- 9 of 9 top navigation Stay curious", "5 of 9 top navigation Home"], "old")
    >>> both = with_marks(parse(["[example.org]", "12 of 12 top navigation Stay curious"], "new"), old)
    >>> [(line.text, line.seen, line.mark) for line in both["example.org"].lines.values()]
    [('Stay curious', 12, '-')]
    """
    marked = {host: {key: line for key, line in site.lines.items() if line.mark} for host, site in old.items()}
    template = dict(new)
    for host, lines in marked.items():
        if lines:
            known = new[host].lines if host in new else {}
            said = {key: known.get(key, line)._replace(mark=line.mark, kind=line.kind) for key, line in lines.items()}
            template[host] = Site(host, {**known, **said})
    return template
