"""Crawl with Crawlee, clean each page before it is stored.

Usage: python crawlee_crawl.py URL...
"""

import asyncio
import sys

from crawlee.crawlers import HttpCrawler, HttpCrawlingContext

import cleanse


async def crawl(urls: list[str]) -> dict[str, str]:
    """The clean texts of the pages, by URL."""
    crawler = HttpCrawler()

    @crawler.router.default_handler
    async def handle(context: HttpCrawlingContext) -> None:
        html = await context.http_response.read()
        text = await asyncio.to_thread(cleanse.clean_html, html)  # extraction takes its time: not in the event loop
        await context.push_data({"url": context.request.url, "text": text})

    await crawler.run(urls)
    return {str(item["url"]): str(item["text"]) for item in (await crawler.get_data()).items}


if __name__ == "__main__":
    for text in asyncio.run(crawl(sys.argv[1:])).values():
        print(text, end="")
