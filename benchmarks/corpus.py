"""A corpus run: how much faster two workers are than one, what bad records cost, and how much memory the parent takes.

    python -m benchmarks.corpus ARTICLES.jsonl.gz [--documents 4000] [--rounds 3] [--poison 0]

A record of the corpus is {"texts": {"trafilatura": text}}; the texts are taken as often as it takes. The runs take turns, and the ratio
is the median of the rounds'; on a machine that does other work as well, the processor times say more. With `--poison N`, N more records
of the last run are bad, of five kinds in turn: the cost is told. Memory is the most that the parent held itself (RSS), at a quarter
of the documents and at all of them.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any

from benchmarks.truth import records

COMMAND = "import sys; from cleanse.corpus_cli import main; sys.exit(main())"
# What makes a record bad, in the process that cleans it: Python loads a module of this name at every start.
CUSTOM = """\
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
    act = ACTS.get(text.removeprefix("POISON ")) if isinstance(text, str) and text.startswith("POISON ") else None
    return act() if act else explain(self, text)
Cleaner.explain = poisoned
"""
KINDS = ("segfault", "memory", "loop", "stack", "bytes")


def written(path: Path, texts: list[str], number: int, poison: int = 0) -> None:
    """A file of so many records, the poison evenly among them."""
    every = number // poison if poison else number + 1
    kinds = cycle(KINDS)
    with path.open("wb") as file:
        for at, text in enumerate(islice(cycle(texts), number)):
            if at % every == every // 2:
                kind = next(kinds)
                file.write(b'{"text": "\xff"}\n' if kind == "bytes" else json.dumps({"text": f"POISON {kind}"}).encode() + b"\n")
            file.write(json.dumps({"id": at, "text": f"{text}\nNumber {at}."}, ensure_ascii=False).encode() + b"\n")


def run(source: Path, out: Path, workers: int, custom: Path) -> tuple[float, float, int]:
    """Seconds, seconds of processor time, and bytes of memory of the parent."""
    command = [sys.executable, "-c", COMMAND, "run", str(source), "--to", str(out), "--workers", str(workers)]
    environment = {**os.environ, "PYTHONPATH": f"{custom}{os.pathsep}{os.getcwd()}"}  # noqa: PTH109  (as text)
    start, before = perf_counter(), os.times()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        most = max([most, *_memory(process.pid)])
        sleep(0.05)
    assert process.returncode in {0, 2}
    after = os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return perf_counter() - start, processor, most


def _memory(pid: int) -> Iterator[int]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    except OSError:
        return
    yield from (int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM"))


def main() -> None:
    """Print one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--documents", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--poison", type=int, default=0, help="bad records")
    args = parser.parse_args()
    found: list[Any] = list(records(args.corpus))
    texts = [record["texts"]["trafilatura"] for record in found]
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "custom").mkdir()
        (folder / "custom" / "sitecustomize.py").write_text(CUSTOM)
        for kind, number, poison in (("few", args.documents // 4, 0), ("all", args.documents, 0), ("poison", args.documents, args.poison)):
            written(folder / f"{kind}.jsonl", texts, number, poison)
        times: dict[int, list[float]] = {1: [], 2: []}
        processor: dict[int, list[float]] = {1: [], 2: []}
        for turn in range(args.rounds):
            for workers, seconds in times.items():
                took, used, memory = run(folder / "all.jsonl", folder / f"{turn}-{workers}", workers, folder)
                seconds.append(took)
                processor[workers].append(used)
        print(f"{args.documents} documents, {(folder / 'all.jsonl').stat().st_size / 1e6:.0f} MB")
        ratios = [one / two for one, two in zip(times[1], times[2], strict=True)]
        one, two = median(times[1]), median(times[2])
        print(f"one worker {one:.1f} s, two {two:.1f} s: {median(ratios):.2f} times ({min(ratios):.2f} to {max(ratios):.2f})")
        print(f"processor time: {median(processor[1]):.1f} s and {median(processor[2]):.1f} s")
        _, _, less = run(folder / "few.jsonl", folder / "few", 2, folder)
        print(f"memory of the parent: {less / 1e6:.0f} MB for a quarter of them, {memory / 1e6:.0f} MB for all")
        if args.poison:
            took, used, _ = run(folder / "poison.jsonl", folder / "poison", 2, folder / "custom")
            print(f"{args.poison} bad records: {took:.1f} s, {took / two - 1:+.0%}; processor time {used:.1f} s")


if __name__ == "__main__":
    main()
