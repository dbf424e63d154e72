"""HTML to lines and their signs; and pages that kill, hang or blow up a parser cost themselves only."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Timer

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import PROSE

from cleanse import CleanseError, clean_html, explain_html
from cleanse.model import Document, Kind
from cleanse.repair import repair
from cleanse.unwrap import strip_tags, unwrap
from cleanse.unwrap import worker as worker_module
from cleanse.unwrap.metadata import read_metadata
from cleanse.unwrap.page import unwrap_page
from cleanse.unwrap.tree import parse
from cleanse.unwrap.worker import Worker

ARTICLE = "<html><head><title>Floods | The Herald</title></head><body><nav><a href=/>Home</a></nav><article><h1>Floods</h1>{}</article></body></html>"
PIECES = [
    "<p>", "</p>", "<div>", "</div>", "<table><tr><td>", "<script>", "</script>", "<style>", "<pre>", "</pre>", "<br>", "<!--", "-->", "<",
    "&amp;", "&#0;", "&#8232;", "\x00", "\r", "\x0c", "\u2028", "word", PROSE[0], "\ud800", "<![CDATA[", "<noscript>", "<a href=x>", "</a>",
]  # fmt: skip
pages = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def lines_of(html: str) -> list[str]:
    return unwrap(Document(html)).text.split("\n")


FRACTION = "<mfrac><mn>1</mn><mn>2</mn></mfrac><annotation encoding='application/x-tex'>\\frac12</annotation>"
FORMULAS = (
    f"<math><semantics>{FRACTION}</semantics></math>",
    "<math alttext='{\\displaystyle \\frac12}'><mfrac><mn>1</mn><mn>2</mn></mfrac></math>",
    f"<span class=katex><span class=katex-mathml><math>{FRACTION}</math></span><span aria-hidden=true>21</span></span>",
    "<span class=MathJax_Preview></span><script type='math/tex'>\\frac12</script>",
)  # one half, in four ways


def signs_of(html: str, line: str) -> tuple[str, ...]:
    page = unwrap(Document(html))
    return page.signs[page.text.split("\n").index(line)]


def test_the_lines_of_a_page_are_there_in_order() -> None:
    assert lines_of(ARTICLE.format("".join(f"<p>{line}</p>" for line in PROSE[:5]))) == ["Home", "Floods", *PROSE[:5]]


@pytest.mark.parametrize(
    "html", ["<script>hidden()</script>", "<style>.hidden { }</style>", "<template>hidden</template>", "<!-- hidden -->"]
)
def test_what_nobody_sees_is_not_there(html: str) -> None:
    assert "hidden" not in unwrap(Document(f"<body><p>Seen.</p>{html}</body>")).text
    assert "hidden" not in strip_tags(f"<body><p>Seen.</p>{html}</body>")


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>One</p><p>two</p>", ["One", "two"]),
        ("<ul><li>One<li>two</ul>three", ["One", "two", "three"]),
        ("<div>One<div>two</div>three</div>", ["One", "two", "three"]),
        ("One<br>two", ["One", "two"]),
        ("plain words  without\na tag", ["plain words without a tag"]),
        ("<p>One <b>two</b> <i>three</i> un<b>believ</b>able", ["One two three unbelievable"]),
        ("<a href=a>One</a><a href=b>two</a>", ["One two"]),
        *((f"<h2>One<a href='#one'>{mark}</a></h2>§ two", ["One", "§ two"]) for mark in "¶§#🔗"),
        ("<h2><a href='/page#one'> # </a>One</h2><h2>F<a href='/sharp'>#</a></h2>", ["One", "F#"]),
        (
            "<figcaption>One<a href='#one'>¶</a></figcaption><li>Two. <a href='#ref'>↩︎</a></li><p>↩ <a href=x>¶</a>",
            ["One", "Two.", "↩ ¶"],
        ),
        ("<p>Under <a href='#5'>§</a> 5 <a href='#6'>#</a>6</p>", ["Under § 5 #6"]),
        ("<pre>def f():\n    return 1</pre>", ["def f():", "    return 1"]),
        ("<pre>\n\na\n\n\n  b</pre>c", ["a", "", "  b", "c"]),
        ("<pre><div>a {</div><div>  b</div></pre>", ["a {", "  b"]),
        *(
            (f"<p>“One.”{drawn}Two</p>", ["“One.” Two"])
            for drawn in ("<img>", "<svg><text>x</text></svg>", "<iframe>x</iframe>", "<object>x</object>")
        ),
        ("<p><img>One<img>, “<img>two<canvas></canvas> three", ["One, “two three"]),
        ("<p>Area <math><mi>π</mi><semantics><mi>r</mi><annotation>x</annotation></semantics></math>, as", ["Area πr, as"]),
        ("<p>Area <span class=katex-mathml><math><mi>π</mi></math></span><span aria-hidden=true>π</span>", ["Area π"]),
        ("<p>Year <b>built</b><span>1932</span><i>Price</i><b>£40</b> <b>Sold:</b><a>No</a>", ["Year built 1932 Price £40 Sold: No"]),
        (
            "<p><s>189,00&nbsp;€</s><b>151,20 €</b><i>-20%</i><a>Aperçu</a><b>«Нева»</b><a>Купить</a>",
            ["189,00\xa0€ 151,20 € -20% Aperçu«Нева» Купить"],
        ),
        ("<p><span>un</span><b>beliv</b><i>able</i>, <i>i</i><b>Phone</b>, <b>CO</b><sub>2</sub>", ["unbelivable, iPhone, CO2"]),
        ("<dt><span>a.</span><b>B</b><code><b>get</b><i>Item</i></code><i>std::</i><b>Map</b></dt>", ["a.BgetItemstd::Map"]),
        ("<pre><b>get</b><i>Item</i>", ["getItem"]),
        (
            "<p>10<sup>6</sup> in <b>2019</b><sup><a>3</a>,4</sup>, 10<sup>-6</sup>, x<sup>2</sup>, 5<sup>th</sup>",
            ["10⁶ in 2019³,⁴, 10⁻⁶, x2, 5th"],
        ),
        ("<p><ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>を<ruby>読<rt>よ</ruby>む。", ["漢字を読む。"]),
        ("<div><template shadowrootmode=open><p>One</p></template><p>two</p></div>", ["One", "two"]),
        *((f"<p>So {formula}, half", ["So \\(\\frac12\\), half"]) for formula in FORMULAS),
        ("<p>So <span class=MathJax>½</span><script type='math/tex'>x</script>, half", ["So ½, half"]),
        ("<p>A half <math alttext='one half'><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", ["A half 12"]),
        ("<table><tr><td class=gutter><pre>1\n2</pre><td><pre>a\n<span class=lineno>2 </span> b</pre></table>", ["a", " b"]),
        ("<pre><i class=lineno>x</i></pre><table><tr><td class=gutter>5<td>b</table>", ["x", "5", "b"]),
        ("<h2>One<span class=mw-editsection>[<a href=e>edit</a>]</span></h2>two", ["One", "two"]),
        ("<frameset><frame src=a><noframes><body><p>One<p>two</body></noframes></frameset>", ["One", "two"]),
        ("<noscript><p>Without script</p></noscript>", ["Without script"]),
        ("<html><body><p>One</body></html>\n<div>two</div>", ["One", "two"]),
        ("<html><body><p>One</html ><!-- two -->three<p>four</HTML>", ["One three", "four"]),
        ("<html><head></head></html><html><body><p>One</body></html><html><body><p>two</body></html>", ["One", "two"]),
    ],
)
def test_a_line_is_what_stands_between_two_edges_of_boxes(html: str, lines: list[str]) -> None:
    assert lines_of(html) == lines


@pytest.mark.parametrize(
    ("html", "line", "wanted"),
    [
        ("<aside class='relatedLinks'><a href=x>More</a></aside>", "More", {"in aside", "links 100%", "class related", "class links"}),
        (ARTICLE.format("<p>x</p>"), "Floods", {"tag h1", "in article"}),
        ("<title>The ferry stops tonight</title><h1>The ferry stops tonight</h1>", "The ferry stops tonight", {"title"}),
        ("<meta name=author content='Ana Ruiz'><p>By Ana Ruiz", "By Ana Ruiz", {"author"}),
        ("<p><b>All of it</b></p>", "All of it", {"stressed"}),
        ("<div style='display: none'>x</div>", "x", {"hidden"}),
        ("<div style='DISPLAY:NONE'>x</div>", "x", {"hidden"}),
        ("<pre>x</pre><pre>y<p>z</pre>", "z", {"part code 1"}),
        ("<table><tr><td>x<tr><td>x<td colspan=2>x<td>y<br>z</table>", "z", {"part cell 0 2 3"}),
        ("<ul><li>x</ul><ul><li>x<ol><li>x<li><p>z</ol></ul>", "z", {"part item 4 6 2 2."}),
        ("<dl><dt>x<dd>y</dl><dl><dt>x<dd><b>z</b></dl>", "z", {"part entry 1"}),
        ("<div id=comments><div><div><p>x</p></div></div></div>", "x", {"under comments"}),
    ],
)
def test_signs_tell_the_place_of_a_line(html: str, line: str, wanted: set[str]) -> None:
    assert wanted <= set(signs_of(html, line))


def test_what_the_extractor_takes_is_a_sign() -> None:
    html = ARTICLE.format("".join(f"<p>{line}</p>" for line in PROSE[:6]))
    assert "chosen" in signs_of(html, PROSE[2])
    assert "in front of the chosen" in signs_of(html, "Home")


def test_the_text_as_data_is_a_sign() -> None:
    data = '{{"@graph": [{{"@type": "NewsArticle", "articleBody": "{}", "author": [{{"name": "Ana Ruiz"}}]}}]}}'.format(" ".join(PROSE[:9]))
    html = f'<script type="application/ld+json">{data}</script><p>{PROSE[1]}</p><p>Another text altogether, of some other article, stands here.</p>'
    assert "in the body of the data" in signs_of(html, PROSE[1])
    assert "not in the body of the data" in signs_of(html, "Another text altogether, of some other article, stands here.")


@pytest.mark.parametrize(("count", "is_product"), [(1, True), (2, False)])
def test_a_page_with_the_microdata_of_one_product_is_about_it(count: int, is_product: bool) -> None:
    html = '<div itemscope itemtype="https://schema.org/Product"><p>{}</p></div>' * count
    assert ("page is product" in signs_of(html.format(*PROSE), PROSE[0])) is is_product


@pytest.mark.parametrize(
    "data", ["{", "[[[[]]]]", "null", '{"author": {"name": 5}, "articleBody": ["x"], "headline": null}', "[" * 100_000]
)
def test_data_of_any_shape_is_read(data: str) -> None:
    tree, _ = parse(f'<script type="application/ld+json">{data}</script><p>x')
    assert tree is not None
    assert read_metadata(tree).body == ""


def test_a_page_keeps_who_it_is() -> None:
    page = Document(ARTICLE.format(f"<p>{PROSE[0]}</p>"), "7", "https://example.org", "text/html", "cp1252", 0.9)
    found = unwrap(page)
    assert found == page._replace(text=found.text, signs=found.signs)


@pytest.mark.parametrize("html", ["", " ", "\n", "<html></html>", "<script>x</script>"])
def test_an_empty_page_is_empty(html: str) -> None:
    assert unwrap(Document(html)).text == ""
    assert clean_html(html) == ""


def test_a_page_is_cleaned_with_reasons() -> None:
    menu = "".join(f"<li><a href=/{name}>{name}</a></li>" for name in "Home News Weather Sport Culture Travel Science Contact".split())
    related = "".join(f"<li><a href=/{n}>Bridge number {n} over the Alma to open in June</a></li>" for n in range(8))
    paragraphs = [" ".join(PROSE[at : at + 2]) for at in range(0, 8, 2)]
    html = ARTICLE.format("".join(f"<p>{line}</p>" for line in paragraphs))
    html = html.replace("<a href=/>Home</a>", f"<ul>{menu}</ul>").replace(
        "</article>", f"</article><aside><h2>Related</h2><ul>{related}</ul></aside>"
    )
    answer = explain_html(html)
    assert answer.text.split("\n")[:-1] == ["Floods", *paragraphs]
    assert {edit.kind for edit in answer.removed} <= {Kind.NAVIGATION, Kind.RELATED}
    assert answer.restore() == answer.document.text


CODE = "def f(x):\n    # Share this article\n    return x\n\nprint(f(1),  'Advertisement')"


def test_code_on_a_page_stands_and_what_is_around_it_is_judged() -> None:
    lines = [*PROSE[:2], "Advertisement", *PROSE[2:4]]
    html = ARTICLE.format("".join(f"<p>{line}</p>" for line in lines[:3]) + f"<pre><code>{CODE}</code></pre>{lines[3]}<p>{lines[4]}")
    answer = explain_html(html)
    assert answer.text == "\n".join(["Floods", *PROSE[:2], CODE, *PROSE[2:4], ""])
    assert answer.restore() == answer.document.text


def test_nesting_that_a_parser_can_follow_loses_nothing() -> None:
    html = f"<p>{PROSE[0]}</p>" + "<div>" * 1500 + f"<p>{PROSE[2]}</p>" + "</div>" * 1500 + f"<p>{PROSE[3]}</p>"
    assert lines_of(html) == [PROSE[0], PROSE[2], PROSE[3]]


BOMBS = {
    "nested too deep": f"<p>{PROSE[0]}</p>" + "<div>" * 60_000 + f"<p>{PROSE[2]}</p>" + "</div>" * 60_000 + f"<p>{PROSE[3]}</p>",
    "attributes, quadratic": f"<p>{PROSE[0]}</p><p {' '.join(f'a{n}' for n in range(150_000))}>{PROSE[2]}</p><p>{PROSE[3]}</p>",
    "stressed words, quadratic": f"<p>{PROSE[0]}</p><p>" + "<b>x</b> <i>y</i> " * 30_000 + f"</p><p>{PROSE[2]}</p><p>{PROSE[3]}</p>",
}
SLOW = BOMBS["attributes, quadratic"]


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_answered_and_the_next_page_is_not_harmed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "CPU_SECONDS", 1)
    monkeypatch.setattr(worker_module, "CPU_SECONDS_PER_MB", 0)
    page = unwrap(Document(BOMBS[name]))
    assert [line for line in (PROSE[0], PROSE[2], PROSE[3]) if line not in page.text] == []
    assert bool(page.notes) is not bool(page.signs)
    assert unwrap(Document(f"<p>{PROSE[4]}")).text == PROSE[4]


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.close()


def pid(worker: Worker) -> int:
    assert worker._child
    return worker._child.pid


def test_a_worker_that_is_killed_costs_nothing(worker: Worker) -> None:
    assert worker.unwrap("<p>x").lines == ["x"]
    os.kill(pid(worker), signal.SIGKILL)
    assert worker._child
    worker._child.wait()
    assert worker.unwrap("<p>y").lines == ["y"]


CLOSED_PIPES = """
import os, signal
from cleanse.unwrap.worker import Worker
worker = Worker()
worker.unwrap("<p>x")
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
child = worker._child
child.kill()
os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
child.poll = lambda: None  # it dies right behind the look
print(worker.unwrap("<p>y").lines, flush=True)
reader, writer = os.pipe()
os.close(reader)
os.write(writer, b"x")
"""


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="this system has no such signal")
def test_a_child_that_is_gone_does_not_end_a_process_that_closed_pipes_end() -> None:
    done = subprocess.run([sys.executable, "-c", CLOSED_PIPES], capture_output=True, check=False)
    assert (done.stdout, done.returncode) == (b"['y']\n", -signal.SIGPIPE), done.stderr


@pytest.mark.parametrize(("victims", "lines"), [([0], ["x"]), ([1], ["x"]), ([0, 1], None), ([1, 3], [])], ids=str)
def test_who_kills_a_worker_says_nothing_about_its_page(
    worker: Worker, victims: list[int], lines: list[str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, asked = worker_module._ask, iter(range(10))

    def interrupted(child: worker_module.Child, message: bytes) -> bytes | None:
        if next(asked) in victims:
            child.kill()
        return ask(child, message)

    monkeypatch.setattr(worker_module, "_ask", interrupted)
    if lines is None:  # none started
        with pytest.raises(CleanseError, match=r"does not start \(exit code -9\)"):
            worker.unwrap("<p>x")
    else:
        assert worker.unwrap("<p>x").lines == lines
    assert worker.unwrap("<p>y").lines == ["y"]


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timer signals")
@pytest.mark.parametrize("error", [TimeoutError, KeyboardInterrupt])
@pytest.mark.parametrize("padding", [0, 30 << 20], ids=["while the page is read", "while it is sent"])
def test_an_interrupted_page_is_not_the_answer_to_the_next(worker: Worker, error: type[BaseException], padding: int) -> None:
    def interrupt(number: int, frame: object) -> None:
        raise error

    worker.unwrap("<p>x")
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with pytest.raises(error):
            worker.unwrap(SLOW + " " * padding)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert [worker.unwrap(f"<p>{word}").lines for word in ("y", "z")] == [["y"], ["z"]]
    clocks = [thread for thread in threading.enumerate() if isinstance(thread, Timer)]
    assert all(clock.finished.is_set() for clock in clocks)


def test_an_interrupt_on_the_keyboard_is_for_the_parent(worker: Worker) -> None:
    worker.unwrap("<p>x")
    ours = pid(worker)
    os.kill(ours, signal.SIGINT)
    assert worker.unwrap("<p>y").lines == ["y"]
    assert pid(worker) == ours


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no such limits")
@pytest.mark.parametrize(
    "before",
    [
        "resource.setrlimit(resource.RLIMIT_CPU, (300, 300))",
        "resource.setrlimit(resource.RLIMIT_AS, (3 << 29, 3 << 29))",
        "sys.path.append(pathlib.Path('/nowhere'))",
    ],
)
def test_a_worker_lives_within_the_limits_of_its_parent(before: str) -> None:
    program = f"import pathlib, resource, sys; {before}; from cleanse.unwrap import unwrap, Document; print(unwrap(Document('<p>x')).signs)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout
    assert "tag p" in answer


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("executable", None, "set sys.executable"),
        ("executable", "", "set sys.executable"),
        ("path", ["/nowhere"], r"does not start \(exit code 1\)"),
    ],
)
def test_a_worker_that_does_not_start_is_no_fault_of_the_page(
    worker: Worker, name: str, value: object, complaint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, name, value)
    with pytest.raises(CleanseError, match=complaint):
        worker.unwrap("<p>x")
    monkeypatch.undo()
    assert worker.unwrap("<p>y").lines == ["y"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_has_a_worker_of_its_own(worker: Worker) -> None:
    worker.unwrap("<p>x")
    ours = pid(worker)
    child = os.fork()
    if child == 0:
        worker.unwrap("<p>y")
        same = pid(worker) == ours
        worker.close()
        os._exit(int(same))
    assert os.waitpid(child, 0)[1] == 0
    assert worker.unwrap("<p>z").lines == ["z"]
    assert pid(worker) == ours


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # that it has threads is the point
def test_a_process_forked_during_a_page_does_not_wait_for_it(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "TRIES", 1)
    worker.unwrap("<p>x")
    with ThreadPoolExecutor(1) as threads:
        page = threads.submit(worker.unwrap, SLOW + " " * (30 << 20))
        time.sleep(0.1)
        child = os.fork()
        if child == 0:
            signal.alarm(20)  # ends a process that waits
            answered = worker.unwrap("<p>y").lines == ["y"]
            worker.close()
            os._exit(int(not answered))
        assert os.waitpid(child, 0)[1] == 0
        os.kill(pid(worker), signal.SIGKILL)
        assert page.result().failure
    assert worker.unwrap("<p>z").lines == ["z"]


@settings(max_examples=200, deadline=None)
@given(html=pages)
def test_any_page_has_a_line_of_canonical_text_for_each_signs(html: str) -> None:
    found = unwrap_page(html)
    assert len(found.places) == len(found.lines)
    assert len(repair("\n".join(found.lines))) == max(1, len(found.lines))


@settings(max_examples=60, deadline=None)
@given(html=pages)
def test_any_html_is_answered(html: str) -> None:
    clean_html(html).encode()
    assert clean_html(html) == explain_html(html).text
    strip_tags(html)
