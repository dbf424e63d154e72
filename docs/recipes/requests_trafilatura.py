"""Fetch pages with requests, take the article out with trafilatura, clean it.

Usage: python requests_trafilatura.py URL...
"""

import sys

import requests
import trafilatura

import cleanse


def fetch(url: str) -> str:
    """The clean text of the page."""
    page = requests.get(url, timeout=30)
    page.raise_for_status()
    return cleanse.clean(trafilatura.extract(page.content) or "")


if __name__ == "__main__":
    for url in sys.argv[1:]:
        print(fetch(url), end="")
