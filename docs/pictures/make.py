"""Make the pictures of this folder again, from the fixtures: `PYTHONPATH=. python docs/pictures/make.py`.

Needs Chromium on the path (Debian: `apt-get install chromium`), playwright and the extra `report`.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from cleanse import explain
from cleanse.model import Cleaned, Document
from cleanse.report import report

HERE = Path(__file__).parent
FIXTURES = HERE.parent.parent / "fixtures"


def answers() -> Iterator[Cleaned]:
    """The articles and the texts that have to survive, as if they came from sites."""
    for folder in ("wild-like", "negative"):
        for path in sorted((FIXTURES / folder).glob("*/input.txt")):
            language = path.parent.name.split("-")[0]
            site = f"courier.{language}.example" if folder == "wild-like" and len(language) == 2 else "archive.example"
            yield explain(Document(path.read_text("utf-8"), id=f"{path.parent.name}.txt", url=f"https://{site}/"))


def take(browser: Browser, page: Path, name: str, scheme: Literal["light", "dark"], selector: str) -> None:
    """One picture of 1280 by 860 pixels, with `selector` at its top."""
    window = browser.new_page(color_scheme=scheme, viewport={"width": 1280, "height": 860})
    window.goto(page.as_uri())
    window.locator(selector).evaluate("element => element.scrollIntoView()")
    window.screenshot(path=HERE / name)


def main() -> None:
    """Make the page and take the pictures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        page = Path(folder) / "page.html"
        page.write_text(report(answers(), "fixtures"), "utf-8")
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        take(browser, page, "report.png", "light", "header")
        take(browser, page, "report-documents.png", "dark", "#documents")
        browser.close()


if __name__ == "__main__":
    main()
