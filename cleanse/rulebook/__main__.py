"""Make tables.py from the TOML files: `python -m cleanse.rulebook`, which also checks every example.

The build does it too (hatch_build.py), without the check.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from cleanse.rulebook import built_in_rules, built_in_slots, built_in_weights
from cleanse.rules import Tables, compile_rules, grouped
from cleanse.shelves import Shelves

TABLES = Path(__file__).with_name("tables.py")


def source(tables: Tables) -> str:
    """The text of tables.py."""
    heads = _rows(repr((*map(_plain, head),)) for head in tables.heads)
    patterns = _rows(map(repr, tables.patterns))
    slots = _rows(f"{name!r}: {value!r}" for name, value in tables.slots.items())
    gate = _rows(f"{name!r}: {text!r}" for name, text in tables.gate.items())
    phrases, rows, beside = (_rows(map(repr, grouped(index))) for index in (tables.phrases, tables.rows, tables.beside))
    weights = _rows(f"{name!r}: {columns}" for name, columns in tables.weights.items())
    return f'''"""Made by `python -m cleanse.rulebook` from the TOML files beside it; a test holds them together. Do not edit."""

from cleanse.rules import Tables, head, ungrouped

# fmt: off
_HEADS: tuple[tuple[str, str, str, str, str, int, float, str | None, float], ...] = (
{heads})
_PATTERNS: tuple[tuple[int, str], ...] = (
{patterns})
_PHRASES: tuple[tuple[tuple[int, ...], str], ...] = (
{phrases})
_GATE: dict[str, str] = {{
{gate}}}
_ROWS: tuple[tuple[tuple[int, ...], str], ...] = (
{rows})
_BESIDE: tuple[tuple[tuple[int, ...], str], ...] = (
{beside})
_SLOTS: dict[str, str | list[str]] = {{
{slots}}}
_WEIGHTS: dict[str, tuple[float, ...]] = {{
{weights}}}
# fmt: on
TABLES = Tables(
    tuple(head(*values) for values in _HEADS),
    ungrouped(_PHRASES), _PATTERNS, _GATE, _SLOTS, ungrouped(_ROWS), ungrouped(_BESIDE), _WEIGHTS,
)
'''


def _rows(rows: Iterable[str]) -> str:
    return "".join(f"    {row},\n" for row in rows)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, str) else value


if __name__ == "__main__":
    rules, slots = built_in_rules(), built_in_slots()
    tables = compile_rules(rules, slots)._replace(weights=built_in_weights())
    if "--unchecked" not in sys.argv:
        from cleanse.match import check_examples

        check_examples(rules, slots)
    TABLES.write_text(source(tables), encoding="utf-8")
    literals = Shelves(tables.gate).whole()
    print(f"{len(rules)} rules, {len(tables.phrases)} phrases, {len(tables.patterns)} patterns, {len(literals)} literals")
