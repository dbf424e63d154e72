"""Scrapy: an item pipeline.

Switch it on in a project's settings, late, after whatever fills the fields:

    ITEM_PIPELINES = {"cleanse.integrations.scrapy.CleansePipeline": 800}
    CLEANSE_FIELDS = ["text"]      # the fields to clean; others are left alone
    CLEANSE_PROFILE = "article"    # a profile's name, or a TOML file
    CLEANSE_RULES = []             # paths of rule packs
    CLEANSE_TEMPLATE = ""          # what sites repeat: the path of a template; the field `url` of an item tells its site

The values shown are the defaults.
"""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cleanse.cleaner import Cleaner
from cleanse.decode import decode
from cleanse.model import Cleaned, CleanseError, Document
from cleanse.sources.job import Job

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

SETTINGS = ("CLEANSE_FIELDS", "CLEANSE_PROFILE", "CLEANSE_RULES", "CLEANSE_TEMPLATE")


class CleansePipeline:
    """Cleans fields of items and counts in the stats of the crawl what went.

    Stats: `cleanse/texts` cleaned, `cleanse/empty` (texts of which nothing is left) and `cleanse/removed/RULE` (removals of that
    rule). A field that is missing, or holds neither `str` nor `bytes`, is left as it is; a text ends with a line feed only if it
    did before.

    >>> from scrapy.utils.test import get_crawler
    >>> pipeline = CleansePipeline.from_crawler(get_crawler())
    >>> pipeline.process_item({"text": "The ferry left at noon, an hour late.\\nAdvertisement"})
    {'text': 'The ferry left at noon, an hour late.'}
    >>> pipeline.stats.get_value("cleanse/removed/ad.label")
    1
    """

    def __init__(self, fields: Iterable[str], cleaner: Cleaner, stats: "StatsCollector") -> None:
        self.fields = tuple(fields)
        self.job = Job(cleaner, watch=[self._count])
        self.stats = stats

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "CleansePipeline":
        """The pipeline as the settings say. Raises `CleanseError` for a bad one, which stops the crawl before it starts."""
        settings = crawler.settings
        if unknown := [name for name in settings if name.startswith("CLEANSE_") and name not in SETTINGS]:
            raise CleanseError(f"unknown setting {unknown[0]}; there are {', '.join(SETTINGS)}")
        fields = settings.getlist("CLEANSE_FIELDS", ["text"])
        if not fields or not all(isinstance(field, str) for field in fields):
            raise CleanseError(f"CLEANSE_FIELDS = {fields!r} is no list of names of fields")
        options = settings.get("CLEANSE_PROFILE", "article"), settings.getlist("CLEANSE_RULES"), settings.get("CLEANSE_TEMPLATE", "")
        cleaner = Cleaner(*options)
        return cls(fields, cleaner, crawler.stats)

    def process_item(self, item: object) -> object:
        """The item with its fields cleaned in place."""
        from itemadapter import ItemAdapter

        values = ItemAdapter(item)
        url = str(values.get("url") or "")
        for field in self.fields:
            if isinstance(text := values.get(field), (str, bytes)):
                values[field] = self.job.clean_value(Document(text, url=url) if isinstance(text, str) else decode(text, url=url))
        return item

    def _count(self, answer: Cleaned) -> None:
        self.stats.inc_value("cleanse/texts")
        if not answer.text:
            self.stats.inc_value("cleanse/empty")
        for rule, count in Counter(edit.rule for edit in answer.removed).items():
            self.stats.inc_value(f"cleanse/removed/{rule}", count)
