"""The child of `worker`: pages from standard input, answers to standard output, within limits that the system enforces."""

import os
import signal
import sys
from contextlib import suppress

from msgspec import msgpack

from cleanse.unwrap.messages import SIZE, receive, send
from cleanse.unwrap.page import unwrap_page

MEMORY = 2 << 30  # bytes of address space
STDERR = 2


def serve() -> None:
    """Answer pages until the parent is gone."""
    pages, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(STDERR, sys.stdout.fileno())  # nobody else's print may get between the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it too, and ends us if it wants to
    _limit_memory()
    while (message := receive(pages)) is not None:
        _limit_time(int.from_bytes(message[:SIZE], "big"))
        send(answers, msgpack.encode(unwrap_page(message[SIZE:].decode("utf-8"))))


def _limit_memory() -> None:
    """Where the system has such limits; the first to go when memory is short is the child."""
    if sys.platform != "win32":
        import resource

        _limit(resource.RLIMIT_AS, MEMORY)
    if sys.platform == "linux":
        with suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")


def _limit_time(budget: int) -> None:
    """From now on; the system ends the process that uses more."""
    if sys.platform != "win32":
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF)
        used = int(usage.ru_utime + usage.ru_stime)
        _limit(resource.RLIMIT_CPU, used + budget + 1)


def _limit(what: int, most: int) -> None:
    """Within the limit that this process was given, which nobody may raise."""
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
