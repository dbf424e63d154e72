"""Rules: read from TOML, checked, and turned into the tables that `match` searches.

A rule is data with examples; one that fails a check, or whose examples do not behave, does not load, and the error
names it. The built-in rulebook is checked by the tests and shipped as tables made ahead (`python -m cleanse.rulebook`),
so that a start reads no TOML.
"""

from collections.abc import Iterable
from typing import NamedTuple

from cleanse.model import CleanseError, Kind
from cleanse.pattern import EDGE, EDGE_CLASS, Node, Slots, fold, literals, parse, phrases, to_regex

# Where a rule may apply.
#   line      the pattern is the whole block            heading   the same, and the list under it goes as well
#   start     it opens the block                        end       it closes the block
#   anywhere  it stands somewhere in the block
#   head      it opens the block and only it is cut     tail      it closes the block and only it is cut
#   span      it stands somewhere and only it is cut
WHERE = ("line", "heading", "start", "end", "anywhere", "head", "tail", "span")
CUTS = ("head", "tail", "span")
# In which part of the document: `top` before the first prose, `bottom` after the last.
AT = ("any", "top", "bottom")
WINDOW = 400  # characters of a block that rules look at: all of a shorter block, the last of a longer one
FIELDS = {"id", "says", "where", "at", "max", "weight", "marks", "match", "drop", "keep"}
MARKED = "⟦", "⟧"


class Rule(NamedTuple):
    """One rule. `weight` is on the scale of `Evidence.weight`; `max` is the longest block it looks at, in characters.

    `marks` names the kind of what is left of the block when a part was cut out: a picture's credit marks a caption.
    `match` has the patterns by language.
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


class Head(NamedTuple):
    """What matching needs to know of a rule."""

    id: str
    kind: Kind
    says: str
    where: str
    at: str
    max: int
    weight: float
    marks: Kind | None


def head(id: str, kind: str, says: str, where: str, at: str, max: int, weight: float, marks: str | None) -> Head:
    """A head from plain values, as tables.py holds them."""
    return Head(id, Kind(kind), says, where, at, max, weight, Kind(marks) if marks else None)


class Tables(NamedTuple):
    """Rules made ready for matching.

    `phrases`: folded, edge-stripped block -> numbers of the rules that it satisfies as a whole. `patterns`: (number of
    the rule, regular expression). `gate`: literal -> numbers of the patterns that can match only where it occurs.
    """

    heads: tuple[Head, ...]
    phrases: dict[str, tuple[int, ...]]
    patterns: tuple[tuple[int, str], ...]
    gate: dict[str, tuple[int, ...]]


def read_rules(text: str, name: str) -> list[Rule]:
    """The rules of one TOML file. `name` is the file's, for messages. Raises `CleanseError`.

    >>> read_rules('kind = "share"\\n[[rule]]\\nid = "share.x"\\nsays = "x"\\ndrop = ["Tweet"]\\nkeep = ["A tweet."]\\nmatch.en = ["tweet"]', "x")[0].where
    'line'
    """
    import tomllib

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CleanseError(f"{name}: not TOML: {error}") from error
    if data.get("kind") not in list(Kind):
        raise CleanseError(f"{name}: kind = {data.get('kind')!r} is none of {', '.join(Kind)}")
    rules = data.get("rule")
    if not isinstance(rules, list) or set(data) - {"kind", "rule"}:
        raise CleanseError(f"{name}: a pack holds kind = \"…\" and [[rule]] tables, nothing else")
    return [_read_rule(raw, Kind(data["kind"]), name) for raw in rules]


def _read_rule(raw: dict[str, object], kind: Kind, name: str) -> Rule:
    where = f"{name}: rule {raw.get('id')!r}"
    if unknown := set(raw) - FIELDS:
        raise CleanseError(f"{where}: unknown field {', '.join(sorted(unknown))}; known: {', '.join(sorted(FIELDS))}")
    values: dict[str, object] = {"where": "line", "at": "any", "max": 160, "weight": 6.0, "marks": None} | raw
    _expect(where, values, "id", str)
    _expect(where, values, "says", str)
    _expect(where, values, "max", int)
    _expect(where, values, "weight", (int, float))
    if not str(values["id"]).startswith(f"{kind}."):
        raise CleanseError(f"{where}: the id begins with its kind: {kind}.…")
    if values["where"] not in WHERE or values["at"] not in AT:
        raise CleanseError(f"{where}: where is one of {', '.join(WHERE)}; at is one of {', '.join(AT)}")
    if values["marks"] is not None and values["marks"] not in list(Kind):
        raise CleanseError(f"{where}: marks = {values['marks']!r} is no kind")
    match = values.get("match")
    if not isinstance(match, dict) or not match or not all(_strings(patterns) for patterns in match.values()):
        raise CleanseError(f"{where}: match.LANGUAGE = [\"pattern\", …] is missing or empty")
    for examples in ("drop", "keep"):
        if not _strings(values.get(examples)):
            raise CleanseError(f"{where}: needs at least one line under {examples} = [\"…\"]")
    fields = {field: values[field] for field in ("id", "says", "where", "at", "max")}
    return Rule(
        kind=kind, match=match, drop=tuple(values["drop"]), keep=tuple(values["keep"]),  # type: ignore[arg-type]
        weight=float(values["weight"]), marks=Kind(values["marks"]) if values["marks"] else None, **fields,  # type: ignore[arg-type]
    )  # fmt: skip


def _expect(where: str, values: dict[str, object], field: str, types: type | tuple[type, ...]) -> None:
    if not isinstance(values.get(field), types):
        raise CleanseError(f"{where}: {field} is missing or of the wrong type")


def _strings(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) and item for item in value)


def compile_rules(rules: Iterable[Rule], slots: Slots) -> Tables:
    """The tables of these rules. Raises `CleanseError` for two rules of one id and for a pattern without a literal."""
    heads: list[Head] = []
    known: dict[str, tuple[int, ...]] = {}
    patterns: list[tuple[int, str]] = []
    gate: dict[str, tuple[int, ...]] = {}
    for rule in rules:
        if any(head.id == rule.id for head in heads):
            raise CleanseError(f"rule {rule.id!r} is there twice; give one another id")
        number = len(heads)
        heads.append(Head(*rule[:8]))
        for pattern in dict.fromkeys(p for language in rule.match.values() for p in language):
            node = parse(pattern, slots)
            finite = phrases(node) if rule.where in ("line", "heading") else None
            if finite is not None:
                for phrase in sorted(finite):
                    if not phrase.strip(EDGE):
                        raise CleanseError(f"rule {rule.id!r}: pattern {pattern!r} matches a block without words")
                    _add(known, phrase.strip(EDGE), number)
                continue
            for literal in sorted(_gate_literals(rule, pattern, node)):
                _add(gate, literal, len(patterns))
            patterns.append((number, _bounded(to_regex(node), rule.where)))
    return Tables(tuple(heads), known, tuple(patterns), gate)


def _add(table: dict[str, tuple[int, ...]], key: str, number: int) -> None:
    if number not in table.get(key, ()):
        table[key] = (*table.get(key, ()), number)


def _gate_literals(rule: Rule, pattern: str, node: Node) -> frozenset[str]:
    opens = rule.where in ("line", "heading", "start", "head")
    closes = rule.where in ("line", "heading", "end", "tail")
    found = literals(node, opens, closes)
    if found is None:
        raise CleanseError(f"rule {rule.id!r}: pattern {pattern!r} has no literal of two characters that must occur")
    return found


def _bounded(regex: str, where: str) -> str:
    """The expression with what may stand around it; a cut takes the separators in front along."""
    edge = EDGE_CLASS + "{0,12}"
    if where in ("line", "heading"):
        return f"{edge}(?:{regex}){edge}"
    if where == "start":
        return rf"{edge}(?:{regex})(?:\W|$)"
    if where == "head":
        return rf"^{edge}(?:{regex})(?:{EDGE_CLASS}{{1,6}}|$)"
    if where == "end":
        return rf"(?:^|\W)(?:{regex}){edge}$"
    if where == "tail":
        return rf"(?:^|[\s(\[{{|/•·–—-]{{1,6}})(?:{regex}){edge}$"
    return rf"(?:^|\W)({regex})(?:\W|$)" if where == "anywhere" else rf"(?:^|\s?[(\[]|\s)(?:{regex})(?:[)\]]|[.:]?(?=\s)|[.:]?$)"


def merge(tables: Iterable[Tables]) -> Tables:
    """Several tables as one; numbers are shifted."""
    heads: tuple[Head, ...] = ()
    known: dict[str, tuple[int, ...]] = {}
    patterns: tuple[tuple[int, str], ...] = ()
    gate: dict[str, tuple[int, ...]] = {}
    for table in tables:
        for phrase, rules in table.phrases.items():
            known[phrase] = (*known.get(phrase, ()), *(len(heads) + n for n in rules))
        for literal, numbers in table.gate.items():
            gate[literal] = (*gate.get(literal, ()), *(len(patterns) + n for n in numbers))
        patterns += tuple((len(heads) + n, regex) for n, regex in table.patterns)
        heads += table.heads
    return Tables(heads, known, patterns, gate)


def marked(example: str) -> tuple[str, tuple[int, int] | None]:
    """An example without its marks, and the span between them, if it has any.

    >>> marked("A dog. ⟦(Photo: AP)⟧")
    ('A dog. (Photo: AP)', (7, 18))
    """
    start = example.find(MARKED[0])
    end = example.find(MARKED[1])
    plain = example.replace(MARKED[0], "").replace(MARKED[1], "")
    return plain, (start, end - 1) if start >= 0 else None


def fold_block(text: str) -> str:
    """A block as phrases and literals are compared with it."""
    return fold(text).strip(EDGE)
