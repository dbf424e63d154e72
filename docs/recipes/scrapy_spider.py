"""Crawl with Scrapy, clean each item in a pipeline.

Usage: scrapy runspider scrapy_spider.py -a url=URL -O news.jsonl
"""

from collections.abc import Iterator

import scrapy
import trafilatura
from scrapy.http import Response


class News(scrapy.Spider):
    """Follows the links of one page and stores the text of each."""

    name = "news"
    custom_settings = {
        "ITEM_PIPELINES": {"cleanse.integrations.scrapy.CleansePipeline": 800},
        "CLEANSE_FIELDS": ["text"],
        "CLEANSE_PROFILE": "article",
    }

    def __init__(self, url: str) -> None:
        super().__init__()
        self.start_urls = [url]

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        """The links of the page."""
        yield from response.follow_all(css="a", callback=self.article)

    def article(self, response: Response) -> dict[str, str]:
        """One item."""
        return {"url": response.url, "text": trafilatura.extract(response.body) or ""}
