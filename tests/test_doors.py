"""One table of texts through every door: the answer is the library's, whichever way it came in.

A door is a function from text to text. To add one, add it to `DOORS`; to add a case, add it to `CASES`. `test_hooks` has all cases
as files under the real pre-commit, `test_engines` as rows of one set under Ray and Spark.
"""

import csv
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

import cleanse
from cleanse.cli import main
from cleanse.sources import Hints, Job, rewrite

FERRY = "The river rose again on Monday, and by noon the council had closed both bridges to all traffic."
CAPTION = "Ships wait at the bridge over the river in Port Alma, Monday."
CASES = {
    "empty": "",
    "clean": f"{FERRY}\n",
    "an ad": f"{FERRY}\n\nAdvertisement\n\n“Nobody expected this,” said Ana Ruiz, who has kept the ferry for thirty years.\n",
    "all of it goes": "Advertisement\n",
    "a caption twice": f"{CAPTION} (AP Photo/Ana Ruiz)\n{CAPTION}\n{FERRY}\nThis story was updated at 6:10 p.m.\n",
    "German": "Der Fluss stieg am Montag weiter, und am Mittag sperrte die Stadt beide Brücken für den Verkehr.\nAnzeige\n",
    "Chinese": "河水在星期一再次上涨，中午时分市政府关闭了两座桥梁。\n广告\n",
    "joiners": "می‌خواهم بگویم که رودخانه دوشنبه بالا آمد و پل‌ها بسته شدند. 👨‍👩‍👧\n",
    "mojibake": "CafÃ© society met at the harbour â€” late â€” on Sunday, and nobody minded.\n",
    "CRLF": f"{FERRY}\r\n\r\nAdvertisement\r\n",
    "quotes, commas, tabs": f'"{FERRY}", he said; "no, ""no""",\tand went;|\nRead more: Bridge over the Alma to open in June\n',
    "escapes": f"{FERRY} \\n \\u0041 \\/ C:\\new\n",
    "line separators": f"{FERRY}\u2028Advertisement\u2029{FERRY}\x85\n",
    "controls": f"{FERRY}\x00\x1b[31m red \x07\n",
    "a line that begins as JSON, then prose": '{"line": "Advertisement",\nwas all that the log said, and nobody at the harbour knew more.\n',
    "blank lines and spaces": f"\n\n  {FERRY}  \n \n\n\nAdvertisement\n\n\n",
    "WARC in prose": f"{FERRY}\n\nWARC/1.0\nContent-Length: 3\n\n{FERRY}\n",
}
JOB = cleanse.Cleaner()


def through(data: bytes, name: str, **hints: str) -> bytes:
    target = io.BytesIO()
    job = Job(JOB, Hints(**hints))
    rewrite(io.BytesIO(data), target, job, name)
    assert job.rejected == 0
    return target.getvalue()


def pipe(text: str) -> str:
    return subprocess.run([sys.executable, "-m", "cleanse"], input=text.encode(), capture_output=True, check=True).stdout.decode()


def file(text: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.txt"), Path(folder, "clean.txt")
        source.write_bytes(text.encode())
        with target.open("wb") as output:
            subprocess.run([sys.executable, "-m", "cleanse", str(source)], stdout=output, check=True)
        return target.read_bytes().decode()


def as_json(text: str) -> str:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        Path(folder, "page.txt").write_bytes(text.encode())
        output = io.BytesIO()
        patch.setattr("cleanse.filter.write", output.write)
        assert main(["--json", str(Path(folder, "page.txt"))]) == 0
        return str(json.loads(output.getvalue())["text"])


def in_place(text: str) -> str:
    """Plain text in place keeps its line endings, which are undone here; with zero bytes it is refused and stays."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page.txt")
        path.write_bytes(text.encode())
        code = main(["--in-place", str(path)])
        if "\0" in text:
            assert (code, path.read_bytes()) == (2, text.encode())
            pytest.skip("zero bytes are refused in place")
        assert code == (path.read_bytes() != text.encode())
        return path.read_bytes().decode().replace("\r\n", "\n")


def records_in_place(text: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.jsonl")
        line = json.dumps({"id": "a", "text": text, "n": 1.10}) + "\n"
        path.write_bytes(line.encode())
        code = main(["--in-place", str(path)])
        assert code == (path.read_bytes() != line.encode())
        assert main(["--in-place", str(path)]) == 0
        return str(json.loads(path.read_bytes())["text"])


def check(text: str) -> str:
    """`--check` says of a text whether it is clean, and of the library's answer that it is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.ndjson")
        path.write_bytes(json.dumps({"text": text}).encode())
        code = main(["--check", str(path)])
        path.write_bytes(json.dumps({"text": cleanse.clean(text)}).encode())
        assert main(["--check", str(path)]) == 0
        return cleanse.clean(text) if code else text


def compressed(method: str) -> Callable[[str], str]:
    def door(text: str) -> str:
        if method == "gzip":
            import gzip

            return gzip.decompress(through(gzip.compress(text.encode()), "page.txt.gz")).decode()
        zstandard = pytest.importorskip("zstandard", reason="zstd needs the extra zstd")
        packed = zstandard.ZstdCompressor().compress(text.encode())
        return zstandard.ZstdDecompressor().decompressobj().decompress(through(packed, "page.txt.zst")).decode()

    return door


def jsonl(text: str) -> str:
    line = json.dumps({"id": "a", "text": text, "n": 1.10}) + "\n"
    return str(json.loads(through(line.encode(), "a.jsonl"))["text"])


def jsonl_utf8(text: str) -> str:
    line = json.dumps({"id": "a", "content": text}, ensure_ascii=False) + "\n"
    return str(json.loads(through(line.encode(), "-"))["content"])


def comma_separated(text: str) -> str:
    source = io.StringIO(newline="")
    csv.writer(source).writerows([["id", "text", "n"], ["a", text, "1.10"]])
    rows = list(csv.reader(io.StringIO(through(source.getvalue().encode(), "a.csv").decode(), newline="")))
    assert [rows[0], rows[1][0], rows[1][2]] == [["id", "text", "n"], "a", "1.10"]
    return rows[1][1]


def parquet(text: str) -> str:
    pyarrow = pytest.importorskip("pyarrow", reason="Parquet needs the extra parquet")
    from pyarrow import parquet

    source = io.BytesIO()
    parquet.write_table(pyarrow.table({"id": ["a"], "text": [text]}), source)
    return str(parquet.read_table(io.BytesIO(through(source.getvalue(), "a.parquet"))).column("text")[0].as_py())


def wet(text: str) -> str:
    pytest.importorskip("fastwarc", reason="WET needs the extra warc")
    block = text.encode()
    head = f"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: {len(block)}\r\n\r\n"
    return str(json.loads(through(head.encode() + block + b"\r\n\r\n", "a.warc.wet"))["text"])


def delimited(text: str) -> str:
    first, second = through(f"{text}<|end|>\n{text}".encode(), "-", delimiter="<|end|>").decode().split("<|end|>\n")
    assert first == second
    return second


def arrow(text: str) -> str:
    from test_arrow import through_arrow

    return through_arrow(text)


def scrapy(text: str) -> str:
    from test_scrapy import through_scrapy

    return through_scrapy(text)


def datatrove(text: str) -> str:
    from test_datatrove import through_datatrove

    return through_datatrove(text)


DOORS: dict[str, Callable[[str], str]] = {
    "library": cleanse.clean,
    "library, with the ledger": lambda text: cleanse.explain(text).text,
    "library, bytes": lambda text: cleanse.clean(text.encode()),
    "pipe": pipe,
    "file": file,
    "--json": as_json,
    "in place": in_place,
    "in place, JSONL": records_in_place,
    "--check": check,
    "gzip": compressed("gzip"),
    "zstd": compressed("zstd"),
    "JSONL": jsonl,
    "JSONL in UTF-8": jsonl_utf8,
    "CSV": comma_separated,
    "Parquet": parquet,
    "WET": wet,
    "--delimiter": delimited,
    "Arrow": arrow,
    "Scrapy": scrapy,
    "datatrove": datatrove,
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES)
def test_every_door_gives_the_same(case: str, door: str) -> None:
    assert DOORS[door](CASES[case]) == cleanse.clean(CASES[case])


def test_the_table_is_no_formality() -> None:
    assert sum(cleanse.clean(text) != text for text in CASES.values()) >= 10
