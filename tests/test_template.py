"""What sites repeat: counting, learning, marks, and what of it goes, through every door. The pages are made up here."""

import json
import os
import random
import sys
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import PROSE, pages

from cleanse import Cleaner, CleanseError, Document
from cleanse.cli import main as cleanse
from cleanse.corpus_cli import main as corpus
from cleanse.match import Matcher
from cleanse.model import Evidence, Kind
from cleanse.segment import segment
from cleanse.template import FEWEST, GOES, SHARE, Line, Site, Template, skeleton
from cleanse.template import store as store_module
from cleanse.template.count import DOCUMENTS, Counts, count, merge
from cleanse.template.file import parse, read_template, written
from cleanse.template.learn import LISTED, with_marks
from cleanse.template.store import Store
from cleanse.verify import broken_promises

MENU = ["Harbour Post", "Ferries and boats", "The town", "Winds and tides", "The old mills", "The hills beyond"]
FOOTER = ["Who we are", "Our other papers", "House rules of the harbour", "Where it is printed", "The people behind it", "Old issues"]
FEW = ["Home", "News", "Boats", "Mills"]
MOTTO = "Stay curious, dear reader, and mind the tide."
STEP = "Heat the oven to 180 degrees."
TOWNS = ["Alma", "Borga", "Celle", "Dunmore", "Elva", "Fossano", "Gudja", "Hamina", "Ilok", "Jajce", "Kotor", "Lund"]


def body(town: str) -> list[str]:
    return [
        f"The ferry to {town} left at noon, an hour late, and nobody who was waiting at the harbour in the rain minded that at all.",
        "Ingredients",
        f"A pound of what grows in {town}, washed twice and left to dry on the wall behind the house for as long as the sun is out.",
        STEP,
        MOTTO,
        f"In {town} itself the market hall was closed, and the people stood in front of it and talked about the water in the streets.",
    ]


def page(town: str) -> str:
    return "\n".join([*MENU, f"A day in {town}", *body(town), *FOOTER]) + "\n"


def article(town: str) -> str:
    """What is left of it: the last line of the menu might be the heading of what follows."""
    return "\n".join([MENU[-1], f"A day in {town}", *body(town)]) + "\n"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "pages.jsonl"
    lines = [json.dumps({"id": n, "url": f"https://www.post.example/{n}", "text": page(town)}) for n, town in enumerate(TOWNS)]
    path.write_text("\n".join([*lines, json.dumps({"text": "A note."}), ""]))
    return path


@pytest.fixture
def template(records: Path) -> Path:
    path = records.with_name("sites.txt")
    assert corpus(["learn", str(records), "--by", "host", "-o", str(path)]) == 0
    return path


texts = st.lists(st.tuples(st.sampled_from(["a.example", "b.example"]), pages()), max_size=6)


@given(texts, st.randoms())
def test_counts_add_up_in_any_order(documents: list[tuple[str, str]], random: random.Random) -> None:
    counted = [count(host, text) for host, text in documents]
    parts = [counted[::2], counted[1::2]]
    sums: list[Counts] = []
    for order in permutations(parts):
        total: Counts = {}
        for part in order:
            own: Counts = {}
            random.shuffle(part)
            for counts in part:
                merge(own, counts)
            merge(total, own)
        sums.append(total)
    assert sums[0] == sums[1]
    for host in ("a.example", "b.example"):
        number = sum(other == host for other, _ in documents)
        assert (sums[0][host, DOCUMENTS].seen if number else 0) == number
    for (host, line), counts in sums[0].items():
        assert counts.seen <= sums[0][host, DOCUMENTS].seen
        assert line == DOCUMENTS or counts.seen == counts.top + counts.inside + counts.bottom


def hosts(counted: list[Counts]) -> list[object]:
    from contextlib import closing

    with closing(Store()) as store:
        for counts in counted:
            store.add(dict(counts))
        return [(host, documents, sorted(lines)) for host, documents, lines in store.hosts()]


@pytest.mark.parametrize("held", [3, 40])
def test_on_disk_the_sums_are_the_same(held: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("duckdb", reason="needs pip install '.[learn]'")
    counted = [count(f"{n % 3}.example", page(TOWNS[n % 12]) + PROSE[n % 7]) for n in range(30)]
    in_memory = hosts(counted)
    assert len(in_memory) == 3
    monkeypatch.setattr(store_module, "HELD", held)
    assert hosts(counted) == in_memory


def test_without_the_database_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "HELD", 3)
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    with pytest.raises(CleanseError, match=r"pip install 'cleanse-corpus\[learn\]'"):
        hosts([count("a.example", page("Alma"))])


def test_what_is_learnt(template: Path) -> None:
    (site,) = read_template(template).values()
    assert site.host == "post.example"
    lines = {line.text: line for line in site.lines.values()}
    assert set(lines) == {*MENU, *FOOTER, "Ingredients", MOTTO, STEP}  # not the towns
    assert {(line.seen, line.of) for line in lines.values()} == {(12, 12)}
    assert {lines[text].place for text in MENU} == {"top"}
    assert {lines[text].place for text in FOOTER} == {"bottom"}
    assert {lines[text].place for text in (STEP, MOTTO)} == {"inside"}


def test_menu_and_footer_go_and_what_recurs_in_the_text_stays(template: Path) -> None:
    cleaner = Cleaner(template=template)
    answer = cleaner.explain(page("Mostar"))
    assert answer.text == article("Mostar")
    assert {(edit.rule, edit.says) for edit in answer.removed} == {("template", "in 12 of 12 documents of post.example")}
    assert Cleaner().clean(page("Mostar")) == page("Mostar")  # so it is the template that removes them
    assert cleaner.clean(article("Mostar")) == article("Mostar")


@given(pages(), st.sets(st.integers(0, 13)))
def test_the_promises_hold_with_any_template(text: str, chosen: set[int]) -> None:
    blocks = segment([line for line in text.split("\n") if line])
    known = {
        skeleton(b.text): Line(b.text, 9, 9, "top", Kind.LEGAL, GOES if n % 5 == 0 else "") for n, b in enumerate(blocks) if n in chosen
    }
    cleaner = Cleaner()
    cleaner.site = Site("a.example", known)
    assert broken_promises(Document(text), cleaner) == []


@pytest.mark.parametrize(
    ("lines", "gone"),
    [
        ([*FEW, "Hills", "Town"], [*FEW, "Hills"]),  # the last may be the heading of what follows
        ([*FEW, "Town"], []),
        ([*FEW, "5 comments", "Town"], FEW),  # a number may be what the page is about
        ([*FEW, "We are the paper of the harbour.", "Town"], FEW),
    ],
)
def test_place_and_shape(lines: list[str], gone: list[str]) -> None:
    site = Site("a.example", {skeleton(line): Line(line, 9, 9, "top") for line in lines})
    blocks = segment([*lines, "Other", "Text"])
    assert [blocks[index].text for index in sorted(site.recognise(blocks, {}))] == gone
    seldom = Site("a.example", {key: line._replace(seen=7) for key, line in site.lines.items()})
    assert seldom.recognise(blocks, {}) == {}
    few = Site("a.example", {key: line._replace(seen=FEWEST - 1, of=FEWEST - 1) for key, line in site.lines.items()})
    assert few.recognise(blocks, {}) == {}


def test_a_sentence_goes_where_a_rule_agrees() -> None:
    lines = [*FEW, "Get the best of the Post in your inbox.", "Town"]
    site = Site("a.example", {skeleton(line): Line(line, 9, 9, "bottom") for line in lines})
    rule = Evidence("x", Kind.SUBSCRIBE, 2.0, "")
    assert sorted(site.recognise(segment(["Text", *lines]), {})) == [1, 2, 3, 4, 6]
    assert sorted(site.recognise(segment(["Text", *lines]), {5: [rule]})) == [1, 2, 3, 4, 5, 6]


def test_copies_in_other_forms_are_known(template: Path) -> None:
    text = page("Mostar").replace("Who we are", "WHO  WE ARE").replace("Old issues", "old issues")
    assert Cleaner(template=template).clean(text) == article("Mostar")


@pytest.fixture
def shown(template: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, int]:
    assert corpus(["learn", "--show", "www.post.example", "-o", str(template)]) == 0
    lines = capsys.readouterr().out.splitlines()
    return {line.split("navigation  ")[-1]: int(line.split()[0]) for line in lines}


def test_a_person_accepts_and_strikes(template: Path, records: Path, shown: dict[str, int], capsys: pytest.CaptureFixture[str]) -> None:
    marks = ["--accept", str(shown[MOTTO]), "--strike", str(shown["Who we are"])]
    assert corpus(["learn", "--show", "post.example", "-o", str(template), *marks]) == 0
    out = capsys.readouterr().out
    assert f"{shown[MOTTO]:4}  goes " in out
    assert f"{shown['Who we are']:4}  stays " in out
    wanted = article("Mostar").replace(f"{MOTTO}\n", "") + "Who we are\n"
    assert Cleaner(template=template).clean(page("Mostar")) == wanted
    assert corpus(["learn", str(records), "-o", str(template)]) == 0  # learnt again, the marks stay
    assert Cleaner(template=template).clean(page("Mostar")) == wanted
    template.write_text(template.read_text().replace("+ ", "  ").replace("- ", "  "))  # the file is the truth
    assert Cleaner(template=template).clean(page("Mostar")) == article("Mostar")


def test_a_line_written_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "sites.txt"
    path.write_text("[post.example]\n+ 0 of 0 inside legal Prices of 1 May 2024 without warranty, as always and for all of you.\n")
    answer = Cleaner(template=path).explain("\n".join([*PROSE, "Prices of 9 June 2025 without warranty, as always and for all of you."]))
    assert answer.text == "\n".join(PROSE[:-2]) + "\n"
    assert answer.removed[-1].kind is Kind.LEGAL


def test_a_host_written_by_hand_is_the_host_of_its_pages(tmp_path: Path) -> None:
    path = tmp_path / "sites.txt"
    path.write_text(
        "[www.Post.example]\n+ 8 of 8 inside legal Stay curious\n[post.example]\n+ 8 of 8 inside legal Stay kind\n[b.example]\n"
    )
    text = "\n".join([PROSE[0], "Stay curious", PROSE[1], "Stay kind", PROSE[2], ""])
    wanted = "\n".join([*PROSE[:3], ""])
    assert Cleaner(template=path, host="WWW.post.example").clean(text) == wanted
    assert Cleaner(template=path).clean(Document(text, url="https://www.post.example/a")) == wanted


def test_through_every_door(template: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    plain, lines, table = tmp_path / "a.txt", tmp_path / "a.jsonl", tmp_path / "a.csv"
    plain.write_text(page("Mostar"))
    lines.write_text(
        "".join(json.dumps({"url": url, "text": page("Mostar")}) + "\n" for url in ("https://post.example/", "http://b.example", ""))
    )
    table.write_text('url,text\nhttps://post.example/,"' + page("Mostar") + '"\n')
    wanted, whole = article("Mostar"), page("Mostar")
    for arguments in (["a.txt"], ["--host", "www.Post.example", "a.txt"]):
        assert cleanse(["--template", str(template), *arguments[:-1], str(plain)]) == 0
        assert capfdbinary.readouterr().out.decode() == wanted
    assert cleanse(["--template", str(template), str(lines)]) == 0
    assert [json.loads(line)["text"] for line in capfdbinary.readouterr().out.splitlines()] == [wanted, whole, wanted]
    assert cleanse(["--template", str(template), str(table)]) == 0
    assert capfdbinary.readouterr().out.decode() == 'url,text\nhttps://post.example/,"' + wanted + '"\n'
    assert cleanse(["--verify", "--template", str(template), str(lines)]) == 0
    assert cleanse(["--in-place", "--template", str(template), str(plain)]) == 1
    assert plain.read_text() == wanted


def test_parquet_tells_the_host_as_well(template: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="needs pip install '.[parquet]'")
    import pyarrow as pa

    pq.write_table(
        pa.table({"url": ["https://post.example/", "http://b.example", None], "text": [page("Mostar")] * 3}), tmp_path / "a.parquet"
    )
    assert cleanse(["--template", str(template), str(tmp_path / "a.parquet")]) == 0
    answer = pq.read_table(pa.BufferReader(capfdbinary.readouterr().out)).column("text").to_pylist()
    assert answer == [article("Mostar"), page("Mostar"), article("Mostar")]


def test_arrow_tells_the_host_as_well(template: Path, tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="needs pip install '.[arrow]'")
    from cleanse.integrations.arrow import clean_batch

    urls = ["https://post.example/", "http://b.example", None]
    table = pa.table({"url": urls, "text": [page("Mostar")] * 3})
    wanted = [article("Mostar"), page("Mostar"), article("Mostar")]
    assert clean_batch(table, template=template)["text"].to_pylist() == wanted
    assert clean_batch(table, template=template, status="how").drop_columns("how") == clean_batch(table, template=template)
    assert clean_batch(table.drop_columns("url"), template=template)["text"].to_pylist() == [article("Mostar")] * 3
    two = tmp_path / "two.txt"
    two.write_text(template.read_text() + "[b.example]\n")
    assert clean_batch(table, template=two)["text"].to_pylist() == [article("Mostar"), page("Mostar"), page("Mostar")]
    with pytest.raises(CleanseError, match="say with host which one"):
        clean_batch(table.drop_columns("url"), template=two)
    with pytest.raises(CleanseError, match="cannot read template"):
        clean_batch(table, template=tmp_path / "none.txt")


def test_datatrove_tells_the_host_as_well(template: Path) -> None:
    pytest.importorskip("datatrove", reason="needs pip install '.[datatrove]'")
    from datatrove.data import Document as Record

    from cleanse.integrations.datatrove import Cleanse

    records = [
        Record(page("Mostar"), "1", metadata={"url": url} if url else {}) for url in ("https://post.example/", "http://b.example", "")
    ]
    answer = [record.text for record in Cleanse(template=template).run(records)]
    assert answer == [article("Mostar"), page("Mostar"), article("Mostar")]
    with pytest.raises(CleanseError, match="cannot read template"):
        Cleanse(template="/no/such.txt")


def test_scrapy_tells_the_host_as_well(template: Path) -> None:
    pytest.importorskip("scrapy", reason="needs pip install '.[scrapy]'")
    from test_scrapy import pipeline

    clean = pipeline(CLEANSE_TEMPLATE=str(template)).process_item
    for url, text in (("https://post.example/", article("Mostar")), ("http://b.example", page("Mostar")), (None, article("Mostar"))):
        assert clean({"url": url, "text": page("Mostar")})["text"] == text
        assert clean({"url": url, "text": page("Mostar").encode()})["text"] == text


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a refused run leaves its lock to the collector
def test_a_run_and_its_manifest(template: Path, records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    command = ["run", str(records), "--to", str(out), "--workers", "1", "--template", str(template)]
    assert corpus(command) == 0
    texts = [json.loads(line)["text"] for line in (out / "pages.jsonl").read_text().splitlines()]
    assert texts == [*(article(town) for town in TOWNS), "A note."]
    assert corpus(["verify", str(out)]) == 0
    assert corpus(command) == 0
    template.write_text(template.read_text() + "# A remark.\n")
    assert corpus(command) == 2
    assert "was begun with other settings" in capsys.readouterr().err


def test_texts_without_a_host(template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain, two = tmp_path / "texts", tmp_path / "two.txt"
    plain.mkdir()
    for town in TOWNS:
        (plain / f"{town}.txt").write_text(page(town))
    assert corpus(["learn", str(plain), "-o", str(two)]) == 0
    assert "12 of them without a host" in capsys.readouterr().out
    assert read_template(two) == {}
    assert corpus(["learn", str(plain), "--host", "www.other.example", "-o", str(two)]) == 0
    two.write_text(two.read_text() + template.read_text())
    assert set(read_template(two)) == {"other.example", "post.example"}
    assert cleanse(["--template", str(two), str(plain / "Alma.txt")]) == 2
    assert "the template knows other.example, post.example; say with host which one" in capsys.readouterr().err
    with pytest.raises(CleanseError, match="say with host which one"):
        Cleaner(template=two).clean(page("Alma"))
    assert Cleaner(template=two, host="post.example").clean(page("Alma")) == article("Alma")
    assert Cleaner(template=two).clean(Document(page("Alma"), url="http://third.example")) == page("Alma")
    assert Cleaner(template=two).clean(Document(page("Alma"))) == page("Alma")  # a record that says no url


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"[a.org]\n{'9' * 5000} of 2 top legal A line", "sites.txt:2: '9999"),
        ("1 of 2 top legal A line", "sites.txt:1: '1 of 2 top legal A line' is no line of a host"),
        ("[a.example]\n\n1 of 2 top nonsense A line", "sites.txt:3: '1 of 2 top nonsense A line' is no line"),
        ("[a.example]\nmuch of it", "sites.txt:2: 'much of it' is no line"),
    ],
)
def test_a_bad_file_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(CleanseError) as error:
        parse(text.split("\n"), "sites.txt")
    assert message in str(error.value)


def test_bad_options_stop_the_start(template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, message in (
        (["--template", str(tmp_path / "none.txt")], "none.txt: No such file"),
        (["--template", str(template), "--host", "b.example"], "does not know the host b.example; it knows post.example"),
        (["--host", "b.example"], "only with a template"),
    ):
        assert cleanse(arguments) == 2
        assert message in capsys.readouterr().err
    for arguments, message in (
        (["--show", "b.example"], "does not know the host b.example"),
        (["--show", "post.example", "--accept", "99"], "no line 99"),
        ([], "needs the names of files"),
        ([str(template), "--host", "my site"], "--host 'my site' is no host"),
        ([str(template), "--accept", "1"], "--accept and --strike go with --show HOST"),
        ([str(template.with_name("none.jsonl")), "-o", str(tmp_path / "no" / "s.txt")], f"{tmp_path / 'no'} is no folder"),
    ):
        assert corpus(["learn", "-o", str(template), *arguments]) == 2
        assert message in capsys.readouterr().err


@pytest.mark.parametrize("name", ["foo bar", "foo\xa0bar", "\ud800x.example", "a]b"])
def test_a_host_that_no_file_can_name_is_none(
    name: str, records: Path, template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = tmp_path / "odd.jsonl"
    odd.write_text("".join(json.dumps({"url": f"http://{name}/{n}", "text": page(town)}) + "\n" for n, town in enumerate(TOWNS)))
    before = read_template(template)
    assert corpus(["learn", str(odd), str(records), "-o", str(template)]) == 0
    assert "25 documents, 13 of them without a host" in capsys.readouterr().out
    assert read_template(template) == before


def test_what_cannot_be_read_leaves_the_template_as_it_was(template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = template.read_bytes()
    (tmp_path / "two.jsonl").write_text('{"text": "a", "body": "b"}\n')
    (tmp_path / "bad.jsonl").write_text('{"text": bad\n')
    for name in ("two.jsonl", "bad.jsonl"):
        assert corpus(["learn", str(tmp_path / name), "-o", str(template)]) == 2
        assert f"no document could be read; {template} is left as it was" in capsys.readouterr().err
    assert template.read_bytes() == before


def test_a_mark_that_is_put_while_it_learns_stays(template: Path, records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(self: store_module.Store, matcher: Matcher) -> Template:
        template.write_text(template.read_text().replace("  12 of 12", "- 12 of 12"))
        return learnt(self, matcher)

    learnt = store_module.Store.template
    monkeypatch.setattr(store_module.Store, "template", late)
    assert corpus(["learn", str(records), "-o", str(template)]) == 0
    assert {line.mark for line in read_template(template)["post.example"].lines.values()} == {"-"}


def test_where_nothing_is_learnt_the_template_stays(template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = template.read_bytes()
    (tmp_path / "a.txt").write_text(page("Alma"))
    assert corpus(["learn", str(tmp_path / "a.txt"), "--host", "a.example", "-o", str(template)]) == 0
    assert f"nothing is learnt, and {template} is left as it was: no host has a line" in capsys.readouterr().err
    assert template.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX links and pipes")
def test_a_template_keeps_its_mode_and_a_link_to_it(
    template: Path, records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template.chmod(0o640)
    (tmp_path / "link.txt").symlink_to(template.name)
    before = template.read_bytes()
    template.write_text("")
    assert corpus(["learn", str(records), "-o", str(tmp_path / "link.txt")]) == 0
    assert (tmp_path / "link.txt").is_symlink()
    assert (template.read_bytes(), template.stat().st_mode & 0o777) == (before, 0o640)
    (tmp_path / "lost.txt").symlink_to(tmp_path / "no" / "sites.txt")
    assert corpus(["learn", str(records), "-o", str(tmp_path / "lost.txt")]) == 2
    assert f"{tmp_path / 'no'} is no folder that can be written to" in capsys.readouterr().err
    os.mkfifo(tmp_path / "pipe")
    assert corpus(["learn", str(records), "-o", str(tmp_path / "pipe")]) == 2
    assert "is a folder, a pipe or a device" in capsys.readouterr().err
    assert (tmp_path / "pipe").is_fifo()


def test_the_mark_of_an_editor_is_no_line(template: Path) -> None:
    before = read_template(template)
    template.write_bytes(b"\xef\xbb\xbf" + template.read_bytes())
    assert read_template(template) == before


def test_a_full_disk_is_named(records: Path, template: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("duckdb", reason="needs pip install '.[learn]'")
    resource = pytest.importorskip("resource", reason="limits the size of files")
    monkeypatch.setattr(store_module, "HELD", 3)
    before, limits = template.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))  # a larger file cannot be written, as on a full disk
    try:
        assert corpus(["learn", str(records), "-o", str(template)]) == 2
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "the counts do not fit in" in capsys.readouterr().err
    assert template.read_bytes() == before


@given(st.lists(st.tuples(pages(), st.sampled_from(["", "+", "-"])), max_size=4))
def test_the_file_says_what_was_learnt(texts: list[tuple[str, str]]) -> None:
    lines = [
        Line(c.text, 3, 5, "top", mark=mark) for text, mark in texts for (_, n), c in count("a.example", text).items() if n != DOCUMENTS
    ]
    template = {"a.example": Site("a.example", {skeleton(line.text): line for line in lines})}
    assert parse(written(template).split("\n"), "") == template
    assert with_marks({}, template).get("a.example", Site("", {})).lines == {k: v for k, v in template["a.example"].lines.items() if v.mark}


def test_few_documents_teach_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(page("Alma"))
    assert corpus(["learn", str(tmp_path / "a.txt"), "--host", "a.example", "-o", str(tmp_path / "sites.txt")]) == 0
    assert f"nothing is learnt: no host has a line in 50% of {FEWEST} or more documents" in capsys.readouterr().err
    counted = [count("a.example", page(town)) for town in TOWNS[: FEWEST - 1]]
    assert hosts(counted) == []
    for town in TOWNS:
        (tmp_path / f"{town}.txt").write_text(f"{town} lies at the sea.")
    assert (
        corpus(["learn", *(str(tmp_path / f"{town}.txt") for town in TOWNS), "--host", "a.example", "-o", str(tmp_path / "sites.txt")]) == 0
    )
    assert f"nothing is learnt: no host has a line in 50% of {FEWEST} or more documents" in capsys.readouterr().err
    assert LISTED < SHARE
