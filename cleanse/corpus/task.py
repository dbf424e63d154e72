"""One task: the pieces of a unit cleaned into temporary files, which are counted, hashed and brought to the disk."""

import json
import os
from collections.abc import Callable
from contextlib import closing
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import IO, Any, NamedTuple

from cleanse.cleaner import Cleaner
from cleanse.corpus.manifest import COUNTS, OURS
from cleanse.corpus.records import Journal, Quarantine, UnitJob
from cleanse.corpus.settings import Settings
from cleanse.corpus.units import Piece, Unit, digest, hashed, opened
from cleanse.model import CleanseError
from cleanse.sources import Hints, rewrite, tell_apart
from cleanse.sources.compression import PACKED, expanded
from cleanse.sources.jsonl import rewrite_jsonl

SUFFIXES = {"html": ".txt", "warc": ".jsonl"}  # what is put behind the name of what leaves in another format
COUNTED = ("jsonl", "parquet")  # what can be counted without being cleaned
FULL = (ENOSPC, EDQUOT)  # what the system says of a disk on which nothing can be written any more
DAMAGES = "damages"  # beside `COUNTS`: places where nothing could be read; what older runs wrote does not say


class Task(NamedTuple):
    """A unit to do, in files of the folder `temporary` whose names begin with its number; `blame` as in `UnitJob`."""

    unit: Unit
    temporary: Path
    blame: str = ""

    def file(self, name: str) -> Path:
        """The temporary file of that name."""
        return self.temporary / f"{self.unit.number:06}.{name}"

    def empty_line(self) -> dict[str, Any]:
        """What the manifest says of a unit of which nothing is done."""
        return {"unit": self.unit.number, "inputs": [], "outputs": [], "counts": dict.fromkeys((*COUNTS, DAMAGES), 0), "failed": []}


class Written(NamedTuple):
    """A file that was written for a unit, its path from the folder of the run, and how many records are in it, if it holds data."""

    temporary: Path
    path: str
    records: int | None = None


def do(task: Task, settings: Settings, cleaner: Cleaner, language: Callable[[str], str]) -> None:
    """Do it. What it amounts to is the file `result`, the last to be written: its line of the manifest, and where its outputs are.

    Raises `OSError` where there is no room on the disk (`FULL`), which is the fault of no source.
    """
    for left in task.temporary.glob(f"{task.unit.number:06}.*"):
        if left.suffix != ".journal":
            left.unlink()
    quarantine = Quarantine(task.file("quarantine"), task.file("raw"))
    line, written = task.empty_line(), list[Written]()
    with closing(Journal(task.file("journal"))) as journal:
        job = UnitJob(cleaner, Hints(field=settings.field), language, journal, quarantine, task.blame)
        for number, piece in enumerate(task.unit.pieces):
            _add(piece, task.file(str(number)), job, line, written)
    written += _beside(task, job)
    line["outputs"] = [_output(file) for file in written]
    result = {"line": line, "temporary": [str(file.temporary) for file in written]}
    task.file("result").write_text(json.dumps(result))


def _add(piece: Piece, target: Path, job: UnitJob, line: dict[str, Any], written: list[Written]) -> None:
    """Clean a piece; what came of it is added to the line and to what is written. Raises `OSError` where the disk is full."""
    try:
        path, read, counts = _rewritten(piece, target, job)
        line["inputs"].append({"path": piece.path, "start": piece.start, "end": piece.end, "sha256": read, "field": piece.field})
        line["counts"] = {name: count + counts[name] for name, count in line["counts"].items()}
        written.append(Written(target, path, counts["out"] + counts["empty"]))
    except (CleanseError, OSError) as error:
        if isinstance(error, OSError) and error.errno in FULL:
            raise
        line["failed"].append([piece.path, (error.strerror if isinstance(error, OSError) else "") or str(error)])


def _beside(task: Task, job: UnitJob) -> list[Written]:
    """What is written beside the data: the totals and, where there are bad records, the quarantine."""
    task.file("totals").write_bytes(job.totals.to_json())
    names = [("totals", "totals", ".json")]
    if job.kept.records or job.kept.damages:
        names += [("quarantine", "quarantine", ".jsonl"), ("raw", "quarantine", ".raw")]
    return [Written(task.file(name), f"{OURS}/{folder}/{task.unit.number:06}{suffix}") for name, folder, suffix in names]


def _rewritten(piece: Piece, target: Path, job: UnitJob) -> tuple[str, str, dict[str, int]]:
    """Clean one piece into a file. The path of that file from the folder of the run is returned, the hash of what was read, and the counts.

    Raises `CleanseError` where that has changed meanwhile: nobody could say what the file is made of.
    """
    mark, format = b"", "jsonl"
    if not piece.end:
        with opened(piece) as source:
            mark, format = tell_apart(source, piece.path, job.hints)
    path = _path(piece, format, bool(mark))
    before, read = job.counted(), hashed(piece)
    with opened(piece) as source, target.open("wb") as file:
        if piece.end:
            rewrite_jsonl(source, file, job, f"{piece.path}@{piece.start}", piece.field)
        else:
            rewrite(source, file, job, piece.path)
    if hashed(piece) != read:
        raise CleanseError("was changed while it was read; run it again when nobody writes to it")
    with opened(piece) as came, target.open("rb") as went:
        return path, read, _balance([new - old for new, old in zip(job.counted(), before, strict=True)], came, went, mark, format)


def _path(piece: Piece, format: str, packed: bool) -> str:
    """The path of what is written. Raises `CleanseError` where another input has that name."""
    if format not in SUFFIXES:
        return piece.target
    stem, end = os.path.splitext(piece.target)  # noqa: PTH122  (with its folder)
    path = f"{stem}{SUFFIXES[format]}{end}" if packed and end in PACKED else piece.target + SUFFIXES[format]
    beside = Path(piece.path).with_name(Path(path).name)
    if beside.exists():
        raise CleanseError(f"would be written where {beside} is; rename one of them")
    return path


def _balance(counted: list[int], came: IO[bytes], went: IO[bytes], mark: bytes, format: str) -> dict[str, int]:
    """The counts of a piece. Raises `CleanseError` where what came in is not what went out and what is in quarantine."""
    documents, changed, emptied, quarantined, damages = counted
    written = documents
    if format in {"jsonl", "parquet", "warc"}:
        written = count_records(went, mark, "jsonl" if format == "warc" else format)
    arrived = count_records(came, mark, format) if format in COUNTED else documents + quarantined
    lost = arrived - written - quarantined
    if written != documents or lost < 0 or (lost and not damages):
        raise CleanseError(
            f"counts do not add up: {arrived} came, {written} went, {documents} of them cleaned, {quarantined} are in quarantine; "
            "please report this as a bug"
        )
    return {
        "in": arrived, "out": documents - emptied, "empty": emptied, "quarantined": quarantined, "lost": lost, "changed": changed,
        DAMAGES: damages,
    }  # fmt: skip


def count_records(source: IO[bytes], mark: bytes, format: str) -> int:
    """How many records a stream of JSONL or Parquet holds, counted without any of what cleans them."""
    if mark:
        source = expanded(source, mark, lambda reason: None)
    if format == "parquet":
        from pyarrow import parquet

        return int(parquet.ParquetFile(source).metadata.num_rows)
    count, filled = 0, False
    while line := source.readline(1 << 20):
        filled = filled or bool(line.strip())
        if line.endswith(b"\n"):
            count, filled = count + filled, False
    return count + filled


def _output(file: Written) -> dict[str, Any]:
    """What the manifest says of a file, which is brought to the disk."""
    with file.temporary.open("r+b") as opened:
        os.fsync(opened.fileno())
        output = {"path": file.path, "bytes": os.fstat(opened.fileno()).st_size, "sha256": digest(opened)}
    return output if file.records is None else {**output, "records": file.records}
