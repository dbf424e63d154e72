"""Records: what is not the text stays byte for byte, and what is bad costs only itself."""

import bz2
import csv
import gzip
import io
import json
import lzma
import os
import select
import subprocess
import sys
import zlib
from datetime import datetime
from hashlib import md5
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_cleaner import PACK
from values import value_of

import cleanse
from cleanse.cli import main
from cleanse.model import CleanseError, Document
from cleanse.sources import Hints, Job, rewrite
from cleanse.sources.cells import _rows
from cleanse.sources.jsonl import members
from cleanse.sources.window import WINDOW, explain_in_windows, joined, left_open, windows

FERRY = "The river rose again on Monday, and by noon the council had closed both bridges to all traffic."
DIRTY = f"{FERRY}\nAdvertisement"
CLEANER = cleanse.Cleaner()


def clean(data: bytes, name: str = "-", **hints: str) -> tuple[bytes, bytes, int]:
    """What comes out, what is in quarantine, how many were rejected."""
    target, quarantine = io.BytesIO(), io.BytesIO()
    job = Job(CLEANER, Hints(**hints), quarantine=quarantine)
    rewrite(io.BytesIO(data), target, job, name)
    return target.getvalue(), quarantine.getvalue(), job.rejected


# JSONL


def test_only_the_text_of_a_record_changes() -> None:
    rest = '"big": 12345678901234567890123, "f": 1.10, "e": 1e400, "nan": NaN, "s": "a\\/b\\u00e9\\ud800", "d": {"text": "Advertisement"}, "d": 2'
    line = f'{{ "text" :\t{json.dumps(DIRTY)} , {rest} }}\r\n'
    assert clean(line.encode())[0].decode() == line.replace("\\nAdvertisement", "", 1)


values = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=["Cs"])), st.lists)
fields = st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda key: key != "text"), values, max_size=5)


@given(
    fields,
    fields,
    st.sampled_from([FERRY, DIRTY, "", "Advertisement\n"]),
    st.booleans(),
    st.sampled_from([None, (",", ":"), (" , ", " : ")]),
)
def test_a_record_is_spliced(
    before: dict[str, object], after: dict[str, object], text: str, ascii: bool, separators: tuple[str, str] | None
) -> None:
    record = {**before, "text": text, **after}
    line = json.dumps(record, ensure_ascii=ascii, separators=separators)
    expected = json.dumps({**record, "text": value_of(text)}, ensure_ascii=ascii, separators=separators)
    assert clean(line.encode(), "a.jsonl", field="text") == (expected.encode(), b"", 0)


@given(
    st.lists(st.sampled_from([FERRY, "Advertisement", "", " ", "\n", "\n\n", "é\\n", "😀 ", '"', "\ud800"]), max_size=12).map("".join),
    st.booleans(),
    st.integers(4, 30),
)
def test_a_long_text_is_cleaned_in_stretches(text: str, ascii: bool, stretch: int) -> None:
    line = json.dumps({"id": "é", "text": text, "n": 1.10}, ensure_ascii=ascii or "\ud800" in text).encode()
    whole = clean(line, "a.jsonl", field="text")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cleanse.sources.jsonl.WINDOW", 0)
        patch.setattr("cleanse.sources.jsonl.STRETCH", stretch)
        assert clean(line, "a.jsonl", field="text") == whole


@given(st.text(st.sampled_from('{}[]":,\\ untef0-.uxé\x00\n'), max_size=20))
def test_what_the_scanner_takes_is_json(line: str) -> None:
    try:
        found = list(members(line.encode()))
    except Exception as error:
        assert "JSON" in str(error)
        with pytest.raises(ValueError, match=r"."):
            assert isinstance(json.loads(line.removeprefix("\ufeff")), dict) or json.loads("")
    else:
        assert [member.key for member in found] == [key for key, _ in json.loads(line, object_pairs_hook=list)]


BAD = {
    "not JSON": b'{"text": "x"',
    "no object": b'["text"]',
    "two objects": b'{"text": "x"} {"text": "x"}',
    "not UTF-8": b'{"text": "caf\xe9"}',
    "not UTF-8, far behind": b'{"text": "\xc3\xa9' + b"x" * (1 << 20) + b'\xe9"}',
    "a lone surrogate far behind": b'{"text": "' + b"x " * (1 << 20) + b'\\ud800"}',
    "a lone surrogate": b'{"text": "\\ud800"}',
    "no text": b'{"id": 1}',
    "a number": b'{"text": 5}',
    "two texts": b'{"text": "x", "text": "y"}',
    "nested": b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "no name": b'{1: "x", "text": "x"}',
    "too long": b'{"text": "' + b"x" * (17 << 20) + b'"}',
    "empty name": b"{,}",
}
GOOD = b'{"text": "' + FERRY.encode() + b'"}\n'


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_record_costs_only_itself(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    out, quarantine, rejected = clean(GOOD * 2 + BAD[bad] + b"\n" + GOOD * 3, "a.jsonl")
    assert (out, rejected) == (GOOD * 5, 1)
    assert quarantine == BAD[bad] + b"\n"
    assert capsys.readouterr().err.startswith("cleanse: a.jsonl:3: ")
    assert clean(GOOD + BAD[bad], "a.jsonl")[:2] == (GOOD, BAD[bad] + b"\n")  # without a line feed at the end
    for hints in ({}, {"field": "text"}):
        assert clean(b"\n" + BAD[bad] + b"\n" + GOOD, "a.jsonl", **hints) == (b"\n" + GOOD, BAD[bad] + b"\n", 1)


def test_first_records_without_a_text_wait_for_one(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    first = b'{"id": 1}\n{"say": "a"}\n{\n'
    assert clean(first + GOOD + first, "a.jsonl") == (GOOD, b"{\n" + first.removesuffix(b"{\n") + first, 6)
    assert "a.jsonl:2: no text in the field 'text'; kept" in capsys.readouterr().err
    with pytest.raises(CleanseError, match="^a.jsonl:1: no field has a text; say with --field"):
        clean(first, "a.jsonl")
    assert clean(b"{\n", "a.jsonl") == (b"", b"{\n", 1)
    monkeypatch.setattr("cleanse.sources.jsonl.LIMIT", 1000)
    with pytest.raises(CleanseError, match="^a.jsonl:1: no field has a text"):
        clean(b'{"id": 1}\n' * 9 + GOOD, "a.jsonl")
    assert clean(b'{"id": 1}\n' * 9 + GOOD, "a.jsonl", field="text")[::2] == (GOOD, 9)


def test_blank_lines_null_and_a_byte_order_mark_stay() -> None:
    data = b'\xef\xbb\xbf{"text": null}\n\n  \r\n' + GOOD.rstrip()
    assert clean(data, "a.jsonl") == (data, b"", 0)


@pytest.mark.parametrize(
    ("record", "hints", "complaint"),
    [
        ('{"text": "a", "body": "b"}', {}, "the text may be in text or body; say which with --field"),
        ('{"say": "a", "n": 1}', {}, "none of say has a usual name; say with --field"),
        ('{"say": "a"}', {"field": "sya"}, "no text in a field 'sya'; there are say"),
    ],
)
def test_a_field_is_never_guessed(record: str, hints: dict[str, str], complaint: str) -> None:
    with pytest.raises(CleanseError, match=complaint):
        clean(record.encode(), "a.jsonl", **hints)


def test_the_field_is_found_or_said() -> None:
    line = json.dumps({"body": {"a": 1}, "raw_content": DIRTY}).encode()
    assert clean(line)[0] == json.dumps({"body": {"a": 1}, "raw_content": FERRY}).encode()
    line = json.dumps({"text": DIRTY, "say": DIRTY}).encode()
    assert clean(line, field="say")[0] == json.dumps({"text": DIRTY, "say": FERRY}).encode()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (f',text\n0,"{DIRTY}"\n', "a.csv"),  # as pandas writes an index
        (f'id,text,\n0,"{DIRTY}",\n', "a.csv"),
        (f'{{"": "a", "text": {json.dumps(DIRTY)}}}\n', "a.jsonl"),
    ],
)
def test_a_field_without_a_name_is_not_the_text(data: str, name: str) -> None:
    for hints in ({}, {"field": "text"}):
        assert FERRY in (out := clean(data.encode(), name, **hints)[0].decode())
        assert "Advertisement" not in out


def test_a_record_leaves_before_the_next_one_comes() -> None:
    command = [sys.executable, "-m", "cleanse"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        for _ in range(3):
            process.stdin.write(GOOD)
            process.stdin.flush()
            assert select.select([process.stdout], [], [], 60)[0]
            assert os.read(process.stdout.fileno(), 1 << 16) == GOOD
        process.stdin.close()
        assert process.wait() == 0


# which format


@pytest.mark.parametrize(
    ("data", "name", "same"),
    [
        (b'{"text": "a\\nAdvertisement"}\n', "-", False),
        (b'\n{"text": "a\\nAdvertisement"}\n\n{"text": "b"}\n', "-", False),
        (b'{"text": "a\\nAdvertisement"}\n{broken\n', "-", False),
        (b'{"text": "a\\nAdvertisement"}\nis no record, and is named as one that is bad\n', "-", False),
        (b'{"n": "a\\nAdvertisement"} {"n": "a"}\n', "-", True),
        (b'{"text": "a\\nAdvertisement"\n', "-", True),
        (b'{"text": "a\\nAdvertisement"}\n{"text": "a"}\n', "page.txt", True),
        (b"id,text\n1,Advertisement\n", "-", True),
        (b"<p>The <html> element begins a page, and the ferry left at noon.\n", "-", True),
        (b"PAR1 is a receptor.\nWARC/1.0\r\nAdvertisement\n", "-", True),
        (b"WARC/1.0 is a format.\r\nWARC/1.0\r\nAdvertisement\n", "-", True),
        (b"%PDF-1.7 is how a file begins, and PK is in others.\n%PDF-1.7\nAdvertisement\n", "-", True),
        (b"BZh9 was the code of the ferry.\nAdvertisement\n", "-", True),
        (b"PARIS the ferry left at noon, an hour late, and nobody minded.\n", "-", True),
    ],
)
def test_plain_text_is_not_mistaken(data: bytes, name: str, same: bool) -> None:
    assert (clean(data, name)[0] == cleanse.clean(data).encode()) is same


@pytest.mark.parametrize("line", [b'{"story": "He said &quot;no&quot; and left."}', b'{"text": 5}', b"{}", b'{"a": {"text": "b"}}'])
@pytest.mark.parametrize("name", ["-", "a.json", "a", "a.gz"])
def test_records_of_which_no_field_is_known_are_not_cleaned_as_text(line: bytes, name: str) -> None:
    data = b"\n" + line + b"\n" + GOOD
    with pytest.raises(
        CleanseError, match=f"^{'<stdin>' if name == '-' else name} looks like JSONL, but its first line has no text in a field"
    ):
        clean(data, name)
    assert clean(data, name, format="text")[0] == cleanse.clean(data).encode()


def test_a_page_is_known() -> None:
    page = f"\n <!DOCTYPE html><html><body><p>{FERRY}</p><p>Advertisement</p></body></html>"
    expected = f"{FERRY}\n".encode()
    assert (
        clean(page.encode())[0]
        == clean(page.encode(), "a.txt", format="html")[0]
        == clean(f"<p>{FERRY}</p>".encode(), "a.html")[0]
        == expected
    )
    long = b"<html>" + b"x" * (17 << 20)
    assert clean(long, "a.html") == (b"", long + b"\n", 1)
    line = json.dumps({"text": f"<p>{FERRY}</p><p>Advertisement</p>"})
    job, target = Job(CLEANER, Hints(html=True)), io.BytesIO()
    rewrite(io.BytesIO(line.encode()), target, job)
    assert json.loads(target.getvalue())["text"] == FERRY


@pytest.mark.parametrize("start", ["", "<?xml version='1.0'?>\n<!doctype html>", "<!-- a page -->\n<html>", "<p>"])
def test_who_wants_markdown_gives_a_page(start: str) -> None:
    page = f"{start}<h1>Ferries</h1><p>{FERRY}</p><ul><li>{FERRY[:40]} or</li><li>not</li></ul>".encode()
    for name in ("-", "page", "page.php", "page.html"):
        target = io.BytesIO()
        rewrite(io.BytesIO(page), target, Job(CLEANER, Hints(markdown=True)), name)
        assert target.getvalue().decode().startswith(f"# Ferries\n\n{FERRY}\n"), name
    target = io.BytesIO()
    rewrite(io.BytesIO(f"# Ferries\n\n{FERRY}\n".encode()), target, Job(CLEANER, Hints(markdown=True)), "a.md")
    assert target.getvalue().decode() == f"# Ferries\n\n{FERRY}\n"


@pytest.mark.parametrize(
    ("name", "hints", "complaint"),
    [
        ("a.json", {}, "a.json is not JSONL"),
        ("a.txt", {"field": "text"}, "--field is for jsonl, csv and parquet, and a.txt is taken for text"),
        ("a.jsonl", {"delimiter": "--"}, "--delimiter is for text"),
        ("-", {"format": "jsonl", "delimiter": "--"}, "and <stdin> is taken for jsonl"),
        ("a.jsonl", {"encoding": "latin-1"}, "a.jsonl is taken for jsonl; make it UTF-8 first: iconv -f latin-1 -t utf-8"),
        ("a.wet", {"encoding": "latin-1"}, "a.wet is taken for warc, which says how it is encoded"),
    ],
)
def test_options_that_do_not_fit_are_named(name: str, hints: dict[str, str], complaint: str) -> None:
    with pytest.raises(CleanseError, match=complaint):
        clean(b"{\n", name, **hints)
    assert clean(GOOD, "a.jsonl", encoding="UTF8")[0] == GOOD


FOREIGN = {
    "bzip2; decompress it first": bz2.compress(GOOD),
    "xz; decompress it first": lzma.compress(GOOD),
    "zip; decompress it first": b"PK\3\4\x14\0\0\0\x08\0",
    "PDF; extract its text first": b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n",
    "compressed twice; decompress it once first": gzip.compress(gzip.compress(GOOD, mtime=0), mtime=0),
}


@pytest.mark.parametrize("complaint", FOREIGN)
def test_what_is_no_text_is_not_read_as_text(complaint: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    data = FOREIGN[complaint]
    with pytest.raises(CleanseError, match=f"<stdin> is {complaint}"):
        clean(data)
    with pytest.raises(CleanseError, match="a.txt.gz is "):
        clean(gzip.compress(data), "a.txt.gz")
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    for option in ("--isolated", "--check", "--in-place"):
        assert main([option, str(path)]) == 2
        shown = capfdbinary.readouterr()
        assert shown.out == b"" and f"{path} is {complaint}" in shown.err.decode()
    assert path.read_bytes() == data
    assert isinstance(cleanse.clean(data), str)


# CSV


@given(
    st.lists(st.lists(st.text(st.sampled_from('a,;"\n\r\t é'), max_size=6), min_size=3, max_size=3), max_size=5), st.sampled_from(",;\t|")
)
def test_only_the_text_of_a_row_changes(rows: list[list[str]], separator: str) -> None:
    source, expected = io.StringIO(newline=""), io.StringIO(newline="")
    write, expect = (csv.writer(stream, delimiter=separator, quoting=csv.QUOTE_ALL) for stream in (source, expected))
    for sink in (write, expect):
        sink.writerow(["a", "text", "b"])
    for a, b, c in rows:
        write.writerow([a, b + DIRTY, c])
        expect.writerow([a, CLEANER.clean(b + DIRTY).removesuffix("\n"), c])
    assert clean(source.getvalue().encode(), "a.csv") == (expected.getvalue().encode(), b"", 0)


def test_a_row_keeps_its_quotes_and_spaces() -> None:
    head, row = '\ufeffid, x ,"text"\r\n', f'"1", "" ,{FERRY.replace(",", "")}\r\n'
    assert clean((head + row + "\r\n" + row).encode(), "a.csv")[0].decode() == head + row + "\r\n" + row
    dirty = f'"1", "" ,"{DIRTY}"\n'
    assert clean((head + dirty).encode(), "a.csv")[0].decode() == head + dirty.replace("\nAdvertisement", "")
    assert clean(b"text\tn\na\t1\n", "a.tsv")[0] == b"text\tn\na\t1\n"


def test_a_row_of_which_nothing_is_left_is_no_blank_line() -> None:
    assert clean("text\na\n\u200b\n\nb".encode(), "a.csv")[0] == b'text\na\n""\n\nb'
    assert clean("text,n\n\u200b,1\n".encode(), "a.csv")[0] == b"text,n\n,1\n"


@pytest.mark.parametrize("bad", [b'"open,1\n', b'"a" b,1\n', b"caf\xe9,1\n", b"one\n", b"a,b,c\n"])
def test_a_bad_row_costs_only_itself(bad: bytes) -> None:
    rows = b'a,1\n"b\nb",2\n'
    assert clean(b"text,n\n" + rows + bad + rows, "a.csv") == (b"text,n\n" + rows * 2, bad, 1)


def test_a_row_of_too_many_lines_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a line takes in memory is more than its characters: a row of 20 MB of short lines took 560 MB."""
    monkeypatch.setattr("cleanse.sources.cells.LIMIT", 10_000)
    short, long = b'"' + b"y\n" * 200 + b'",1\n', b'"' + b"The ferry left.\n" * 100 + b'",2\n'
    cleaned, rejected, _ = clean(b"text,n\n" + long + short, "a.csv")
    assert cleaned == b"text,n\n" + long
    assert rejected == short


@given(
    lines=st.lists(
        st.sampled_from(['a","\n', '"open,1\n', "a,b\n", 'y",1\n', 'a,"x\n', '"a""b",c\n', "\n", '"\n', 'a,"b"c\n']), max_size=12
    )
)
def test_open_quotes_cost_no_more_rows_for_being_read_once(lines: list[str]) -> None:
    """A row that fails gives back all lines but its first; reading every one of them to the end again took quadratic time."""
    wanted, left = [], lines
    while left:
        held: list[str] = []
        try:
            next(csv.reader((held.append(line) or line for line in left), strict=True))
        except csv.Error:
            del held[1:]
        wanted.append("".join(held))
        left = left[len(held) :]
    assert [row.line for row in _rows(iter(lines), ",")] == wanted


def test_a_name_in_the_header_may_have_a_line_break() -> None:
    for head in ('"a\nb",text\n', '\ufeff"a\nb"\ttext\r\n', '"text";"a ""\r\n\n"\n'):
        separator = next(mark for mark in ";\t," if mark in head)
        row = f'"{DIRTY}"{separator}"{DIRTY}"\n'
        out, _, rejected = clean((head + row).encode(), "a.csv")
        assert (out.decode().startswith(head), out.count(b"Advertisement"), rejected) == (True, 1, 0)


@pytest.mark.parametrize(
    ("head", "complaint"),
    [
        ("text,n,text\n", "^a.csv: 2 columns are called 'text'; give all but one of them other names"),
        ('"text,n\na,b\n', "^a.csv: the header is not CSV: unexpected end of data"),
        ("say,n\n", "^a.csv: none of say, n has a usual name"),
        ("\n", "^a.csv: no field has a text; say with --field"),
    ],
)
def test_a_header_that_does_not_say_where_the_text_is(head: str, complaint: str) -> None:
    with pytest.raises(CleanseError, match=complaint):
        clean(f"{head}a,b,c\n".encode(), "a.csv")


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_bad_rows_are_kept_in_their_encoding(encoding: str, mark: str) -> None:
    plain = encoding if encoding[-2:] in {"le", "be"} else {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(encoding, "utf-8")
    data = f"{mark}text,n\na,1\nbad Ċ\ngood,1\nbad ਊ".encode(plain)
    out, quarantine, rejected = clean(data, "a.csv", encoding=encoding)
    assert (out.decode().removeprefix("\ufeff"), quarantine, rejected) == ("text,n\na,1\ngood,1\n", "bad Ċ\nbad ਊ\n".encode(plain), 2)


def test_rows_in_utf_16_of_either_order_and_cut_off() -> None:
    data = "\ufefftext,n\na\n".encode("utf-16-be")
    assert clean(data, "a.csv", encoding="utf-16") == (b"text,n\n", "a\n".encode("utf-16-be"), 1)
    with pytest.raises(CleanseError, match="^a.csv is not utf-16-be \\(truncated data\\); say what it is with --encoding"):
        clean(data[:-1], "a.csv", encoding="utf-16")


def test_an_encoding_of_rows() -> None:
    assert clean("text,n\ncafé,1\n".encode("cp1252"), "a.csv", encoding="cp1252")[0].decode() == "text,n\ncafé,1\n"
    with pytest.raises(CleanseError, match="the header cannot be read"):
        clean("texté,n\n".encode("cp1252"), "a.csv")
    assert clean(b"", "a.csv") == (b"", b"", 0)


# Parquet


def test_parquet_keeps_all_but_the_text(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="Parquet needs the extra parquet")
    from pyarrow import parquet

    for type in (pyarrow.string(), pyarrow.large_string(), pyarrow.string_view(), pyarrow.dictionary(pyarrow.int32(), pyarrow.string())):
        schema = pyarrow.schema([pyarrow.field("n", pyarrow.int16(), metadata={"a": "b"}), ("text", type)], metadata={"k": "v"})
        texts = pyarrow.array([DIRTY, None, FERRY, ""], pyarrow.string()).cast(type)
        table = pyarrow.Table.from_arrays([pyarrow.array([1, 2, None, 4], pyarrow.int16()), texts], schema=schema)
        source = tmp_path / "a.parquet"
        parquet.write_table(table, source, row_group_size=3, compression={"n": "NONE", "text": "zstd"})
        piped = subprocess.run([sys.executable, "-m", "cleanse"], input=source.read_bytes(), capture_output=True, check=True)
        with source.open("rb") as file:
            target, job = io.BytesIO(), Job(CLEANER)
            rewrite(file, target, job, "a.parquet")
            assert not file.closed
        assert job.documents == 4
        assert piped.stdout == target.getvalue()
        result = parquet.ParquetFile(target)
        assert result.schema_arrow.equals(parquet.ParquetFile(source).schema_arrow, check_metadata=True)
        assert result.read().to_pydict() == {"n": [1, 2, None, 4], "text": [FERRY, None, FERRY, ""]}
        groups = [result.metadata.row_group(number) for number in range(2)]
        assert [(group.num_rows, group.column(0).compression, group.column(1).compression) for group in groups] == [
            (3, "UNCOMPRESSED", "ZSTD"),
            (1, "UNCOMPRESSED", "ZSTD"),
        ]


@pytest.mark.parametrize("compliant", [True, False])  # by the second one files of pyarrow before 15 are as they are
@pytest.mark.parametrize("stored", [True, False])
def test_the_items_of_lists_keep_name_and_compression(compliant: bool, stored: bool) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="Parquet needs the extra parquet")
    from pyarrow import parquet

    source = io.BytesIO()
    table = pyarrow.table({"text": [DIRTY, FERRY], "tags": [["a", None], None], "map": [{"a": [1]}, {}]})
    parquet.write_table(table, source, use_compliant_nested_type=compliant, store_schema=stored, compression="zstd")
    before, after = (parquet.ParquetFile(io.BytesIO(data)) for data in (source.getvalue(), clean(source.getvalue(), "a.parquet")[0]))
    assert after.schema_arrow.equals(before.schema_arrow, check_metadata=True)
    assert after.schema.equals(before.schema)
    group = after.metadata.row_group(0)
    assert {group.column(number).compression for number in range(group.num_columns)} == {"ZSTD"}


def test_pages_of_parquet_are_written_with_checksums() -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="Parquet needs the extra parquet")
    from pyarrow import parquet

    source = io.BytesIO()
    parquet.write_table(pyarrow.table({"text": [DIRTY]}), source, compression="NONE", write_statistics=False)
    data = bytearray(clean(source.getvalue(), "a.parquet")[0])
    data[data.index(FERRY.encode()) + 9] ^= 1
    with pytest.raises(OSError, match="CRC"):
        parquet.ParquetFile(io.BytesIO(data), page_checksum_verification=True).read()


def test_a_bad_value_and_a_damaged_row_group_cost_only_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="Parquet needs the extra parquet")
    from pyarrow import parquet

    texts = pyarrow.array([f"{FERRY} {n}".encode() for n in range(3)] + [b"caf\xe9"] + [FERRY.encode()] * 2).view(pyarrow.string())
    source = io.BytesIO()
    parquet.write_table(
        pyarrow.table({"text": texts}), source, row_group_size=2, write_page_checksum=True, compression="NONE", use_dictionary=False
    )
    data = bytearray(source.getvalue())
    value = f"{FERRY} 1".encode()
    data[data.index(len(value).to_bytes(4, "little") + value) + 9] ^= 1  # in the page, not in its statistics
    out, quarantine, rejected = clean(bytes(data), "a.parquet")
    assert parquet.read_table(io.BytesIO(out)).to_pydict() == {"text": [f"{FERRY} 2", FERRY, FERRY]}
    assert (quarantine, rejected) == (b"caf\xe9\n", 3)
    shown = capsys.readouterr().err
    assert "a.parquet: row group 1: damaged" in shown
    assert "a.parquet: 2 rows of 6 cannot be read" in shown
    assert "a.parquet: row group 2, row 2: not UTF-8 at byte 4" in shown
    with pytest.raises(CleanseError, match="no whole Parquet file"):
        clean(bytes(data[:-9]), "a.parquet")


def test_int96_timestamps_stay_what_they_are(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="Parquet needs the extra parquet")
    from pyarrow import parquet

    days = [datetime(9999, 12, 31), datetime(2020, 1, 1, 1, 2, 3, 4), None, datetime(1, 1, 1)]
    far = pyarrow.array(days, pyarrow.timestamp("us"))
    nested = pyarrow.array([[{"at": day, "x": float("nan")}] for day in days])
    path = tmp_path / "a.parquet"
    for store, columns in (
        (False, {"ts": far}),
        (True, {"ts": far.cast(pyarrow.timestamp("us", "Europe/Berlin"))}),
        (False, {"ts": nested}),
    ):
        table = pyarrow.table({"text": [DIRTY] * 4, **columns})
        parquet.write_table(table, path, use_deprecated_int96_timestamps=True, store_schema=store, row_group_size=3)
        before = parquet.ParquetFile(path, coerce_int96_timestamp_unit="us")
        kept = before.read(["ts"]).to_pylist()
        assert main(["--in-place", str(path)]) == 1
        after = parquet.ParquetFile(path, coerce_int96_timestamp_unit="us")
        assert repr(after.read(["ts"]).to_pylist()) == repr(kept)
        assert after.read(["text"]).column(0).to_pylist() == [FERRY] * 4
        assert after.schema.column(1).physical_type == "INT96"
        assert after.schema_arrow.equals(before.schema_arrow, check_metadata=True)


def test_int96_that_cannot_be_kept_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="Parquet needs the extra parquet")
    from pyarrow import parquet

    stamps = pyarrow.array([1_000, 2_001]).cast(pyarrow.timestamp("ns"))
    source = io.BytesIO()
    table = pyarrow.table({"text": [DIRTY] * 2, "ts": stamps})
    parquet.write_table(table, source, use_deprecated_int96_timestamps=True, row_group_size=1)
    out, _, rejected = clean(source.getvalue(), "a.parquet")
    assert (parquet.read_table(io.BytesIO(out)).num_rows, rejected) == (1, 2)
    assert "a.parquet: row group 2: has INT96 timestamps finer than a microsecond" in capsys.readouterr().err
    source = io.BytesIO()
    parquet.write_table(table, source)
    monkeypatch.setattr("cleanse.sources.parquet._int96", lambda reader: ["other"])  # pyarrow writes no file that mixes them
    with pytest.raises(CleanseError, match="a.parquet has timestamps as INT96 and as INT64"):
        clean(source.getvalue(), "a.parquet")


def test_parquet_says_no_more_and_no_less_than_before() -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="Parquet needs the extra parquet")
    from pyarrow import parquet

    table = pyarrow.table({"a": [1, 2], "text": [DIRTY, FERRY], "b": [1, 2]})
    for indices, left in (([0, 2], [0, 2]), ([0, 1, 2], [0]), ([1, 0], []), ([], [])):
        source = io.BytesIO()
        order = [parquet.SortingColumn(index, descending=True) for index in indices]
        with parquet.ParquetWriter(source, table.schema, store_schema=False, sorting_columns=order or None) as writer:
            writer.write_table(table, row_group_size=1)
            writer.add_key_value_metadata({"k": "v"})
        after = parquet.ParquetFile(io.BytesIO(clean(source.getvalue(), "a.parquet")[0]))
        assert after.metadata.metadata == {b"k": b"v"}
        for number in range(2):
            assert list(after.metadata.row_group(number).sorting_columns) == [order[indices.index(index)] for index in left]


def test_two_columns_of_one_name_are_refused() -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="Parquet needs the extra parquet")
    from pyarrow import parquet

    for names in (["text", "text"], ["text", "id", "id"], ["url", "text", "url"]):
        source = io.BytesIO()
        parquet.write_table(pyarrow.table([["a"]] * len(names), names=names), source)
        with pytest.raises(CleanseError, match=f"a.parquet: 2 columns are called '{max(names, key=names.count)}'"):
            clean(source.getvalue(), "a.parquet")
    source = io.BytesIO()
    parquet.write_table(pyarrow.table([["a"], [1]], names=["text", "text"]), source)
    with pytest.raises(CleanseError, match="a.parquet: 2 columns are called 'text'"):
        clean(source.getvalue(), "a.parquet")


# WARC and WET


def record(type: str, block: bytes, length: int = 0, media: str = "text/plain", digest: bytes | None = None) -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {type}\r\nWARC-Record-ID: <urn:{type}>\r\nWARC-Target-URI: https://a.test/\r\nContent-Type: {media}\r\n"
    if digest is not None:
        head += f"WARC-Block-Digest: md5:{md5(digest).hexdigest()}\r\n"
    return head.encode() + b"Content-Length: %d\r\n\r\n" % (length or len(block)) + block + b"\r\n\r\n"


PAGE = f"<html><body><p>{FERRY}</p><p>Advertisement</p></body></html>".encode()
WET = record("conversion", DIRTY.encode(), digest=DIRTY.encode())


def texts(data: bytes) -> list[str]:
    return [json.loads(line)["text"] for line in data.splitlines()]


def test_warc() -> None:
    pytest.importorskip("fastwarc", reason="WARC needs the extra warc")
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (
        len(PAGE),
        PAGE,
    )
    picture = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"
    kind = "application/http; msgtype=response"
    data = record("warcinfo", b"a: b\r\n") + record("response", http, media=kind) + record("response", picture, media=kind) + WET
    out, _, rejected = clean(data)
    assert (texts(out), rejected) == ([f"{FERRY}\n"] * 2, 0)
    assert json.loads(out.splitlines()[0]) == {"id": "<urn:response>", "url": "https://a.test/", "date": "", "text": f"{FERRY}\n"}
    assert gzip.decompress(clean(gzip.compress(data), "a.warc.gz")[0]) == out


@pytest.mark.parametrize(
    ("declared", "identified", "is_page"),
    [
        ("Content-Type: Text/HTML; charset=UTF-8\r\n", "", True),
        ("Content-Type: APPLICATION/XHTML+XML\r\n", "", True),
        ("", "WARC-Identified-Payload-Type: text/html\r\n", True),
        ("Content-Type:\r\n", "WARC-Identified-Payload-Type: Text/HTML\r\n", True),
        ("", "", True),
        ("", "WARC-Identified-Payload-Type: image/png\r\n", False),
        ("Content-Type: image/png\r\n", "WARC-Identified-Payload-Type: text/html\r\n", False),
    ],
)
def test_a_page_is_one_however_its_type_is_said(declared: str, identified: str, is_page: bool) -> None:
    pytest.importorskip("fastwarc", reason="WARC needs the extra warc")
    data = record("response", f"HTTP/1.1 200 OK\r\n{declared}\r\n".encode() + PAGE, media="application/http; msgtype=response")
    out, _, rejected = clean(data.replace(b"Content-Length", identified.encode() + b"Content-Length", 1))
    assert (texts(out), rejected) == ([f"{FERRY}\n"] * is_page, 0)


def test_what_does_not_say_what_it_is_is_looked_at() -> None:
    pytest.importorskip("fastwarc", reason="WARC needs the extra warc")
    for body, is_page in (
        (b"\n<!-- a --><p>" + FERRY.encode(), True),
        (b"\x89PNG\r\n<html>", False),
        (b"<pre-print>", False),
        (b"", False),
    ):
        data = record("response", b"HTTP/1.1 200 OK\r\n\r\n" + body, media="application/http; msgtype=response")
        assert len(texts(clean(data)[0])) == is_page, body


def test_a_record_in_which_nothing_is_found_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("fastwarc", reason="WARC needs the extra warc")
    bad = WET.replace(b"\r\n", b"\n")
    out, quarantine, rejected = clean(WET + bad)
    assert (len(texts(out)), quarantine, rejected) == (1, bad, 1)
    assert "do its lines end with CR and LF?" in capsys.readouterr().err


@pytest.mark.parametrize(
    "bad",
    [
        record("conversion", DIRTY.encode(), length=3),
        record("conversion", DIRTY.encode(), length=300),
        record("conversion", DIRTY.encode(), length=100_000),
        record("conversion", DIRTY.encode(), length=10**17),
        record("conversion", DIRTY.encode(), digest=b"other"),
        WET.replace(b"Content-Length", b"Content-Longth"),
        WET.replace(b"conversion", b"conversation"),
        WET.replace(b"WARC-Type", b"WARC-Tape"),
        b"garbage\r\nand more of it\r\n\r\n",
        record("conversion", b"x" * (17 << 20)),
        record("response", b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML\r\n\r\n" + b"x" * (17 << 20), media="application/http"),
        record("response", b"HTTP/1.1 200 OK\r\n\r\n<HTML>" + b"x" * (17 << 20), media="application/http"),
        record(
            "response",
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\nabc",
            media="application/http; msgtype=response",
        ),
    ],
)
def test_a_bad_record_of_an_archive_costs_only_itself(bad: bytes) -> None:
    pytest.importorskip("fastwarc", reason="WARC needs the extra warc")
    out, quarantine, rejected = clean(WET * 2 + bad + WET * 3)
    assert (len(texts(out)), rejected) == (5, 1)
    assert quarantine.strip() == bad.strip()


def test_an_archive_that_is_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("fastwarc", reason="WARC needs the extra warc")
    assert clean(WET + WET[:-4])[2] == 0
    assert clean(WET + WET[:-9])[2] == 1
    assert "the record is cut off" in capsys.readouterr().err


# compressed


def members_of_gzip() -> list[bytes]:
    return [gzip.compress(GOOD * 20, mtime=0) for _ in range(4)]


def test_what_comes_compressed_leaves_compressed() -> None:
    dirty = json.dumps({"text": DIRTY}).encode() + b"\n"
    out, _, rejected = clean(b"".join(gzip.compress(dirty) for _ in range(3)) + bytes(512))
    assert (gzip.decompress(out), rejected) == (dirty.replace(b"\\nAdvertisement", b"") * 3, 0)
    zstandard = pytest.importorskip("zstandard", reason="zstd needs the extra zstd")
    out, _, rejected = clean(zstandard.compress(dirty) * 2)
    assert zstandard.ZstdDecompressor().stream_reader(out, read_across_frames=True).read() == dirty.replace(b"\\nAdvertisement", b"") * 2
    assert rejected == 0


def test_damage_costs_its_member(capsys: pytest.CaptureFixture[str]) -> None:
    members = members_of_gzip()
    broken = bytearray(members[1])
    broken[len(broken) // 2] ^= 0x55
    out, _, rejected = clean(members[0] + bytes(broken) + members[2] + members[3], "a.jsonl.gz")
    assert rejected >= 1
    assert gzip.decompress(out).count(GOOD) >= 60
    assert "a.jsonl.gz: the compressed data are damaged before byte" in capsys.readouterr().err


@pytest.mark.parametrize("method", ["gzip", "zstd"])
def test_a_cut_end_is_noticed(method: str, capsys: pytest.CaptureFixture[str]) -> None:
    data = os.urandom(3000).hex().encode()
    packed = gzip.compress(data) if method == "gzip" else pytest.importorskip("zstandard", reason="extra zstd").compress(data)
    assert clean(packed, "a.txt.gz")[2] == 0
    assert clean(packed[:-5], "a.txt.gz")[2] == 1
    assert "the compressed data are cut off" in capsys.readouterr().err
    assert clean(b"", "a.txt.gz") == (b"", b"", 1)
    assert "a.txt.gz: holds nothing" in capsys.readouterr().err
    assert clean(b"", "a.txt")[2] == 0


def test_a_bomb_is_read_in_pieces() -> None:
    bomb = zlib.compress(bytes(1 << 20), 9)
    assert len(bomb) < 2000  # a thousand times as much comes out
    out, _, rejected = clean(gzip.compress(b'{"text": "' + b"x" * (40 << 20) + b'"}\n' + GOOD, 9), "a.jsonl.gz")
    assert (gzip.decompress(out), rejected) == (GOOD, 1)


# long texts, and several in one


LONG = "".join(f"{FERRY} It was day {n} of the flood.\n\n" for n in range(12_000))


def test_windows_are_sewn_without_a_trace() -> None:
    assert len(LONG) > WINDOW
    assert clean(LONG.encode())[0].decode() == LONG.removesuffix("\n")
    lines = LONG.replace("\n\n", "\n")
    assert clean(lines.encode())[0].decode() == lines
    for text in (LONG.replace("\n\n", " ") + "end\n", LONG.replace("\n\n", "").replace(" ", "") + "\n"):
        assert clean(text.encode())[0].decode() == text


@given(
    st.lists(st.sampled_from([FERRY, DIRTY, "Advertisement", "", " ", "\n", "\r\n", "Trending Now\n\n", " word" * 9]), max_size=40),
    st.integers(40, 400),
)
def test_windows_keep_the_promises(lines: list[str], size: int) -> None:
    text = "\n".join(lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cleanse.sources.window.WINDOW", size)
        pieces = [text[at : at + 7] for at in range(0, len(text), 7)]
        assert "".join(windows(pieces)) == text
        assert (parts := list(windows(pieces))) == list(windows([text]))
        assert len(parts) == 1 or min(map(len, parts)) > size // 8
        answer = joined(explain_in_windows(pieces, CLEANER), Document(text))
    assert answer.restore() == text
    assert "".join(part.text for part in explain_in_windows([text], CLEANER)) == cleanse.clean(text)
    assert all(not line.endswith(" ") for line in answer.text.split("\n")) and "\n\n\n" not in answer.text


def test_a_long_text_in_another_encoding() -> None:
    text = LONG.replace("Monday", "Mañana")
    for encoding in ("cp1252", "utf-16", "utf-8-sig", "utf-16-le"):
        assert clean(text.encode(encoding), encoding="cp1252")[0].decode() == text.removesuffix("\n"), encoding


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "gb18030", "iso2022_jp", "utf-16"])
@pytest.mark.parametrize("head", ["", "a", (FERRY * 20 + "\n") * 600])
def test_a_line_longer_than_a_chunk_in_another_encoding(encoding: str, head: str) -> None:
    text = head + "橋の上を川が流れる。" * 55_000 + "\n"
    assert clean(text.encode(encoding), encoding=encoding)[0].decode() == text
    if encoding == "iso2022_jp" and len(head) < 3:  # it needs no declaration
        assert clean(text.encode(encoding))[0].decode() == text


def test_a_bad_byte_of_a_long_text_costs_only_itself() -> None:
    data = ("橋の上を川が流れる。" * 55_000 + "\n").encode("euc_jp")
    broken = data[:-1001] + b"\xff" + data[-1001:]
    assert clean(broken, encoding="euc_jp")[0].decode().replace("\ufffd", "").encode("euc_jp") == data


def test_every_door_cleans_a_long_text_alike() -> None:
    dirty = LONG.replace("day 11000 of the flood.\n", "day 11000 of the flood.\n\nAdvertisement\n")
    piped = clean(dirty.encode())[0].decode()
    assert "Advertisement" not in piped
    assert json.loads(clean(json.dumps({"text": dirty}).encode())[0])["text"] == piped
    seen = []
    target = io.BytesIO()
    rewrite(io.BytesIO(dirty.encode()), target, Job(CLEANER, watch=[seen.append]), "a.txt")
    assert target.getvalue().decode() == piped == seen[0].text
    assert seen[0].restore() == dirty
    (gone,) = seen[0].removed
    assert dirty[gone.start : gone.end] == "Advertisement\n"


def test_delimiters_stay_and_no_document_is_lost() -> None:
    data = f"{DIRTY}\n--\r\n\n--\n{DIRTY}\n--\n".encode()
    assert clean(data, delimiter="--")[0].decode() == f"{FERRY}\n--\r\n--\n{FERRY}\n--\n"
    assert clean(data.replace(b"--", b"\xe9"), delimiter="\udce9")[0] == clean(data, delimiter="--")[0].replace(b"--", b"\xe9")
    long = f"{LONG}--\n{LONG}".encode()
    assert clean(long, delimiter="--")[0].decode() == f"{LONG[:-1]}--\n{LONG[:-1]}"


# beside the output


def test_what_is_written_beside(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    source, bad, marks = tmp_path / "a.jsonl", tmp_path / "bad", tmp_path / "marks.jsonl.gz"
    source.write_bytes(json.dumps({"id": "x1", "text": DIRTY}).encode() + b"\n{\n" + GOOD)
    assert main([str(source), "--quarantine", str(bad), "--attributes", str(marks), "--stats"]) == 2
    shown = capfdbinary.readouterr()
    assert shown.out == json.dumps({"id": "x1", "text": FERRY}).encode() + b"\n" + GOOD
    assert bad.read_bytes() == b"{\n"
    first, second = (json.loads(line) for line in gzip.decompress(marks.read_bytes()).splitlines())
    assert first == {"id": "x1", "attributes": {"cleanse__ad.label": [[len(FERRY), len(DIRTY), 1.0]]}}
    assert second == {"id": f"{source}/3", "attributes": {}}
    complaint, stats = shown.err.decode().splitlines()
    assert complaint.startswith(f"cleanse: {source}:2: not JSON")
    assert complaint.endswith("; kept in quarantine")
    counts = json.loads(stats)
    read, written = len(DIRTY) + len(FERRY), 2 * len(FERRY)
    removed = {"ad": {"ad.label": 1}}
    assert counts == {"documents": 2, "changed": 1, "rejected": 1, "read": read, "written": written, "removed": removed, "repairs": {}}


@given(
    st.lists(st.sampled_from([FERRY, "Advertisement", "CafÃ©", "", " ", "\n", "\r\n", "\r", "\n\n", "\u2028", "\ufeff"]), max_size=8).map(
        "".join
    )
)
def test_who_watches_sees_the_value_that_is_written(text: str) -> None:
    seen: list[cleanse.Cleaned] = []
    assert (
        Job(CLEANER, watch=[seen.append]).clean_value(Document(text))
        == seen[0].text
        == value_of(text)
        == Job(CLEANER).clean_value(Document(text))
    )
    assert seen[0].restore() == text
    assert all(edit.before != edit.after for edit in seen[0].edits)
    if (closed := CLEANER.explain(text)).text:
        assert left_open(closed).restore() == text
        assert left_open(closed).text == closed.text[:-1]


def test_null_has_a_line_beside_the_output(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    source, marks = tmp_path / "a.jsonl", tmp_path / "marks.jsonl"
    source.write_bytes(b'{"id": "a", "text": null}\n' + GOOD)
    for html in ([], ["--html"]):
        assert main([str(source), *html, "--attributes", str(marks), "--stats"]) == 0
        shown = capfdbinary.readouterr()
        assert shown.out == source.read_bytes()
        assert marks.read_text() == f'{{"id": "a", "attributes": {{}}}}\n{{"id": "{source}/2", "attributes": {{}}}}\n'
        assert json.loads(shown.err)["documents"] == 2


def test_any_id_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"id": "\\ud800", "text": "a"}\n')
    assert main([str(tmp_path / "a.jsonl"), "--attributes", str(tmp_path / "marks")]) == 0
    assert (tmp_path / "marks").read_bytes() == b'{"id": "\\ud800", "attributes": {}}\n'


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("data", "name"), [(GOOD, "a.jsonl"), (WET, "a.wet"), (b"text\nab\n", "a.csv"), (gzip.compress(GOOD, mtime=0), "a.jsonl.gz")]
)
def test_a_full_disk_is_no_bad_record(data: bytes, name: str) -> None:
    if name == "a.wet":
        pytest.importorskip("fastwarc", reason="WET needs the extra warc")
    job = Job(CLEANER)
    with pytest.raises(OSError, match="No space left"), open("/dev/full", "wb", buffering=0) as full:
        rewrite(io.BytesIO(data), full, job, name)
    assert job.rejected == 0


def test_an_input_is_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text(DIRTY)
    for option in ("--quarantine", "--attributes"):
        assert main([str(path), option, str(path)]) == 2
        assert "would be overwritten" in capsys.readouterr().err
    assert path.read_text() == DIRTY


@pytest.mark.parametrize(
    "arguments",
    [
        "--quarantine a.jsonl < a.jsonl",
        "--quarantine a.jsonl - < a.jsonl",
        "--quarantine new --attributes ./new a.jsonl",
        "--attributes out a.jsonl > out",
        "--json --quarantine /dev/stdout a.jsonl > out",
        "--template sites.txt --attributes ./sites.txt a.jsonl",
        "--rules pack.toml --quarantine pack.toml a.jsonl",
        "--profile mine.toml --attributes mine.toml a.jsonl",
    ],
)
def test_what_is_written_beside_is_a_file_of_its_own(arguments: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(GOOD + b"{\n")
    (tmp_path / "sites.txt").write_text("[a.example]\n+ 9 of 9 top navigation Our papers\n")
    (tmp_path / "mine.toml").write_text('base = "body"\n')
    (tmp_path / "pack.toml").write_text(PACK)
    done = subprocess.run(f"{sys.executable} -m cleanse {arguments}", shell=True, capture_output=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"would be overwritten" in done.stderr
    assert (tmp_path / "a.jsonl").read_bytes() == GOOD + b"{\n"


def test_what_is_written_beside_is_compressed_as_its_name_says(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard", reason="zstd needs the extra zstd")
    (tmp_path / "a.jsonl").write_bytes(b"{\n" + GOOD + b"}\n")
    for name in ("bad.zst", "bad.ZSTD", "bad.gz", "bad"):
        assert main([str(tmp_path / "a.jsonl"), "--quarantine", str(tmp_path / name), "--attributes", os.devnull]) == 2
        data = (tmp_path / name).read_bytes()
        if "z" in name.lower():
            data = gzip.decompress(data) if name == "bad.gz" else zstandard.ZstdDecompressor().decompressobj().decompress(data)
        assert data == b"{\n}\n"
    assert main([str(tmp_path / "a.jsonl"), "--quarantine", os.devnull, "--attributes", os.devnull]) == 2


def test_files_one_after_the_other(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(GOOD.rstrip())
    assert main([str(path), str(path)]) == 0
    assert capfdbinary.readouterr().out == GOOD + GOOD.rstrip()
    for name in ("a.parquet", "a.csv"):
        assert main([name, name]) == 2
        assert b"clean one file at a time" in capfdbinary.readouterr().err


PARQUET = b"PAR1\x15 is refused before it is read"
TABLE = b"text\na\n"


@pytest.mark.parametrize(
    ("first", "second", "complaint"),
    [
        (("a.jsonl", GOOD), ("b.jsonl.gz", gzip.compress(GOOD, mtime=0)), "another format or compression"),
        (("a.jsonl.gz", gzip.compress(GOOD, mtime=0)), ("b.jsonl", GOOD), "another format or compression"),
        (("a.jsonl", GOOD), ("b.txt", DIRTY.encode()), "another format or compression"),
        (("a", GOOD), ("b", PARQUET), "cannot be written one after the other"),
        (("a.csv.gz", gzip.compress(TABLE, mtime=0)), ("b.csv.gz", gzip.compress(TABLE, mtime=0)), "cannot be written one after the other"),
        (("A.CSV", TABLE), ("B.CSV", TABLE), "cannot be written one after the other"),
    ],
)
def test_what_cannot_be_joined_is_refused(
    first: tuple[str, bytes], second: tuple[str, bytes], complaint: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    paths = [tmp_path / name for name, _ in (first, second)]
    for path, (_, data) in zip(paths, (first, second), strict=True):
        path.write_bytes(data)
    assert main([str(paths[0])]) == 0
    alone = capfdbinary.readouterr().out
    assert main([*map(str, paths)]) == 2
    shown = capfdbinary.readouterr()
    assert shown.out in (b"", alone)
    assert complaint in shown.err.decode()


def test_what_can_be_joined_is(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for name, data in {"a.txt": f"{FERRY}\n".encode(), "b.html": PAGE, "empty.jsonl": b""}.items():
        (tmp_path / name).write_bytes(data)
    assert main([str(tmp_path / name) for name in ("empty.jsonl", "a.txt", "empty.jsonl", "b.html")]) == 0
    assert capfdbinary.readouterr().out.decode() == f"{FERRY}\n" * 2
    (tmp_path / "c.csv").write_bytes(TABLE)
    assert main(["--json", str(tmp_path / "c.csv"), str(tmp_path / "c.csv"), str(tmp_path / "a.txt")]) == 0


@pytest.mark.parametrize(
    "arguments", ["a.jsonl >> a.jsonl", "--json a.jsonl >> a.jsonl", "< a.jsonl >> a.jsonl", "- < a.jsonl 1<> a.jsonl"]
)
def test_an_input_that_is_the_output_is_refused(arguments: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(GOOD * 2)
    command = f"{sys.executable} -m cleanse {arguments}"
    done = subprocess.run(["timeout", "60", "sh", "-c", command], capture_output=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert b"is input and output; write to another file" in done.stderr
    assert (tmp_path / "a.jsonl").read_bytes() == GOOD * 2


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, data, extra in (("pyarrow", b"PAR1\x15", "parquet"), ("fastwarc", WET, "warc"), ("zstandard", b"\x28\xb5\x2f\xfd", "zstd")):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(CleanseError, match=rf"pip install 'cleanse-corpus\[{extra}\]'"):
            clean(data)
