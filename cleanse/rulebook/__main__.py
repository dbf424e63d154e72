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
    opens, closes, gate = (
        _rows(f"{literal!r}: {numbers!r}" for literal, numbers in index.items()) for index in (tables.opens, tables.closes, tables.gate)
    )
    slots = _rows(f"{name!r}: {value!r}" for name, value in tables.slots.items())
    return f'''"""Made by `python -m cleanse.rulebook` from the TOML files beside it; a test holds them together. Do not edit."""

from cleanse.rules import Tables, head

# fmt: off
HEADS: tuple[tuple[str, str, str, str, str, int, float, str | None], ...] = (
{heads})
PHRASES: dict[str, tuple[int, ...]] = {{
{phrases}}}
PATTERNS: tuple[tuple[int, str], ...] = (
{patterns})
OPENS: dict[str, tuple[int, ...]] = {{
{opens}}}
CLOSES: dict[str, tuple[int, ...]] = {{
{closes}}}
GATE: dict[str, tuple[int, ...]] = {{
{gate}}}
SLOTS: dict[str, str | list[str]] = {{
{slots}}}
# fmt: on
TABLES = Tables(tuple(head(*values) for values in HEADS), PHRASES, PATTERNS, OPENS, CLOSES, GATE, SLOTS)
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
    print(f"{len(rules)} rules, {len(tables.phrases)} phrases, {len(tables.patterns)} patterns, {len(tables.opens) + len(tables.closes) + len(tables.gate)} literals")
