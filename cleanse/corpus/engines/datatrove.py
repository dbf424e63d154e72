"""datatrove: a step that does units, under its local executor. Nothing comes back from a task, so results are left as files."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING

from cleanse.corpus.engines.remote import Order, do, order
from cleanse.corpus.pool import Result, cores
from cleanse.corpus.settings import Settings
from cleanse.corpus.units import Unit
from cleanse.model import CleanseError

try:
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.base import PipelineStep
except ImportError as error:
    raise CleanseError("--engine datatrove and slurm need datatrove: pip install 'cleanse-corpus[datatrove]'") from error

if TYPE_CHECKING:
    from datatrove.data import Document as Record

PAUSE = 1.0  # seconds between two looks for results
LATE = 60.0  # seconds until every machine sees a file that another one has written; NFS caches the list of a folder for that long


class CleanUnits(PipelineStep):
    """Does units: of n tasks, each does every n-th. Statistics: documents by what became of them (`manifest.COUNTS`)."""

    name = "🧽 cleanse units"
    type = "✂️ - FORMAT"

    def __init__(self, order: Order, units: Sequence[Unit]) -> None:
        super().__init__()
        self.order, self.units = order, units
        self.results = order.temporary / "results"
        self.results.mkdir()

    def run(self, data: "Iterable[Record] | None" = None, rank: int = 0, world_size: int = 1) -> "Iterator[Record]":
        """Do the units of this task; documents that come pass through."""
        for unit in self.units[rank::world_size]:
            with self.track_time():
                result = do(self.order, unit)
            for name, count in result.get("line", {}).get("counts", {}).items():
                self.stat_update(name, value=count)
            new = self.results / f"{unit.number}.new"
            new.write_text(json.dumps(result))
            new.replace(new.with_suffix(".json"))
        yield from data or ()

    def gathered(self, at_work: Callable[[], bool]) -> Iterator[Result]:
        """The results, as they come. Raises `CleanseError` where the tasks are not `at_work` any more and some are missing."""
        missing, seen = len(self.units), monotonic()
        while missing:
            if at_work():
                seen = monotonic()
            found = list(self.results.glob("*.json"))
            for path in found:
                yield json.loads(path.read_bytes())
                path.unlink()
            missing -= len(found)
            if not found:
                if monotonic() - seen > LATE:
                    raise CleanseError(f"datatrove's tasks have ended, and {missing} units are not done; see their logs")
                sleep(PAUSE)


def work(units: Iterator[Unit], temporary: Path, settings: Settings, workers: int) -> Iterator[Result]:
    """Do the units; their results, in the order in which they are done. `workers` is how many tasks there are, 0 for one a core."""
    step = CleanUnits(order(temporary, settings), list(units))
    executor = LocalPipelineExecutor([step], tasks=min(len(step.units), workers or cores()))
    thread = Thread(target=executor.run, daemon=True)
    thread.start()
    yield from step.gathered(thread.is_alive)
    thread.join()
