"""Make tables.py and tables.bin from the TOML files: `python -m cleanse.rulebook`, which also checks every example.

The build does it too (hatch_build.py), without the check.
"""

import gc
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from cleanse import probes
from cleanse.compiled import VERSION, compile_ahead
from cleanse.likelihood import COLUMNS, written
from cleanse.rulebook import built_in_rules, built_in_slots, built_in_weights
from cleanse.rules import compile_rules, expression, probe_of
from cleanse.shelves import Shelves, packed
from cleanse.tables import Tables

TABLES, PIECES = Path(__file__).with_name("tables.py"), Path(__file__).with_name("tables.bin")
CHUNK = 100  # expressions that a process compiles at once


def source(tables: Tables) -> str:
    """The text of tables.py: what is needed at once, and in which order the pieces stand in tables.bin."""
    heads = _rows(repr((*map(_plain, head),)) for head in tables.heads)
    slots = _rows(f"{name!r}: {value!r}" for name, value in tables.slots.items())
    phrases, gate, rows, beside = (repr("\0".join(index.groups)) for index in indexes(tables))
    return f'''"""Made by `python -m cleanse.rulebook` from the TOML files beside it; a test holds them together. Do not edit."""

from itertools import accumulate
from os.path import dirname, join

from cleanse.shelves import Packed, Shelves, mapped
from cleanse.tables import Tables, head

# fmt: off
_HEADS: tuple[tuple[str, str, str, str, str, int, float, str | None, float], ...] = (
{heads})
_PATTERNS: tuple[int, ...] = {tables.patterns}
_SLOTS: dict[str, str | list[str]] = {{
{slots}}}
_PHRASES = {phrases}.split("\\0")
_GATE = {gate}.split("\\0")
_ROWS = {rows}.split("\\0")
_BESIDE = {beside}.split("\\0")
# fmt: on
_PIECES = mapped(join(dirname(__file__), "tables.bin"))
_COUNT = len(_PATTERNS)  # of sources; behind them as many probes and compiled expressions, the four indexes, and the weights
_, _PROBES, _COMPILED, _AT_PHRASES, _AT_GATE, _AT_ROWS, _AT_BESIDE, _AT_WEIGHTS = accumulate(
    (_COUNT, _COUNT, _COUNT, len(_PHRASES), len(_GATE), len(_ROWS), len(_BESIDE)), initial=0
)
TABLES = Tables(
    tuple(head(*values) for values in _HEADS), Shelves(_PHRASES, Packed(_PIECES, _AT_PHRASES)),
    _PATTERNS, Packed(_PIECES), Packed(_PIECES, _PROBES), Packed(_PIECES, _COMPILED), {tables.compiler!r}, _COUNT,
    Shelves(_GATE, Packed(_PIECES, _AT_GATE)), _SLOTS, Shelves(_ROWS, Packed(_PIECES, _AT_ROWS)),
    Shelves(_BESIDE, Packed(_PIECES, _AT_BESIDE)), Packed(_PIECES, _AT_WEIGHTS),
)
'''


def pieces(tables: Tables) -> Iterator[str]:
    """What stands in tables.bin, in its order."""
    sources = [tables.sources[number] for number in range(len(tables.patterns))]
    yield from sources
    for rule, pattern in zip(tables.patterns, sources, strict=True):
        yield probes.written(probe_of(pattern, tables.heads[rule].where, tables.slots))
    yield from (tables.compiled[number] for number in range(len(tables.patterns)))
    for index in indexes(tables):
        yield from (piece for _, piece in index.pieces())
    yield from (tables.weights[number] for number in range(len(COLUMNS)))


def compiled_ahead(tables: Tables) -> list[str]:
    """The loose expressions of all patterns, compiled and written. It takes a millisecond each, so all cores share the work."""
    places = [tables.heads[rule].where for rule in tables.patterns]
    sources = [expression(tables.sources[number], where, tables.slots, loose=True) for number, where in enumerate(places)]
    with ProcessPoolExecutor() as pool:
        return list(pool.map(compile_ahead, sources, chunksize=CHUNK))


def indexes(tables: Tables) -> tuple[Shelves, ...]:
    """The indexes whose pieces stand in tables.bin, in that order."""
    return tables.phrases, tables.gate, tables.rows, tables.beside


def _rows(rows: Iterable[str]) -> str:
    return "".join(f"    {row},\n" for row in rows)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, str) else value


if __name__ == "__main__":
    gc.disable()  # it would look through millions of trees that all stay
    rules, slots = built_in_rules(), built_in_slots()
    tables = compile_rules(rules, slots)._replace(weights=written(built_in_weights()))
    tables = tables._replace(compiled=compiled_ahead(tables), compiler=VERSION)
    if "--unchecked" not in sys.argv:
        from cleanse.match import check_examples

        check_examples(rules, slots)
    TABLES.write_text(source(tables), encoding="utf-8")
    PIECES.write_bytes(packed(pieces(tables)))
    phrases, literals = tables.phrases.whole(), tables.gate.whole()
    print(f"{len(rules)} rules, {len(phrases)} phrases, {len(tables.patterns)} patterns, {len(literals)} literals")
