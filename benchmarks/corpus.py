"""A corpus run: how much faster two workers are than one, what the parent takes, what bad records cost, and whether kills leave a trace.

    python -m benchmarks.corpus ARTICLES.jsonl.gz [--thorough]

A record of the corpus is {"texts": {"trafilatura": text}}; the texts are taken as often as it takes. The runs take turns, and a ratio is
the median of the rounds'; on a machine that does other work as well, the processor times say more: wall time goes where the system
gives it, and two workers are twice as fast as one where they take as much processor time, and the parent next to none. Memory is the most
that the parent held itself (RSS), at a quarter of the documents and at all of them. Bad records are of five kinds in turn, and each has
to be in quarantine with its reason. For the kills a document is two short lines and a unit small, and languages are not looked for,
which takes long to load; a run is killed at random points, its parent and a process of its workers by turns, and gone on with until
it ends; then each byte has to be that of an unbroken run.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from shutil import rmtree
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter, sleep
from typing import Any, NamedTuple

from benchmarks.truth import records

COMMAND = "import sys; from cleanse.corpus_cli import main; sys.exit(main())"
# What makes a record bad, in the process that cleans it: Python loads a module of this name at every start.
POISON = """\
import os, signal
from cleanse.cleaner import Cleaner
explain = Cleaner.explain
def deep(n):
    return deep(n + 1)
def loop():
    while True:
        pass
ACTS = {
    "segfault": lambda: os.kill(os.getpid(), signal.SIGSEGV), "memory": lambda: bytearray(1 << 50), "loop": loop, "stack": lambda: deep(0),
}
def poisoned(self, text):
    said = getattr(text, "text", text)
    act = ACTS.get(said.removeprefix("POISON ")) if said.startswith("POISON ") else None
    return act() if act else explain(self, text)
Cleaner.explain = poisoned
"""
REASONS = {
    "segfault": "was killed by SIGSEGV", "memory": "MemoryError", "loop": "took too long for it", "stack": "RecursionError",
    "bytes": "UTF-8",
}  # fmt: skip
SMALL_UNITS = "import sys\nsys.modules['py3langid'] = None\nimport cleanse.corpus.units\ncleanse.corpus.units.LEAST = 50_000\n"
TEXTS, LINES, SHORT = 20, 2, 120  # for the kills: whose lines are taken, so many for a document, and of at most so many characters


class Size(NamedTuple):
    """How many documents, rounds, bad records and kills."""

    documents: int
    rounds: int
    poison: int
    kills: int


SMALL, THOROUGH = Size(2000, 1, 10, 10), Size(20_000, 3, 100, 200)


class Run(NamedTuple):
    """Seconds, seconds of processor time of all processes and of the parent, and bytes of memory of the parent."""

    seconds: float
    processor: float
    parent: float
    memory: int


def written(path: Path, texts: list[str], number: int, poison: int = 0) -> Path:
    """A file of so many records, the poison evenly among them."""
    every = number // poison if poison else number + 1
    kinds = cycle(REASONS)
    with path.open("wb") as file:
        for at, text in enumerate(islice(cycle(texts), number)):
            if poison and at % every == every // 2:
                kind = next(kinds)
                file.write(b'{"text": "\xff"}\n' if kind == "bytes" else json.dumps({"text": f"POISON {kind}"}).encode() + b"\n")
            file.write(json.dumps({"id": at, "text": f"{text}\nNumber {at}."}, ensure_ascii=False).encode() + b"\n")
    return path


def start(source: Path, out: Path, workers: int = 2, custom: str = "") -> "subprocess.Popen[bytes]":
    """A run; `custom` is done at the start of each of its processes."""
    folder = source.with_suffix(".custom")
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(custom)
    command = [sys.executable, "-c", COMMAND, "run", str(source), "--to", str(out), "--workers", str(workers)]
    environment = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{os.getcwd()}"}  # noqa: PTH109  (as text)
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


def run(source: Path, out: Path, workers: int = 2, custom: str = "") -> Run:
    """A run from its start to its end."""
    began, before = perf_counter(), os.times()
    process = start(source, out, workers, custom)
    parent, memory = 0.0, 0
    while process.poll() is None:
        parent, memory = max(parent, _processor(process.pid)), max([memory, *_memory(process.pid)])
        sleep(0.05)
    assert process.returncode in {0, 2}
    after = os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(perf_counter() - began, processor, parent, memory)


def _memory(pid: int) -> Iterator[int]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    except OSError:
        return
    yield from (int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM"))


def _stat(pid: int) -> list[str]:
    """What /proc says of a process, from its state on; nothing of one that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
    except OSError:
        return []


def _processor(pid: int) -> float:
    """Seconds that a process took itself."""
    return sum(map(int, _stat(pid)[11:13])) / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> list[int]:
    """A process, its children and theirs, the one that Python starts to look after resources apart."""
    parents = {int(path.name): int(stat[1]) for path in Path("/proc").glob("[0-9]*") if (stat := _stat(int(path.name)))}
    found = [pid]
    for parent in found:
        found += [child for child, its in parents.items() if its == parent and not _looks_after_resources(child)]
    return found


def _looks_after_resources(pid: int) -> bool:
    try:
        return b"resource_tracker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return True


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def two_workers(folder: Path, texts: list[str], size: Size) -> list[Run]:
    """Two workers beside one, and the parent; the runs with two workers are returned."""
    few, all = written(folder / "few.jsonl", texts, size.documents // 4), written(folder / "all.jsonl", texts, size.documents)
    found: dict[int, list[Run]] = {1: [], 2: []}
    for turn in range(size.rounds):
        for workers, runs in found.items():
            runs.append(run(all, folder / f"{turn}-{workers}", workers))
    megabytes = all.stat().st_size / 1e6
    print(f"{size.documents} documents, {megabytes:.0f} MB")
    ratios = [one.seconds / two.seconds for one, two in zip(found[1], found[2], strict=True)]
    one, two = (Run._make(map(median, zip(*runs, strict=True))) for runs in found.values())
    print(f"one worker {one.seconds:.1f} s, two {two.seconds:.1f} s: {median(ratios):.2f} times ({min(ratios):.2f} to {max(ratios):.2f})")
    print(f"processor time: {one.processor:.1f} s and {two.processor:.1f} s, of which the parent {one.parent:.1f} s and {two.parent:.1f} s")
    print(f"a worker cleans {megabytes / (one.processor - one.parent):.2f} MB in a second of processor time")
    less = run(few, folder / "few").memory
    print(f"memory of the parent: {less / 1e6:.0f} MB for a quarter of them, {two.memory / 1e6:.0f} MB for all")
    return found[2]


def poison(folder: Path, texts: list[str], size: Size, without: list[Run]) -> None:
    """What bad records cost, and what is said of them."""
    source, out = written(folder / "poison.jsonl", texts, size.documents, size.poison), folder / "poisoned"
    found = run(source, out, custom=POISON)
    entries = [json.loads(line) for path in (out / "_cleanse" / "quarantine").glob("*.jsonl") for line in path.read_bytes().splitlines()]
    said = Counter(next((kind for kind, part in REASONS.items() if part in entry["reason"]), "another") for entry in entries)
    seconds, processor = median(run.seconds for run in without), median(run.processor for run in without)
    print(f"{size.poison} bad records: processor time {found.processor / processor - 1:+.0%}, time {found.seconds / seconds - 1:+.0%}")
    print("in quarantine, by reason: " + ", ".join(f"{count} {kind}" for kind, count in sorted(said.items())))


def kills(folder: Path, texts: list[str], size: Size) -> None:
    """Kill runs at random points, and compare what they leave when they have been gone on with."""
    lines = [line for text in texts[:TEXTS] for line in text.split("\n") if len(line) <= SHORT]
    short = ["\n".join(lines[at : at + LINES]) for at in range(0, len(lines), LINES)]
    source, out, dice = written(folder / "short.jsonl", short, size.documents), folder / "killed", random.Random(0)
    seconds = run(source, folder / "unbroken", custom=SMALL_UNITS).seconds
    whole = tree(folder / "unbroken")
    units = sum(name.startswith("_cleanse/totals/") for name in whole)
    print(f"kills: {size.documents} documents, {source.stat().st_size / 1e6:.1f} MB, {units} units, {seconds:.1f} s", flush=True)
    killed: Counter[str] = Counter()
    runs = same = 0
    while killed.total() < size.kills:
        while _killed(start(source, out, custom=SMALL_UNITS), dice, seconds, killed, size.kills):
            pass
        runs, same = runs + 1, same + (tree(out) == whole)
        rmtree(out)
        print(f"{killed.total()} kills, {same} of {runs} runs the same", file=sys.stderr, flush=True)
    print(f"{killed['parent']} times the parent and {killed['worker']} times a worker killed: {same} of {runs} runs have the same bytes")


def _killed(process: "subprocess.Popen[bytes]", dice: random.Random, seconds: float, killed: Counter[str], most: int) -> bool:
    """Kill a run, or its workers, until it ends; whether it was killed itself."""
    while killed.total() < most:
        end = monotonic() + dice.uniform(0, seconds / 2)
        while process.poll() is None and monotonic() < end:
            sleep(0.005)
        if process.poll() is not None:
            break
        workers = _family(process.pid)[1:]
        victim = dice.choice(workers) if workers and killed.total() % 2 else process.pid
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            continue
        killed["parent" if victim == process.pid else "worker"] += 1
    return process.wait() == -signal.SIGKILL


def main() -> None:
    """Print one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--thorough", action="store_true", help=f"{THOROUGH} instead of {SMALL}")
    args = parser.parse_args()
    size = THOROUGH if args.thorough else SMALL
    found: list[Any] = list(records(args.corpus))
    texts = [record["texts"]["trafilatura"] for record in found]
    with TemporaryDirectory() as name:
        poison(Path(name), texts, size, two_workers(Path(name), texts, size))
        kills(Path(name), texts, size)


if __name__ == "__main__":
    main()
