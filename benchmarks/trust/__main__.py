"""Prints the table of the bar; the exit code is 1 if a row is red.

python -m benchmarks.trust [--release] [--only ROW] [--markdown] [--texts FOLDER]
"""

import argparse
import os
import platform
import sys
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter

from benchmarks.trust.bar import Result, Row, Scale
from benchmarks.trust.table import ROWS

PACKAGES = (
    "ftfy",
    "regex",
    "msgspec",
    "ahocorasick-rs",
    "trafilatura",
    "lxml",
    "pyarrow",
    "fastwarc",
    "zstandard",
    "hypothesis",
    "atheris",
)
STATES = {True: "green", False: "RED", None: "not measured"}


def main() -> int:
    """Measure and print; 1 if a row is red."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trust", description=__doc__)
    parser.add_argument("--release", action="store_true", help="everything in full; takes hours")
    parser.add_argument("--only", action="append", type=int, default=[], metavar="ROW", help="this row; may be repeated")
    parser.add_argument("--markdown", action="store_true", help="a page for the documentation")
    parser.add_argument("--texts", type=Path, help="the folder that python -m benchmarks.trust.texts made, for the rows about harm")
    args = parser.parse_args()
    scale = Scale(args.release, args.texts)
    if args.markdown:
        print(_head(scale), flush=True)
    red = False
    for row in ROWS:
        if not args.only or row.number in args.only:
            result, seconds = _measured(row, scale)
            red = red or result.passed is False
            print(_cells(row, result) if args.markdown else _line(row, result, seconds), flush=True)
    return 1 if red else 0


def _measured(row: Row, scale: Scale) -> tuple[Result, float]:
    start = perf_counter()
    print(f"row {row.number}: {row.name} ...", file=sys.stderr, flush=True)
    try:
        result = row.measure(scale)
    except Exception as error:  # a row that cannot be measured is red, and the others are measured
        result = Result(f"{type(error).__name__}: {error}"[:200], False)
    return result, perf_counter() - start


def _line(row: Row, result: Result, seconds: float) -> str:
    head = f"{row.number:3}  {STATES[result.passed]:12} {row.name}: {result.number} (bar: {row.bar}) [{seconds:.0f} s]"
    return "\n".join([head, *(f"       {detail}" for detail in result.details)])


def _head(scale: Scale) -> str:
    command = f"python -m benchmarks.trust{' --release' if scale.release else ''}"
    machine = f"{os.cpu_count()} cores of {platform.machine()}, {_memory()} GiB of memory, {platform.system()}"
    return f"""Measured on {date.today()} by `{command}`, with {_versions()}, on {machine}.

| row | property | bar | measured | state | script |
|---|---|---|---|---|---|"""


def _cells(row: Row, result: Result) -> str:
    script = row.measure.__module__.rsplit(".", 1)[-1]
    return f"| {row.number} | {row.name} | {row.bar} | {_cell(result.number)} | {STATES[result.passed]} | `{script}.py` |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _versions() -> str:
    found = [f"Python {platform.python_version()}"]
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30


if __name__ == "__main__":
    sys.exit(main())
