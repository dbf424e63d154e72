"""Rules: read from TOML, checked, and turned into the tables that `match` searches.

A rule is data with examples; one that fails a check, or whose examples do not behave, does not load, and the error
names it. The built-in rulebook is checked by the tests and shipped as tables made ahead (`python -m cleanse.rulebook`),
so that a start reads no TOML.
"""

from collections.abc import Iterable
from sys import float_info
from typing import NamedTuple

from cleanse.literals import literals, phrases, split
from cleanse.model import CleanseError, Kind
from cleanse.pattern import EDGE, EDGE_CLASS, SPACELESS, UNSPACED, Node, Slots, parse, to_regex
from cleanse.probes import Probe, probe
from cleanse.row import row_key
from cleanse.shelves import Numbers, shelf_of, shelf_of_phrase, shelf_of_row, shelved
from cleanse.tables import Head, Tables

# Where a rule may apply.
#   line      the pattern is the whole block            heading   the same, and the list under it goes as well
#   start     it opens the block                        end       it closes the block
#   anywhere  it stands somewhere in the block
#   head      it opens the block and only it is cut     tail      it closes the block and only it is cut
#   span      it stands somewhere and only it is cut
#   row       it and others like it are the whole block, one after the other
WHERE = ("line", "heading", "start", "end", "anywhere", "head", "tail", "span", "row")
CUTS = ("head", "tail", "span")
WHOLE = ("line", "heading")
OPENING = ("line", "heading", "start", "head")
CLOSING = ("line", "heading", "end", "tail")
# In which part of the document: `top` before the first prose, `bottom` after the last.
AT = ("any", "top", "bottom")
SEPARATORS = 12  # marks that may stand before or behind a pattern at the edge of a block
WINDOW = 400  # characters of a block that rules look at: all of a shorter block, the last of a longer one
_EDGE = f"{EDGE_CLASS}{{0,{SEPARATORS}}}"
# What may stand before and behind a pattern, as regular expressions.
_AROUND = {
    "line": (_EDGE, _EDGE),
    "heading": (_EDGE, _EDGE),
    "start": (_EDGE, rf"(?:\W|$|(?<=[{UNSPACED}]))"),
    "head": (f"^{_EDGE}", f"(?:{EDGE_CLASS}{{1,6}}|$)"),
    "end": (r"(?:^|\W)", f"{_EDGE}$"),
    "tail": (r"(?:^|[\s(\[{|/•·–—（［【-]{1,6}|(?<=[。！？」]))", f"{_EDGE}$"),
    "anywhere": (rf"(?:^|\W|(?<=[{SPACELESS}]))", rf"(?:\W|$|(?=[{SPACELESS}]))"),
    "span": (r"(?:^|\s?[(\[]|\s)", r"(?:[)\]](?!\()|[.:]?(?=\s)|[.:]?$)"),
}
_LOOSE = rf"([\W\ufe0f]{{0,{SEPARATORS}}})"  # wider, and soon compiled: of most patterns the edges take as long as the rest
_LOOSELY_AROUND = {where: (before.replace(_EDGE, _LOOSE), behind.replace(_EDGE, _LOOSE)) for where, (before, behind) in _AROUND.items()}
FIELDS = {"id", "says", "where", "at", "max", "weight", "top", "marks", "match", "beside", "drop", "keep"}
MAX_ROW = 5000  # spellings of one pattern of a row
MAX_PACK, MAX_LINE = 1 << 20, 20_000  # characters; of a key of many dots tomllib takes the square in time and memory
MARKED = "⟦", "⟧"


class Rule(NamedTuple):
    """One rule. `weight` is on the scale of `Evidence.weight`; `max` is the longest block it looks at, in characters.

    `marks` names the kind of what is left of the block when a part was cut out: a picture's credit marks a caption.
    `top` is added to the weight in front of the first prose. `match` has the patterns by language; `beside`, patterns that
    may stand in a row with them.
    """

    id: str
    kind: Kind
    says: str
    where: str
    at: str
    max: int
    weight: float
    marks: Kind | None
    match: dict[str, list[str]]
    drop: tuple[str, ...]
    keep: tuple[str, ...]
    top: float = 0.0
    beside: tuple[str, ...] = ()


def read_rules(text: str, name: str) -> list[Rule]:
    """The rules of one TOML file. `name` is the file's, for messages. Raises `CleanseError`.

    >>> pack = 'kind = "share"\\n[[rule]]\\nid = "share.x"\\nsays = "x"\\ndrop = ["Tweet"]\\nkeep = ["A tweet."]\\nmatch.en = ["tweet"]'
    >>> read_rules(pack, "pack.toml")[0].where
    'line'
    """
    import tomllib

    if len(text) > MAX_PACK or max(map(len, text.splitlines()), default=0) > MAX_LINE:
        raise CleanseError(f"{name}: a pack has at most {MAX_PACK} characters, and {MAX_LINE} in a line; split it")
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of many digits, tables in tables in tables
        raise CleanseError(f"{name}: not TOML: {error}") from error
    if data.get("kind") not in list(Kind):
        raise CleanseError(f"{name}: kind = {data.get('kind')!r} is none of {', '.join(Kind)}")
    rules = data.get("rule")
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules) or set(data) - {"kind", "rule"}:
        raise CleanseError(f'{name}: a pack holds kind = "…" and [[rule]] tables, nothing else')
    return [_read_rule(raw, Kind(data["kind"]), name) for raw in rules]


def _read_rule(raw: dict[str, object], kind: Kind, name: str) -> Rule:
    where = f"{name}: rule {raw.get('id')!r}"
    if unknown := set(raw) - FIELDS:
        raise CleanseError(f"{where}: unknown field {', '.join(sorted(unknown))}; known: {', '.join(sorted(FIELDS))}")
    values: dict[str, object] = {"where": "line", "at": "any", "max": 160, "weight": 6.0, "top": 0.0, "marks": None, "beside": []} | raw
    _expect(where, values, "id", str)
    _expect(where, values, "says", str)
    _expect(where, values, "max", int)
    _expect(where, values, "weight", (int, float))
    _expect(where, values, "top", (int, float))
    if not all(abs(values[field]) <= float_info.max for field in ("weight", "top")):  # type: ignore[arg-type]
        raise CleanseError(f"{where}: weight and top are finite numbers")
    if not str(values["id"]).startswith(f"{kind}."):
        raise CleanseError(f"{where}: the id begins with its kind: {kind}.…")
    if values["where"] not in WHERE or values["at"] not in AT:
        raise CleanseError(f"{where}: where is one of {', '.join(WHERE)}; at is one of {', '.join(AT)}")
    if values["marks"] is not None and values["marks"] not in list(Kind):
        raise CleanseError(f"{where}: marks = {values['marks']!r} is no kind")
    match = values.get("match")
    if not isinstance(match, dict) or not match or not all(_strings(patterns) for patterns in match.values()):
        raise CleanseError(f'{where}: match.LANGUAGE = ["pattern", …] is missing or empty')
    for examples in ("drop", "keep"):
        if not _strings(values.get(examples)):
            raise CleanseError(f'{where}: needs at least one line under {examples} = ["…"]')
    if values["beside"] and not (values["where"] == "row" and _strings(values["beside"])):
        raise CleanseError(f'{where}: beside = ["pattern", …] goes with where = "row"')
    fields = {field: values[field] for field in ("id", "says", "where", "at", "max")}
    return Rule(
        kind=kind, match=match, drop=tuple(values["drop"]), keep=tuple(values["keep"]),  # type: ignore[arg-type]
        weight=float(values["weight"]), top=float(values["top"]), beside=tuple(values["beside"]),  # type: ignore[arg-type]
        marks=Kind(values["marks"]) if values["marks"] else None, **fields,  # type: ignore[arg-type]
    )  # fmt: skip


def _expect(where: str, values: dict[str, object], field: str, types: type | tuple[type, ...]) -> None:
    if not isinstance(values.get(field), types):
        raise CleanseError(f"{where}: {field} is missing or of the wrong type")


def _strings(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) and item for item in value)


def compile_rules(rules: Iterable[Rule], slots: Slots) -> Tables:
    """The tables of these rules. Raises `CleanseError` for two rules of one id and for a pattern without a literal."""
    heads: list[Head] = []
    patterns: list[int] = []
    sources: list[str] = []
    whole, gate, rows, beside = (dict[str, Numbers]() for _ in range(4))
    for rule in rules:
        if any(head.id == rule.id for head in heads):
            raise CleanseError(f"rule {rule.id!r} is there twice; give one another id")
        heads.append(Head._make(getattr(rule, field) for field in Head._fields))
        if rule.where == "row":
            _index_row(rows, beside, rule, slots, len(heads) - 1)
            continue
        for pattern in dict.fromkeys(p for language in rule.match.values() for p in language):
            finite, node = searched(pattern, rule.where, slots)
            if node is not None:
                _index(gate, rule, pattern, node, len(patterns))
                patterns.append(len(heads) - 1)
                sources.append(pattern)
            for phrase in sorted(finite):
                if not phrase.strip(EDGE):
                    raise CleanseError(f"rule {rule.id!r}: pattern {pattern!r} matches a block without words")
                _add(whole, phrase.strip(EDGE), len(heads) - 1)
    return Tables(
        heads=tuple(heads), phrases=shelved(whole, shelf_of_phrase), patterns=tuple(patterns), sources=sources,
        probes=(), compiled=(), compiler="", made=0, gate=shelved(gate, shelf_of), slots=slots,
        rows=shelved(rows, shelf_of_row), beside=shelved(beside, shelf_of_row), weights=(),
    )  # fmt: skip


def _index_row(rows: dict[str, Numbers], beside: dict[str, Numbers], rule: Rule, slots: Slots, number: int) -> None:
    """Enter the phrases that a row may be made of."""
    patterns = [pattern for language in rule.match.values() for pattern in language]
    for index, sources in ((rows, patterns), (beside, rule.beside)):
        for pattern in sources:
            finite = phrases(parse(pattern, slots), MAX_ROW)
            if finite is None or not all(map(row_key, finite)):
                raise CleanseError(f"rule {rule.id!r}: pattern {pattern!r} is no list of phrases, and a row is made of phrases")
            for phrase in sorted(finite):
                _add(index, row_key(phrase), number)


def searched(pattern: str, where: str, slots: Slots) -> tuple[frozenset[str], Node | None]:
    """The phrases of a pattern that are looked up as whole blocks, and the tree of what has to be searched for."""
    node = parse(pattern, slots)
    return split(node) if where in WHOLE else (frozenset(), node)


def probe_of(pattern: str, where: str, slots: Slots) -> Probe:
    """What a block must hold for a pattern to match, one that is not just a list of phrases."""
    _, node = searched(pattern, where, slots)
    assert node is not None  # what is only looked up is no pattern
    return probe(node, where in OPENING, where in CLOSING)


def _index(gate: dict[str, Numbers], rule: Rule, pattern: str, node: Node, number: int) -> None:
    """Enter the literals of a pattern where they are looked up."""
    found = literals(node, rule.where in OPENING, rule.where in CLOSING)
    if found is None:
        raise CleanseError(f"rule {rule.id!r}: pattern {pattern!r} has no literal of two characters that must occur")
    for literal in sorted(found):
        _add(gate, literal, number)


def _add(table: dict[str, Numbers], key: str, number: int) -> None:
    if number not in table.get(key, ()):
        table[key] = (*table.get(key, ()), number)


def expression(pattern: str, where: str, slots: Slots, loose: bool = False) -> str:
    """The regular expression of a pattern, with what may stand around it: a cut takes the separators in front along.

    A `loose` one has the edges of a block as groups. Where they hold marks of `EDGE` only, it matches first what the exact one does.
    """
    before, behind = (_LOOSELY_AROUND if loose else _AROUND)[where]
    return f"{before}(?:{to_regex(parse(pattern, slots))}){behind}"


def marked(example: str) -> tuple[str, tuple[int, int] | None]:
    """An example without its marks, and the span between them, if it has any.

    >>> marked("A dog. ⟦(Photo: AP)⟧")
    ('A dog. (Photo: AP)', (7, 18))
    """
    start = example.find(MARKED[0])
    end = example.find(MARKED[1])
    plain = example.replace(MARKED[0], "").replace(MARKED[1], "")
    return plain, (start, end - 1) if start >= 0 else None
