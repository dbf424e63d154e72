"""Rows 13 and 14: how time grows with size, and what the worst text costs beside an ordinary one.

Time is processor time of this process, the least of several runs: other work on the machine only ever adds to it. The exponent is the
slope of the line through (log size, log time) at n, 2n, 4n and 8n.

Time grows faster than work where a text outgrows the caches of the machine. So the instructions of a family that looks steep are counted,
by valgrind: they are the same in every run, whatever else the machine does, and of them the exponent is what counts.
"""

import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr
from functools import cache, partial
from io import BytesIO, StringIO
from math import log
from time import process_time

from benchmarks.trust.bar import Result, Scale, fixtures, run, verdict
from benchmarks.trust.families import Family, families, streams
from cleanse import Cleaner
from cleanse.sources import Hints, Job, rewrite

STEEPEST = 1.15
NOTICED = 0.05  # seconds: below, a slope says nothing
SLOWEST, TIMES = 5.0, 30  # seconds a megabyte; times ordinary text
MEGABYTE = 1_000_000
TRIES = 4
COUNTED = 50_000  # characters, and two, four and eight times as many
COUNT = "import sys; from benchmarks.trust.scaling import act; act(sys.argv[1], int(sys.argv[2]))"
VALGRIND = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")


class Timed:
    """A way of making an input larger, and the least times that were measured of it at n, 2n, 4n, 8n."""

    def __init__(self, name: str, size: int, make: Callable[[int], tuple[Callable[[], object], int]]) -> None:
        self.name = name
        self.sizes = [size, 2 * size, 4 * size, 8 * size]
        self.make = make
        self.times = [float("inf")] * 4
        self.bytes = 0

    def measure(self) -> None:
        """Once more, each size."""
        for at, size in enumerate(self.sizes):
            act, self.bytes = self.make(size)
            start = process_time()
            act()
            self.times[at] = min(self.times[at], process_time() - start)

    def exponent(self) -> float:
        """The fitted slope of time."""
        return slope(self.times)

    def is_steep(self) -> bool:
        """Whether it grows faster than it may, and takes long enough for that to be known."""
        return self.exponent() > STEEPEST and self.times[-1] > NOTICED

    def cost(self) -> float:
        """Seconds a megabyte, at the largest size."""
        return self.times[-1] / max(self.bytes, 1) * 1e6


def slope(values: Sequence[float]) -> float:
    """Of the line through the logarithms of values at n, 2n, 4n and 8n."""
    ys = [log(max(value, 1e-6), 2) for value in values]
    return sum((x - 1.5) * y for x, y in enumerate(ys)) / 5


def act(name: str, size: int) -> None:
    """What is measured of a family, once."""
    dict(_makers())[name](size)[0]()


def instructions(name: str, size: int) -> int:
    """How many it takes, start and all."""
    done = run([*VALGRIND, sys.executable, "-c", COUNT, name, str(size)], timeout=3600, PYTHONHASHSEED="0")
    counted = re.search(rb"I\s+refs:\s+([\d,]+)", done.stderr)
    assert counted is not None, done.stderr[-300:]
    return int(counted.group(1).replace(b",", b""))


@cache
def counted(name: str) -> float:
    """The slope of the instructions that a family takes."""
    start = instructions(name, 0)
    return slope([instructions(name, COUNTED << doubled) - start for doubled in range(4)])


@cache
def timed(scale: Scale) -> tuple[Timed, ...]:
    """All families, measured; those that look steep several times."""
    found = [Timed(name, scale.of(2_000, 1_000_000), make) for name, make in _makers()]
    for family in found:
        for _ in range(TRIES):
            family.measure()
            if not family.is_steep() and family.cost() < SLOWEST:
                break
    return tuple(found)


def _makers() -> Iterator[tuple[str, Callable[[int], tuple[Callable[[], object], int]]]]:
    cleaner = Cleaner()
    cleaner.clean("CafÃ© " + fixtures()[0].decode())  # what is imported and compiled once is no matter of size
    for name, family in families().items():
        yield name, partial(_text, cleaner, family)
    for name, (format, stream) in streams().items():
        yield name, partial(_stream, cleaner, format, stream)


def _text(cleaner: Cleaner, family: Family, size: int) -> tuple[Callable[[], object], int]:
    text = family(size)
    return lambda: cleaner.explain(text), len(text.encode("utf-8", "surrogatepass"))


def _stream(cleaner: Cleaner, format: str, stream: Callable[[int], bytes], size: int) -> tuple[Callable[[], object], int]:
    data = stream(size)

    def act() -> None:
        with redirect_stderr(StringIO()):
            rewrite(BytesIO(data), BytesIO(), Job(cleaner, Hints(format=format)))

    return act, len(data)


def exponents(scale: Scale) -> Result:
    """Row 13."""
    found = timed(scale)
    slopes = {family.name: family.exponent() for family in found if family.times[-1] > NOTICED}
    steep = [name for name, value in slopes.items() if value > STEEPEST]
    by = f"; {len(steep)} looked steep"
    if shutil.which("valgrind"):
        slopes |= {name: counted(name) for name in steep}
        by += " and were counted: " + ", ".join(f"{name} {slopes[name]:.2f}" for name in steep) if steep else ""
    worst = max(slopes, key=lambda name: slopes[name])
    failures = [f"{name}: {value:.2f}" for name, value in slopes.items() if value > STEEPEST]
    size = found[0].sizes[-1]
    return verdict(f"{len(found)} families to {size // 1000} kB, steepest {slopes[worst]:.2f} ({worst}){by}", failures)


def worst(scale: Scale) -> Result:
    """Row 14."""
    cleaner = Cleaner()
    ordinary = Timed("ordinary", 1, lambda n: _all(cleaner))
    for _ in range(TRIES):
        ordinary.measure()
    limit = min(SLOWEST, TIMES * ordinary.cost())
    costs = {family.name: family.cost() if family.cost() < limit else _of_a_megabyte(family) for family in timed(scale)}
    slow = [f"{name}: {cost:.1f} s/MB" for name, cost in costs.items() if cost > limit]
    name = max(costs, key=lambda name: costs[name])
    return verdict(f"{costs[name]:.1f} s/MB, {costs[name] / ordinary.cost():.0f} times ordinary text ({name})", slow)


def _of_a_megabyte(family: Timed) -> float:
    """The cost that the bar speaks of: what a text costs once whatever its size, as 64 rounds of decisions, is much of a small one's."""
    costs = []
    for _ in range(2):
        act, size = family.make(MEGABYTE)
        start = process_time()
        act()
        costs.append((process_time() - start) / size * 1e6)
    return min(costs)


def _all(cleaner: Cleaner) -> tuple[Callable[[], object], int]:
    texts = [data.decode("utf-8", "replace") for data in fixtures()]
    return lambda: [cleaner.explain(text) for text in texts], sum(map(len, fixtures()))
