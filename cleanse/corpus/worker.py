"""A worker: two processes. The second cleans; the first starts another one when that dies.

The first never reads a text. It knows what its children had to build for theirs (`Matcher.called`), and builds that before it starts the
next one, which is then as fast as the last. A child writes into temporary files; only the main process publishes them (`manifest`).
"""

import os
import signal
import sys
from array import array
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from tempfile import TemporaryFile
from typing import IO

from cleanse.cleaner import Cleaner
from cleanse.corpus.records import limit_memory
from cleanse.corpus.settings import Settings
from cleanse.corpus.task import FULL, Task, do
from cleanse.model import CleanseError, Document

READ = 300  # characters by which a language is guessed: more take longer than the cleaning
# A text of our own that calls for what every text does: cleaned once before there are children, it loads that for all of them.
FIRST = "CafÃ© society met at the harbour, where the ferry left at noon, an hour late, and nobody minded.\nRead more: The ferry\n"


def supervise(line: Connection, settings: Settings, workers: int) -> None:
    """Do the tasks that come over the line; what goes back for each is the answer of `_done`, or how the child ended that died of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it too, and ends us
    cleaner, language = settings.cleaner(), _guesser()
    language(cleaner.explain(Document(FIRST)).text)
    with TemporaryFile(buffering=0) as built:
        guess = _watched(language, line, cleaner, built)
        while True:
            child = os.fork()
            if child == 0:
                _work(line, settings, cleaner, guess, workers)
            status = _waited(child)
            if status == 0:
                return
            built.seek(0)
            cleaner.matcher.prepare(array("l", built.read()))
            built.seek(0)
            built.truncate()
            with suppress(BrokenPipeError):  # the parent is gone, which the next child finds out
                line.send(status)


def _waited(child: int) -> int:
    """How the child ended, once it has; it does not outlive us."""

    def end(number: int, frame: object) -> None:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os._exit(128 + number)

    signal.signal(signal.SIGTERM, end)
    _, status = os.waitpid(child, 0)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return os.waitstatus_to_exitcode(status)


def _guesser() -> Callable[[str], str]:
    from cleanse.report import guesser

    try:
        return guesser(READ)
    except CleanseError:  # the extra is not installed, and languages stay unknown
        return lambda text: ""


def _work(line: Connection, settings: Settings, cleaner: Cleaner, language: Callable[[str], str], workers: int) -> None:
    """The life of a child; it never returns."""
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        limit_memory(workers + 1)
        while task := _next(line):
            line.send(_done(task, settings, cleaner, language))
        os._exit(0)
    except BaseException:
        if not line.poll():  # else the parent is gone, and perhaps another run has swept our files away
            sys.excepthook(*sys.exc_info())
        os._exit(1)


def _done(task: Task, settings: Settings, cleaner: Cleaner, language: Callable[[str], str]) -> int | str:
    """Do a task. Returns 0, or the system's message if the disk is full."""
    try:
        do(task, settings, cleaner, language)
    except OSError as error:
        if error.errno not in FULL:
            raise
        return os.strerror(error.errno)
    return 0


def _next(line: Connection) -> Task | None:
    """The next task; None where the parent is gone."""
    try:
        task: Task = line.recv()
        return task
    except (EOFError, ConnectionResetError):
        return None


def _watched(language: Callable[[str], str], line: Connection, cleaner: Cleaner, built: IO[bytes]) -> Callable[[str], str]:
    """The guesser, which in a child also notes what has been built for a text, and stops where nobody waits for the answer."""
    supervisor = os.getpid()
    known = len(cleaner.matcher.called)

    def guess(text: str) -> str:
        nonlocal known
        if new := cleaner.matcher.called[known:]:
            os.write(built.fileno(), array("l", new).tobytes())
            known += len(new)
        if os.getppid() != supervisor or line.poll():
            os._exit(0)
        return language(text)

    return guess
