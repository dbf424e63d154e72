"""How far a long loop has come: on a terminal only, and only when it takes longer than `PATIENCE` seconds.

rich draws it (extra `progress`) and is imported when there is something to draw. All of it goes to standard error.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from types import MappingProxyType
from typing import TypeVar

T = TypeVar("T")
PATIENCE, PAUSE = 2.0, 0.1  # seconds
NOTHING: Mapping[str, int] = MappingProxyType({})
MISSING = "To see how far a run is: pip install 'cleanse-corpus[progress]'"


def progress(items: Iterable[T], unit: str, total: int | None = None, counts: Mapping[str, int] = NOTHING) -> Iterator[T]:
    """The same items; meanwhile a line says how many are done, how fast they go and how long the rest will take.

    `unit` is what they are called, `total` how many there are, if that is known. `counts` is read ten times a second, and may change
    meanwhile: what else the loop has counted, by name.

    >>> list(progress(["a", "b"], "documents"))
    ['a', 'b']
    """
    with gauge(unit, total, counts) as tell:
        for done, item in enumerate(items):
            tell(done)
            yield item


@contextmanager
def gauge(unit: str, total: float | None = None, counts: Mapping[str, int] = NOTHING) -> Iterator[Callable[[float], object]]:
    """A function to be told, as often as one likes, how much is done, which is then shown as by `progress`.

    >>> with gauge("MB") as tell:
    ...     tell(1.5)
    """
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from threading import Event, Thread

    start, over, reached = monotonic(), Event(), 0.0

    def tell(done: float) -> None:
        nonlocal reached
        reached = done

    def show() -> None:
        if over.wait(PATIENCE):
            return
        with _bar(total) as draw:
            ended = False
            while not ended:
                ended = over.wait(PAUSE)
                draw(reached, *_words(reached, unit, total, dict(counts), monotonic() - start))

    thread = Thread(target=show, daemon=True)  # of its own: an item may take long, and the clock goes on
    thread.start()
    try:
        yield tell
    finally:
        over.set()
        thread.join()


def say(line: str) -> None:
    """Write a line, or several, to standard output at once; on a terminal over the progress, which is drawn again below."""
    over = "\r\x1b[2K" if sys.stdout.isatty() and sys.stderr.isatty() else ""
    sys.stdout.buffer.write(f"{over}{line}".encode())
    sys.stdout.buffer.flush()


@contextmanager
def _bar(total: float | None) -> Iterator[Callable[[float, str, str], object]]:
    """A function that draws: how many are done, what stands in front of the bar, what stands behind it."""
    try:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn
    except ImportError:
        print(MISSING, file=sys.stderr)
        yield lambda done, before, behind: None
        return
    bar = Progress(
        TextColumn("{task.description}", markup=False), BarColumn(24), TextColumn("{task.fields[behind]}", markup=False),
        console=Console(stderr=True), transient=True, redirect_stdout=False,
    )  # fmt: skip
    with bar:
        task = bar.add_task("", total=total, behind="")
        yield lambda done, before, behind: bar.update(task, completed=done, description=before, behind=behind)


def _words(done: float, unit: str, total: float | None, counts: Mapping[str, int], seconds: float) -> tuple[str, str]:
    """What stands in front of the bar and behind it.

    >>> _words(1500, "documents", 3000, {"failed": 2}, 5.0)
    ('1,500 of 3,000 documents', '300/s, 0:05 left, 2 failed')
    >>> _words(7, "files", None, {}, 70.0)
    ('7 files', '0.1/s, 1:10 so far')
    >>> _words(0, "files", 9, {}, 70.0)
    ('0 of 9 files', '0/s, 1:10 so far')
    """
    rate = done / seconds
    clock = _clock((total - done) / rate, "left") if total is not None and done else _clock(seconds, "so far")
    others = [f"{count:,} {name}" for name, count in counts.items()]
    return (
        f"{done:,.0f} {unit}" if total is None else f"{done:,.0f} of {total:,.0f} {unit}",
        ", ".join([f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.2g}/s", clock, *others]),
    )


def _clock(seconds: float, what: str) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02} {what}"
