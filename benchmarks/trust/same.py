"""Rows 8 to 11: the same answer whatever the workers, the order, the seed of hashes, the locale, the zone, the date, the door, the Python."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.trust.bar import CORPUS, ROOT, Result, Scale, fixtures, run, verdict
from cleanse import Cleaner
from cleanse.sources import Hints, Job, rewrite

# The clock is wrong by decades, and asking the zone is allowed; the answers are hashed.
PROGRAM = """
import json, sys, time, datetime
time.time = lambda: float(sys.argv[1])
from cleanse import Cleaner
cleaner, texts = Cleaner("body"), json.load(sys.stdin)
from hashlib import sha256
answers = [cleaner.explain(text) for text in texts]
said = answers if len(sys.argv) < 3 else [(answer.text, answer.removed, answer.repairs) for answer in answers]
print(sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest())
"""


def texts(count: int) -> list[str]:
    """So many texts: those of the fixtures, again and again, each with a number."""
    known = [data.decode("utf-8", "replace") for data in fixtures()]
    return [f"{text}\nNumber {number} of many.\n" for number, text in enumerate(islice(cycle(known), count))]


def settings(scale: Scale) -> Result:
    """Row 8."""
    found: set[str] = set()
    data = json.dumps(texts(scale.of(60, 10_000))).encode()
    cases = [("1", "C", "UTC", "0"), ("2", "C.UTF-8", "Asia/Tokyo", "4e9"), ("3", "POSIX", "America/Lima", "1e9")]
    for seed, locale, zone, clock in cases:
        done = run([sys.executable, "-c", PROGRAM, clock], data, timeout=3600, PYTHONHASHSEED=seed, LC_ALL=locale, TZ=zone)
        found.add(done.stdout.decode() + done.stderr.decode()[-200:])
    runs = _corpus(scale)
    failures = [] if len(found) == 1 else sorted(found)
    failures += [] if len(set(runs)) == 1 else ["corpus runs differ with the number of workers or the order of records"]
    return verdict(f"{len(cases)} environments, {len(runs)} corpus runs", failures)


def _corpus(scale: Scale) -> list[str]:
    """The hashes of what corpus runs wrote, records in the order of their ids."""
    records = [json.dumps({"id": number, "text": text}).encode() for number, text in enumerate(texts(scale.of(60, 10_000)))]
    shuffled = Random(1).sample(records, len(records))
    hashes = []
    with TemporaryDirectory() as name:
        for case, (lines, workers) in enumerate([(records, 1), (records, 2), (shuffled, 2), (records, 8)][: scale.of(3, 4)]):
            source, out = Path(name) / f"{case}.jsonl", Path(name) / str(case)
            source.write_bytes(b"\n".join(lines) + b"\n")
            run([*CORPUS, "run", str(source), "--to", str(out), "--workers", str(workers)], timeout=3600)
            written = sorted(line for path in out.glob("*.jsonl") for line in path.read_bytes().splitlines())
            hashes.append(sha256(b"\n".join(written)).hexdigest())
    return hashes


def doors(scale: Scale) -> Result:
    """Row 9."""
    import pyarrow
    from pyarrow import parquet

    known, cleaner = texts(scale.of(60, 10_000)), Cleaner()
    wanted = [cleaner.clean(text) for text in known]
    jsonl = b"".join(json.dumps({"text": text}).encode() + b"\n" for text in known)
    table, archive = BytesIO(), b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
    parquet.write_table(pyarrow.table({"text": known}), table)
    wet = b"".join(archive % (len(text.encode()), text.encode()) for text in known)
    answers = {
        "explain": [cleaner.explain(text).text for text in known],
        "bytes": [cleaner.clean(text.encode()) for text in known],
        "JSONL": [json.loads(line)["text"] for line in _through(cleaner, "jsonl", jsonl).splitlines()],
        "WARC": [json.loads(line)["text"] for line in _through(cleaner, "warc", wet).splitlines()],
        "Parquet": parquet.read_table(BytesIO(_through(cleaner, "parquet", table.getvalue()))).column("text").to_pylist(),
        "text": _through(cleaner, "text", "\n<>\n".join(known).encode(), "<>").decode().split("<>\n"),
    }
    failures = [name for name, texts in answers.items() if [t.rstrip("\n") for t in texts] != [t.rstrip("\n") for t in wanted]]
    return verdict(f"{len(known)} texts, {len(answers)} doors", failures)


def _through(cleaner: Cleaner, format: str, data: bytes, delimiter: str = "") -> bytes:
    target = BytesIO()
    rewrite(BytesIO(data), target, Job(cleaner, Hints(format=format, delimiter=delimiter)))
    return target.getvalue()


def versions(scale: Scale) -> Result:
    """Row 10. Each Python that is found gets an environment of its own, so this takes the network and minutes.

    Compared are texts, edits and repairs; from 3.12 on `sum` rounds better, so that scores differ in their sixteenth digit.
    """
    others = list(_pythons())
    if not (scale.release and others):
        return Result("with --release" if others else "no other Python is installed", None)
    data = json.dumps(texts(10_000)).encode()
    hashes = {"this one": _hash(sys.executable, data)}
    with TemporaryDirectory() as name:
        for python in others:
            place = Path(name) / python.parent.parent.name
            run([str(python), "-m", "venv", str(place)], timeout=600, PYTHONPATH="")
            done = run([str(place / "bin" / "python"), "-m", "pip", "install", "-q", str(ROOT)], timeout=1800, PYTHONPATH="")
            hashes[python.parent.parent.name] = _hash(str(place / "bin" / "python"), data) if not done.returncode else "pip fails"
    failures = [f"{name}: {value}" for name, value in hashes.items()] if len(set(hashes.values())) > 1 else []
    return verdict(f"10,000 texts on {len(hashes)} Pythons ({', '.join(hashes)})", failures)


def _pythons() -> Iterator[Path]:
    """Other Pythons that the package supports: one of each version, from pyenv or the path."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for minor in range(11, 20):
        if minor != sys.version_info.minor:
            on_path = shutil.which(f"python3.{minor}")
            yield from [*sorted(pyenv.glob(f"3.{minor}.*/bin/python")), *([Path(on_path)] if on_path else [])][:1]


def _hash(python: str, data: bytes) -> str:
    done = run(
        [python, "-c", PROGRAM, "1", "edits"],
        data,
        timeout=3600,
        PYTHONHASHSEED="0",
        PYTHONPATH="" if python != sys.executable else str(ROOT),
    )
    return done.stdout.decode().strip() or done.stderr.decode()[-200:]


def no_state(scale: Scale) -> Result:
    """Row 11."""
    known = texts(scale.of(120, 3000))
    used = Cleaner("body")
    after = [used.clean(text) for text in known]
    backwards = [used.clean(text) for text in reversed(known)][::-1]
    every = scale.of(6, 1)
    alone = [Cleaner("body").clean(text) for text in known[::every]]
    failures = [] if after == backwards and after[::every] == alone else ["an answer depends on the documents before it"]
    return verdict(f"{len(known)} documents, forwards, backwards, alone", failures)
