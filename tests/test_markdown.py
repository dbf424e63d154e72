"""Markdown of what is kept: structure as the page had it, and nothing in a text that reads as Markdown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse import Document, explain, explain_html, to_markdown
from cleanse.model import Cleaned, Form, Judged, Kind, Verdict
from cleanse.profile import Profile

KEEP = Profile("all of it", frozenset(), doubt=99.0)


def markdown(html: str) -> str:
    return to_markdown(explain_html(html, KEEP))


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<h1>One</h1><h3>Two</h3><p>Three</p>", "# One\n\n### Two\n\nThree\n"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo\n"),
        ("<ul><li>One<li>Two</ul><ol><li>Three</ol>", "- One\n- Two\n1. Three\n"),
        ("<blockquote><p>One</p></blockquote>", "> One\n"),
        ("<pre>def f():\n    return 1</pre>", "```\ndef f():\n    return 1\n```\n"),
        ("<table><tr><th>A<th>B<tr><td>1<td>2</table>", "| A | B |\n| --- | --- |\n| 1 | 2 |\n"),
        ("<table><tr><th>A<tr><td>1<td>x|y</table>", "| A |  |\n| --- | --- |\n| 1 | x\\|y |\n"),
        ("<p># no heading", "\\# no heading\n"),
        ("<p>a *b* [c] <i>d</i>", "a \\*b\\* \\[c\\] d\n"),
        ("", ""),
    ],
)
def test_structure_is_kept(html: str, wanted: str) -> None:
    assert markdown(html) == wanted


def test_a_text_has_paragraphs() -> None:
    assert to_markdown(explain("One ferry left.\nAnother one stayed.", KEEP)) == "One ferry left.\n\nAnother one stayed.\n"


def test_what_went_is_not_there() -> None:
    blocks = (
        Judged("Menu", Form.LINE, 0, 4, Verdict(Kind.NAVIGATION, 9.0), False),
        Judged("One", Form.LINE, 5, 8, Verdict(Kind.BODY, 0.0), True),
    )
    answer = Cleaned("One\n", (), blocks, Document("Menu\nOne", signs=(("links 100%", "tag h1"), ("links 0%", "tag h2"))))
    assert to_markdown(answer) == "## One\n"


@given(st.text(st.sampled_from("a*_`[]<>#-+1.|\\ "), min_size=1, max_size=30))
def test_nothing_in_a_paragraph_begins_a_structure(text: str) -> None:
    for line in markdown(f"<p>x{text.replace('<', '&lt;')}</p>").split("\n"):
        assert not line.startswith(("#", "- ", "+ ", "> ", "```", "|"))
