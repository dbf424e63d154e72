"""What a caller names -> files: a file is itself, a folder all files in it whose names say that they can be read, a pattern what fits it.

The order depends on the names alone. Hidden files and folders are passed over, as are those whose names begin with an underscore, which
is how tools mark what is theirs and not data.
"""

import os
from collections.abc import Iterable, Iterator
from glob import glob
from pathlib import Path

from cleanse.model import CleanseError
from cleanse.sources.detect import SUFFIXES, suffix


def find_files(sources: Iterable[str]) -> Iterator[Path]:
    """The files, each once for every source it is in. Raises `CleanseError` for a source where there is none.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     for name in ("b.txt", "a.jsonl.gz", "c.exe"):
    ...         Path(folder, name).touch()
    ...     [path.name for path in find_files([folder])]
    ['a.jsonl.gz', 'b.txt']
    """
    for source in sources:
        found = False
        for path in _files(source):
            found = True
            yield path
        if not found:
            raise CleanseError(f"{source}: no file there that can be read; the names of files end with {', '.join(SUFFIXES)} (.gz, .zst)")


def _files(source: str) -> Iterator[Path]:
    path = Path(source)
    if path.is_dir():
        yield from _below(path)
    elif path.exists() or path.is_symlink():
        yield path
    else:
        yield from (Path(name) for name in sorted(glob(source, recursive=True)) if not Path(name).is_dir())  # noqa: PTH207  (absolute too)


def _below(folder: Path) -> Iterator[Path]:
    """The files in a folder and the folders in it, by name."""
    with os.scandir(folder) as entries:
        names = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries if not entry.name.startswith((".", "_")))
    for name, is_folder in names:
        if is_folder:
            yield from _below(folder / name)
        elif suffix(name) in SUFFIXES:
            yield folder / name
