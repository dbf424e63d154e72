"""A corpus, cleaned by all cores of a machine into a folder; a run that is killed can be resumed.

The sources are cut into units (`units`). Each is done by a worker process (`pool`, `worker`) into temporary files (`task`, `records`),
which are published and entered in a manifest (`manifest`). A run that was killed and resumed leaves the same folder, byte for byte, as
one that never stopped. A record that kills its worker costs only itself, and is kept in quarantine as every bad record is. Where one
machine is not enough, the workers are those of an engine (`engines`).
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

from cleanse.corpus.engines import LOCAL, find_engine
from cleanse.corpus.manifest import Manifest
from cleanse.corpus.pool import Result
from cleanse.corpus.settings import Settings
from cleanse.corpus.totals import Totals, gather
from cleanse.corpus.units import plan, planned, summed
from cleanse.model import CleanseError
from cleanse.progress import progress
from cleanse.render import safe

__all__ = ["Outcome", "Settings", "run"]


class Outcome(NamedTuple):
    """What a run amounts to: its counts (`manifest.COUNTS`), how many files `failed`, and the totals of what went."""

    counts: Counter[str]
    failed: int
    totals: Totals


def run(sources: Sequence[str], out: Path, settings: Settings, workers: int = 0, engine: str = LOCAL) -> Outcome:
    """Clean the sources into the folder `out`, or resume the run that is there.

    `engine` is one of `engines.ENGINES`, `workers` how many processes clean, 0 for one a core, or for as many as the engine has. A file
    that cannot be read is named on standard error, counts as failed, and is tried again when the run is resumed. Raises `CleanseError`
    where a source is not there, where `out` is within a source or holds something else, where the engine is not installed or cannot go
    on, and where counts do not add up.
    """
    if os.name != "posix":
        raise CleanseError("a corpus run needs a POSIX system; `cleanse` does not")
    work = find_engine(engine)
    _refuse_inside(sources, out)
    with TemporaryFile() as kept:
        whole = summed(plan(sources, settings.field, out), kept)
        with closing(Manifest(out, sources, settings.to_dict(), whole)) as manifest:
            todo = (unit for unit in planned(kept) if unit.number not in manifest.done)
            results = work(todo, manifest.temporary, settings, workers)
            _enter(manifest, results, whole.units - len(manifest.done))
            outcome = _outcome(manifest)
            manifest.finish()
            return outcome


def _enter(manifest: Manifest, results: Iterator[Result], left: int) -> None:
    """Publish and enter the results of the units as they come, `left` of them; what failed is named."""
    counts: Counter[str] = Counter()
    for result in progress(results, "units", left, counts):
        if "refused" in result:
            raise CleanseError(result["refused"])
        line = result["line"]
        manifest.enter(line, [Path(name) for name in result["temporary"]])
        counts.update({name: line["counts"][name] for name in ("in", "quarantined")})
        for path, reason in line["failed"]:
            print(f"cleanse-corpus: {safe(path)}: {safe(reason)}", file=sys.stderr)


def _refuse_inside(sources: Sequence[str], out: Path) -> None:
    for source in sources:
        if out.resolve().is_relative_to(Path(source).resolve()):
            raise CleanseError(f"--to {out} is in the source {source}, and would be read as well; give another folder")


def _outcome(manifest: Manifest) -> Outcome:
    counts: Counter[str] = Counter()
    failed = 0
    for line in manifest.lines():
        counts.update(line["counts"])
        failed += len(line["failed"])
    if counts["in"] != sum(counts[name] for name in ("out", "empty", "quarantined", "lost")):
        raise CleanseError(f"counts do not add up ({dict(counts)}); please report this as a bug")
    return Outcome(counts, failed, gather(sorted((manifest.ours / "totals").glob("*.json"))))
