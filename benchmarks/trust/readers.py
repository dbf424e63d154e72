"""Rows 3 and 7: files of every format with bits flipped, cut short, spliced and doubled, through the doors.

Nothing but `CleanseError` may come out, every record has to be there or be counted as rejected, and where a checksum guards the bytes a
change of a text may not go unreported. Parquet runs in a process of its own, since its library may end the one it runs in.
"""

import gzip
import json
import random
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from functools import cache
from io import BytesIO, StringIO
from typing import NamedTuple

from benchmarks.trust.bar import Result, Scale, verdict
from cleanse import Cleaner, CleanseError
from cleanse.sources import Hints, Job, rewrite
from cleanse.sources.compression import magic

TEXTS = [f"The ferry number {n} left at noon, an hour late, and nobody on the pier minded.\nAdvertisement" for n in range(12)]

Answer = tuple[list[str], int, int]
REFUSED: Answer = ([], 0, 0)  # the whole file, with an error that says why


class Form(NamedTuple):
    """A format: its name for the doors, a good file, and how the texts are found in what came out; `guarded` by a checksum.

    `suffix` is that of a compressed file's name. Where the first bytes are damaged it is no such file, and what comes out is none either.
    """

    format: str
    data: bytes
    texts: Callable[[bytes], list[str]]
    guarded: bool = False
    suffix: str = ""


def forms() -> dict[str, Form]:
    """All formats."""
    import zstandard

    jsonl = b"".join(json.dumps({"id": n, "text": text}).encode() + b"\n" for n, text in enumerate(TEXTS))
    csv = b"id,text\r\n" + b"".join(b'%d,"%s"\r\n' % (n, text.encode()) for n, text in enumerate(TEXTS))
    return {
        "jsonl": Form("jsonl", jsonl, _of_jsonl),
        "csv": Form("csv", csv, lambda data: data.decode(errors="replace").split("\r\n")[1:-1]),
        "warc": Form("warc", _warc(), _of_jsonl),
        "gzip": Form("jsonl", gzip.compress(jsonl, mtime=0), _of_gzip, True, ".gz"),
        "zstd": Form("jsonl", zstandard.ZstdCompressor(write_checksum=True).compress(jsonl), _of_zstd, True, ".zst"),
        "parquet": Form("parquet", _parquet(), _of_parquet, True),
    }


def _warc() -> bytes:
    head = b"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:%d>\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
    return b"".join(head % (n, len(text.encode()), text.encode()) for n, text in enumerate(TEXTS))


def _parquet() -> bytes:
    import pyarrow
    from pyarrow import parquet

    target = BytesIO()
    table = pyarrow.table({"id": list(range(len(TEXTS))), "text": TEXTS})
    parquet.write_table(table, target, row_group_size=4, write_page_checksum=True)
    return target.getvalue()


def _of_jsonl(data: bytes) -> list[str]:
    return [str(json.loads(line)["text"]) for line in data.split(b"\n") if line.strip()]


def _of_gzip(data: bytes) -> list[str]:
    return _of_jsonl(gzip.decompress(data) if magic(data) else data)


def _of_zstd(data: bytes) -> list[str]:
    import zstandard

    return _of_jsonl(zstandard.ZstdDecompressor().decompressobj().decompress(data) if magic(data) else data)


def _of_parquet(data: bytes) -> list[str]:
    from pyarrow import parquet

    return [str(text) for text in parquet.read_table(BytesIO(data)).column("text").to_pylist()]


def mutants(data: bytes, count: int, seed: int) -> Iterator[bytes]:
    """The file with one to three damages."""
    draw = random.Random(seed)
    for _ in range(count):
        mutant = bytearray(data)
        for _ in range(draw.choice((1, 1, 1, 2, 3))):
            at, size = draw.randrange(len(mutant) or 1), draw.choice((1, 2, 8, 100))
            match draw.randrange(6):
                case 0 if mutant:
                    mutant[at % len(mutant)] ^= 1 << draw.randrange(8)
                case 1:
                    del mutant[at:]
                case 2:
                    del mutant[at : at + size]
                case 3:
                    mutant[at:at] = data[draw.randrange(len(data)) :][:size]
                case 4:
                    mutant[at:at] = draw.randbytes(size)
                case _:
                    mutant[at : at + size] = draw.choice((b"\0", b'"', b"\n", b"{", b"\xff", b",")) * size
        yield bytes(mutant)


@cache
def _tried(scale: Scale) -> tuple[int, tuple[str, ...]]:
    cleaner, failures, count = Cleaner(), [], 0
    for name, form in forms().items():
        whole = _answer(form, form.data, cleaner)
        assert not isinstance(whole, str)
        wrong = _forked(form, whole[0], cleaner, scale) if name == "parquet" else _wrong(form, whole[0], cleaner, scale)
        failures += [f"{name}: {complaint}" for complaint in wrong]
        count += scale.of(120, 10_000)
    return count, tuple(failures)


def _wrong(form: Form, whole: list[str], cleaner: Cleaner, scale: Scale) -> list[str]:
    """What is wrong with the answers for the mutants of a format."""
    found = []
    for number, mutant in enumerate(mutants(form.data, scale.of(120, 10_000), seed=1)):
        answer = _answer(form, mutant, cleaner)
        complaint = answer if isinstance(answer, str) else "" if answer is REFUSED else _lost(form, mutant, whole, *answer)
        if complaint:
            found.append(f"mutant {number}: {complaint}")
    return found


def _lost(form: Form, mutant: bytes, whole: list[str], texts: list[str], documents: int, rejected: int) -> str:
    """What is lost in silence, if anything."""
    if form.format == "jsonl" and not form.guarded:
        lines = sum(1 for line in mutant.split(b"\n") if line.strip())
        return "" if len(texts) + rejected == lines else f"{lines} records, {len(texts)} out, {rejected} rejected"
    if form.guarded and not rejected and texts != whole:
        return f"another text, and nobody is told: {texts}"[:300]
    missing = [text for text in whole if text not in texts and text.encode() in mutant]
    return f"{missing[0]!r} is not there, and nobody is told" if missing and not rejected and form.format == "csv" else ""


def _answer(form: Form, data: bytes, cleaner: Cleaner) -> Answer | str:
    """The texts that came out, how many documents, how many rejected; as words, what may not happen."""
    target, job = BytesIO(), Job(cleaner, Hints(format=form.format))
    try:
        with redirect_stderr(StringIO()):
            rewrite(BytesIO(data), target, job, f"mutant{form.suffix}")
    except CleanseError:
        return REFUSED
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    try:
        return form.texts(target.getvalue()), job.documents, job.rejected
    except Exception as error:
        return f"what came out cannot be read: {type(error).__name__}: {error}"


def _forked(form: Form, whole: list[str], cleaner: Cleaner, scale: Scale) -> list[str]:
    """The same in a child, whose end by a signal is what is wrong."""
    import os

    inward, outward = os.pipe()
    if not (child := os.fork()):
        os.close(inward)
        try:
            os.write(outward, json.dumps(_wrong(form, whole, cleaner, scale)[:100]).encode())
        finally:
            os._exit(0)
    os.close(outward)
    with os.fdopen(inward, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(child, 0)
    found: list[str] = json.loads(data) if data else [f"the process ended with {os.waitstatus_to_exitcode(status)}"]
    return found


def mutated(scale: Scale) -> Result:
    """Row 3."""
    count, failures = _tried(scale)
    return verdict(f"{count} mutants of {len(forms())} formats", failures)


def conserved(scale: Scale) -> Result:
    """Row 7."""
    count, failures = _tried(scale)
    return verdict(f"{count} mutants", [failure for failure in failures if "rejected" in failure or "told" in failure])
