"""Fetch articles with news-please, clean the text.

Usage: python news_please_article.py URL...
"""

import sys

from newsplease import NewsPlease

import cleanse


def fetch(url: str) -> str:
    """The clean text of the article."""
    return cleanse.clean(NewsPlease.from_url(url).maintext or "")


if __name__ == "__main__":
    for url in sys.argv[1:]:
        print(fetch(url), end="")
