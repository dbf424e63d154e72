"""The filter: bytes in, UTF-8 out, exit codes, errors, pipes, start-up."""

import contextlib
import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import cleanse
from cleanse.cli import main

PAGE = (
    "The river rose again on Monday, and by noon the council had closed both bridges to all traffic.\n\n"
    "Advertisement\n\n“Nobody expected this,” said Ana Ruiz, who has kept the ferry for thirty years.\n"
)
LEFT = PAGE.replace("Advertisement\n\n", "")


def run(*arguments: str, data: bytes = b"", **environment: str) -> "subprocess.CompletedProcess[bytes]":
    clean_environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONUNBUFFERED", "LANG", "LC_ALL")}
    return subprocess.run(
        [sys.executable, "-m", "cleanse", *arguments], input=data, capture_output=True, check=False, env=clean_environment | environment
    )


def on_a_terminal(*arguments: str, code: int = 0) -> str:
    """What the command writes to a pseudo terminal of 80 columns."""
    import pty

    ours, theirs = pty.openpty()
    done = subprocess.Popen([sys.executable, "-m", "cleanse", *arguments], stdout=theirs, env=os.environ | {"COLUMNS": "80"})
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # Linux says EIO where the other side has closed
        while data := os.read(ours, 65536):
            shown += data
    os.close(ours)
    assert done.wait() == code
    return shown.decode()


def test_a_pipe() -> None:
    done = run(data=PAGE.encode())
    assert (done.returncode, done.stdout, done.stderr) == (0, LEFT.encode(), b"")


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8", "en_US.ISO-8859-1"])
def test_utf8_in_any_locale(locale: str) -> None:
    assert run(data=PAGE.encode("cp1252"), LC_ALL=locale, PYTHONIOENCODING="ascii").stdout == LEFT.encode()


def test_empty_stays_empty() -> None:
    assert run().stdout == b""


def test_files_and_options(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, "utf-8")
    assert main([str(path), "--keep", "ad"]) == 0
    assert capfdbinary.readouterr().out.decode() == PAGE
    assert main([str(path), "--straight-quotes"]) == 0
    assert b'"Nobody expected this,"' in capfdbinary.readouterr().out
    assert main([str(path), str(path)]) == 0
    assert capfdbinary.readouterr().out.decode() == LEFT * 2


def test_json(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, "utf-8")
    assert main([str(path), "--json"]) == 0
    answer = json.loads(capfdbinary.readouterr().out)
    (removed,) = answer["removed"]
    assert answer["text"] == LEFT
    assert (removed["kind"], PAGE[removed["start"] : removed["end"]]) == ("ad", "Advertisement\n")
    assert removed["rule"].startswith("ad.")


def test_explain_shows_what_went_and_obeys_nothing(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(PAGE + "\nA \x1b]0;title\x07line\n", "utf-8")
    assert main([str(path), "--explain"]) == 0
    shown = capfdbinary.readouterr().out.decode()
    assert "⟦Advertisement⟧ (ad · ad." in shown
    assert "1 removed, 1 repaired" in shown
    assert "\x1b" not in shown


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals")
def test_explain_on_a_terminal_and_for_a_pager(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, "utf-8")
    assert "\x1b[2;9mAdvertisement\x1b[0m" in on_a_terminal("--explain", str(path))
    assert "⟦Advertisement⟧ (ad · ad." in (plain := on_a_terminal("--explain=plain", str(path)))
    assert "\x1b" not in plain


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals")
def test_what_is_compressed_is_not_for_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "page.text").write_bytes(gzip.compress(PAGE.encode()))
    assert on_a_terminal(str(tmp_path / "page.text"), code=2) == ""
    assert "⟦Advertisement⟧" in on_a_terminal("--explain=plain", str(tmp_path / "page.text"))


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals")
def test_a_diff_has_colours_on_a_terminal_only(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    assert "\x1b[31m-Advertisement\x1b[0m" in on_a_terminal("--diff", str(tmp_path / "page.txt"), code=1)
    assert b"\n-Advertisement\n" in run("--diff", str(tmp_path / "page.txt")).stdout


def test_verify(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, "utf-8")
    assert main([str(path), "--verify"]) == 0
    assert capfdbinary.readouterr().out.decode() == LEFT


def test_a_rule_pack(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    pack, page = tmp_path / "pack.toml", tmp_path / "page.txt"
    pack.write_text(
        'kind = "share"\n[[rule]]\nid = "share.pigeon"\nsays = "pigeons"\ndrop = ["Send by pigeon"]\nkeep = ["A pigeon."]\n'
        'match.en = ["send by pigeon"]\n'
    )
    page.write_text("Send by pigeon\n" + LEFT, "utf-8")
    assert main([str(page), "--rules", str(pack)]) == 0
    assert capfdbinary.readouterr().out.decode() == LEFT
    assert main(["--list-rules", "--rules", str(pack)]) == 0
    listed = capfdbinary.readouterr().out.decode()
    assert "share.pigeon\tline\t6\ten\tpigeons" in listed
    assert listed.count("\n") > 50


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--profile", "harsh"], "unknown profile 'harsh'; there are light, article, body"),
        (["--keep", "pigeons"], "unknown kind 'pigeons'; there are ad, related"),
        (["--rules", "no.toml"], "cannot read rule pack no.toml"),
        (["--rules", "no\0.toml"], "cannot read rule pack no"),
        (["--drop", "body"], "body cannot be dropped: it is the text itself, all that is of no other kind"),
        (["--encoding", "klingon"], "unknown encoding 'klingon'"),
        (["--encoding", "ROT13", "no-such-file.csv"], "unknown encoding 'ROT13'"),
        (["--break-hardlinks", "a.txt"], "--break-hardlinks goes with --in-place only"),
        (["--check", "--break-hardlinks", "a.txt"], "--break-hardlinks goes with --in-place only"),
        (["no-such-file.txt"], "no-such-file.txt: No such file or directory"),
        ([""], "cleanse: : No such file or directory"),
    ],
)
def test_errors_say_what_to_do(arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    output = capsys.readouterr()
    assert complaint in output.err
    assert output.out == ""


def test_a_file_that_fails_costs_only_itself(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    good, bad = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    good.write_text(json.dumps({"text": PAGE}) + "\n")
    bad.write_text('{"say": "a"}\n')
    assert main(["--stats", *map(str, (good, tmp_path / "missing", tmp_path, bad, good))]) == 2
    shown = capfdbinary.readouterr()
    assert shown.out.decode() == (json.dumps({"text": LEFT}) + "\n") * 2
    *complaints, stats = shown.err.decode().splitlines()
    assert complaints == [
        f"cleanse: {tmp_path}/missing: No such file or directory",
        f"cleanse: {tmp_path}: Is a directory",
        f"cleanse: {bad}:1: none of say has a usual name; say with --field which holds the text",
    ]
    assert json.loads(stats)["documents"] == 2


def test_the_document_the_project_started_from() -> None:
    """In the manner of it: labels run together, and the agencies' words behind the text."""
    tail = "Trending Now Sponsored Links by Taboola\n\nBy Taboola\n\nMore from The Courier\n\nBy Taboola"
    assert cleanse.clean(f"{LEFT}\n{tail}") == LEFT


def test_wrong_options_are_exit_code_2() -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--no-such-option"])
    assert stop.value.code == 2


@pytest.mark.parametrize(
    ("closed", "code", "complaint"),
    [
        ("<&-", 2, b"standard input is closed"),
        (">&-", 2, b"standard output is closed"),
        ("2>&-", 0, b""),
        ("--nothing", 2, b"unrecognized"),
    ],
)
def test_what_is_closed_or_unknown_is_said_in_a_line_or_two(closed: str, code: int, complaint: bytes) -> None:
    command = f"echo x | {sys.executable} -m cleanse {closed}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert done.returncode == code
    assert complaint in done.stderr
    assert done.stderr.count(b"\n") <= 2


def test_version_names_the_distribution(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["--version"]) == 0
    assert capfdbinary.readouterr().out.decode() == f"cleanse {cleanse.__version__} (distribution cleanse-corpus)\n"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
def test_a_closed_pipe_is_quiet() -> None:
    command = f"yes 'The river rose again on Monday.' | head -c 3000000 | {sys.executable} -m cleanse | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert done.stderr == b""
    assert done.stdout == b"The river rose again on Monday.\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_an_error() -> None:
    done = subprocess.run(["bash", "-c", f"echo text | {sys.executable} -m cleanse > /dev/full"], capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1
    assert b"No space left" in done.stderr


def test_a_short_ascii_line_loads_nothing_heavy(tmp_path: Path) -> None:
    program = (
        "import sys, cleanse.cli; cleanse.cli.main([]); "
        "print(sorted({m.split('.')[0] for m in sys.modules} & set('trafilatura ftfy lxml regex msgspec argparse tomllib dataclasses'.split())))"
    )
    (tmp_path / "pyproject.toml").write_text("[tool.black]\n")  # another's: it is not parsed
    done = subprocess.run([sys.executable, "-c", program], input=b"A short line.\n", capture_output=True, check=True, cwd=tmp_path)
    assert done.stdout == b"A short line.\n[]\n"


def test_corpus_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from cleanse.corpus_cli import main as corpus

    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "page.txt").write_text(PAGE, "utf-8")
    (tmp_path / "in" / "gone.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "in" / "pipe.txt")
    assert corpus(["run", str(tmp_path / "in"), "--to", str(tmp_path / "out")]) == 2
    output = capsys.readouterr()
    assert (tmp_path / "out" / "deep" / "page.txt").read_text("utf-8") == LEFT
    assert "gone.txt" in output.err
    assert output.out.split("\n")[0].split() == ["1", "documents", "came", "in"]
    assert corpus(["run", str(tmp_path / "in"), "--to", str(tmp_path / "in")]) == 2


def test_corpus_report_reads_every_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("jinja2", reason="pip install 'cleanse-corpus[report]'")
    pytest.importorskip("py3langid", reason="pip install 'cleanse-corpus[report]'")
    from cleanse.corpus_cli import main as corpus

    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "from-jsonl", "text": PAGE}) + "\n{bad\n")
    (tmp_path / "b.csv").write_text('id,text\nfrom-csv,"' + PAGE.replace('"', '""') + '"\n')
    (tmp_path / "c.txt").write_text(PAGE)
    page = tmp_path / "report.html"
    assert corpus(["report", str(tmp_path), "-o", str(page)]) == 2
    assert "a.jsonl:2: not JSON" in capsys.readouterr().err
    assert all(name in page.read_text() for name in ("from-jsonl", "from-csv", "c.txt"))
    assert corpus(["report", str(tmp_path / "*.txt"), "-o", str(page)]) == 0
    assert corpus(["report", str(tmp_path / "*.md"), "-o", str(page)]) == 2
    assert "no file there" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["run", "t", "--to", "o", "--report", "o/p.html"], "--report o/p.html is in the folder of the run"),
        (["run", "t", "--to", "o", "--report", "t/a.txt"], "--report t/a.txt is one of the files that are read"),
        (["run", "t", "--to", "o", "--report", "same.txt"], "--report same.txt is one of the files that are read"),
        (["run", "t", "--to", "o", "--report", "no/such/p.html"], "no/such is no folder"),
        (["report", "t", "-o", "t/a.txt"], "-o t/a.txt is one of the files that are read"),
        (["report", "t", "-o", "sites.txt", "--template", "sites.txt"], "-o sites.txt is one of the files that are read"),
        (["run", "t", "--to", "o", "--report", "my.toml", "--profile", "my.toml"], "--report my.toml is one of the files that are read"),
        (["report", "t", "-o", "no/such/p.html"], "no/such is no folder"),
        (["report", "t", "-o", "t"], "t is a folder"),
        (["run", "pipe.txt", "--to", "o"], "pipe.txt is a pipe or a device"),
        (["run", "p*.txt", "--to", "o"], "no file there"),
    ],
)
def test_what_a_corpus_cannot_read_or_write_is_said_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str
) -> None:
    pytest.importorskip("jinja2", reason="pip install 'cleanse-corpus[report]'")
    from cleanse.corpus_cli import main as corpus

    monkeypatch.chdir(tmp_path)
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "a.txt").write_text(PAGE, "utf-8")
    (tmp_path / "same.txt").hardlink_to(tmp_path / "t" / "a.txt")
    (tmp_path / "sites.txt").write_text("[a.example]\n+ 9 of 9 top navigation Our papers\n")
    (tmp_path / "my.toml").write_text('base = "body"\n')
    os.mkfifo(tmp_path / "pipe.txt")
    assert corpus(arguments) == 2
    assert complaint in capsys.readouterr().err
    assert (tmp_path / "t" / "a.txt").read_text("utf-8") == PAGE
    assert not (tmp_path / "o").exists()
