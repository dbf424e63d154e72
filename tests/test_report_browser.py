"""The report in a real Chromium: hostile text does nothing, filters and keys work, and it can be read on a phone.

Chromium is the one on the path (Debian: `apt-get install chromium`); playwright (extra `dev`) drives it, and wants libatomic1, which a
bare Debian has not. Where one is absent, the tests are skipped.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from strategies import PROSE

from cleanse import explain
from cleanse.model import Cleaned, Document, Edit, Kind

pytest.importorskip("jinja2", reason="pip install 'cleanse-corpus[report]'")
pytest.importorskip("py3langid", reason="pip install 'cleanse-corpus[report]'")
playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
from cleanse.report import report  # noqa: E402

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the path; Debian: apt-get install chromium")

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
"""
HOSTILE = [
    "<script>window.pwned = 1</script>", "</script><script>window.pwned = 1</script>", "<!--<script>window.pwned = 1",
    "<img src=x onerror='window.pwned = 1'>", "<svg onload=window.pwned=1>", "<iframe srcdoc='<script>parent.pwned = 1</script>'>",
    "javascript:window.pwned=1", "' onclick='window.pwned=1", '" autofocus onfocus="window.pwned=1', "<a href=javascript:window.pwned=1>x</a>",
    "</style><link rel=stylesheet href=http://127.0.0.1:9/x.css>", "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>",
    "</title></textarea></noscript><base href=http://127.0.0.1:9/>", "{{ 7 * 7 }}{% raise %}", "${window.pwned = 1}", "__proto__",
    "\u202egnp.exe\u2066", "\x00\x1b[31m\x9b\ud800", "\u2028\u2029", "&lt;script&gt;&#60;b&#62;", "x" * 1_000_000, "<b>" * 400_000,
]  # fmt: skip
PAGES = {
    "english": ("https://www.example.org/1", f"{PROSE[0]}\n\nAdvertisement\n\n{PROSE[1]}\n\nSign up for our daily newsletter\n"),
    "german": (
        "https://www.example.com/2",
        "Die letzte Fähre hat den Hafen am Sonntag um zwölf verlassen, und niemand hat sich darüber beschwert.\n\nAnzeige\n\n"
        "Der Rat tagt am Montag wieder und wird über die Brücke sprechen, die im Sommer eröffnet werden soll.\n",
    ),
    "damaged": ("https://www.example.org/3", f"CafÃ© {PROSE[2]}\n\n{PROSE[0]}\n"),
    "untouched": ("", f"{PROSE[1]}\n"),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    try:
        started = playwright.sync_playwright().start()
    except Exception as error:
        pytest.skip(f"playwright does not start; Debian: apt-get install libatomic1 ({error})")
    running = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield running
    running.close()
    started.stop()


class Opened:
    """A page in the browser, and what happened there."""

    def __init__(self, browser: Any, path: Path, html: str, **context: Any) -> None:
        path.write_text(html, "utf-8")
        self.context = browser.new_context(**context)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.troubles: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.troubles.append(message.text))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("dialog", lambda dialog: self.troubles.append(dialog.message))
        self.page.add_init_script(WATCH)
        self.page.goto(path.as_uri())

    def texts(self, selector: str) -> list[str]:
        return [text.strip() for text in self.page.locator(selector).all_text_contents()]

    def shown(self) -> list[str]:
        """The names in the list of documents."""
        return self.texts("#list bdi")

    def is_quiet(self) -> bool:
        quiet = self.page.evaluate("window.violations.length === 0 && window.pwned === undefined")
        return bool(quiet) and not self.troubles and len(self.requests) == 1


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Opened]:
    answers = [explain(Document(text, id=name, url=url)) for name, (url, text) in PAGES.items()]
    window = Opened(browser, tmp_path / "page.html", report(answers, "four pages"))
    yield window
    assert window.is_quiet()
    window.context.close()


def hostile_answers() -> Iterator[Cleaned]:
    """Each hostile string as text, removed line, rule, reason, note, name and host; and as the text of a real page."""
    for said in HOSTILE:
        removal = Edit(0, f"{said}\n", "", Kind.AD, said[:3000], said[:3000])
        yield Cleaned(f"{said}\n", (removal,) * 1, (), Document(f"{said}\n{said}\n", id=said, url=f"https://{said[:200]}/"), (said,))
        yield explain(Document(f"{PROSE[0]}\n\n{said}\n\nAdvertisement {said[:50]}\n", id=said, url=said[:3000]))


def test_hostile_text_is_inert(browser: Any, tmp_path: Path) -> None:
    window = Opened(browser, tmp_path / "page.html", report(hostile_answers(), HOSTILE[1]))
    assert len(window.shown()) == 2 * len(HOSTILE)
    for _ in window.shown():
        window.page.keyboard.press("j")
        window.page.keyboard.press("n")
    for option in ("kind", "rule"):
        for index in range(window.page.locator(f"#{option} option").count()):
            window.page.select_option(f"#{option}", index=index)
            assert window.shown()
    window.page.keyboard.press("Escape")
    for button in window.page.locator("main .pick").all():
        button.click()
    assert window.is_quiet(), window.troubles
    assert window.page.locator("script, style, link, img, iframe, a, base, meta[http-equiv]").count() == 6
    window.context.close()


def test_the_watch_sees_what_the_policy_forbids(browser: Any, tmp_path: Path) -> None:
    """Without this the test above could not fail."""
    opened = Opened(browser, tmp_path / "page.html", report([], "x"))
    assert opened.is_quiet()
    opened.page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.1:9/x.png'}))")
    opened.page.wait_for_function("window.violations.length > 0")
    assert opened.page.evaluate("window.violations") == ["img-src"]
    assert "Content Security Policy" in opened.troubles[0]
    assert not opened.is_quiet()
    opened.context.close()


def test_before_and_after_stand_side_by_side(opened: Opened) -> None:
    opened.page.fill("#search", "english")
    rows = opened.page.locator("#pane .row:not(.head):not(.blank)")
    assert [list(filter(None, row.split("\n"))) for row in rows.all_inner_texts()] == [
        [PROSE[0], PROSE[0]],
        ["Advertisement", "ad", "ad.label", "The label of an advertisement"],
        [PROSE[1], PROSE[1]],
        ["Sign up for our daily newsletter", "subscribe", "subscribe.newsletter", "An invitation to a newsletter"],
    ]
    before, after = (rows.first.locator(f":scope > div >> nth={number}").bounding_box() for number in (0, 1))
    assert before["y"] == after["y"]
    assert before["x"] + before["width"] <= after["x"]
    assert opened.page.locator("#pane del").first.evaluate("mark => getComputedStyle(mark).textDecorationLine") == "line-through"


def test_a_repair_shows_what_stood_there(opened: Opened) -> None:
    opened.page.fill("#search", "damaged")
    assert opened.texts("#pane s") == ["Ã©"]
    assert opened.texts("#pane ins") == ["é"]


def test_filters(opened: Opened) -> None:
    everything = opened.shown()
    assert sorted(everything) == sorted(PAGES)
    opened.page.select_option("#kind", "subscribe")
    assert opened.shown() == ["english"]
    assert opened.texts("#pane del.faded") == ["Advertisement"]
    assert opened.page.locator("#found").evaluate("output => output.value") == "1 of 4 documents"
    opened.page.select_option("#kind", "")
    opened.page.select_option("#rule", "ad · ad.label")
    assert sorted(opened.shown()) == ["english", "german"]
    opened.page.fill("#search", "FÄHRE")
    assert opened.shown() == ["german"]
    opened.page.fill("#search", "no such words")
    assert opened.shown() == []
    assert opened.page.locator("#pane").inner_text() == "No document here has all of this. Esc shows all again."
    opened.page.keyboard.press("Escape")
    assert opened.shown() == everything


@pytest.mark.parametrize(
    ("name", "left"),
    [("subscribe", ["english"]), ("German", ["german"]), ("www.example.com", ["german"]), ("subscribe.newsletter", ["english"])],
)
def test_charts_are_filters(opened: Opened, name: str, left: list[str]) -> None:
    button = opened.page.locator("[data-filter]", has_text=name).first
    button.click()
    assert opened.shown() == left
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert len(opened.shown()) == len(PAGES)


def test_keys(opened: Opened) -> None:
    def current() -> list[str]:
        return opened.texts("#list [aria-current] bdi")

    press, names = opened.page.keyboard.press, opened.shown()
    assert current() == names[:1]
    press("j")
    assert current() == names[1:2]
    press("k")
    press("k")
    assert current() == names[:1]
    opened.page.fill("#search", "english")
    press("Tab")
    opened.page.locator("h1").click()
    press("n")
    assert opened.texts("del.here") == ["Advertisement"]
    press("n")
    assert opened.texts("del.here") == ["Sign up for our daily newsletter"]
    press("p")
    assert opened.texts("del.here") == ["Advertisement"]
    press("/")
    assert opened.page.evaluate("document.activeElement.id") == "search"
    opened.page.keyboard.type("jk/n")
    assert opened.page.input_value("#search") == "jk/n"
    press("Escape")
    assert opened.page.input_value("#search") == ""
    assert opened.shown() == names


WHERE = "document.activeElement.closest('#list')?.id || document.activeElement.id || document.activeElement.dataset.filter"


def test_everything_can_be_reached_with_the_keyboard_alone(opened: Opened) -> None:
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.textContent") == "To the documents"
    reached = set()
    for _ in range(80):
        opened.page.keyboard.press("Tab")
        reached.add(opened.page.evaluate(WHERE))
    assert {"kind", "rule", "language", "host", "search", "list"} <= reached


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 800, 1280])
def test_it_can_be_read_in_both_themes_and_at_any_width(browser: Any, tmp_path: Path, scheme: str, width: int) -> None:
    answers = [explain(Document(text, id=f"{name}/" + "a-long-name" * 9, url=url)) for name, (url, text) in PAGES.items()]
    window = Opened(
        browser, tmp_path / "page.html", report(answers, "x" * 300), color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    assert window.page.evaluate("document.documentElement.scrollWidth") <= width
    for selector in ("h1", ".lead", ".aside", "del", ".why.chrome", "tbody td", "#found"):
        assert window.page.locator(selector).first.evaluate(CONTRAST) >= 4.5, selector
    assert window.is_quiet()
    window.context.close()


# The contrast of a text with what is behind it (WCAG 2.2, section 1.4.3).
CONTRAST = """
(element) => {
  const lightness = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => part / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let behind = element;
  while (getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") behind = behind.parentElement;
  const [a, b] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor].map(lightness);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
"""


def test_without_scripts_the_charts_are_there_and_the_page_says_what_is_not(browser: Any, tmp_path: Path) -> None:
    answers = [explain(Document(text, id=name, url=url)) for name, (url, text) in PAGES.items()]
    window = Opened(browser, tmp_path / "page.html", report(answers, "x"), java_script_enabled=False)
    assert "subscribe.newsletter" in window.page.locator(".rules").inner_text()
    assert "Documents are shown where scripts may run." in window.page.locator("noscript").inner_text()
    assert not window.page.locator(".filters").is_visible()
    window.context.close()
