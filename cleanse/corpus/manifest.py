"""The manifest of a run, `_cleanse/manifest.jsonl`: its head, which says what the run was begun with, then a line for every unit done.

A line is written and brought to the disk only after the files that it names. So what a killed run leaves is a manifest that is right as
far as it goes, perhaps half a line, and files that no line names. A line is believed where the files that were read and those that were
written still have the hashes in it.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from shutil import rmtree
from typing import Any

from cleanse.corpus.units import OURS, Piece, Plan, digest, hashed
from cleanse.model import CleanseError
from cleanse.rewrite import sync

NAME = "manifest.jsonl"
COUNTS = ("in", "out", "empty", "quarantined", "lost", "changed")
HASH = 16  # digits of the hash of a line


class Manifest:
    """The manifest of the folder `out`, opened by the one run that may write to it.

    Raises `CleanseError` where another run is at work there, where what is there is no run, or one with another head.
    """

    def __init__(self, out: Path, sources: Sequence[str], settings: Mapping[str, object], planned: Plan) -> None:
        self.out = out
        self.ours = out / OURS
        head = {"sources": list(sources), "plan": planned._asdict(), "settings": settings}
        self._head = line_hash(head)
        if out.exists() and not self.ours.exists() and any(out.iterdir()):
            raise CleanseError(f"{out} is not empty, and what is in it is no run; give another folder")
        self.ours.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(self.ours / "lock")
        path = self.ours / NAME
        if not path.exists():
            _written(path, [head])
        try:
            _refuse_another(out, read_head(out), head)
        except CleanseError:
            self._lock.close()
            raise
        self._places: dict[int, int] = {}  # where the last line of each unit stands
        self.done = self._believed(path)
        self.file = path.open("r+b")
        self.file.seek(0, os.SEEK_END)
        self.temporary = self._swept()

    def close(self) -> None:
        """Let another run have the folder."""
        self.file.close()
        rmtree(self.temporary.parent, ignore_errors=True)
        self._lock.close()

    def _believed(self, path: Path) -> set[int]:
        """The units whose lines say that they are done, and whose files, read and written, are as the lines say.

        A line that is broken, as the last one may be, is cut off with all behind it; their units are done again.
        """
        done: set[int] = set()
        with path.open("r+b") as file:
            file.readline()
            at = file.tell()
            while (unit := _read_line(file.readline())) and unit == sealed(unit, self._head):
                self._places[unit["unit"]] = at
                done.discard(unit["unit"])
                if not unit["failed"] and not any(broken_outputs(self.out, unit)) and not any(map(_differs, unit["inputs"])):
                    done.add(unit["unit"])
                at = file.tell()
            file.truncate(at)
        return done

    def _swept(self) -> Path:
        """A new folder for temporary files; those of killed runs go."""
        folder = self.ours / "temporary"
        rmtree(folder, ignore_errors=True)
        own = folder / os.urandom(8).hex()
        own.mkdir(parents=True)
        return own

    def enter(self, unit: dict[str, Any], temporary: Sequence[Path]) -> None:
        """Publish what a unit wrote, in the order of its `outputs`, and enter it."""
        folders = set()
        for path, output in zip(temporary, unit["outputs"], strict=True):
            target = self.out / output["path"]
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
            folders.add(target.parent)
        self._drop_former(unit)
        for folder in folders:
            sync(folder)
        self._places[unit["unit"]] = self.file.tell()
        self.file.write(_line(sealed(unit, self._head)))
        self.file.flush()
        os.fsync(self.file.fileno())

    def _drop_former(self, unit: Mapping[str, Any]) -> None:
        """Remove what the unit wrote another time and does not any more, as a quarantine of records that have been mended.

        Data stay where something failed: they may be of a file that could be read then.
        """
        if (place := self._places.get(unit["unit"])) is not None:
            with (self.ours / NAME).open("rb") as file:
                file.seek(place)
                former = json.loads(file.readline())
            for path in {output["path"] for output in former["outputs"]} - {output["path"] for output in unit["outputs"]}:
                if path.startswith(OURS) or not unit["failed"]:
                    (self.out / path).unlink(missing_ok=True)

    def lines(self) -> Iterator[dict[str, Any]]:
        """The last line of every unit, in the order of the units."""
        with (self.ours / NAME).open("rb") as file:
            for number in sorted(self._places):
                file.seek(self._places[number])
                yield json.loads(file.readline())

    def finish(self) -> None:
        """Write the lines in the order of the units, whichever way they came; nothing can be entered any more."""
        head = read_head(self.out)
        new = self.temporary / NAME
        _written(new, [head], self.lines())
        new.replace(self.ours / NAME)
        sync(self.ours)


def line_hash(line: Mapping[str, object]) -> str:
    """The hash of a line; the line of a unit holds that of the head and its own."""
    from hashlib import sha256

    return sha256(_line(line)).hexdigest()[:HASH]


def sealed(unit: Mapping[str, object], head: str) -> dict[str, object]:
    """The line of a unit with both hashes.

    >>> sealed({"unit": 0}, "abcd")
    {'unit': 0, 'head': 'abcd', 'seal': '13b6a57e2efcb824'}
    """
    line = {key: value for key, value in unit.items() if key not in {"head", "seal"}} | {"head": head}
    return {**line, "seal": line_hash(line)}


def read_head(out: Path) -> dict[str, Any]:
    """The first line of the manifest. Raises `CleanseError` where it cannot be read."""
    try:
        with (out / OURS / NAME).open("rb") as file:
            head: dict[str, Any] = json.loads(file.readline())
            return head
    except (OSError, ValueError) as error:
        raise CleanseError(f"{out} holds no run: its manifest cannot be read ({error})") from error


def broken_outputs(out: Path, unit: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the files of a unit."""
    for output in unit["outputs"]:
        try:
            with (out / output["path"]).open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                if size != output["bytes"] or digest(file) != output["sha256"]:
                    yield f"{output['path']} is not what was written"
        except OSError as error:
            yield f"{output['path']}: {error.strerror}"


def has_changed(given: Mapping[str, Any]) -> bool:
    """Whether an input of a unit is no longer what was read. Raises `OSError` where it cannot be read."""
    return hashed(Piece(given["path"], "", given["start"], given["end"])) != str(given["sha256"])


def _differs(given: Mapping[str, Any]) -> bool:
    """The same, but an input that cannot be read now is no reason to doubt what was made of it."""
    try:
        return has_changed(given)
    except OSError:
        return False


def _refuse_another(out: Path, there: Mapping[str, Any], here: Mapping[str, Any]) -> None:
    if differences := sorted(set(differing(json.loads(_line(there)), json.loads(_line(here))))):
        raise CleanseError(
            f"{out} was begun with other settings ({'; '.join(differences)}); run it again as it was begun, or give another folder to --to"
        )


def differing(there: Any, here: Any, name: str = "") -> Iterator[str]:
    """What differs between two heads, or between parts of them that are called `name`, in words."""
    if there == here:
        return
    if isinstance(there, dict) and isinstance(here, dict):
        for key in {**there, **here}:
            yield from differing(there.get(key), here.get(key), f"{name}.{key}" if name else key)
    elif name.startswith("plan"):
        yield "the files of the sources have changed"
    elif isinstance(there, list) and isinstance(here, list) and set(map(str, there)) != set(map(str, here)):
        only = [[item for item in one if item not in other] for one, other in ((there, here), (here, there))]
        yield f"{name.removeprefix('settings.')}: {_short(only[0])} there only, {_short(only[1])} here only"
    else:
        yield f"{name.removeprefix('settings.')}: {_short(there)} there, {_short(here)} here"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _locked(path: Path) -> Any:
    from fcntl import LOCK_EX, LOCK_NB, flock

    file = path.open("a")
    try:
        flock(file, LOCK_EX | LOCK_NB)
    except OSError as error:
        file.close()
        raise CleanseError(f"another run is at work in {path.parent.parent}") from error
    return file


def _read_line(line: bytes) -> dict[str, Any]:
    """What a whole line says; nothing for a broken one."""
    try:
        found: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {}
    except ValueError:
        return {}
    return found


def _line(value: Mapping[str, object]) -> bytes:
    return json.dumps(value).encode() + b"\n"


def _written(path: Path, *lines: Any) -> None:
    """A file of these lines, all of it or none."""
    new = path.with_name(f"{path.name}.new")
    with new.open("wb") as file:
        file.writelines(_line(line) for group in lines for line in group)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    sync(path.parent)
