"""One page -> its lines and their signs; runs in the worker."""

from typing import TYPE_CHECKING

from lxml import etree

from cleanse.model import Signs
from cleanse.unwrap.mend import mend
from cleanse.unwrap.messages import Unwrapped, unwrapped
from cleanse.unwrap.metadata import read_metadata
from cleanse.unwrap.signs import signs_of
from cleanse.unwrap.tree import parse, read_lines

if TYPE_CHECKING:
    from lxml import html


def unwrap_page(source: str) -> Unwrapped:
    """The visible lines of a page with the signs of each, or why there are none."""
    tree, failure = parse(source)
    if tree is None or failure:
        return Unwrapped([], [], [], failure)
    metadata = read_metadata(tree)
    mend(tree)
    chosen = _chosen(tree)
    lines = read_lines(tree)  # the last: the tree loses what cannot be seen
    texts: list[str] = []
    signs: list[list[Signs]] = []
    for line, own in zip(lines, signs_of(lines, metadata, chosen), strict=True):
        texts += ["", line.text] if line.gap else [line.text]
        signs += [own, own] if line.gap else [own]
    return unwrapped(texts, signs)


def _chosen(tree: "html.HtmlElement") -> str | None:
    """The text that trafilatura, which works on a copy, takes from the page; None where it fails.

    Without its comparison with other extractors, which costs a quarter of its time: the fitted model compares.
    """
    from trafilatura import extract

    try:
        return extract(tree, include_comments=False, fast=True) or ""
    except (etree.Error, ValueError, TypeError, AttributeError, RecursionError):
        return None
