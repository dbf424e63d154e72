"""Whether the folder of a run still is what the run wrote, and whether what it wrote keeps the promises."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from cleanse.cleaner import Cleaner
from cleanse.corpus.manifest import NAME, broken_outputs, has_changed, line_hash, read_head, sealed
from cleanse.corpus.settings import Settings, from_dict
from cleanse.corpus.task import COUNTED, count_records
from cleanse.corpus.units import OURS
from cleanse.model import Cleaned, CleanseError
from cleanse.progress import progress
from cleanse.sources import Hints, Job, rewrite, tell_apart
from cleanse.sources.window import WINDOW
from cleanse.verify import broken_promises

FILES, DOCUMENTS = 20, 50  # of the sample: files, drawn at random but always the same ones, and documents of each
LONG = WINDOW // 2  # characters; a longer text may come from several windows, which would cut it elsewhere the second time


class Sampled(NamedTuple):
    """A file whose texts are looked at, whether it was a web page or an archive of them, and the field of its texts if that is known."""

    path: str
    page: bool
    field: str


def verify(out: Path, gone: Counter[str]) -> Iterator[str]:
    """What is wrong with the folder of a run, one line each; nothing if it is whole.

    Sources that are not there or cannot be read are passed over; `gone` counts them. Relative names count from the present folder. Raises
    `CleanseError` where the folder holds no run.
    """
    head = read_head(out)
    settings, units = _begun(out, head)
    named: set[int] = set()  # the hashes of the paths that the manifest names
    seen: set[int] = set()
    sample: list[Sampled] = []
    number = count(1)
    random = Random(0)
    for line in progress(_lines(out), "units", units):
        if line != sealed(line, line_hash(head)):
            yield f"unit {line.get('unit')}: its line in the manifest has been changed"
            named |= _named(line)
            continue
        seen.add(line["unit"])
        wrong = list(_wrong(out, line, Hints(field=settings.field), gone))
        yield from wrong
        named |= _named(line)
        for file in () if wrong else _data(line):
            _draw(sample, file, random, next(number))
    if missing := units - len(seen):
        yield f"{missing} of {units} units are not done; run it again as it was begun"
    yield from _strangers(out, named)
    yield from _broken_promises(out, sample, head["settings"], settings)


def _begun(out: Path, head: dict[str, Any]) -> tuple[Settings, int]:
    """The settings and the number of units of a run. Raises `CleanseError` where its head no longer says them."""
    try:
        return from_dict(head["settings"]), int(head["plan"]["units"])
    except (AssertionError, KeyError, TypeError, ValueError) as error:
        raise CleanseError(f"{out}: the first line of its manifest has been changed ({error!r}); put it back, or run anew") from error


def _lines(out: Path) -> Iterator[dict[str, Any]]:
    with (out / OURS / NAME).open("rb") as file:
        file.readline()
        for line in file:
            try:
                yield dict(json.loads(line))
            except (TypeError, ValueError) as error:
                raise CleanseError(f"{out}: the manifest cannot be read ({error}); the same run again mends it") from error


def _named(line: dict[str, Any]) -> set[int]:
    """The hashes of the paths that a changed line names; they are no strangers as long as it can be read."""
    with suppress(KeyError, TypeError):
        return {hash(output["path"]) for output in line["outputs"]}
    return set()


def _wrong(out: Path, line: dict[str, Any], hints: Hints, gone: Counter[str]) -> Iterator[str]:
    """What is wrong with a unit."""
    name = f"unit {line['unit']}"
    yield from (f"{name}: {path}: {reason}" for path, reason in line["failed"])
    if broken := list(broken_outputs(out, line)):
        yield from (f"{name}: {problem}" for problem in broken)
    else:
        yield from (f"{name}: {problem}" for problem in _miscounted(out, line, hints))
    for given in line["inputs"]:
        try:
            if has_changed(given):
                where = "" if Path(given["path"]).is_absolute() else ", if the run was begun in this folder"
                yield f"{name}: {given['path']} is not what was read{where}"
        except OSError:
            gone["sources"] += given["start"] == 0  # once for a file in several parts


def _miscounted(out: Path, line: dict[str, Any], hints: Hints) -> Iterator[str]:
    """Which counts of a unit are not those of its files."""
    counts = Counter(line["counts"])
    written = quarantined = 0
    for output in line["outputs"]:
        written += output.get("records", 0)
        with (out / output["path"]).open("rb") as file:
            if "records" in output:
                mark, format = tell_apart(file, output["path"], hints)
                file.seek(0)
                if format in COUNTED and (found := count_records(file, mark, format)) != output["records"]:
                    yield f"{output['path']} has {found} records, not {output['records']}"
            elif output["path"].endswith(".jsonl"):
                quarantined += sum(json.loads(record)["raw"] for record in file)
    if counts["in"] != counts["out"] + counts["empty"] + counts["quarantined"] + counts["lost"]:
        yield "what came in is not what went out, is empty, in quarantine or lost"
    if (counts["out"] + counts["empty"], counts["quarantined"]) != (written, quarantined):
        yield f"{written} records were written and {quarantined} are in quarantine, which is not what its line says"


def _data(line: dict[str, Any]) -> Iterator[Sampled]:
    """The files of a unit that hold data; the names of web pages and archives of them have changed (`task.SUFFIXES`)."""
    written = (output["path"] for output in line["outputs"] if "records" in output)
    for given, path in zip(line["inputs"], written, strict=True):
        yield Sampled(path, not given["end"] and Path(path).name != Path(given["path"]).name, given.get("field", ""))


def _draw(sample: list[Sampled], file: Sampled, random: Random, seen: int) -> None:
    """Keep each file with the same chance."""
    if len(sample) < FILES:
        sample.append(file)
    elif (place := random.randrange(seen)) < FILES:
        sample[place] = file


def _strangers(out: Path, named: set[int]) -> Iterator[str]:
    """Files that no line names; those that a run has not published yet are reported in one line."""
    for folder, folders, files in os.walk(out):
        if Path(folder) == out / OURS and "temporary" in folders:
            folders.remove("temporary")
            yield f"{OURS}/temporary is of a run that is at work or was killed; the same run again removes it"
        for path in (str((Path(folder) / file).relative_to(out)) for file in sorted(files)):
            if hash(path) not in named and path not in {f"{OURS}/{NAME}", f"{OURS}/lock"}:
                yield f"{path} is not of this run"


def _broken_promises(out: Path, sample: list[Sampled], head: dict[str, Any], settings: Settings) -> Iterator[str]:
    """The promises that the texts in a sample of the files break; they cannot be checked if the run had other rules or versions."""
    try:
        here = json.loads(json.dumps(settings.to_dict()))
    except OSError as error:  # of a template or a rule pack
        yield f"the promises cannot be checked: {error.filename}: {error.strerror}"
        return
    if here != head:
        yield "the promises cannot be checked: it was made with other rules or versions than are installed"
        return
    cleaner = settings.cleaner()
    for path, page, field in sample:
        broken: list[str] = []
        job = Job(cleaner, Hints(field=field or settings.field), [_Checker(cleaner, broken, page)])
        try:
            with suppress(_Enough), (out / path).open("rb") as source, open(os.devnull, "wb") as target:
                rewrite(source, target, job, path)
        except CleanseError as error:
            broken.append(f"the promises cannot be checked: {error}")
        yield from (f"{path}: {promise}" for promise in broken)


class _Enough(Exception):  # noqa: N818  (no failure)
    """Enough documents have been looked at."""


class _Checker:
    """Looks at the first `DOCUMENTS` ledgers, of texts that have been cleaned before: as texts, or as a `page`, which is judged once."""

    def __init__(self, cleaner: Cleaner, broken: list[str], page: bool) -> None:
        self.cleaner, self.broken, self.page, self.left = cleaner, broken, page, DOCUMENTS

    def __call__(self, answer: Cleaned) -> None:
        text = answer.document.text
        promises = broken_promises(answer.document, self.cleaner)
        if not self.page and len(text) <= LONG and answer.text not in {text, f"{text}\n"}:
            promises.append("cleaning twice is cleaning once")
        self.broken += [f"{answer.document.id}: broken promise: {promise}" for promise in promises]
        self.left -= 1
        if not self.left:
            raise _Enough
