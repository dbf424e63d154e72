"""Records through a pipe: how much memory and time a long stream takes, and how soon a single record leaves.

    python -m benchmarks.doors [--megabytes 4096] [--text 50] [--records 200]

The stream is JSONL whose records carry 60 kB beside their text; its 101st to 104th are poison: a line of 100 MB, bad JSON, a lone
surrogate and bad UTF-8; each has to be named by its line and kept in quarantine. Two large records follow by themselves, of 15 MB
each, with characters of four bytes: in the text of one, beside the text of the other. The text is plain text in one piece. Memory is the
largest that the process ever held (RSS).
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from tempfile import NamedTemporaryFile
from time import perf_counter, sleep

FERRY = "The river rose again on Monday, and by noon the council had closed both bridges to all traffic."
LONG = (b'{"text":"', *[b"y" * (1 << 20)] * 100, b'"}\n')  # in pieces: what this process holds would count for the one it starts
POISON = (*LONG, b'{"text": bad}\n', b'{"text": "\\ud800"}\n', b'{"text": "caf\xe9"}\n')
COMMAND = [sys.executable, "-m", "cleanse"]


def stream(megabytes: int) -> Iterator[bytes]:
    """The lines of the stream."""
    size = number = 0
    while size < megabytes << 20:
        line = json.dumps({"id": number, "page": "x" * 60_000, "text": f"{FERRY} {number}\nAdvertisement"}).encode() + b"\n"
        yield line
        if number == 100:
            yield from POISON
        size += len(line)
        number += 1


def large() -> Iterator[bytes]:
    """Two records near the limit."""
    wide = f"{FERRY} \N{SHIP}\n\n" * (15_000_000 // (len(FERRY) + 9))
    for record in ({"text": wide}, {"page": wide, "text": FERRY}):
        line = json.dumps(record, ensure_ascii=False).encode() + b"\n"
        yield from (line[at : at + (1 << 20)] for at in range(0, len(line), 1 << 20))


def text(megabytes: int) -> Iterator[bytes]:
    """The paragraphs of the text."""
    for number in range((megabytes << 20) // len(FERRY)):
        yield f"{FERRY} {number}\n\n".encode()


def memory(name: str, pieces: Iterator[bytes], *arguments: str) -> str:
    """Pipe the pieces through the command; print what it took. What it said on standard error is returned."""
    start = perf_counter()
    process = subprocess.Popen([*COMMAND, *arguments], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stderr is not None
    size = sum(process.stdin.write(piece) for piece in pieces)
    process.stdin.close()
    said = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    took = perf_counter() - start
    print(f"{name}: {size / 1e6:.0f} MB in {took:.0f} s, {usage.ru_maxrss >> 10} MB of memory, exit code {process.returncode}", flush=True)
    return said


def poisoned(megabytes: int) -> None:
    """The stream of JSONL, and what became of its poison."""
    with NamedTemporaryFile() as quarantine:
        said = memory("JSONL", stream(megabytes), "--quarantine", quarantine.name)
        print(said, end="")
        whole = all(quarantine.read(len(piece)) == piece for piece in POISON) and not quarantine.read(1)
        print(f"in quarantine: {'the poison, byte for byte' if whole else 'something else'}", flush=True)


def latency(records: int) -> None:
    """Send a record every 50 ms and wait for it."""
    line = json.dumps({"text": f"{FERRY}\nAdvertisement\n{FERRY.upper()}"}).encode() + b"\n"
    waits = []
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(records + 1):
            start = perf_counter()
            process.stdin.write(line)
            process.stdout.read(1 << 16)
            waits.append((perf_counter() - start) * 1000)
            sleep(0.05)
        process.stdin.close()
    first, *rest = waits
    rest.sort()
    print(f"latency: first {first:.0f} ms, then median {rest[len(rest) // 2]:.1f} ms, p99 {rest[len(rest) * 99 // 100]:.1f} ms", flush=True)


def main() -> None:
    """Print one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=4096, help="of JSONL")
    parser.add_argument("--text", type=int, default=50, help="megabytes of plain text")
    parser.add_argument("--records", type=int, default=200, help="for the latency")
    args = parser.parse_args()
    latency(args.records)
    poisoned(args.megabytes)
    memory("large records", large())
    memory("text", text(args.text))


if __name__ == "__main__":
    main()
