"""Whether the folder of a run still is what the run wrote, and whether what it wrote keeps the promises."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from os import devnull
from pathlib import Path
from random import Random
from typing import Any

from cleanse.corpus.manifest import HASHED, NAME, OURS, broken_outputs, head_hash, read_head
from cleanse.corpus.settings import Settings, from_dict
from cleanse.corpus.task import count_records, hashed
from cleanse.corpus.units import Piece
from cleanse.model import Cleaned, CleanseError
from cleanse.progress import progress
from cleanse.sources import Hints, Job, rewrite, tell_apart
from cleanse.verify import broken_promises

FILES, DOCUMENTS = 20, 50  # of the sample: files, drawn at random but always the same ones, and documents of each


def verify(out: Path) -> Iterator[str]:
    """What is wrong with the folder, one line each; nothing is wrong with a whole one. Sources that are gone are passed over.

    Raises `CleanseError` where it holds no run.
    """
    head = read_head(out)
    named: set[int] = set()  # the hashes of paths
    seen: set[int] = set()
    sample: list[str] = []
    random = Random(0)
    for number, line in enumerate(progress(_lines(out), "units", head["plan"]["units"])):
        seen.add(line["unit"])
        yield from _wrong(out, line, head_hash(head))
        for output in line["outputs"]:
            named.add(hash(output["path"]))
            if not output["path"].startswith(OURS):
                _draw(sample, output["path"], number, random)
    if missing := head["plan"]["units"] - len(seen):
        yield f"{missing} of {head['plan']['units']} units are not done; run it again as it was begun"
    yield from _strangers(out, named)
    yield from _broken_promises(out, sample, head["settings"])


def _lines(out: Path) -> Iterator[dict[str, Any]]:
    with (out / OURS / NAME).open("rb") as file:
        file.readline()
        for line in file:
            try:
                yield json.loads(line)
            except ValueError as error:
                raise CleanseError(f"{out}: the manifest cannot be read ({error})") from error


def _wrong(out: Path, line: Mapping[str, Any], head: str) -> Iterator[str]:
    """What is wrong with a unit."""
    name = f"unit {line['unit']}"
    if line["head"] != head or line[HASHED] != head_hash({key: value for key, value in line.items() if key != HASHED}):
        yield f"{name}: its line in the manifest has been changed"
        return
    yield from (f"{name}: {path}: {reason}" for path, reason in line["failed"])
    yield from (f"{name}: {problem}" for problem in broken_outputs(out, line))
    counts = Counter(line["counts"])
    if counts["in"] != counts["out"] + counts["empty"] + counts["quarantined"] + counts["lost"]:
        yield f"{name}: its counts do not add up"
    for given in line["inputs"]:
        piece = Piece(given["path"], "", given["start"], given["end"])
        if Path(piece.path).exists() and hashed(piece) != given["sha256"]:
            yield f"{name}: {piece.path} is not what was read"
