"""The process in which pages are parsed: one at a time, with limits on time and memory, and it may be killed.

An HTML parser written in C can crash, and some pages take it, or the extractor, quadratic time (libxml2 and trafilatura both do). So
the page goes to a child over a pipe, and its lines and their signs come back. A child that dies or runs out of its budget costs that page
only; the next one gets a new child.
"""

import os
import subprocess
import sys
from threading import Lock, Timer

from msgspec import msgpack

from cleanse.unwrap.messages import SIZE, Unwrapped, receive, send

CPU_SECONDS, CPU_SECONDS_PER_MB = 2, 5  # trafilatura takes 1.6 s for a megabyte of the slowest percent of real pages
PATIENCE = 10  # times the budget; so long may a page take by the clock, on a busy machine

Child = subprocess.Popen[bytes]


class Worker:
    """A child process of its own, started when the first page comes. Threads take turns; a forked process starts its own."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._children: dict[int, Child] = {}  # by the process that started them: a fork knows those of its parent

    def unwrap(self, html: str) -> Unwrapped:
        """The page unwrapped, or the reason why there is none. Never an exception for what a page does."""
        page = html.encode("utf-8", "replace")
        budget = CPU_SECONDS + CPU_SECONDS_PER_MB * len(page) // 1_000_000
        with self._lock:
            child = self._started()
            clock = Timer(PATIENCE * budget, child.kill)
            clock.start()
            answer = _ask(child, budget.to_bytes(SIZE, "big") + page)
            clock.cancel()
            if answer is None:
                why = f"the parser needed more than {budget} s or its memory, or crashed (exit code {self._ended(child)})"
                return Unwrapped([], [], [], why)
        return msgpack.decode(answer, type=Unwrapped)

    def close(self) -> None:
        """End the child, if there is one; another page would start a new one."""
        with self._lock:
            if child := self._children.get(os.getpid()):
                self._ended(child)

    def _started(self) -> Child:
        child = self._children.get(os.getpid())
        if child is not None and child.poll() is not None:
            self._ended(child)
            child = None
        if child is None:
            start = f"import sys; sys.path[:] = {sys.path!r}; from cleanse.unwrap.serve import serve; serve()"
            child = Child([sys.executable, "-c", start], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            self._children[os.getpid()] = child
        return child

    def _ended(self, child: Child) -> int:
        del self._children[os.getpid()]
        child.kill()
        with child:  # closes the pipes and waits
            pass
        return child.returncode


def _ask(child: Child, message: bytes) -> bytes | None:
    """The answer; None where the child died over it."""
    assert child.stdin
    assert child.stdout
    try:
        send(child.stdin, message)
    except OSError:
        return None
    return receive(child.stdout)
