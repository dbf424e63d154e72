"""Row 18: the most memory that the command ever holds: of a long stream, of one long line, of a bomb; row 19: of the worker for pages;
rows 20 and 21: when it answers.
"""

import gzip
import json
import os
import select
import subprocess
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from time import perf_counter, sleep

from benchmarks.trust.bar import CLEANSE, Result, Scale, environment, fixtures, verdict
from cleanse.unwrap.worker import Worker

MOST = 150  # MB
MOST_OF_WORKER, GROWTH = 1024, 0.05  # MB; share
PAGE = "<html><head><title>A title</title></head><body><nav><a href=/>Home</a></nav><article><h1>A title</h1><p>{}</article></body></html>"
SENTENCE = "The river rose again on Monday, and by noon the council had closed both bridges to all traffic."
PIECE = 1 << 20
STARTS = 15
# What a process holds counts from what its parent held when it began: this is a small parent.
PARENT = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, code)
"""


def streams(scale: Scale) -> dict[str, tuple[Iterable[bytes], tuple[str, ...]]]:
    """The inputs, in pieces, and what the command is told of them. They are this large, so that what grows with size is seen."""
    size = scale.of(20, 1000)
    return {
        "JSONL": (_records(scale.of(30, 4000)), ("--format", "jsonl", "--quarantine", os.devnull)),
        "one line of text": ((b"word " * (PIECE // 5) for _ in range(scale.of(3, 1000))), ("--format", "text")),
        "one line of JSONL": (_line(size), ("--format", "jsonl", "--quarantine", os.devnull)),
        "one row of CSV": (_row(size), ("--format", "csv", "--quarantine", os.devnull)),
        "a record of WARC": (_archive(size), ("--format", "warc", "--quarantine", os.devnull)),
        "a page": ((b"<html>" if not n else b"<p>" * (PIECE // 3) for n in range(size)), ("--format", "html", "--quarantine", os.devnull)),
        "a bomb of gzip": ([_bomb(size * 10)], ("--format", "jsonl", "--quarantine", os.devnull)),
    }


def worker(scale: Scale) -> Result:
    """Row 19."""
    parser, count, size = Worker(), scale.of(300, 10_000), scale.of(1, 20)
    parts = [data.decode("utf-8", "replace").replace("<", "&lt;") for data in fixtures()]
    parser.unwrap(PAGE.format(SENTENCE))
    (child,) = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()[-1:]
    held = []
    for number in range(count):
        parser.unwrap(PAGE.format("<p>".join(parts[number % len(parts)].split("\n"))))
        held += [_held(child, "VmRSS")] if number in (count // 10, count - 1) else []
    failure = parser.unwrap(PAGE.format(f"<p>{SENTENCE}" * (size * PIECE // len(SENTENCE)))).failure
    peak = _held(child, "VmHWM") if not failure else 0
    parser.close()
    grown = held[1] / held[0] - 1
    failures = [f"{size} MB: {failure}"] if failure else []
    failures += [f"it holds {peak:.0f} MB"] if peak > MOST_OF_WORKER else []
    failures += [f"it grows by {grown:.0%}"] if grown > GROWTH else []
    return verdict(f"a page of {size} MB {peak:.0f} MB; {count} pages in a row: {grown:+.1%} behind the first tenth", failures)


def _held(process: str, what: str) -> float:
    """Megabytes, as Linux tells them."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith(what))) / 1024


def _records(megabytes: int) -> Iterator[bytes]:
    line = json.dumps({"page": "x" * 60_000, "text": f"{SENTENCE}\nAdvertisement"}).encode() + b"\n"
    for _ in range(megabytes * 16):
        yield line


def _line(megabytes: int) -> Iterator[bytes]:
    yield b'{"text":"'
    for _ in range(megabytes):
        yield b"y" * PIECE
    yield b'"}\n{"text":"a"}\n'


def _row(megabytes: int) -> Iterator[bytes]:
    yield b'id,text\n1,"'
    for _ in range(megabytes):
        yield b"y\n" * (PIECE // 2)


def _archive(megabytes: int) -> Iterator[bytes]:
    yield b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: %d\r\n\r\n" % (megabytes * PIECE)
    for _ in range(megabytes):
        yield b"y\n" * (PIECE // 2)


def _bomb(megabytes: int) -> bytes:
    target = BytesIO()
    with gzip.GzipFile(fileobj=target, mode="wb", mtime=0) as file:
        for _ in range(megabytes):
            file.write(bytes(PIECE))
    return target.getvalue()


def peak(pieces: Iterable[bytes], arguments: Iterable[str]) -> tuple[float, int]:
    """The most memory in MB (RSS) and the exit code of the command, fed with these pieces."""
    command = [sys.executable, "-c", PARENT, *CLEANSE, *arguments]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment())
    assert process.stdin
    assert process.stdout
    try:
        for piece in pieces:
            process.stdin.write(piece)
        process.stdin.close()
    except BrokenPipeError:
        pass
    with process.stdout as answer:
        kilobytes, code = map(int, answer.read().split())
    process.wait()
    return kilobytes / 1024, code


def bounded(scale: Scale) -> Result:
    """Row 18."""
    found = {name: peak(*stream) for name, stream in streams(scale).items()}
    failures = [
        f"{name}: {memory:.0f} MB, exit code {code}" for name, (memory, code) in found.items() if memory > MOST or code not in {0, 2}
    ]
    return verdict(", ".join(f"{name} {memory:.0f} MB" for name, (memory, _) in found.items()), failures)


def latency(scale: Scale) -> Result:
    """Row 20."""
    line = json.dumps({"text": f"{SENTENCE}\nAdvertisement"}).encode() + b"\n"
    waits = []
    with subprocess.Popen(
        [*CLEANSE, "--format", "jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env=environment()
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(scale.of(40, 600)):
            start = perf_counter()
            process.stdin.write(line)
            select.select([process.stdout], [], [], 10)
            process.stdout.read(1 << 16)
            waits.append((perf_counter() - start) * 1000)
            sleep(0.05)
        process.stdin.close()
    rest = sorted(waits[1:])
    high = rest[len(rest) * 99 // 100]
    return Result(f"median {rest[len(rest) // 2]:.1f} ms, p99 {high:.1f} ms (first {waits[0]:.0f} ms)", high <= 100)


def starts(scale: Scale) -> Result:
    """Row 21. Processor time: what else the machine does is not the command's, and it waits for nothing but its files."""
    times: dict[str, float] = {}
    for name, arguments in {"--version": ["--version"], "a line": []}.items():
        best = float("inf")
        for _ in range(STARTS):
            before = os.times()
            subprocess.run([*CLEANSE, *arguments], input=SENTENCE.encode(), stdout=subprocess.DEVNULL, check=True, env=environment())
            after = os.times()
            best = min(best, after.children_user + after.children_system - before.children_user - before.children_system)
        times[name] = best * 1000
    passed = times["--version"] <= 100 and times["a line"] <= 250
    return Result(", ".join(f"{name} {time:.0f} ms" for name, time in times.items()), passed)
