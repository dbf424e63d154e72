"""HTML to text: what trafilatura takes, and all that can be seen where it takes nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import PROSE

from cleanse import clean_html
from cleanse.model import Document
from cleanse.unwrap import unwrap

ARTICLE = "<html><head><title>t</title></head><body><nav><a href=/>Home</a></nav><article><h1>Floods</h1>{}</article></body></html>"
PIECES = [
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<table><tr><td>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<",
    "&amp;",
    "&#0;",
    "\x00",
    "word",
    PROSE[0],
    "\ud800",
    "<![CDATA[",
]

TRAFILATURA = pytest.mark.xfail(strict=True, reason="trafilatura's own choice of text; the issue about pages replaces it")


def text_of(html: str) -> str:
    return unwrap(Document(html)).text


def test_the_paragraphs_of_an_article_are_there_in_order() -> None:
    text = text_of(ARTICLE.format("".join(f"<p>{line}</p>" for line in PROSE[:5])))
    assert [line for line in text.split("\n") if line in PROSE] == PROSE[:5]
    assert "Home" not in text


@pytest.mark.parametrize(
    "html",
    [
        "<script>var hidden = 1;</script>",
        "<style>.hidden { }</style>",
        pytest.param("<template>hidden</template>", marks=TRAFILATURA),
        "<!-- hidden -->",
    ],
)
def test_what_nobody_sees_is_not_there(html: str) -> None:
    assert "hidden" not in text_of(f"<body><p>Seen.</p>{html}</body>")
    assert "hidden" not in text_of(ARTICLE.format(f"<p>{PROSE[0]}</p>{html}<p>{PROSE[1]}</p>"))


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>One</p><p>two</p>", ["One", "two"]),
        ("<ul><li>One<li>two</ul>three", ["One", "two", "three"]),
        ("<div>One<div>two</div>three</div>", ["One", "two", "three"]),
        ("plain words without a tag", ["plain words without a tag"]),
    ],
)
def test_a_small_page_is_not_lost(html: str, words: list[str]) -> None:
    text = text_of(html)
    assert [word for word in words if word not in text] == []
    places = [text.index(word) for word in words]
    assert places == sorted(places)


def test_words_in_a_line_stay_in_a_line() -> None:
    assert "One two three four" in " ".join(text_of("<p>One <b>two</b> <i>three</i> four</p>").split())
    assert "un<b>believ</b>able".replace("<b>", "").replace("</b>", "") in text_of(f"<p>It is un<b>believ</b>able. {PROSE[0]}</p>")


def test_a_page_keeps_who_it_is() -> None:
    page = Document(ARTICLE.format(f"<p>{PROSE[0]}</p>"), "7", "https://example.org", "text/html", "cp1252", 0.9)
    assert unwrap(page) == page._replace(text=unwrap(page).text)


@pytest.mark.parametrize("html", ["", " ", "\n", "<html></html>", "<script>x</script>"])
def test_an_empty_page_is_empty(html: str) -> None:
    assert text_of(html).strip() == ""
    assert clean_html(html) == ""


def test_a_page_gives_the_same_text_each_time() -> None:
    page = ARTICLE.format("".join(f"<p>{line}</p>" for line in PROSE))
    assert len({text_of(page) for _ in range(4)}) == 1


@pytest.mark.parametrize("depth", [100, pytest.param(400, marks=TRAFILATURA)])
def test_text_behind_deep_nesting_is_there(depth: int) -> None:
    text = text_of(f"<p>{PROSE[0]}</p>" + "<div>" * depth + f"<p>{PROSE[2]}</p>" + "</div>" * depth + f"<p>{PROSE[3]}</p>")
    assert [line for line in (PROSE[0], PROSE[2], PROSE[3]) if line not in text] == []


@settings(max_examples=60, deadline=None)
@given(html=st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_html_is_answered(html: str) -> None:
    clean_html(html).encode()
    assert text_of(html) == text_of(html)
