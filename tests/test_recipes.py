"""The scripts in docs/recipes that fetch, run against a site on this machine: the text that the program extracted, cleaned."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from local_site import BODY, CHROME, RECIPES, recipe, serve
from values import value_of

ROOT = Path(__file__).parent.parent
# The scripts that are run as they stand, and the package that each needs.
NEEDS = {"requests_trafilatura": "requests", "newspaper4k_article": "newspaper", "news_please_article": "newsplease"}
OTHERS = {"fundus_publisher", "crawlee_crawl", "scrapy_spider", "ray_parquet", "spark_parquet"}  # the last two in test_engines
pytestmark = pytest.mark.filterwarnings("ignore")  # theirs


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "site").mkdir()
    with serve(tmp_path / "site") as address:
        yield address


def is_clean(text: str) -> bool:
    """Whether the article is there, whole, without its chrome, and nothing is left to do."""
    return all(line in text for line in BODY) and not any(line in text for line in CHROME) and value_of(text) == text


@pytest.mark.parametrize("name", NEEDS)
def test_a_script_prints_the_clean_text_of_a_page(name: str, site: str) -> None:
    pytest.importorskip(NEEDS[name], reason=f"needs the package {NEEDS[name]}")
    command = [sys.executable, str(RECIPES / f"{name}.py"), f"{site}a.html"]
    done = subprocess.run(command, capture_output=True, check=False, env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"})
    assert done.returncode == 0, done.stderr.decode()
    assert is_clean(done.stdout.decode())


def test_fundus(site: str) -> None:
    pytest.importorskip("fundus", reason="needs the package fundus")
    module = recipe("fundus_publisher")
    from fundus import Sitemap
    from fundus.parser import ArticleBody, BaseParser, ParserProxy, attribute
    from fundus.parser.utility import extract_article_body_with_selector
    from fundus.publishers.base_objects import Publisher, PublisherGroup
    from lxml.etree import XPath

    class Parser(ParserProxy):  # type: ignore[misc]
        class V1(BaseParser):  # type: ignore[misc]
            @attribute  # type: ignore[misc]
            def body(self) -> ArticleBody:
                return extract_article_body_with_selector(self.precomputed.doc, paragraph_selector=XPath("//article/p"))

            @attribute  # type: ignore[misc]
            def title(self) -> str:
                return str(self.precomputed.meta.get("og:title"))

            @attribute  # type: ignore[misc]
            def publishing_date(self) -> Any:
                from datetime import datetime

                return datetime(2025, 3, 3)

    class Here(metaclass=PublisherGroup):
        default_language = "en"
        Town = Publisher(name="Town", domain=site, parser=Parser, sources=[Sitemap(f"{site}sitemap.xml")])

    texts = list(module.crawl(Here, 2))
    assert len(texts) == 2
    assert all(map(is_clean, texts))


def test_crawlee(site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRAWLEE_STORAGE_DIR", str(tmp_path / "storage"))
    pytest.importorskip("crawlee", reason="needs the package crawlee")
    module = recipe("crawlee_crawl")
    pages = [f"{site}a.html", f"{site}b.html"]
    texts = asyncio.run(module.crawl(pages))
    assert sorted(texts) == pages
    assert all(map(is_clean, texts.values()))


def test_scrapy(site: str, tmp_path: Path) -> None:
    pytest.importorskip("scrapy", reason="needs pip install '.[scrapy]'")
    command = [sys.executable, "-m", "scrapy", "runspider", str(RECIPES / "scrapy_spider.py"), "-a", f"url={site}", "-O", "news.jsonl"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)})
    items = [json.loads(line) for line in (tmp_path / "news.jsonl").read_text("utf-8").splitlines()]
    assert sorted(item["url"] for item in items) == [f"{site}a.html", f"{site}b.html"], done.stderr
    assert all(is_clean(item["text"]) for item in items)


def test_every_recipe_is_run() -> None:
    assert {path.stem for path in RECIPES.glob("*.py")} == {*NEEDS, *OTHERS}
