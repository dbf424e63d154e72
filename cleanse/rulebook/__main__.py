"""Make tables.py from the TOML files: `python -m cleanse.rulebook`."""

from collections.abc import Iterable
from pathlib import Path

from cleanse.match import check_examples
from cleanse.rulebook import built_in_rules, built_in_slots
from cleanse.rules import Tables, compile_rules

TABLES = Path(__file__).with_name("tables.py")


def source(tables: Tables) -> str:
    """The text of tables.py."""
    heads = _rows(repr((*map(_plain, head),)) for head in tables.heads)
    phrases = _rows(f"{phrase!r}: {numbers!r}" for phrase, numbers in tables.phrases.items())
    patterns = _rows(map(repr, tables.patterns))
    gate = _rows(f"{literal!r}: {numbers!r}" for literal, numbers in tables.gate.items())
    return f'''"""Made by `python -m cleanse.rulebook` from the TOML files beside it; a test holds them together. Do not edit."""

from cleanse.rules import Tables, head

# fmt: off
HEADS: tuple[tuple[str, str, str, str, str, int, float, str | None], ...] = (
{heads})
PHRASES: dict[str, tuple[int, ...]] = {{
{phrases}}}
PATTERNS: tuple[tuple[int, str], ...] = (
{patterns})
GATE: dict[str, tuple[int, ...]] = {{
{gate}}}
# fmt: on
TABLES = Tables(tuple(head(*values) for values in HEADS), PHRASES, PATTERNS, GATE)
'''


def _rows(rows: Iterable[str]) -> str:
    return "".join(f"    {row},\n" for row in rows)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, str) else value


if __name__ == "__main__":
    rules, slots = built_in_rules(), built_in_slots()
    tables = compile_rules(rules, slots)
    check_examples(rules, slots)
    TABLES.write_text(source(tables), encoding="utf-8")
    print(f"{len(rules)} rules, {len(tables.phrases)} phrases, {len(tables.patterns)} patterns, {len(tables.gate)} literals")
