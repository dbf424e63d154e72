"""What a caller names -> files: a file stands for itself, a folder for all files in it with a known suffix, a pattern for all that fit it.

The order depends on the names alone. Hidden files and folders are passed over, as are those whose names begin with an underscore, by
which tools mark what is theirs and not data, unless a name or a pattern asks for them. Pipes and devices are no files.
"""

import os
from collections.abc import Iterable, Iterator
from glob import glob
from pathlib import Path
from stat import S_ISREG

from cleanse.model import CleanseError
from cleanse.sources.detect import SUFFIXES, suffix


def find_files(sources: Iterable[str], out: Path | None = None) -> Iterator[Path]:
    """The files, each once for every source it is in; what a pattern finds below the folder `out` is left out.

    Raises `CleanseError` for a source where there is none.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     for name in ("b.txt", "a.jsonl.gz", "c.exe"):
    ...         Path(folder, name).touch()
    ...     [path.name for path in find_files([folder])]
    ['a.jsonl.gz', 'b.txt']
    """
    for source in sources:
        found = False
        for path in _files(source, out):
            found = True
            yield path
        if not found:
            raise CleanseError(f"{source}: no file there that can be read; the names of files end with {', '.join(SUFFIXES)} (.gz, .zst)")


def _files(source: str, out: Path | None) -> Iterator[Path]:
    path = Path(source)
    if path.is_dir():
        yield from _below(path)
    elif path.exists() or path.is_symlink():
        if not _is_file(path):
            raise CleanseError(f"{source} is a pipe or a device; write to a file what comes from it, and name that")
        yield path
    else:
        yield from (found for found in map(Path, sorted(glob(source, recursive=True))) if _fits(found, path, out))  # noqa: PTH207  (absolute too)


def _fits(found: Path, pattern: Path, out: Path | None) -> bool:
    """Whether what a pattern finds is a file, not below `out`, and no more of its names begin with underscores than of the pattern's."""
    allowed, there = (sum(name.startswith("_") for name in path.parts) for path in (pattern, found))
    return there <= allowed and _is_file(found) and not (out and found.parent.resolve().is_relative_to(out.resolve()))


def _is_file(path: Path) -> bool:
    """Whether it is no folder, pipe or device. What the system cannot say, as of a broken link, fails by its name when it is read."""
    try:
        return S_ISREG(path.stat().st_mode)
    except OSError:
        return True


def _below(folder: Path) -> Iterator[Path]:
    """The files in a folder and the folders in it, by name."""
    with os.scandir(folder) as entries:
        names = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries if not entry.name.startswith((".", "_")))
    for name, is_folder in names:
        if is_folder:
            yield from _below(folder / name)
        elif suffix(name) in SUFFIXES and _is_file(folder / name):
            yield folder / name
