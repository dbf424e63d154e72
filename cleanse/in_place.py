"""`--in-place`, `--check` and `--diff`: each file is compared with its cleaned self, and the difference written, named or shown.

A file that cannot be read, cleaned or written costs only itself: it is named on standard error, stays as it is, and the exit code is 2.
A file that is clean is not touched.
"""

import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from cleanse.diff import diff, one_line
from cleanse.model import CleanseError
from cleanse.progress import progress, say
from cleanse.rewrite import Snapshot, read, replace, sweep

Change = Callable[[str, bytes], bytes]  # the name and the bytes of a file -> the bytes of the cleaned one
Show = Callable[[str, bytes, bytes], tuple[bytes, bytes]]  # the name, and the bytes before and after -> what is shown of them


def rewrite_files(names: Sequence[str], change: Change, break_hard_links: bool = False) -> int:
    """Rewrite the files that are not clean and print their names. Returns the exit code: 0, 1 if one was rewritten, 2 after an error."""
    if os.name != "posix":
        raise CleanseError("--in-place needs a POSIX system; --check and --diff do not")
    swept: set[Path] = set()

    def act(name: str, snapshot: Snapshot, after: bytes) -> str:
        if (folder := snapshot.path.parent) not in swept:
            swept.add(folder)
            sweep(folder)
        replace(snapshot, after, break_hard_links)
        return f"{one_line(name)}\n"

    return _each(names, change, act)


def check_files(names: Sequence[str], change: Change) -> int:
    """Print the names of the files that are not clean. Returns the exit code: 0, 1 if there is one, 2 after an error."""
    return _each(names, change, lambda name, snapshot, after: f"{one_line(name)}\n")


def diff_files(names: Sequence[str], change: Change, show: Show) -> int:
    """Print what would be changed, coloured on a terminal. Returns the exit code of `check_files`."""
    colour = sys.stdout.isatty()
    return _each(names, change, lambda name, snapshot, after: diff(name, *show(name, snapshot.data, after), colour))


def _each(names: Sequence[str], change: Change, act: Callable[[str, Snapshot, bytes], str]) -> int:
    code = 0
    counts: Counter[str] = Counter()
    for name in progress(names, "files", len(names), counts):
        try:
            snapshot = read(name)
            after = change(name, snapshot.data)
            answer = "" if after == snapshot.data else act(name, snapshot, after)
        except (CleanseError, OSError) as error:
            reason = str(error.strerror if isinstance(error, OSError) else error)
            named = reason.startswith((f"{name} ", f"{name}:"))
            print(f"cleanse: {one_line(reason if named else f'{name}: {reason}')}", file=sys.stderr)
            code = 2
            counts["failed"] += 1
            continue
        if answer:
            say(answer)
            code = code or 1
            counts["not clean"] += 1
    return code
