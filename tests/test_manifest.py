"""The manifest of a run: what it believes of the one before it, what comes to the disk before what, and who may write it."""

import json
import os
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from cleanse.corpus import manifest
from cleanse.corpus.manifest import HASH, Manifest, differing, line_hash, read_head
from cleanse.corpus.units import Plan
from cleanse.model import CleanseError

SETTINGS = {"profile": "article", "workers": 2}
PLAN = Plan(*[0] * len(Plan._fields))


RUNS: list[Manifest] = []


@pytest.fixture(autouse=True)
def runs() -> Iterator[None]:
    """Every run that a test opened is closed behind it."""
    yield
    while RUNS:
        RUNS.pop().close()


def opened(out: Path, **settings: object) -> Manifest:
    RUNS.append(Manifest(out, ["news.jsonl"], {**SETTINGS, **settings}, PLAN))
    return RUNS[-1]


def unit(number: int, text: str = "text\n", failed: str | None = None) -> dict[str, Any]:
    data = text.encode()
    output = {"path": f"part/{number}.txt", "bytes": len(data), "sha256": sha256(data).hexdigest()}
    return {"unit": number, "inputs": [], "failed": failed, "outputs": [output]}


def enter(run: Manifest, number: int, text: str = "text\n", failed: str | None = None) -> None:
    temporary = run.temporary / str(number)
    temporary.write_text(text)
    run.enter(unit(number, text, failed), [temporary])


def written(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "_cleanse" / "manifest.jsonl").read_bytes().splitlines()]


def test_what_was_entered_is_believed_and_another_run_goes_on_behind_it(tmp_path: Path) -> None:
    first = opened(tmp_path / "out")
    enter(first, 1)
    enter(first, 0)
    first.close()
    again = opened(tmp_path / "out")
    assert again.done == {0, 1}
    enter(again, 2)
    assert [line["unit"] for line in again.lines()] == [0, 1, 2]
    assert (tmp_path / "out" / "part" / "2.txt").read_text() == "text\n"
    again.close()
    assert [line.get("unit") for line in written(tmp_path / "out")] == [None, 1, 0, 2]


def test_a_finished_run_has_its_lines_in_order_and_its_head(tmp_path: Path) -> None:
    run = opened(tmp_path / "out")
    for number in (2, 0, 1):
        enter(run, number)
    run.finish()
    run.close()
    head, *lines = written(tmp_path / "out")
    assert (head["settings"], [line["unit"] for line in lines]) == (SETTINGS, [0, 1, 2])
    assert opened(tmp_path / "out").done == {0, 1, 2}


@pytest.mark.parametrize("broken", [b'{"unit": 1, "fai', b'{"unit": 1}\n', b"no line\n"])
def test_a_broken_line_goes_with_all_behind_it(tmp_path: Path, broken: bytes) -> None:
    run = opened(tmp_path / "out")
    enter(run, 0)
    run.close()
    path = tmp_path / "out" / "_cleanse" / "manifest.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + broken + whole.splitlines(keepends=True)[-1])
    again = opened(tmp_path / "out")
    assert again.done == {0}
    again.close()
    assert path.read_bytes() == whole


def test_of_two_lines_of_a_unit_the_last_counts(tmp_path: Path) -> None:
    run = opened(tmp_path / "out")
    enter(run, 0)
    enter(run, 0, failed="it cannot be read")
    enter(run, 1, failed="it cannot be read")
    enter(run, 1)
    run.close()
    again = opened(tmp_path / "out")
    assert again.done == {1}
    assert [line["failed"] for line in again.lines()] == ["it cannot be read", None]


@pytest.mark.parametrize(
    "damage", [lambda path: path.write_text("next\n"), lambda path: path.unlink(), lambda path: path.write_text("longer\n")]
)
def test_a_unit_whose_files_are_not_as_written_is_done_again(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    run = opened(tmp_path / "out")
    enter(run, 0)
    enter(run, 1)
    run.close()
    damage(tmp_path / "out" / "part" / "0.txt")
    assert opened(tmp_path / "out").done == {1}


def test_files_come_to_the_disk_before_the_line_that_names_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = opened(tmp_path / "out")
    path = tmp_path / "out" / "_cleanse" / "manifest.jsonl"
    before = path.read_bytes()
    events: list[tuple[str, bool, bool]] = []

    def note(what: str) -> None:
        events.append((what, (tmp_path / "out" / "part" / "0.txt").exists(), path.read_bytes() != before))

    monkeypatch.setattr(manifest, "sync", lambda folder: note(folder.name))
    monkeypatch.setattr(os, "fsync", lambda number: note("line"))
    enter(run, 0)
    assert events == [("part", True, False), ("line", True, True)]


def test_a_manifest_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[str] = []
    path = tmp_path / "out" / "_cleanse" / "manifest.jsonl"

    def fsync(number: int) -> None:
        new = path.with_name("manifest.jsonl.new")
        events.append(f"{path.exists()} {new.exists() and new.stat().st_size > 0}")

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(manifest, "sync", lambda folder: events.append(folder.name))
    run = opened(tmp_path / "out")
    assert events == ["False True", "_cleanse"]
    enter(run, 0)
    events.clear()
    run.finish()
    assert events[-1] == "_cleanse"
    assert len(events) == 3


def test_closing_lets_another_run_in_and_sweeps(tmp_path: Path) -> None:
    run = opened(tmp_path / "out")
    (run.temporary / "left").write_text("x")
    with pytest.raises(CleanseError, match="another run is at work"):
        opened(tmp_path / "out")
    run.close()
    assert not run.temporary.parent.exists()
    assert run.file.closed
    assert run._lock.closed
    killed = tmp_path / "out" / "_cleanse" / "temporary" / "killed"
    killed.mkdir(parents=True)
    again = opened(tmp_path / "out")
    assert [path.name for path in (tmp_path / "out" / "_cleanse" / "temporary").iterdir()] == [again.temporary.name]


def test_a_folder_with_something_else_and_a_run_of_other_settings_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").touch()
    with pytest.raises(CleanseError, match="what is in it is no run"):
        opened(tmp_path / "other")
    opened(tmp_path / "out").close()
    with pytest.raises(CleanseError, match='other settings \\(profile: "article" there, "body" here\\)'):
        opened(tmp_path / "out", profile="body")
    with pytest.raises(CleanseError, match="holds no run"):
        read_head(tmp_path)


def test_what_differs_is_told_shortly() -> None:
    assert list(differing({"a": {"b": 1}, "c": 2}, {"a": {"b": 1}, "c": 3})) == ["c: 2 there, 3 here"]
    assert list(differing({"a": {"b": 1}}, {"a": 1})) == ['a: {"b": 1} there, 1 here']
    assert list(differing({"settings": {"keep": "x" * 38}}, {"settings": {}})) == [f'keep: "{"x" * 38}" there, null here']
    assert list(differing({"keep": "x" * 39}, {})) == [f'keep: "{"x" * 36}... there, null here']
    assert list(differing({"drop": ["ad", "byline"]}, {"drop": ["ad", "share"]})) == ['drop: ["byline"] there only, ["share"] here only']
    assert list(differing({"drop": ["a", "b"]}, {"drop": ["b", "a"]})) == ['drop: ["a", "b"] there, ["b", "a"] here']
    assert list(differing({"plan": {"files": 1}}, {"plan": {"files": 2}})) == ["the files of the sources have changed"]


def test_hashes_are_of_so_many_digits() -> None:
    assert (HASH, len(line_hash({"unit": 0}))) == (16, 16)
