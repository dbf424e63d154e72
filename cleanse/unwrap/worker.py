"""The process in which pages are parsed: one at a time, with limits on time and memory, and it may be killed.

An HTML parser written in C can crash, and some pages take it, or the extractor, quadratic time (libxml2 and trafilatura both do). So
the page goes to a child over a pipe, and its lines and their signs come back. A child that dies or runs out of its budget costs that page
only; the next one gets a new child. One that somebody else killed, as the system does where memory is short, says nothing about the page:
another is asked.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader, BufferedWriter
from threading import Lock, Timer

from msgspec import msgpack

from cleanse.model import CleanseError
from cleanse.unwrap.messages import SIZE, Unwrapped, receive, send

CPU_SECONDS, CPU_SECONDS_PER_MB = 2, 5  # trafilatura takes 1.6 s for a megabyte of the slowest percent of real pages
PATIENCE = 10  # times the budget; so long may a page take by the clock, on a busy machine
FIRST, FIRST_SECONDS = b"<p>Hello", 5  # a page of our own, for which a new child reads its libraries
TRIES = 2  # where somebody else killed the first child
KILLED = -9  # the exit code of SIGKILL; a child that meets its own limits ends by other signals

Child = subprocess.Popen[bytes]


class Worker:
    """A child process of its own, started when the first page comes. Threads take turns; a forked process starts its own."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._child: Child | None = None
        self._asked = False  # whether an answer of the child is still to be read
        self._killed = False  # whether somebody else killed the child that was asked last
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forked)

    def unwrap(self, html: str) -> Unwrapped:
        """The page unwrapped, or the reason why there is none. Never an exception for what a page does.

        Raises `CleanseError` where no child starts.
        """
        page = html.encode("utf-8", "replace")
        budget = CPU_SECONDS + CPU_SECONDS_PER_MB * len(page) // 1_000_000
        with self._lock:
            for _ in range(TRIES):
                child = self._started()
                answer = self._answer(child, page, budget)
                if not self._killed:
                    break
        if answer is None:
            why = f"the parser needed more than {budget} s or its memory, or crashed (exit code {child.returncode})"
            return Unwrapped([], [], [], why)
        return msgpack.decode(answer, type=Unwrapped)

    def close(self) -> None:
        """End the child, if there is one; another page would start a new one."""
        with self._lock:
            self._end()

    def _started(self) -> Child:
        if self._child is not None and (self._asked or self._child.poll() is not None):
            self._end()
        return self._child or self._start()

    def _start(self) -> Child:
        for _ in range(TRIES):
            child = self._child = _new()
            if self._answer(child, FIRST, FIRST_SECONDS) is not None:
                return child
            if not self._killed:
                break
        raise CleanseError(
            f"the process in which pages are parsed does not start (exit code {child.returncode}); it may have too little memory, "
            f"or else this says why: {sys.executable} -c 'import cleanse.unwrap.serve, trafilatura'"
        )

    def _answer(self, child: Child, page: bytes, budget: int) -> bytes | None:
        """The answer; None where the child died over the page. Where a signal's handler raises, the child ends: nobody waits for it."""
        clock = Timer(PATIENCE * budget, child.kill)
        clock.daemon = True
        began = time.monotonic()
        self._asked = True
        try:
            clock.start()
            answer = _ask(child, budget.to_bytes(SIZE, "big") + page)
            self._asked = answer is None
        finally:
            clock.cancel()
            if self._asked:
                self._end()
        self._killed = child.returncode == KILLED and time.monotonic() - began < PATIENCE * budget
        return answer

    def _end(self) -> None:
        child, self._child, self._asked = self._child, None, False
        if child is not None:
            child.kill()
            with suppress(BrokenPipeError), _closed_pipes_are_errors(), child:
                pass  # that closes the pipes, of which one may hold the rest of a page, and waits

    def _forked(self) -> None:
        """In a process that was forked: the child is of the parent, and so may be the thread that holds the lock."""
        child, self._child, self._asked, self._lock = self._child, None, False, Lock()
        if child is not None:
            for stream in (child.stdin, child.stdout):
                assert isinstance(stream, BufferedReader | BufferedWriter)
                stream.raw.close()  # what its buffer holds is sent by the parent
            child.returncode = 0  # it is not waited for


def _new() -> Child:
    """A new child. Raises `CleanseError` where nobody knows the interpreter."""
    if not sys.executable:  # a program that Python is built into
        raise CleanseError("pages are parsed in another Python process; set sys.executable to the path of the interpreter")
    path = [folder for folder in sys.path if isinstance(folder, str)]  # imports pass over anything else
    start = f"import sys; sys.path[:] = {path!r}; from cleanse.unwrap.serve import serve; serve()"
    return Child([sys.executable, "-c", start], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _ask(child: Child, message: bytes) -> bytes | None:
    """The answer; None where the child died over it."""
    assert child.stdin
    assert child.stdout
    try:
        with _closed_pipes_are_errors():
            send(child.stdin, message)
    except TimeoutError:  # no pipe raises it, but many a signal's handler
        raise
    except OSError:
        return None
    return receive(child.stdout)


@contextmanager
def _closed_pipes_are_errors() -> Iterator[None]:
    """Where a pipe that nobody reads ends the process, as it does `cleanse` and other filters, that of the child must not."""
    if not hasattr(signal, "SIGPIPE"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPIPE})
    try:
        yield
    finally:
        if signal.SIGPIPE in signal.sigpending() and signal.SIGPIPE not in before:
            signal.sigwait({signal.SIGPIPE})
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
