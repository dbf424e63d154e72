"""Markdown of what is kept: structure as the page had it, and nothing in a text that reads as Markdown."""

import re

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
        ("<ul><li>A<ul><li>B<ol><li>C</ol><li>D</ul>E<li>F</ul>", "- A\n    - B\n        1. C\n    - D\n\n    E\n- F\n"),
        ("<ul><li><ul><li>A</ul>B<li>C</ul>", "- A\n- B\n- C\n"),
        ("<ol><li><p>A</p><p>B</p><li><div>C</div></ol>", "1. A\n\n    B\n2. C\n"),
        ("<ol start=3><li>A<pre>x</pre><li>B<li value=9>C<ul><li>D</ul></ol>", "3. A\n\n```\nx\n```\n\n4. B\n9. C\n    - D\n"),
        ("<ol start=1000><li>A<p>B</p><li><ul><li>C</ul></ol>", "1000. A\n\n      B\n      - C\n"),
        ("<ul><li>A<pre>x\n y</pre>B<li>C</ul>", "- A\n\n```\nx\n y\n```\n\nB\n\n- C\n"),
        ("<ul><li><h3>A</h3><p>B</p></ul>", "### A\n\nB\n"),
        ("<h2><div>One</div></h2>", "## One\n"),
        ("<h2>#</h2><h2>C#</h2><h2>C #</h2><h3>1. One</h3>", "## \\#\n\n## C#\n\n## C \\#\n\n### 1. One\n"),
        ("<blockquote><p>One</p></blockquote>", "> One\n"),
        ("<pre>def f():\n    return 1</pre>", "```\ndef f():\n    return 1\n```\n"),
        ("<pre>a</pre><pre>b</pre>", "```\na\n```\n\n```\nb\n```\n"),
        ("<pre>a\n```\n\n  b</pre>", "````\na\n```\n\n  b\n````\n"),
        ("<pre><div>a {</div><div> b</div></pre>", "```\na {\n b\n```\n"),
        ("<table><tr><th>A<th>B<tr><td>1<td>2</table>", "| A | B |\n| --- | --- |\n| 1 | 2 |\n"),
        ("<table><tr><th>A<tr><td>1<td>x|y</table>", "| A |  |\n| --- | --- |\n| 1 | x\\|y |\n"),
        ("<table><tr><th>A<th>B<th>C<tr><td><td>3<br>4<td>-</table>", "| A | B | C |\n| --- | --- | --- |\n|  | 3<br>4 | - |\n"),
        ("<table><tr><td>A<td>B</table><table><tr><td>C<td>D</table>", "| A | B |\n| --- | --- |\n\n| C | D |\n| --- | --- |\n"),
        ("<table><tr><td>A<td colspan=2>B<tr><td>1<td>2<td>3</table>", "| A | B |  |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n"),
        (
            "<table><tr><td rowspan=3>A<td>B<td rowspan=2>C<tr><td>1<tr><td>2<td>3</table>",
            "| A | B | C |\n| --- | --- | --- |\n|  | 1 |  |\n|  | 2 | 3 |\n",
        ),
        ("<table><tr><th><p>A</p><th><p>B</p><tr><td><p>1</p><td><ul><li>2</ul></table>", "| A | B |\n| --- | --- |\n| 1 | 2 |\n"),
        ("<table><tr><td><p>One</p><td><p>Two</p><p>Three</p></table>", "One\n\nTwo\n\nThree\n"),
        ("<table><tr><td>One<br># Two<tr><td>Three</table>", "One\n\n\\# Two\n\nThree\n"),
        *((f"<p>{text}", f"\\{text}\n") for text in ("# no heading", "#", "-", "+ x", ">>> print(1)", "---", "- - -", "===")),
        ("<p>1. The<p>2)<p>3.5 km<p>-x<p>#x", "1\\. The\n\n2\\)\n\n3.5 km\n\n-x\n\n#x\n"),
        ("<p>~~~<p>a ~~b~~ c ~5", "\\~\\~\\~\n\na \\~\\~b\\~\\~ c ~5\n"),
        ("<p>&amp;lt; A&B", "\\&lt; A&B\n"),
        ("<p>a *b* [c] <i>d</i>", "a \\*b\\* \\[c\\] d\n"),
        ("", ""),
    ],
)
def test_structure_is_kept(html: str, wanted: str) -> None:
    assert markdown(html) == wanted


def test_a_text_has_paragraphs() -> None:
    assert to_markdown(explain("One ferry left.\nAnother one stayed.", KEEP)) == "One ferry left.\n\nAnother one stayed.\n"


def test_each_line_of_a_text_is_escaped() -> None:
    wrapped = "the river rose on monday and by noon the council had closed both of the\n# bridges"
    blocks = (Judged(wrapped, Form.PROSE, 0, len(wrapped), Verdict(Kind.BODY, 0.0), True),)
    assert to_markdown(Cleaned(f"{wrapped}\n", (), blocks, Document(wrapped))) == wrapped.replace("#", "\\#") + "\n"


def test_a_cell_that_went_leaves_its_place() -> None:
    html = "<table><tr><td>Town<td>Price<tr><td>Menu<td>7</table>"
    answer = explain_html(html, KEEP)
    kept = tuple(block._replace(kept=block.text != "Menu") for block in answer.blocks)
    assert to_markdown(answer._replace(blocks=kept)) == "| Town | Price |\n| --- | --- |\n|  | 7 |\n"


def test_what_went_is_not_there() -> None:
    blocks = (
        Judged("Menu", Form.LINE, 0, 4, Verdict(Kind.NAVIGATION, 9.0), False),
        Judged("One", Form.LINE, 5, 8, Verdict(Kind.BODY, 0.0), True),
    )
    answer = Cleaned("One\n", (), blocks, Document("Menu\nOne", signs=(("links 100%", "tag h1"), ("links 0%", "tag h2"))))
    assert to_markdown(answer) == "## One\n"


@given(st.text(st.sampled_from("a1*_`[]<>#-+=~&;.)|\\ "), min_size=1, max_size=30))
def test_nothing_in_a_paragraph_begins_a_structure(text: str) -> None:
    for line in markdown(f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>").split("\n"):
        assert not re.match(r"#{1,6}( |$)|[-+*]( |$)|\d+[.)]( |$)|>|```|~~~|[-=*_ ]+$", line)
