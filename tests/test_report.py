"""The report: sums that are right, a sample that is bounded, a page that is harmless; `test_report_browser.py` opens it."""

import json
import re
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import NASTY, PROSE, pages

from cleanse import explain
from cleanse.model import Cleaned, CleanseError, Document, Edit, Kind
from cleanse.render import UNSAFE
from cleanse.report import sample, tally
from cleanse.report.sample import Sample
from cleanse.report.tally import Tally

pytest.importorskip("jinja2", reason="pip install 'cleanse-corpus[report]'")
pytest.importorskip("py3langid", reason="pip install 'cleanse-corpus[report]'")
from cleanse.report import report

PAGE = f"{PROSE[0]}\n\nAdvertisement\n\n{PROSE[2]}\n"


class Reader(HTMLParser):
    """What a browser would find in a page: tags with their attributes, and the contents of scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "script" and data.strip():
            self.scripts.append(data)


def documents(page: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(Reader(page).scripts[0])
    return found


def lost(size: int, gone: int, rule: str = "ad.label", number: int = 0) -> Cleaned:
    """An answer about `size` characters of which the first `gone` went."""
    edits = (Edit(0, "x" * gone, "", Kind.AD, rule, "a label"),) if gone else ()
    return Cleaned("y" * (size - gone), edits, (), Document("x" * gone + "y" * (size - gone), id=str(number)))


@settings(max_examples=50)
@given(texts=st.lists(pages(), max_size=4))
def test_sums_are_those_of_the_ledgers(texts: list[str]) -> None:
    answers, sums = [explain(text) for text in texts], Tally()
    for answer in answers:
        sums.add(answer, "en")
    edits = [edit for answer in answers for edit in answer.removed]
    assert sums.all.documents == len(texts)
    assert sums.all.characters == sum(map(len, texts))
    assert sums.all.removals == len(edits) == sums.lines.total()
    assert sums.all.gone == sum(edit.gone for edit in edits)
    for groups in (sums.kinds, sums.rules):
        assert sum(group.gone for group in groups.values()) == sums.all.gone
        assert sum(group.removals for group in groups.values()) == sums.all.removals
    assert {kind: group.removals for kind, group in sums.kinds.items()} == Counter(str(edit.kind) for edit in edits)
    assert {key: group.documents for key, group in sums.rules.items()} == Counter(
        key for answer in answers for key in {(str(edit.kind), edit.rule) for edit in answer.removed}
    )
    assert sums.untouched + sum(sums.shares) == len(texts)


def test_a_line_break_of_any_sort_is_shown_as_one() -> None:
    shown = Sample()
    shown.offer(explain(f"{PROSE[0]}\r{PROSE[1]}\r\n{PROSE[0]}\u2028{PROSE[1]}\n"), "", "")
    pieces = shown.documents()[0].pieces
    assert "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces).split("\n")[:4] == [*PROSE[:2], *PROSE[:2]]


@pytest.mark.parametrize(("size", "gone", "place"), [(100, 1, 0), (100, 5, 1), (100, 99, 19), (100, 100, 19)])
def test_a_share_falls_into_its_column(size: int, gone: int, place: int) -> None:
    sums = Tally()
    sums.add(lost(size, gone), "")
    assert [number for number, count in enumerate(sums.shares) if count] == [place]
    assert sums.empty == (gone == size)


def test_a_rule_that_gives_many_reasons_is_told_by_one_of_them() -> None:
    sums = Tally()
    for says in ("under 'A'", "under 'B'", "under 'A'", "under 'C'"):
        sums.add(Cleaned("", (Edit(0, "x", "", Kind.AD, "company.list", says),), (), Document("x")), "")
    assert sums.says == {("ad", "company.list"): "such as: under 'A'"}


def test_the_rarest_are_forgotten_first_and_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "REMEMBERED", 5)
    answers = [
        explain(f"{PROSE[0]}\n\nAdvertisement\n\n{PROSE[1]}\n\nPhoto: Ana Number{chr(97 + n % 26)}{chr(97 + n // 26)}\n") for n in range(40)
    ]
    page = report(answers, "x")
    assert re.search(r'<b>40</b><span class="why chrome">ad</span><q dir="auto">Advertisement</q>', page)
    assert "counts may be too low" in page
    assert "counts may be too low" not in report(answers[:3], "x")


def test_the_sample_holds_those_that_lost_most_one_for_each_rule_and_a_bounded_number() -> None:
    shown = Sample()
    for number in range(3000):
        rule = "ad.rare" if number == 2000 else "ad.label"
        shown.offer(lost(1000, (number * 7919) % 997, rule, number), "", "")
    most = sorted(((number * 7919) % 997 for number in range(3000)), reverse=True)[: sample.MOST]
    assert [round(document.share * 1000) for document in shown.most()] == most
    kept = shown.documents()
    assert len(kept) == len({document.number for document in kept})
    assert sample.AT_RANDOM < len(kept) <= sample.MOST + sample.AT_RANDOM + 2
    assert "2000" in {document.id for document in kept}


def test_a_small_corpus_is_shown_whole_and_the_draw_is_fair() -> None:
    shown = Sample()
    for number in range(sample.AT_RANDOM):
        shown.offer(lost(10, 0, number=number), "", "")
    assert len(shown.documents()) == sample.AT_RANDOM
    for number in range(sample.AT_RANDOM, 50 * sample.AT_RANDOM):
        shown.offer(lost(10, 0, number=number), "", "")
    middle = sum(document.number > 25 * sample.AT_RANDOM for document in shown.documents())
    assert 0.25 < middle / sample.AT_RANDOM < 0.75


@given(texts=st.lists(pages(), min_size=1, max_size=3))
def test_what_is_shown_is_the_document(texts: list[str]) -> None:
    for text in texts:
        answer, shown = explain(text), Sample()
        shown.offer(answer, "", "")
        (document,) = shown.documents()
        before = "".join(piece if isinstance(piece, str) else piece[0] for piece in document.pieces)
        after = "".join(piece if isinstance(piece, str) else piece[1] for piece in document.pieces)
        if not UNSAFE.search(text) and not document.cut:
            assert after == answer.text
        if text.isascii() and not UNSAFE.search(text) and not document.cut:
            assert before.rstrip("\n") == text.rstrip("\n")
        assert not UNSAFE.search(before + after)
        assert len(document.reasons) <= len(answer.removed)


@pytest.mark.parametrize("text", ["<" * 3_000_000, "\x00" * 100_000, "日本" * 100_000, "Advertisement\n" * 1_000, "&amp;" * 100_000])
def test_the_page_of_any_corpus_stays_under_5_mb(text: str) -> None:
    answer = explain(Document(text, id=text[:5000], url=f"https://{text[:300]}/"))
    page = report((answer for _ in range(150)), text[:100])
    assert len(page.encode()) < 5_000_000
    assert documents(page)


def test_what_has_no_room_is_left_out_and_the_page_says_how_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanse.report.BYTES", 5_000)
    page = report([explain(Document(PAGE, id=str(number))) for number in range(90)], "x")
    left = len(documents(page))
    assert 1 < left < 20
    assert f"{left} of 90 documents are shown here" in page


@settings(max_examples=50)
@given(text=st.one_of(pages(), st.text(st.sampled_from(NASTY)), st.sampled_from(["</script>", "<!--<script>", "{{ 7 * 7 }}", "{% x %}"])))
def test_a_page_has_the_same_tags_whatever_the_text(text: str) -> None:
    def shape(said: str) -> list[tuple[str, list[str]]]:
        edits = (Edit(0, said, "", Kind.AD, said, said),) * 2
        answer = Cleaned("", edits, (), Document(said * 2, id=said, url=f"https://{said}/"), (said,))
        tags = Reader(report([answer], said)).tags
        return [(tag, sorted(attributes)) for tag, attributes in tags if tag not in ("button", "em")]

    assert shape(f"x{text}") == shape("plain")


def test_the_policy_allows_this_style_and_this_script_and_no_request() -> None:
    tags = Reader(report([explain(PAGE)], "x")).tags
    policy = next(a["content"] for tag, a in tags if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not [a for _, a in tags if any(name.startswith("on") or name in ("style", "src", "action") for name in a)]
    assert {a["href"] for _, a in tags if "href" in a} == {"#documents", "data:,"}


def test_languages_are_guessed_from_enough_text_and_the_page_says_how() -> None:
    german = "Die letzte Fähre hat den Hafen am Sonntag um zwölf verlassen, und niemand hat sich darüber beschwert."
    page = report([explain(german), explain("Kurz.")], "x")
    assert {document["language"] for document in documents(page)} == {"de", ""}
    assert "Guessed by py3langid" in page
    assert "<em>too short</em>" in page


def test_a_page_about_nothing() -> None:
    page = report([], "x")
    assert documents(page) == []
    assert "<strong>0 %</strong> of 0 characters went" in page


def test_the_same_documents_make_the_same_page() -> None:
    answers = [explain(Document(f"{PAGE}{number}\n", id=str(number))) for number in range(30)]
    assert report(answers, "x") == report(iter(answers), "x")


@pytest.mark.parametrize("package", ["jinja2", "py3langid"])
def test_a_missing_package_is_named_before_anything_is_read(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    answers = iter([explain(PAGE)])
    with pytest.raises(CleanseError, match=rf"a report needs {package}: pip install 'cleanse-corpus\[report\]'"):
        report(answers, "x")
    assert len(list(answers)) == 1


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from cleanse.corpus_cli import main

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "page.txt").write_text(PAGE, "utf-8")
    (tmp_path / "in" / "gone.txt").symlink_to(tmp_path / "nowhere")
    assert main(["report", str(tmp_path / "in"), "-o", str(tmp_path / "page.html")]) == 2
    assert "gone.txt" in capsys.readouterr().err
    (document,) = documents((tmp_path / "page.html").read_text("utf-8"))
    assert document["reasons"] == [["ad", "ad.label", "The label of an advertisement"]]
    assert main(["report", str(tmp_path / "in" / "page.txt"), "-o", str(tmp_path / "page.html"), "--profile", "light"]) == 0
    assert "profile light" in (tmp_path / "page.html").read_text("utf-8")
    assert main(["report", str(tmp_path / "in" / "page.txt"), "-o", str(tmp_path / "in" / "page.txt")]) == 2
    assert "is one of the files that are read" in capsys.readouterr().err
    assert (tmp_path / "in" / "page.txt").read_text("utf-8") == PAGE
    (tmp_path / "empty").mkdir()
    assert main(["report", str(tmp_path / "empty"), "-o", str(tmp_path / "no.html")]) == 2
    assert "no file there that can be read" in capsys.readouterr().err
    assert not (tmp_path / "no.html").exists()
