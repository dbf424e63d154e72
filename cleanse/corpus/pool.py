"""The workers of a run, and what is done when one dies.

A worker whose child dies gets its unit again. If the way it died shows that the record is to blame, or if the next child dies at the same
record, that record goes to quarantine. Where children die again and again without getting any further, the unit fails.
"""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import wait
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from cleanse.corpus.settings import Settings
from cleanse.corpus.task import Task
from cleanse.corpus.units import Unit
from cleanse.corpus.worker import supervise
from cleanse.model import CleanseError

# Signals that show that the process itself did something bad. SIGKILL may come from outside, and SIGPROF because the machine is busy.
PROOF = (signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGILL, signal.SIGFPE)
TRIES = 3  # of a unit from one place in it, and of starting a worker

Result = dict[str, Any]  # see `task.do`


class Worker:
    """A worker process, and the unit it has."""

    def __init__(self, temporary: Path, settings: Settings, workers: int) -> None:
        self._parent, self._arguments = temporary, (settings, workers)
        self._lost = 0
        self.unit: Unit | None = None
        self._start()

    def _start(self) -> None:
        self._temporary = Path(mkdtemp(dir=self._parent))  # its own: a child may outlive its worker by a record
        context = get_context("spawn")
        self.line, other = context.Pipe()
        self.process = context.Process(target=supervise, args=(other, *self._arguments), daemon=True)
        self.process.start()
        other.close()

    def give(self, unit: Unit) -> None:
        """Let it do a unit."""
        self.unit = unit
        self._tries, self._reached = 0, 0
        Task(unit, self._temporary).file("journal").unlink(missing_ok=True)
        self._send()

    def do(self, unit: Unit) -> Result:
        """Let it do a unit, and wait for the result."""
        self.give(unit)
        while True:
            for result in results([self]):
                return result

    def _send(self, blame: str = "") -> None:
        assert self.unit is not None
        with suppress(BrokenPipeError, ConnectionResetError):  # it is dead, which `hear` is told next
            self.line.send(Task(self.unit, self._temporary, blame))

    def hear(self) -> Result | None:
        """To be called when something has happened to it: gives the result of its unit, if there is one now."""
        try:
            status = self.line.recv() if self.line.poll() else None
        except (EOFError, ConnectionResetError):
            status = None
        assert self.unit is not None
        if status is None:
            self._replace()
            return None
        task = Task(self.unit, self._temporary)
        if status == 0:
            result: Result = json.loads(task.file("result").read_bytes())
        elif isinstance(status, str):
            result = {"refused": f"{self._parent}: {status}; make room there, and the same command goes on", "temporary": []}
        elif self._tries_again(status, task):
            return None
        else:
            failed = [[piece.path, f"the worker {ending(status)} again and again"] for piece in self.unit.pieces]
            result = {"line": {**task.empty_line(), "failed": failed}, "temporary": []}
        for left in self._temporary.glob(task.file("*").name):  # what is not published goes, or it would grow with the corpus
            if str(left) not in result["temporary"]:
                left.unlink()
        self.unit, self._lost = None, 0
        return result

    def _replace(self) -> None:
        """Start another process for one that was killed; its child may still be at work, so the new one does not build on its files."""
        self._lost += 1
        if self._lost > TRIES or self.unit is None:
            raise CleanseError(
                f"workers are killed (the last one {ending(self.process.exitcode or 0)}); fewer of them may find room: --workers"
            )
        self.stop()
        rmtree(self._temporary, ignore_errors=True)  # what that child writes meanwhile goes with the run
        self._start()
        self.give(self.unit)

    def _tries_again(self, status: int, task: Task) -> bool:
        """The unit is given again, unless it gets no further."""
        journal = task.file("journal")
        size = journal.stat().st_size if journal.exists() else 0
        self._tries = self._tries + 1 if size == self._reached else 1
        blame = -status in PROOF or self._tries > 1
        self._reached = size
        if self._tries > TRIES:
            return False
        self._send(f"the worker {ending(status)}" if blame else "")
        return True

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.join()
        self.line.close()


def ending(status: int) -> str:
    """How a process ended, in words.

    >>> ending(-11), ending(1)
    ('was killed by SIGSEGV', 'ended with code 1')
    """
    if status == -signal.SIGPROF:
        return "took too long for it"
    return f"was killed by {signal.Signals(-status).name}" if status < 0 else f"ended with code {status}"


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def work(units: Iterator[Unit], temporary: Path, settings: Settings, workers: int) -> Iterator[Result]:
    """Do the units; their results, in the order in which they are done. `workers` is how many processes clean, 0 for one a core."""
    workers = workers or cores()
    pool: list[Worker] = []
    try:
        for unit in units:
            if len(pool) < workers:
                pool.append(Worker(temporary, settings, workers))
            while all(worker.unit for worker in pool):
                yield from results(pool)
            next(worker for worker in pool if not worker.unit).give(unit)
        while any(worker.unit for worker in pool):
            yield from results(pool)
    finally:
        for worker in pool:
            worker.stop()


def results(pool: list[Worker]) -> Iterator[Result]:
    """The results that have come by now; waits for something to happen."""
    events = {event: worker for worker in pool if worker.unit for event in (worker.line, worker.process.sentinel)}
    for worker in dict.fromkeys(events[event] for event in wait(list(events))):  # type: ignore[index]
        if result := worker.hear():
            yield result
