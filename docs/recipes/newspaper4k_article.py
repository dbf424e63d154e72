"""Download and parse articles with newspaper4k, clean the text.

Usage: python newspaper4k_article.py URL...
"""

import sys

import newspaper

import cleanse


def fetch(url: str) -> str:
    """The clean text of the article."""
    return cleanse.clean(newspaper.article(url).text)


if __name__ == "__main__":
    for url in sys.argv[1:]:
        print(fetch(url), end="")
