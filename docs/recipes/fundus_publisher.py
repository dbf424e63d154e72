"""Crawl publishers with fundus, clean each article.

Usage: python fundus_publisher.py COUNT
"""

import sys
from collections.abc import Iterator

from fundus import Crawler, PublisherCollection

import cleanse


def crawl(publishers: object, count: int) -> Iterator[str]:
    """The clean texts of up to `count` articles of a publisher, or of a collection of them."""
    for article in Crawler(publishers).crawl(max_articles=count):
        yield cleanse.clean(article.plaintext or "")


if __name__ == "__main__":
    for text in crawl(PublisherCollection.us, int(sys.argv[1])):
        print(text, end="")
