"""`--in-place`, `--check` and `--diff` through the command: exit codes, names, files that are left alone."""

import errno
import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanse.cli import main

PAGE = (
    "The river rose again on Monday, and by noon the council had closed both bridges to all traffic.\n\n"
    "Advertisement\n\n“Nobody expected this,” said Ana Ruiz, who has kept the ferry for thirty years.\n"
)
LEFT = PAGE.replace("Advertisement\n\n", "")
Output = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dirty.txt").write_text(PAGE, "utf-8")
    (tmp_path / "clean.txt").write_text(LEFT, "utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> int:
    return main([str(folder / argument) if argument[0] != "-" else argument for argument in arguments])


def state(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir() if path.is_file()}


def test_check_names_and_writes_nothing(folder: Path, capsys: Output) -> None:
    before = state(folder)
    assert run(folder, "--check", "clean.txt") == 0
    assert capsys.readouterr() == ("", "")
    assert run(folder, "--check", "clean.txt", "dirty.txt") == 1
    assert capsys.readouterr() == (f"{folder / 'dirty.txt'}\n", "")
    assert state(folder) == before


@pytest.mark.parametrize("options", [["--diff"], ["--diff", "--check"]])
def test_diff_shows_and_writes_nothing(folder: Path, capsys: Output, options: list[str]) -> None:
    before = state(folder)
    assert run(folder, *options, "clean.txt", "dirty.txt") == 1
    shown = capsys.readouterr().out.split("\n")
    assert shown[0] == f"--- {folder / 'dirty.txt'}"
    assert [line for line in shown if line.startswith("-")][1:] == ["-Advertisement", "-"]
    assert run(folder, *options, "clean.txt") == 0
    assert state(folder) == before


def test_in_place_rewrites_what_is_not_clean_and_nothing_else(folder: Path, capsys: Output) -> None:
    before = state(folder)
    assert run(folder, "--in-place", "clean.txt", "dirty.txt") == 1
    assert capsys.readouterr() == (f"{folder / 'dirty.txt'}\n", "")
    after = state(folder)
    assert after["clean.txt"] == before["clean.txt"]
    assert after["dirty.txt"][2] == LEFT.encode()
    assert run(folder, "--in-place", "clean.txt", "dirty.txt") == 0
    assert state(folder) == after


def test_what_fails_costs_only_itself(folder: Path, capsys: Output) -> None:
    (folder / "binary").write_bytes(b"\0\1")
    assert run(folder, "--in-place", "no-such", "binary", "dirty.txt", ".") == 2
    output = capsys.readouterr()
    assert output.out == f"{folder / 'dirty.txt'}\n"
    told = output.err.replace(f"{folder}/", "").split("\n")
    assert told[:2] == [
        "cleanse: no-such: No such file or directory",
        "cleanse: binary: is binary (it has zero bytes); text in UTF-16 needs a byte order mark or --encoding",
    ]
    assert told[2] == f"cleanse: {folder}: is no regular file"
    assert (folder / "dirty.txt").read_text("utf-8") == LEFT


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_disk_that_fails(folder: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    def fail(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = state(folder)
    monkeypatch.setattr(os, call, fail)
    assert run(folder, "--in-place", "dirty.txt") == 2
    assert capsys.readouterr() == ("", f"cleanse: {folder / 'dirty.txt'}: No space left on device\n")
    assert state(folder) == before


def test_hard_links(folder: Path, capsys: Output) -> None:
    (folder / "other.txt").hardlink_to(folder / "dirty.txt")
    assert run(folder, "--check", "dirty.txt") == 1
    assert run(folder, "--in-place", "dirty.txt") == 2
    assert "has other names (hard links)" in capsys.readouterr().err
    assert run(folder, "--in-place", "dirty.txt", "--break-hardlinks") == 1
    assert (folder / "dirty.txt").read_text("utf-8") == LEFT
    assert (folder / "other.txt").read_text("utf-8") == PAGE


def test_what_a_killed_run_left_goes(folder: Path) -> None:
    left = folder / ".0123456789abcdef.cleanse-tmp"
    left.touch()
    run(folder, "--check", "dirty.txt")
    assert left.exists()
    run(folder, "--in-place", "dirty.txt")
    assert not left.exists()


def test_names_that_would_drive_a_terminal(folder: Path, capsys: Output) -> None:
    (folder / "dirty.txt").rename(folder / "a\x1b[2J\nb")
    assert run(folder, "--check", "a\x1b[2J\nb") == 1
    assert capsys.readouterr().out == f"{folder}/a\\x1b[2J\\nb\n"


def test_options_of_reading_and_cleaning_count(folder: Path) -> None:
    assert run(folder, "--check", "dirty.txt", "--keep=ad") == 0
    (folder / "old.txt").write_bytes("Café.\n".encode("cp1252"))
    assert run(folder, "--in-place", "old.txt") == 2
    assert run(folder, "--in-place", "old.txt", "--encoding=cp1252") == 1
    assert (folder / "old.txt").read_text("utf-8") == "Café.\n"


def record(text: str, **fields: object) -> bytes:
    return json.dumps({"text": text, **fields}).encode() + b"\n"


def test_records_in_place_keep_all_but_the_text(folder: Path, capsys: Output) -> None:
    path = folder / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{ "n": 1e400,"text":"' + json.dumps(PAGE)[1:-1].encode() + b'"}\n' + record(LEFT)))
    assert run(folder, "--check", "a.jsonl.gz") == 1
    assert run(folder, "--in-place", "a.jsonl.gz") == 1
    first, second = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    assert first.startswith(b'{ "n": 1e400,"text":"')
    assert json.loads(first)["text"] == LEFT
    assert second == record(LEFT)
    before = state(folder)
    assert run(folder, "--in-place", "a.jsonl.gz") == 0
    assert state(folder) == before


@pytest.mark.parametrize(
    ("encoding", "said", "left"),
    [("cp1252", "cp1252", "utf-8"), ("utf-16", "utf-16", "utf-16"), ("utf-8-sig", "cp1252", "utf-8-sig"), ("utf-8", "utf-16", "utf-8")],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_rows_in_place_keep_their_mark_and_all_other_cells(
    folder: Path, capsys: Output, encoding: str, said: str, left: str, pack: Callable[[bytes], bytes]
) -> None:
    path = folder / ("a.csv" if pack is bytes else "a.csv.gz")
    path.write_bytes(pack(f'id,text\r\ncafé,"{PAGE}"\r\n'.encode(encoding)))
    assert run(folder, "--diff", f"--encoding={said}", path.name) == 1
    assert "\n-Advertisement\n" in capsys.readouterr().out
    assert run(folder, "--in-place", f"--encoding={said}", path.name) == 1
    data = path.read_bytes()
    assert (data if pack is bytes else gzip.decompress(data)) == f'id,text\r\ncafé,"{LEFT}"\r\n'.encode(left)
    assert run(folder, "--in-place", f"--encoding={said}", "--straight-quotes", path.name) == 1
    straight = LEFT.replace("“", '""').replace("”", '""')
    data = path.read_bytes()
    assert (data if pack is bytes else gzip.decompress(data)) == f'id,text\r\ncafé,"{straight}"\r\n'.encode(left)


def test_clean_compressed_files_are_not_touched(folder: Path) -> None:
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(record(LEFT), compresslevel=1))
    (folder / "a.txt.gz").write_bytes(gzip.compress(LEFT.encode(), compresslevel=1))
    before = state(folder)
    assert run(folder, "--in-place", "a.jsonl.gz", "a.txt.gz") == 0
    assert state(folder) == before
    (folder / "a.txt.gz").write_bytes(gzip.compress(PAGE.replace("\n", "\r\n").encode()))
    assert run(folder, "--in-place", "a.txt.gz") == 1
    assert gzip.decompress((folder / "a.txt.gz").read_bytes()) == LEFT.replace("\n", "\r\n").encode()


def test_a_diff_shows_what_is_inside(folder: Path, capsys: Output) -> None:
    texts = {
        "a.txt.gz": gzip.compress(PAGE.encode()), "a.txt": PAGE.encode("utf-16"), "b.txt": PAGE.encode("utf-16-le"), "c.txt": PAGE.encode("cp1252"),
    }  # fmt: skip
    for name, data in texts.items():
        (folder / name).write_bytes(data)
        assert run(folder, "--diff", f"--encoding={'utf-16-le' if name == 'b.txt' else 'cp1252'}", name) == 1
        shown = capsys.readouterr().out.split("\n", 2)
        assert shown[:2] == [f"--- {folder / name}", f"+++ {folder / name}"]
        assert shown[2] == "@@ -1,5 +1,3 @@\n {0}\n \n-Advertisement\n-\n {2}\n".format(*LEFT.split("\n"))
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(record(PAGE)))
    assert run(folder, "--diff", "a.jsonl.gz") == 1
    assert capsys.readouterr().out.split("\n")[3:5] == [f"-{record(PAGE).decode().strip()}", f"+{record(LEFT).decode().strip()}"]


def test_a_diff_of_another_encoding_and_of_what_is_no_text(folder: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.txt").write_bytes("Café.\n".encode("cp1252"))
    assert run(folder, "--diff", "--encoding=cp1252", "a.txt") == 1
    assert capsys.readouterr().out.split("\n")[3:5] == ["-Caf\\xe9.", "+Café."]
    (folder / "a.txt").write_bytes("Café.\n".encode("utf-16-le"))
    assert run(folder, "--diff", "--encoding=utf-16-le", "a.txt") == 1
    assert capsys.readouterr().out == f"Binary files {folder / 'a.txt'} and {folder / 'a.txt'} differ\n"
    monkeypatch.setattr("cleanse.change.SHOWN", len(PAGE) - 1)
    (folder / "a.txt.gz").write_bytes(gzip.compress(PAGE.encode()))
    assert run(folder, "--diff", "a.txt.gz") == 1
    assert capsys.readouterr().out == f"Binary files {folder / 'a.txt.gz'} and {folder / 'a.txt.gz'} differ\n"


@pytest.mark.parametrize(
    ("name", "data", "complaint"),
    [
        ("a.jsonl", record(PAGE) + b"{bad\n" + record(PAGE), "has bad records"),
        ("a.jsonl", record(PAGE, body=PAGE), "say which with --field"),
        ("a.jsonl.gz", gzip.compress(record(PAGE), mtime=0)[:-9], "has bad records"),
        ("a.txt.gz", gzip.compress(PAGE.encode(), mtime=0)[:-9], "cut off"),
        ("a.txt.gz", gzip.compress(b"Caf\xe9.\n", mtime=0), "is not UTF-8"),
        ("a.html", b"<p>Advertisement</p>", "is HTML"),
        ("page", b"<!doctype html><p>Advertisement</p>", "is HTML"),
        ("a.warc", b"WARC/1.0\r\n", "is WARC"),
        ("a.json", b"{\n", "a.json is not JSONL"),
        ("a.json", b"{}\n", "a.json looks like JSONL"),
    ],
)
def test_what_would_be_lost_in_place_is_refused(folder: Path, capsys: Output, name: str, data: bytes, complaint: str) -> None:
    (folder / name).write_bytes(data)
    before = state(folder)
    assert run(folder, "--in-place", name) == 2
    *_, said = capsys.readouterr().err.splitlines()
    assert complaint in said
    assert said.count(str(folder / name)) == 1
    assert state(folder) == before


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--in-place", "--check", "dirty.txt"], "--in-place and --check do not go together"),
        (["--in-place", "--html", "dirty.txt"], "--in-place and --html do not go together"),
        (["--diff", "--json", "dirty.txt"], "--diff and --json do not go together"),
        (["--in-place", "--quarantine=no-such", "dirty.txt"], "--in-place and --quarantine do not go together"),
        (["--check"], "need the names of files"),
        (["--in-place", "-"], "need the names of files"),
        (["--in-place", "--keep=pigeons", "dirty.txt"], "unknown kind 'pigeons'"),
        (["--in-place", "--encoding=klingon", "dirty.txt"], "unknown encoding 'klingon'"),
    ],
)
def test_wrong_usage_stops_the_start(folder: Path, capsys: Output, arguments: list[str], complaint: str) -> None:
    before = state(folder)
    code = run(folder, *arguments[:-1], arguments[-1]) if arguments[-1] == "dirty.txt" else main(arguments)
    assert code == 2
    output = capsys.readouterr()
    assert complaint in output.err
    assert output.out == ""
    assert state(folder) == before
