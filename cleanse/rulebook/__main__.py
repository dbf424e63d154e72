"""Make tables.py and tables.bin from the TOML files: `python -m cleanse.rulebook`, which also checks every example.

The build does it too (hatch_build.py), without the check.
"""

import gc
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from cleanse import probes
from cleanse.likelihood import COLUMNS, written
from cleanse.rulebook import built_in_rules, built_in_slots, built_in_weights
from cleanse.rules import Tables, compile_rules, probe_of
from cleanse.shelves import Shelves, packed

TABLES, PIECES = Path(__file__).with_name("tables.py"), Path(__file__).with_name("tables.bin")


def source(tables: Tables) -> str:
    """The text of tables.py: what is needed at once, and in which order the pieces stand in tables.bin."""
    heads = _rows(repr((*map(_plain, head),)) for head in tables.heads)
    slots = _rows(f"{name!r}: {value!r}" for name, value in tables.slots.items())
    phrases, gate, rows, beside = (repr("\0".join(index.groups)) for index in indexes(tables))
    return f'''"""Made by `python -m cleanse.rulebook` from the TOML files beside it; a test holds them together. Do not edit."""

from itertools import accumulate
from os.path import dirname, join

from cleanse.rules import Tables, head
from cleanse.shelves import Packed, Shelves, mapped

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
_COUNT = len(_PATTERNS)  # of sources; behind them as many probes, the four indexes, and the weights
_, _PROBES, _AT_PHRASES, _AT_GATE, _AT_ROWS, _AT_BESIDE, _AT_WEIGHTS = accumulate(
    (_COUNT, _COUNT, len(_PHRASES), len(_GATE), len(_ROWS), len(_BESIDE)), initial=0
)
TABLES = Tables(
    tuple(head(*values) for values in _HEADS), Shelves(_PHRASES, Packed(_PIECES, _AT_PHRASES)),
    _PATTERNS, Packed(_PIECES), Packed(_PIECES, _PROBES), _COUNT, Shelves(_GATE, Packed(_PIECES, _AT_GATE)),
    _SLOTS, Shelves(_ROWS, Packed(_PIECES, _AT_ROWS)), Shelves(_BESIDE, Packed(_PIECES, _AT_BESIDE)), Packed(_PIECES, _AT_WEIGHTS),
)
'''


def pieces(tables: Tables) -> Iterator[str]:
    """What stands in tables.bin, in its order."""
    sources = [tables.sources[number] for number in range(len(tables.patterns))]
    yield from sources
    for rule, pattern in zip(tables.patterns, sources, strict=True):
        yield probes.written(probe_of(pattern, tables.heads[rule].where, tables.slots))
    for index in indexes(tables):
        yield from (piece for _, piece in index.pieces())
    yield from (tables.weights[number] for number in range(len(COLUMNS)))


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
    if "--unchecked" not in sys.argv:
        from cleanse.match import check_examples

        check_examples(rules, slots)
    TABLES.write_text(source(tables), encoding="utf-8")
    PIECES.write_bytes(packed(pieces(tables)))
    phrases, literals = tables.phrases.whole(), tables.gate.whole()
    print(f"{len(rules)} rules, {len(phrases)} phrases, {len(tables.patterns)} patterns, {len(literals)} literals")
