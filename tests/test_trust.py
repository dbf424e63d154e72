"""The bar of trust, its cheap rows on small samples: what `python -m benchmarks.trust` measures can be measured, and is green."""

import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("zstandard")
from benchmarks.trust import faults, hostile, readers
from benchmarks.trust.bar import Result, Scale
from benchmarks.trust.families import families, streams
from benchmarks.trust.table import ROWS

SMALL = Scale()


def test_there_are_more_than_eighty_families_and_each_grows_as_it_is_told() -> None:
    assert len(families()) + len(streams()) > 140
    for name, make in families().items():
        assert len(make(80_000)) > 2 * len(make(20_000)) > 5_000, name


def test_every_row_has_a_number_of_its_own_and_a_script() -> None:
    assert len({row.number for row in ROWS}) == len(ROWS) > 30
    assert all(row.measure.__module__.startswith("benchmarks.trust.") for row in ROWS)


@pytest.mark.parametrize("name", ["jsonl", "csv", "warc", "gzip"])
def test_damaged_files_lose_nothing_in_silence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    form = readers.forms()[name]
    monkeypatch.setattr(readers, "forms", lambda: {name: form})
    monkeypatch.setattr(Scale, "of", lambda self, quick, release: min(quick, 25))
    green(readers.mutated(SMALL))
    readers._tried.cache_clear()


def test_an_edit_between_reading_and_replacing_is_not_lost() -> None:
    green(faults.edits(SMALL))


def test_what_is_shown_obeys_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostile, "DRIVES", hostile.DRIVES[::6])
    monkeypatch.setattr(hostile, "SCRIPTS", hostile.SCRIPTS[::6])
    green(hostile.eyes(SMALL))


def test_a_row_that_fails_is_red(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostile, "explanation", lambda answer, width=0: answer.document.text)
    monkeypatch.setattr(hostile, "SCRIPTS", [])
    assert hostile.eyes(SMALL).passed is False


def green(result: Result) -> None:
    assert result.passed, (result.number, *result.details)
