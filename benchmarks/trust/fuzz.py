"""Rows 1, 4, 5 and 6: made-up texts through the text path, the promises checked on every one; row 12, the gate of the repair.

Two sources: hypothesis with the strategies of the tests, which make what scrapers meet, and atheris, which looks for new ways through
the code from the lines of the fixtures on. A text is checked for every profile by `verify.broken_promises` (twice is once, nothing invented, the
ledger tiles and restores, both answers agree), and its lines against repair without the gate.
"""

import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from unittest.mock import patch

from hypothesis import HealthCheck, given, seed, settings

import cleanse.repair as gated
from benchmarks.trust.bar import ROOT, Result, Scale, fixtures, run, verdict
from cleanse import Cleaner
from cleanse.model import Document
from cleanse.profile import PROFILES
from cleanse.repair import repair, repair_line, split_lines
from cleanse.verify import broken_promises

SPARED = 0.005  # share of the lines that ftfy may see
PATIENCE = 2.0  # seconds of processor time for a text of a few kilobytes
TARGET = "import sys; from benchmarks.trust.fuzz import atheris_target; atheris_target(sys.argv)"
FOUND = ("crash-", "timeout-", "oom-")
CORES = os.cpu_count() or 1
LINE = 160  # bytes; atheris makes longer ones


def complaints(text: str, cleaners: dict[str, Cleaner]) -> list[str]:
    """What is wrong with the answers for a text."""
    start = process_time()
    found = [f"{name}: {promise}" for name, cleaner in cleaners.items() for promise in broken_promises(Document(text), cleaner)]
    if repair(text) != [repair_line(line) for line in split_lines(text)]:
        found.append("the gate of the repair is not exact")
    if process_time() - start > PATIENCE * len(cleaners):
        found.append("it takes too long")
    return found


@cache
def _tried(scale: Scale) -> tuple[int, tuple[str, ...]]:
    """How many texts hypothesis tried, and what was wrong."""
    sys.path.insert(0, str(ROOT / "tests"))
    from strategies import pages  # type: ignore[import-not-found]

    cleaners = {name: Cleaner(name) for name in PROFILES}
    failures: list[str] = []
    count = 0

    @seed(20261127)
    @settings(max_examples=scale.of(120, 100_000), deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(text=pages())
    def check(text: str) -> None:
        nonlocal count
        count += 1
        failures.extend(f"{complaint}: {json.dumps(text)[:300]}" for complaint in complaints(text, cleaners))

    check()
    return count, tuple(failures)


def crashes(scale: Scale) -> Result:
    """Row 1: a process for each core, with a seed of its own."""
    try:
        import atheris  # noqa: F401
    except ImportError:
        return Result("atheris is not installed", None)
    with ThreadPoolExecutor() as pool:
        runs, found = zip(*pool.map(partial(_fuzzed, scale), range(1, CORES + 1)), strict=True)
    return verdict(f"atheris: {sum(runs):,} runs; hypothesis: {_tried(scale)[0]:,} texts", [*chain(*found), *_tried(scale)[1]])


def _fuzzed(scale: Scale, number: int) -> tuple[int, list[str]]:
    """How many texts atheris tried with this seed, and what it found. It begins with the lines of the fixtures."""
    with TemporaryDirectory() as name:
        corpus = Path(name) / "corpus"
        corpus.mkdir()
        for line, data in enumerate(sorted({line[:LINE] for text in fixtures() for line in text.splitlines()})):
            (corpus / str(line)).write_bytes(data)
        limits = [
            "-max_len=4096",
            "-timeout=120",
            f"-runs={scale.of(1_000_000, 10_000_000) // CORES}",
            f"-max_total_time={scale.of(20, 100_000)}",
            f"-artifact_prefix={name}/",
            f"-seed={number}",
        ]
        done = run([sys.executable, "-c", TARGET, *limits, str(corpus)], timeout=scale.of(300, 200_000))
        found = [f"{path.name}: {path.read_bytes()[:200]!r}" for path in Path(name).iterdir() if path.name.startswith(FOUND)]
    tail = done.stderr.decode(errors="replace").splitlines()
    runs = next((int(line.split()[1]) for line in reversed(tail) if line.startswith("Done ")), 0)
    return runs, found or (tail[-5:] if done.returncode or not runs else [])


def atheris_target(arguments: list[str]) -> None:
    """What atheris calls again and again."""
    import atheris

    with atheris.instrument_imports(include=["cleanse"]):
        from cleanse import decide, ledger, likelihood, pipeline, repetition  # noqa: F401
    cleaners = {name: Cleaner(name) for name in PROFILES}

    def target(data: bytes) -> None:
        name = tuple(PROFILES)[len(data) % len(PROFILES)]
        text = cleaners[name].explain(data).document.text
        found = complaints(text, {name: cleaners[name]})
        if found:
            raise AssertionError(found)

    atheris.Setup(arguments, target)
    atheris.Fuzz()


def gate(scale: Scale) -> Result:
    """Row 12. Fixtures have more damage than real texts, so how many lines are spared is judged on the collected texts, if there are any."""
    known = [data.decode("utf-8", "replace") for data in fixtures()]
    known = [path.read_text("utf-8") for path in sorted((scale.texts / "texts").glob("*/*/*.txt"))] if scale.texts else known
    lines = failures = repaired = 0
    for text in known:
        with patch.object(gated, "fix_encoding", wraps=gated.fix_encoding) as ftfy:
            answer = repair(text)
        alone = [repair_line(line) for line in split_lines(text)]
        lines, repaired, failures = lines + len(alone), repaired + ftfy.call_count, failures + (answer != alone)
    found = [f"{failures} texts differ"] if failures else []
    found += ["too many calls of ftfy"] if scale.texts and repaired > SPARED * lines else []
    return verdict(f"{lines:,} lines, {1 - repaired / lines:.3%} of them never seen by ftfy", found)


def promise(*names: str) -> Callable[[Scale], Result]:
    """A row about some of the promises."""

    def measure(scale: Scale) -> Result:
        count, failures = _tried(scale)
        return verdict(
            f"{count} texts, {len(PROFILES)} profiles", [failure for failure in failures if any(name in failure for name in names)]
        )

    return measure
