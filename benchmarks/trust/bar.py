"""The nouns of the bar, and what the rows share: texts, commands, processes under limits."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
CLEANSE = (sys.executable, "-m", "cleanse")
CORPUS = (sys.executable, "-c", "import sys; from cleanse.corpus_cli import main; sys.exit(main())")
UNSET = ("PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "LC_ALL", "LANG")  # with these, tests of pipes and locales pass falsely


class Scale(NamedTuple):
    """How much is measured: `release` in full, otherwise a sample; `texts` is the folder that `texts.py` made, if any."""

    release: bool = False
    texts: Path | None = None

    def of(self, quick: int, release: int) -> int:
        """One number or the other."""
        return release if self.release else quick


class Result(NamedTuple):
    """What was measured, in words, and whether the bar is reached; None where it cannot be measured here. `details` go below the table."""

    number: str
    passed: bool | None
    details: tuple[str, ...] = ()


class Row(NamedTuple):
    """A row: its number in the bar, the property, the number to reach, and the function that measures it."""

    number: int
    name: str
    bar: str
    measure: Callable[[Scale], Result]


def verdict(number: str, failures: Sequence[str]) -> Result:
    """The result of a row that passes where nothing failed; the first ten failures are its details."""
    return Result(number if not failures else f"{number}; {len(failures)} failures", not failures, tuple(failures[:10]))


@cache
def fixtures() -> tuple[bytes, ...]:
    """The texts of all fixtures, as bytes."""
    return tuple(path.read_bytes() for path in sorted((ROOT / "fixtures").glob("*/*/input.txt")))


def environment(**more: str) -> dict[str, str]:
    """That of a user's shell: the modules of this checkout, nothing that changes how Python writes."""
    kept = {name: value for name, value in os.environ.items() if name not in UNSET}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def run(
    command: Sequence[str], data: bytes = b"", timeout: float = 120, memory: int = 0, cwd: Path | None = None, **more: str
) -> "subprocess.CompletedProcess[bytes]":
    """The command with these bytes as its input, under a limit of address space in bytes, if one is given."""

    def limit() -> None:
        if memory:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    return subprocess.run(
        [*command], input=data, capture_output=True, timeout=timeout, env=environment(**more), cwd=cwd, preexec_fn=limit, check=False
    )
