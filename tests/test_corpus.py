"""A corpus run: kills, poison, counts, settings and `verify`. Poison and small units come from a `sitecustomize` made for the test."""

import gzip
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from test_doors import CASES

import cleanse
from cleanse.corpus import Settings
from cleanse.corpus.manifest import sealed
from cleanse.corpus.task import Task, do
from cleanse.corpus.units import Piece, Unit, opened, plan
from cleanse.corpus_cli import main
from cleanse.profile import DEFAULT
from cleanse.sources import rewrite
from cleanse.sources.files import find_files

if sys.platform == "win32":
    pytest.skip("a run needs a POSIX system", allow_module_level=True)

ROOT = Path(__file__).parent.parent
KILLS = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 4
FERRY = "The river rose again on Monday, and by noon the council had closed both bridges to all traffic."
COMMAND = "import sys; from cleanse.corpus_cli import main; sys.exit(main())"
# Poison is a text that does something to the process that cleans it. Units are small, and languages are not looked for, which takes
# long to load.
CUSTOM = """\
import ctypes, os, sys
sys.modules["py3langid"] = None
import cleanse.corpus.records, cleanse.corpus.units
from cleanse.cleaner import Cleaner
cleanse.corpus.units.LEAST = 30_000
cleanse.corpus.records.TIME = 1.0
explain = Cleaner.explain
def deep(n):
    return deep(n + 1)
def loop():
    while True:
        pass
def once():
    if not os.path.exists(os.environ["ONCE"]):
        open(os.environ["ONCE"], "w").close()
        loop()
POISON = {
    "once": once, "segfault": lambda: ctypes.string_at(0), "kill": lambda: os.kill(os.getpid(), 9), "exit": lambda: os._exit(3), "loop": loop,
    "memory": lambda: bytearray(1 << 50), "stack": lambda: deep(0), "bug": lambda: {}["no such key"],
}
def poisoned(self, text):
    for name, act in POISON.items():
        if "POISON " + name in (text if isinstance(text, str) else text.text):
            act()
    return explain(self, text)
Cleaner.explain = poisoned
"""
# The door loses a word of what it has cleaned before, as with windows that are cut elsewhere; each text by itself keeps the promise.
TWICE = """\
import cleanse.corpus.verify as verify
checked = verify._Checker.__call__
verify._Checker.__call__ = lambda self, answer: checked(self, answer._replace(text=answer.text[5:]))
"""
# The disk of the run is full.
FULL = """\
import os
from cleanse.corpus.records import Journal
def append(self, record, entry):
    raise OSError(28, os.strerror(28))
Journal.append = append
"""
REASONS = {
    "segfault": "the worker was killed by SIGSEGV", "kill": "the worker was killed by SIGKILL", "exit": "the worker ended with code 3",
    "loop": "the worker took too long for it", "memory": "could not be cleaned: MemoryError",
    "stack": "could not be cleaned: RecursionError", "bug": "could not be cleaned: KeyError",
}  # fmt: skip


def record(number: int, text: str = "") -> bytes:
    return json.dumps({"id": number, "text": text or f"{FERRY}\n\nAdvertisement\n\nIt was flood number {number}."}).encode() + b"\n"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("custom")
    (folder / "sitecustomize.py").write_text(CUSTOM)
    return {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small corpus of every format that can be read here, with a few bad records."""
    folder = tmp_path_factory.mktemp("corpus")
    records = [record(number) for number in range(1200)]
    for place in (3, 500, 1100):
        records.insert(place, b'{"text": bad\n')
    (folder / "a.jsonl").write_bytes(b"".join(records) + b'{"text": null}\n\n{"text": ""}')
    (folder / "b.ndjson.gz").write_bytes(gzip.compress(b"".join(map(record, range(100)))))
    (folder / "deep").mkdir()
    for number in range(40):
        (folder / "deep" / f"{number}.txt").write_text(f"{FERRY}\nAdvertisement\nIt was flood number {number}.\n")
    (folder / "page.html").write_text(f"<html><body><article><p>{FERRY}</p><p>{FERRY[::-1]}</p></article></body></html>")
    (folder / "t.csv").write_text(f'id,text\n1,"{FERRY}\nAdvertisement"\n2,"bad\n')
    (folder / "notes.exe").write_bytes(b"\0")
    if find_spec("fastwarc"):
        text = f"{FERRY}\nAdvertisement\n".encode()
        head = f"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: {len(text)}\r\n\r\n".encode()
        (folder / "c.warc.wet.gz").write_bytes(gzip.compress((head + text + b"\r\n\r\n") * 2))
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        return folder
    parquet.write_table(pyarrow.table({"id": [1, 2], "text": [f"{FERRY}\nAdvertisement\n", None]}), folder / "t.parquet")
    return folder


def start(environment: dict[str, str], source: Path, out: Path, *options: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", COMMAND, "run", str(source), "--to", str(out), "--workers", "2", *options]
    return subprocess.Popen(command, env=environment, cwd=source.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def run(environment: dict[str, str], source: Path, out: Path, *options: str) -> tuple[int, str, str]:
    process = start(environment, source, out, *options)
    output, errors = process.communicate()
    return process.returncode, output.decode(), errors.decode()


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def manifest(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (out / "_cleanse" / "manifest.jsonl").read_text().splitlines()[1:]]


def counts(out: Path) -> Counter[str]:
    total: Counter[str] = Counter()
    for line in manifest(out):
        total.update(line["counts"])  # type: ignore[call-overload]
    return total


def quarantine(out: Path) -> list[tuple[str, bytes]]:
    """Reason and bytes of every bad record."""
    found = []
    for lines in sorted((out / "_cleanse" / "quarantine").glob("*.jsonl")):
        raw = lines.with_suffix(".raw").read_bytes()
        for entry in map(json.loads, lines.read_text().splitlines()):
            found.append((entry["reason"], raw[entry["start"] : entry["start"] + entry["length"]]))
    return found


@pytest.fixture(scope="module")
def unbroken(environment: dict[str, str], source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    out = tmp_path_factory.mktemp("unbroken") / "out"
    began = time.monotonic()
    code, _, errors = run(environment, source, out)
    assert (code, errors.count("\n")) == (2, 4)
    assert re.search(r"cleanse-corpus: \S+a\.jsonl\S*: \S.*: \S", errors), errors
    return out, time.monotonic() - began


def test_all_that_came_in_is_there(unbroken: tuple[Path, float], source: Path) -> None:
    out, _ = unbroken
    parts = sorted(path.name for path in out.glob("a-*.jsonl"))
    assert len(parts) > 3
    assert parts[0] == f"a-00000-of-{len(parts):05}.jsonl"
    lines = b"".join((out / part).read_bytes() for part in parts).splitlines()
    came = (source / "a.jsonl").read_bytes().splitlines()
    good = [json.loads(line) for line in came if line and b"bad" not in line]
    for before, after in zip(good, (json.loads(line) for line in lines if line), strict=True):
        text = before["text"]
        assert after["text"] == (cleanse.clean(text).removesuffix("\n") if text else text)
    assert (out / "deep" / "7.txt").read_text() == cleanse.clean((source / "deep" / "7.txt").read_text())
    assert len(gzip.decompress((out / "b.ndjson.gz").read_bytes()).splitlines()) == 100
    assert FERRY in (out / "page.html.txt").read_text()
    assert not (out / "notes.exe").exists()
    total = counts(out)
    assert total["in"] == total["out"] + total["empty"] + total["quarantined"]
    with_wet = (source / "c.warc.wet.gz").exists()
    if with_wet:
        assert len(gzip.decompress((out / "c.warc.wet.jsonl.gz").read_bytes()).splitlines()) == 2
    with_parquet = (source / "t.parquet").exists()
    assert total["in"] == 1205 + 100 + 40 + 1 + 2 + 2 * with_parquet + 2 * with_wet
    assert (total["quarantined"], total["empty"], total["lost"]) == (4, 2 + with_parquet, 0)
    assert [raw for _, raw in quarantine(out)] == [b'{"text": bad\n'] * 3 + [b'2,"bad\n']


def test_workers_do_not_count(unbroken: tuple[Path, float], environment: dict[str, str], source: Path, tmp_path: Path) -> None:
    assert run({**environment, "PYTHONHASHSEED": "7"}, source, tmp_path / "out", "--workers", "1")[0] == 2
    assert tree(tmp_path / "out") == tree(unbroken[0])


def family(process: "subprocess.Popen[bytes]") -> list[int]:
    """The process, its workers and their children; not the one that Python starts to look after resources."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    found = [process.pid]
    for parent in found:
        found += [pid for pid, its in parents.items() if its == parent and b"resource_tracker" not in cmdline(pid)]
    return found


def cmdline(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the workers in /proc")
@pytest.mark.parametrize("victim", ["parent", "any"])
def test_a_killed_run_goes_on(unbroken: tuple[Path, float], environment: dict[str, str], source: Path, tmp_path: Path, victim: str) -> None:
    whole, seconds = unbroken
    dice = random.Random(victim)
    kills = 0
    while kills < KILLS // 2:
        out = tmp_path / str(kills)
        for again in range(3):
            began = time.monotonic()
            process = start(environment, source, out)
            try:
                process.wait(dice.uniform(0, seconds))
            except subprocess.TimeoutExpired:
                pass
            else:  # the machine may have had more to do when it was unbroken
                seconds = seconds if again else min(seconds, time.monotonic() - began)
            pid = process.pid if victim == "parent" else dice.choice(family(process))
            if process.poll() is None:
                os.kill(pid, signal.SIGKILL)
                kills += 1
            process.communicate()
        code, _, errors = run(environment, source, out)
        assert (code, errors.count("\n")) == (2, 4), errors
        assert tree(out) == tree(whole)
        shutil.rmtree(out)


@pytest.mark.parametrize("packed", [False, True])
def test_poison_costs_only_itself(environment: dict[str, str], tmp_path: Path, packed: bool) -> None:
    records = [record(number) for number in range(300)]
    poison = [record(1000 + number, f"POISON {name}: {FERRY}") for number, name in enumerate(REASONS)]
    for place, line in zip((0, 10, 11, 90, 150, 299, 305), poison, strict=True):
        records.insert(place, line)
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / ("a.jsonl.gz" if packed else "a.jsonl")
    path.write_bytes(gzip.compress(b"".join(records)) if packed else b"".join(records))
    code, _, errors = run(environment, tmp_path / "in", tmp_path / "out")
    assert (code, errors.count("\n")) == (2, 6)
    assert REASONS["segfault"] in errors
    assert "2 more are named in" in errors
    kept = quarantine(tmp_path / "out")
    assert [raw for _, raw in kept] == poison
    assert all(reason.startswith(REASONS[name]) for (reason, _), name in zip(kept, REASONS, strict=True)), kept
    total = counts(tmp_path / "out")
    assert (total["in"], total["out"], total["quarantined"]) == (307, 300, 7)


def test_a_page_that_kills_costs_its_file_only(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a", "b", "c"):
        (tmp_path / "in" / f"{name}.txt").write_text(f"{FERRY}\n" if name != "b" else "POISON segfault\n")
    assert run(environment, tmp_path / "in", tmp_path / "out")[0] == 2
    assert [(tmp_path / "out" / f"{name}.txt").read_text() for name in ("a", "c")] == [f"{FERRY}\n"] * 2
    assert quarantine(tmp_path / "out") == [(REASONS["segfault"], b"POISON segfault\n")]


def test_a_record_that_took_too_long_once_is_tried_again(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(record(0) + record(1, f"POISON once: {FERRY}") + record(2))
    assert run({**environment, "ONCE": str(tmp_path / "once")}, tmp_path / "a.jsonl", tmp_path / "out")[0] == 0
    assert (tmp_path / "once").exists()
    assert counts(tmp_path / "out")["out"] == 3


def test_a_run_is_a_door_as_any_other(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number, text in enumerate(CASES.values()):
        (tmp_path / "in" / f"{number}.txt").write_bytes(text.encode())
    (tmp_path / "in" / "all.jsonl").write_bytes(b"".join(record(n, text) for n, text in enumerate(CASES.values()) if text))
    assert run(environment, tmp_path / "in", tmp_path / "out")[0] == 0
    for number, text in enumerate(CASES.values()):
        assert (tmp_path / "out" / f"{number}.txt").read_bytes().decode() == cleanse.clean(text)
    cleaned = [json.loads(line)["text"] for line in (tmp_path / "out" / "all.jsonl").read_text().splitlines()]
    assert cleaned == [cleanse.clean(text) for text in CASES.values() if text]


def test_nothing_is_left_of_a_unit_but_what_is_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleanse.corpus import Settings, units
    from cleanse.corpus.pool import work
    from cleanse.profile import DEFAULT

    for name, text in (("a.txt", FERRY), ("b.txt", FERRY), ("two.jsonl", '{"text": "a", "body": "b"}\n')):
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(units, "LEAST", len(FERRY) + 50)
    (tmp_path / "temporary").mkdir()
    failed = []
    for result in work(plan([str(tmp_path)], ""), tmp_path / "temporary", Settings(DEFAULT), 1):
        failed.append(len(result["line"]["failed"]))
        assert {str(path) for path in (tmp_path / "temporary").rglob("*.*")} == set(result["temporary"])
        for path in result["temporary"]:
            Path(path).unlink()
    assert failed == [0, 1]


def test_an_interrupted_run_says_how_to_go_on(environment: dict[str, str], tmp_path: Path) -> None:
    source = tmp_path / "long.jsonl"
    source.write_bytes(b"".join(map(record, range(60_000))))
    process = start(environment, source, tmp_path / "out")
    while not (tmp_path / "out" / "_cleanse" / "temporary").exists():
        time.sleep(0.01)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert (process.returncode, errors) == (130, b"cleanse-corpus: stopped; the same command goes on with it\n")
    assert not (tmp_path / "out" / "_cleanse" / "temporary").exists()


def test_a_second_run_at_the_same_time_is_refused(environment: dict[str, str], source: Path, tmp_path: Path) -> None:
    process = start(environment, source, tmp_path / "out")
    while not (tmp_path / "out" / "_cleanse" / "temporary").exists():
        time.sleep(0.01)
    assert "another run is at work" in run(environment, source, tmp_path / "out")[2]
    process.send_signal(signal.SIGINT)
    process.communicate()


def test_another_run_into_the_same_folder_is_refused(
    unbroken: tuple[Path, float], environment: dict[str, str], source: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(unbroken[0], out)
    before = tree(out)
    code, _, errors = run(environment, source, out, "--profile", "body")
    assert code == 2
    assert "was begun with other settings" in errors
    assert 'profile.name: "article" there, "body" here' in errors
    changed = tmp_path / source.name
    shutil.copytree(source, changed)
    assert "sources" in run(environment, changed, out)[2]
    assert tree(out) == before
    assert run(environment, source, out) == (2, *run(environment, source, out)[1:])
    assert tree(out) == before
    flip(next(out.glob("a-00002-*")))
    lines = (out / "_cleanse" / "manifest.jsonl").read_bytes().splitlines(keepends=True)
    (out / "_cleanse" / "manifest.jsonl").write_bytes(b"".join(lines[:-1]) + lines[-1][:50])
    assert run(environment, source, out)[0] == 2  # what is broken is done again
    assert tree(out) == before
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("mine")
    assert "what is in it is no run" in run(environment, source, tmp_path / "other")[2]
    assert "give another folder" in run(environment, source, source / "out")[2]
    assert "no file there" in run(environment, source / "deep" / "*.pdf", tmp_path / "new")[2]


def test_sources_that_changed_are_refused(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(FERRY)
    assert run(environment, tmp_path / "in", tmp_path / "out")[0] == 0
    (tmp_path / "in" / "b.txt").write_text(FERRY)
    assert "the files of the sources have changed" in run(environment, tmp_path / "in", tmp_path / "out")[2]


def test_sources_that_change_during_a_run_do_not_change_its_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from cleanse import corpus
    from cleanse.corpus import pool, units, verify
    from cleanse.profile import DEFAULT

    def late(units: Iterator[Unit], temporary: Path, settings: corpus.Settings, workers: int) -> Iterator[pool.Result]:
        (tmp_path / "in" / "a.txt").write_text(FERRY)
        (tmp_path / "in" / "c.txt").unlink()
        return pool.work(units, temporary, settings, workers)

    (tmp_path / "in").mkdir()
    for name in ("b.txt", "c.txt"):
        (tmp_path / "in" / name).write_text(FERRY)
    monkeypatch.setattr(units, "LEAST", 1)
    monkeypatch.setattr(corpus, "find_engine", lambda name: late)
    outcome = corpus.run([str(tmp_path / "in")], tmp_path / "out", corpus.Settings(DEFAULT), 1)
    assert (outcome.failed, outcome.counts["out"]) == (1, 1)
    assert capsys.readouterr().err == f"cleanse-corpus: {tmp_path}/in/c.txt: No such file or directory\n"
    assert list(verify.verify(tmp_path / "out", Counter())) == [f"unit 1: {tmp_path}/in/c.txt: No such file or directory"]


def test_a_file_that_cannot_be_read_is_named_and_tried_again(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(FERRY)
    (tmp_path / "in" / "two.jsonl").write_text('{"text": "a", "body": "b"}\n')
    (tmp_path / "in" / "gone.txt").symlink_to("elsewhere")
    code, _, errors = run(environment, tmp_path / "in", tmp_path / "out")
    assert code == 2
    assert "gone.txt: No such file" in errors
    assert "say which with --field" in errors
    (tmp_path / "in" / "two.jsonl").write_text('{"text": "a", "bodi": "b"}\n')
    (tmp_path / "in" / "elsewhere").touch()
    code, _, errors = run(environment, tmp_path / "in", tmp_path / "out")
    assert (code, errors) == (0, "")
    assert json.loads((tmp_path / "out" / "two.jsonl").read_text()) == {"text": "a", "bodi": "b"}


def test_what_was_edited_is_done_again(environment: dict[str, str], tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    (source / "a.txt").write_text(FERRY)
    (source / "b.jsonl").write_bytes(record(1) + b'{"text": bad}\n')
    assert run(environment, source, out)[0] == 2
    (source / "a.txt").write_text(FERRY.replace("Monday", "Sunday"))
    (source / "b.jsonl").write_bytes(record(1) + b'{"text":"ok"}\n')  # as many bytes as before
    assert run(environment, source, out) == (0, run(environment, source, tmp_path / "new")[1].replace("new", "out"), "")
    assert (out / "a.txt").read_text() == FERRY.replace("Monday", "Sunday") + "\n"
    assert tree(out) == tree(tmp_path / "new")
    assert verify(environment, out) == (0, "whole\n")


def test_what_is_done_stays_though_its_source_cannot_be_read_any_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "in" / name).write_text(FERRY)
    assert main(["run", str(tmp_path / "in"), "--to", str(tmp_path / "out"), "--workers", "1"]) == 0
    before = tree(tmp_path / "out")
    monkeypatch.setattr("cleanse.corpus.manifest.hashed", fail)
    assert main(["run", str(tmp_path / "in"), "--to", str(tmp_path / "out"), "--workers", "1"]) == 0
    assert tree(tmp_path / "out") == before


@pytest.fixture
def task(tmp_path: Path) -> Task:
    pieces = []
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_bytes(b"".join(record(number, f"{FERRY} {name} said so on day {number}.") for number in range(5)))
        pieces.append(Piece(str(tmp_path / name), name))
    (tmp_path / "temporary").mkdir()
    return Task(Unit(0, tuple(pieces), 0), tmp_path / "temporary", "the worker was killed")


def result(task: Task, tmp_path: Path) -> dict[str, Any]:
    """What the manifest is to say when the task is done."""
    do(task, Settings(DEFAULT), cleanse.Cleaner(), lambda text: "")
    line: dict[str, Any] = json.loads(task.file("result").read_text())["line"]
    return line


def test_a_journal_is_believed_of_its_own_records_only(task: Task, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as once:
        once.setattr("cleanse.corpus.task.hashed", lambda piece: fail(piece) if "a.jsonl" in piece.path else "")
        assert [path for path, _ in result(task._replace(blame=""), tmp_path)["failed"]] == [str(tmp_path / "a.jsonl")]
    line = result(task, tmp_path)  # as if the worker had been killed before it could say so
    assert (line["failed"], line["counts"]["out"], line["counts"]["quarantined"]) == ([], 10, 0)
    for number, name in enumerate(("a.jsonl", "b.jsonl")):
        assert task.file(str(number)).read_bytes() == (tmp_path / name).read_bytes()


def fail(piece: Piece) -> str:
    raise OSError(5, os.strerror(5), piece.path)


def test_a_source_that_changes_while_it_is_read_is_named(task: Task, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(source: Any, target: Any, job: Any, name: str) -> str:
        with open(name, "ab") as more:
            more.write(record(6))
        return rewrite(source, target, job, name)

    monkeypatch.setattr("cleanse.corpus.task.rewrite", late)
    reason = "was changed while it was read; run it again when nobody writes to it"
    line = result(task._replace(blame=""), tmp_path)
    assert line["failed"] == [[str(tmp_path / name), reason] for name in ("a.jsonl", "b.jsonl")]
    assert line["counts"]["in"] == 0


def test_a_full_disk_ends_the_run_which_can_be_gone_on_with(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FERRY)
    (tmp_path / "custom").mkdir()
    (tmp_path / "custom" / "sitecustomize.py").write_text(FULL)
    full = {**environment, "PYTHONPATH": f"{tmp_path / 'custom'}{os.pathsep}{ROOT}"}
    code, said, errors = run(full, tmp_path / "a.txt", tmp_path / "out")
    assert (code, said) == (2, "")
    assert errors.startswith(f"cleanse-corpus: {tmp_path / 'out' / '_cleanse' / 'temporary'}")
    assert errors.endswith(": No space left on device; make room there, and the same command goes on\n")
    assert run(environment, tmp_path / "a.txt", tmp_path / "out")[0] == 0
    assert verify(environment, tmp_path / "out") == (0, "whole\n")


def archives() -> dict[str, bytes]:
    """Damaged archives: of none can it be told how many records are lost."""
    lines = b"".join(map(record, range(9)))
    found = {"a.jsonl.gz": gzip.compress(lines)[:10] + b"\xff" * 40, "b.txt.gz": gzip.compress(FERRY.encode() * 9)[:-30]}
    if find_spec("fastwarc"):
        head = f"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: {len(FERRY)}\r\n\r\n"
        found["c.warc.gz"] = gzip.compress(f"{head}{FERRY}\r\n\r\n".encode())[:-4]
    if find_spec("zstandard"):
        import zstandard

        found["d.jsonl.zst"] = zstandard.compress(lines)[:-5]
        wide = zstandard.ZstdCompressionParameters(window_log=30, format=zstandard.FORMAT_ZSTD1)
        packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
        found["e.jsonl.zst"] = packer.compress(lines) + packer.flush()
    return found


def test_a_damaged_archive_is_not_lost_in_silence(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name, data in archives().items():
        (tmp_path / "in" / name).write_bytes(data)
    code, said, errors = run(environment, tmp_path / "in", tmp_path / "out")
    assert code == 2
    assert counts(tmp_path / "out")["damages"] == len(archives())
    assert f"{len(archives())}  damages, of which nothing could be kept" in said
    assert [line.split(": ")[1] for line in errors.splitlines()] == [str(tmp_path / "in" / name) for name in archives()]
    assert "the compressed data are" in errors
    path = tmp_path / "out" / "_cleanse" / "manifest.jsonl"  # as an older run wrote it
    head, *lines = map(json.loads, path.read_text().splitlines())
    for line in lines:
        del line["counts"]["damages"]
    path.write_text("".join(json.dumps(line) + "\n" for line in [head, *(sealed(line, line["head"]) for line in lines)]))
    assert run(environment, tmp_path / "in", tmp_path / "out")[0] == 0
    assert verify(environment, tmp_path / "out") == (0, "whole\n")


def verify(environment: dict[str, str], out: Path, folder: Path = ROOT) -> tuple[int, str]:
    command = [sys.executable, "-c", COMMAND, "verify", str(out)]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, check=False)
    return done.returncode, done.stdout.decode() + done.stderr.decode()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.fixture
def copy(unbroken: tuple[Path, float], tmp_path: Path) -> Path:
    return Path(shutil.copytree(unbroken[0], tmp_path / "copy"))


def test_verify_finds_nothing_wrong_with_a_whole_run(environment: dict[str, str], copy: Path) -> None:
    assert verify(environment, copy) == (0, "whole\n")


def test_verify_knows_the_field_of_the_run(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"story": FERRY}))
    assert run(environment, tmp_path / "a.json", tmp_path / "out", "--field", "story")[0] == 0
    assert verify(environment, tmp_path / "out") == (0, "whole\n")


def test_verify_knows_the_field_of_parts(environment: dict[str, str], tmp_path: Path) -> None:
    later = json.dumps({"text": FERRY, "content": None}).encode() + b"\n"
    (tmp_path / "a.jsonl").write_bytes(record(0) + later * 500)
    (tmp_path / "b.jsonl").write_bytes(b'{"text": "\\ud800"}\n' + later)
    for name, code, said in (
        ("a", 0, "whole\n"),
        ("b", 1, "the promises cannot be checked: b.jsonl:1: the text may be in text or content"),
    ):
        assert run(environment, tmp_path / f"{name}.jsonl", tmp_path / name)[0] == code * 2
        found = verify(environment, tmp_path / name)
        assert found[0] == code
        assert said in found[1]
    assert len(list((tmp_path / "a").glob("*.jsonl"))) > 1


def test_verify_says_once_what_a_killed_run_left(environment: dict[str, str], copy: Path) -> None:
    for number in range(2):
        (copy / "_cleanse" / "temporary" / f"{number}").mkdir(parents=True)
        (copy / "_cleanse" / "temporary" / f"{number}" / "000000.journal").touch()
    left = "_cleanse/temporary is of a run that is at work or was killed; the same run again removes it"
    assert verify(environment, copy) == (1, f"{left}\n1 problems\n")


@pytest.mark.parametrize("name", ["deep/7.txt", "b.ndjson.gz", "_cleanse/totals/000000.json", "_cleanse/quarantine/000000.raw"])
def test_verify_finds_a_flipped_byte(environment: dict[str, str], copy: Path, name: str) -> None:
    flip(copy / name)
    code, said = verify(environment, copy)
    assert code == 1
    assert f"{name} is not what was written" in said


def test_verify_finds_what_is_missing_and_what_is_too_many(environment: dict[str, str], copy: Path) -> None:
    part = next(copy.glob("a-00001-*"))
    part.unlink()
    (copy / "thesis.txt").write_text("mine")
    lines = (copy / "_cleanse" / "manifest.jsonl").read_bytes().splitlines(keepends=True)
    (copy / "_cleanse" / "manifest.jsonl").write_bytes(b"".join(lines[:-1]))
    code, said = verify(environment, copy)
    assert code == 1
    assert f"{part.name}: No such file" in said
    assert "thesis.txt is not of this run" in said
    assert f"1 of {len(lines) - 1} units are not done" in said
    assert verify(environment, copy / "deep")[0] == 2


def test_verify_finds_a_changed_count(environment: dict[str, str], copy: Path) -> None:
    path = copy / "_cleanse" / "manifest.jsonl"
    head, first, *rest = path.read_text().splitlines(keepends=True)
    line = json.loads(first)
    line["counts"] |= {"out": line["counts"]["out"] - 1, "empty": line["counts"]["empty"] + 1}
    path.write_text("".join([head, json.dumps(line) + "\n", *rest]))
    code, said = verify(environment, copy)
    assert code == 1
    assert "unit 0: its line in the manifest has been changed" in said


def test_verify_finds_a_source_that_changed_and_a_broken_promise(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(FERRY)
    assert run(environment, tmp_path / "in", tmp_path / "out")[0] == 0
    (tmp_path / "in" / "a.txt").write_text(FERRY[::-1])
    assert "a.txt is not what was read" in verify(environment, tmp_path / "out")[1]
    (tmp_path / "in" / "a.txt").write_text(FERRY)
    custom = tmp_path / "custom"
    custom.mkdir()
    (custom / "sitecustomize.py").write_text(
        "from cleanse.cleaner import Cleaner\nexplain = Cleaner.explain\n"
        "Cleaner.explain = lambda self, text: explain(self, text)._replace(text='else\\n')\n"
    )
    broken = {**environment, "PYTHONPATH": f"{custom}{os.pathsep}{ROOT}"}
    code, said = verify(broken, tmp_path / "out")
    assert code == 1
    assert "broken promise" in said


def test_verify_from_another_folder(environment: dict[str, str], tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
        (folder / "a.txt").write_text(f"{folder.name}: {FERRY}")
    (here / "b.txt").write_text(FERRY)
    (here / "sites.txt").write_text("[a.example]\n")
    command = [sys.executable, "-c", COMMAND, "run", "a.txt", "b.txt", "--to", "../out", "--template", "sites.txt"]
    assert subprocess.run(command, env=environment, cwd=here, capture_output=True, check=False).returncode == 0
    assert verify(environment, tmp_path / "out", here) == (0, "whole\n")
    code, said = verify(environment, tmp_path / "out", there)
    assert code == 1
    assert said.splitlines() == [
        "unit 0: a.txt is not what was read, if the run was begun in this folder",
        "the promises cannot be checked: sites.txt: No such file or directory",
        "2 problems",
        "cleanse-corpus: 1 sources cannot be found or read and are passed over; relative names count from the present folder",
    ]


@pytest.mark.parametrize(
    ("change", "code", "wanted"),
    [
        (lambda head, line: head["settings"]["profile"].update(drop=["nonsense"]), 2, "the first line of its manifest has been changed"),
        (lambda head, line: head["settings"].pop("host"), 2, "the first line of its manifest has been changed (KeyError('host'))"),
        (lambda head, line: head["settings"]["profile"].update(treshold=1), 2, "the first line of its manifest has been changed"),
        (lambda head, line: head.pop("plan"), 2, "the first line of its manifest has been changed (KeyError('plan'))"),
        (lambda head, line: line.pop("unit"), 1, "unit None: its line in the manifest has been changed"),
        (lambda head, line: line.pop("outputs"), 1, "unit 0: its line in the manifest has been changed"),
        (lambda head, line: line["outputs"][0].pop("path"), 1, "unit 0: its line in the manifest has been changed"),
    ],
)
def test_verify_finds_a_changed_manifest(
    copy: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Any, Any], object], code: int, wanted: str
) -> None:
    path = copy / "_cleanse" / "manifest.jsonl"
    head, line, *rest = map(json.loads, path.read_text().splitlines())
    change(head, line)
    path.write_text("".join(json.dumps(line) + "\n" for line in (head, line, *rest)))
    assert main(["verify", str(copy)]) == code
    said = capsys.readouterr()
    assert wanted in said.out + said.err


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.html", "<html><body><p>{}</p></body></html>", "whole\n"),
        ("a.txt", "{}\n", "a.txt: a.txt: broken promise: cleaning twice is cleaning once\n1 problems\n"),
        ("long.txt", "{}\n\n" * 2800, "whole\n"),
    ],
)
def test_pages_and_long_texts_are_judged_once(environment: dict[str, str], tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text.format(*(f"{FERRY} It was flood {number}." for number in range(2800))))
    assert run(environment, tmp_path / name, tmp_path / "out")[0] == 0
    custom = tmp_path / "custom"
    custom.mkdir()
    (custom / "sitecustomize.py").write_text(TWICE)
    code, found = verify({**environment, "PYTHONPATH": f"{custom}{os.pathsep}{ROOT}"}, tmp_path / "out")
    assert (code, found) == (int(said != "whole\n"), said)


def test_lines_belong_to_the_range_they_begin_in(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"one\ntwo\n\nfour five six seven\neight")
    size = path.stat().st_size
    for step in range(1, size + 2):
        ranges = [Piece(str(path), "", start, min(start + step, size)) for start in range(0, size, step)]
        parts = []
        for piece in ranges:
            with opened(piece) as stream:
                parts.append(stream.read())
        assert b"".join(parts) == path.read_bytes()
        assert all(part in b"\n" or part.endswith((b"\n", b"eight")) for part in parts)


def test_names_count_from_the_folder_that_holds_all_sources(tmp_path: Path) -> None:
    for name in ("a/x.txt", "b/x.txt", "b/.hidden/y.txt", "b/_cleanse/z.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    units = list(plan([str(tmp_path / "a"), str(tmp_path / "b")], ""))
    assert [piece.target for unit in units for piece in unit.pieces] == ["a/x.txt", "b/x.txt"]
    with pytest.raises(cleanse.CleanseError, match="name each source once"):
        list(plan([str(tmp_path), str(tmp_path / "b")], ""))


def test_a_file_whose_parts_would_have_names_too_long_stays_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanse.corpus.units.LEAST", 100)
    names = [f"{letter * (length - 8)}é.jsonl" for letter, length in (("a", 240), ("b", 241), ("c", 255))]
    for name in names:
        (tmp_path / name).write_bytes(record(0))
    pieces = [piece for unit in plan([str(tmp_path)], "") for piece in unit.pieces]
    assert [piece.target for piece in pieces[2:]] == names[1:]
    assert [len(piece.target.encode()) for piece in pieces[:2]] == [255, 255]


@pytest.mark.parametrize(
    ("sources", "targets"),
    [
        (["../news", "local"], ["news/x.txt", "w/local/x.txt"]),
        (["local/../../news/x.txt", "local/x.txt"], ["news/x.txt", "w/local/x.txt"]),
        (["../*/x.txt"], ["news/x.txt"]),
        (["*/../../news/x.txt"], []),
        (["_cleanse/x.txt", "local"], []),
    ],
)
def test_nothing_is_written_outside_the_folder_of_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sources: list[str], targets: list[str]
) -> None:
    for name in ("news/x.txt", "w/local/x.txt", "w/_cleanse/x.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path / "w")
    if targets:
        assert [piece.target for unit in plan(sources, "") for piece in unit.pieces] == targets
    else:
        with pytest.raises(cleanse.CleanseError, match="no place for data"):
            list(plan(sources, ""))


def test_a_pattern_finds_nothing_that_is_no_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.txt", "b/c.txt", "b/_d.txt", "_e/f.txt", "_e/_g/h.txt", ".i/j.txt", "out/a.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    monkeypatch.chdir(tmp_path)
    patterns = {
        "**/*.txt": ["a.txt", "b/c.txt", "loop.txt"],
        "_e*/**/*.txt": ["_e/f.txt"],
        "b/_*.txt": ["b/_d.txt"],
        f"{tmp_path}/_e/_g/*": ["_e/_g/h.txt"],
    }
    for pattern, names in patterns.items():
        assert [path.absolute() for path in find_files([pattern], Path("out"))] == [tmp_path / name for name in names]
    with pytest.raises(cleanse.CleanseError, match="no file there"):
        list(find_files(["o*/*"], tmp_path / "out"))


def test_a_run_of_a_pattern_can_be_given_again(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(record(1))
    command = [sys.executable, "-c", COMMAND, "run", "**/*.jsonl", "--to", "out"]
    for _ in range(2):
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=False)
        assert (done.returncode, done.stderr, counts(tmp_path / "out")["in"]) == (0, b"", 1)


def test_a_report_of_a_run(environment: dict[str, str], source: Path, tmp_path: Path) -> None:
    for package in ("jinja2", "py3langid"):
        pytest.importorskip(package, reason="pip install 'cleanse-corpus[report]'")
    plain = {**environment, "PYTHONPATH": str(ROOT)}
    command = [
        sys.executable,
        "-c",
        COMMAND,
        "run",
        str(source / "deep"),
        "--to",
        str(tmp_path / "out"),
        "--report",
        str(tmp_path / "p.html"),
    ]
    done = subprocess.run(command, env=plain, capture_output=True, check=True)
    page = (tmp_path / "p.html").read_text()
    assert "ad.label" in page
    assert "Advertisement" in page
    assert b"removed, by rule\n          40  ad.label" in done.stdout
    assert b"documents, by language\n          40  en" in done.stdout
    (tmp_path / "p.html").unlink()
    subprocess.run(command, env=plain, capture_output=True, check=True)  # nothing is left to do but the page
    assert (tmp_path / "p.html").read_text() == page
    (tmp_path / "p.html").unlink()
    again = [*command[:3], "report", str(tmp_path / "out"), "-o", str(tmp_path / "p.html")]
    done = subprocess.run(again, env=plain, capture_output=True, check=False)
    assert (done.returncode, (tmp_path / "p.html").exists()) == (2, False)
    assert b"is what a run wrote, and clean; give its sources" in done.stderr


def test_totals_of_parts_are_those_of_the_whole() -> None:
    from cleanse.corpus.totals import Totals

    answers = [cleanse.explain(cleanse.Document(f"{FERRY}\nAdvertisement\n", url=f"https://{n % 3}.example/")) for n in range(9)]
    whole, parts, merged = Totals(), [Totals(whole=False) for _ in range(2)], Totals()
    for number, answer in enumerate(answers):
        whole.add(answer, "en")
        parts[number % 2].add(answer, "en")
    for part in parts:
        merged.take_in(part.to_json())
    assert merged.tally == whole.tally
    assert len(merged.sample.documents()) == 5
    assert sorted(merged.text()) == sorted(whole.text())  # equals stand as they came


def test_what_texts_called_for_in_one_matcher_is_prepared_in_another() -> None:
    from cleanse.match import Matcher
    from cleanse.rulebook.tables import TABLES

    blocks = ["Read more: the ferry stops after eleven hundred years", "Sign up for our daily newsletter!", "Photo: Ana Ruiz", FERRY]
    first, second = Matcher(TABLES), Matcher(TABLES)
    found = first.match(blocks)
    second.prepare(first.called)
    assert sorted(second.called) == sorted(first.called)
    assert len(second.called) > 4
    assert second.match(blocks) == found
    assert len(second.called) == len(first.called)
