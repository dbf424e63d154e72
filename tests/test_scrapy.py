"""The Scrapy pipeline, in a real crawl of a site on this machine."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from local_site import BODY, CHROME, serve
from values import value_of

import cleanse
from cleanse import CleanseError
from cleanse.integrations.scrapy import CleansePipeline

pytest.importorskip("scrapy", reason="needs pip install '.[scrapy]'")

ROOT = Path(__file__).parent.parent
SPIDER = """
import json, scrapy

class Item(scrapy.Item):
    url, text, note, extra = scrapy.Field(), scrapy.Field(), scrapy.Field(), scrapy.Field()

class News(scrapy.Spider):
    name = "news"
    custom_settings = {"ITEM_PIPELINES": {"cleanse.integrations.scrapy.CleansePipeline": 800}, "TELNETCONSOLE_ENABLED": False}

    def parse(self, response):
        yield from response.follow_all(css="li a", callback=self.article)

    def article(self, response):
        text = "\\n".join(response.css("p::text").getall())
        yield Item(url=response.url, text=text, note=None, extra=text)
        yield {"url": response.url, "text": "", "extra": 3}

    def closed(self, reason):
        with open("stats.json", "w") as file:
            json.dump(self.crawler.stats.get_stats(), file, default=str)
"""


def crawl(folder: Path, **settings: str) -> "tuple[subprocess.CompletedProcess[str], list[dict[str, Any]], dict[str, Any]]":
    """Run the spider; its items and stats."""
    (folder / "site").mkdir()
    with serve(folder / "site") as address:
        start = SPIDER.replace('name = "news"', f'name = "news"; start_urls = ["{address}"]')
        (folder / "spider.py").write_text(start, "utf-8")
        options = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
        command = [sys.executable, "-m", "scrapy", "runspider", "spider.py", "-O", "items.jsonl", *options]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)
    items, stats = folder / "items.jsonl", folder / "stats.json"
    lines = items.read_text("utf-8").splitlines() if items.exists() else []
    return done, [json.loads(line) for line in lines], json.loads(stats.read_text("utf-8")) if stats.exists() else {}


def through_scrapy(text: str) -> str:
    return str(pipeline().process_item({"text": text})["text"])


def pipeline(**settings: object) -> Any:
    from scrapy.settings import Settings
    from scrapy.statscollectors import MemoryStatsCollector

    crawler: Any = SimpleNamespace(settings=Settings(settings))
    crawler.stats = MemoryStatsCollector(crawler)
    return CleansePipeline.from_crawler(crawler)


def test_a_crawl(tmp_path: Path) -> None:
    done, items, stats = crawl(tmp_path)
    assert done.returncode == 0, done.stderr
    articles = [item for item in items if item["text"]]
    dirty = "\n".join([BODY[0], CHROME[0], BODY[1], BODY[2], CHROME[1], BODY[3]])
    assert [item["text"] for item in articles] == [value_of(dirty)] * 2 == ["\n".join(BODY)] * 2
    assert [item["extra"] for item in articles] == [dirty] * 2  # not in CLEANSE_FIELDS
    assert len(items) == 4
    assert {name: count for name, count in stats.items() if name.startswith("cleanse/")} == {
        "cleanse/texts": 4,
        "cleanse/empty": 2,
        **{f"cleanse/removed/{edit.rule}": 2 for edit in cleanse.explain(dirty).removed},
    }
    assert "ERROR" not in done.stderr
    assert "Deprecat" not in done.stderr


def test_fields_and_profile_are_settings(tmp_path: Path) -> None:
    _, items, _ = crawl(tmp_path, CLEANSE_FIELDS="extra,note", CLEANSE_PROFILE=profile(tmp_path))
    assert all(CHROME[0] in item["text"] for item in items if item["text"])
    assert [item["extra"] for item in items if item["text"]] == ["\n".join([BODY[0], CHROME[0], *BODY[1:]])] * 2


def profile(folder: Path) -> str:
    path = folder / "ours.toml"
    path.write_text('keep = ["ad"]', "utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        (("CLEANSE_PROFILE", "none"), "unknown profile 'none'; there are light"),
        (("CLEANSE_PROFIL", "light"), "unknown setting CLEANSE_PROFIL; there are CLEANSE_FIELDS"),
        (("CLEANSE_RULES", "/no/such.toml"), "cannot read rule pack /no/such.toml"),
    ],
)
def test_a_bad_setting_stops_the_start_and_is_named(setting: tuple[str, str], message: str, tmp_path: Path) -> None:
    done, items, stats = crawl(tmp_path, **dict([setting]))
    assert message in done.stderr
    assert (items, stats) == ([], {})


@pytest.mark.parametrize("fields", [[], [3]])
def test_no_fields_are_a_mistake(fields: list[object]) -> None:
    with pytest.raises(CleanseError, match="is no list of names of fields"):
        pipeline(CLEANSE_FIELDS=fields)


@dataclass
class Article:
    text: object
    title: str = "Advertisement"


@pytest.mark.parametrize("value", [None, 3, ["Advertisement"]])
def test_what_is_no_text_is_left_alone(value: object) -> None:
    assert pipeline().process_item(Article(value)) == Article(value)


def test_bytes_are_decoded() -> None:
    assert pipeline().process_item(Article("Café\nhere".encode("cp1252"))) == Article("Café\nhere")


def test_the_answer_is_that_of_the_library() -> None:
    for end in ("", "\n"):
        text = "\n".join([*CHROME, *BODY]) + end
        assert through_scrapy(text) == value_of(text)
