"""One page -> its lines and their signs; runs in the worker."""

from lxml import etree

from cleanse.unwrap.messages import Unwrapped
from cleanse.unwrap.metadata import read_metadata
from cleanse.unwrap.signs import signs_of
from cleanse.unwrap.tree import parse, read_lines


def unwrap_page(source: str) -> Unwrapped:
    """The visible lines of a page with the signs of each, or why there are none."""
    tree, failure = parse(source)
    if tree is None or failure:
        return Unwrapped([], [], failure)
    metadata = read_metadata(tree)
    lines = read_lines(tree)
    return Unwrapped([line.text for line in lines], signs_of(lines, metadata, _chosen(source)))


def _chosen(source: str) -> str | None:
    """The text that trafilatura takes from the page; None where it fails.

    Without its comparison with other extractors, which costs a quarter of its time: the fitted model compares.
    """
    from trafilatura import extract

    try:
        return extract(source, include_comments=False, fast=True) or ""
    except (etree.Error, ValueError, TypeError, AttributeError, RecursionError):
        return None
