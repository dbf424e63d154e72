"""Rows 16 and 17: the shipped rules are linear, by analysis and by attack; a hostile rule pack is refused, in time and memory.

The attack on a rule is made from its own pattern: each of its slots and words again and again, as long as the window a rule looks at,
then something that does not match. A rule is searched in at most `WINDOW` characters, so what it can cost is a constant, which is measured.
"""

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import regex

from benchmarks.trust.bar import CLEANSE, Result, Scale, run, verdict
from cleanse.rulebook import built_in_rules, built_in_slots
from cleanse.rules import WINDOW, expression, marked, searched

SECONDS, MEMORY = 5.0, 512 << 20
SLOW = 0.05  # seconds for one search of one pattern in its window
HEAD = 'kind = "ad"\n[[rule]]\nid = "ad.x"\nsays = "x"\ndrop = ["Advertisement here"]\nkeep = ["An advertisement stood here."]\n'
UNBOUNDED = re.compile(r"(?<!\\)(?:[*+]|\{\d*,\})(?!\+)")


@cache
def _patterns(scale: Scale) -> list[tuple[str, str, str, list[str]]]:
    """Rule, where it applies, regular expression, and the texts to attack it with."""
    slots, found = built_in_slots(), []
    for rule in built_in_rules():
        if rule.where == "row":
            continue
        pieces = [marked(line)[0] for line in (*rule.drop, *rule.keep)]
        for pattern in dict.fromkeys(p for patterns in rule.match.values() for p in patterns):
            if searched(pattern, rule.where, slots)[1] is not None:
                found.append((rule.id, rule.where, expression(pattern, rule.where, slots), pieces))
    return found[:: scale.of(100, 1)]


def _attacks(pieces: list[str], size: int) -> Iterator[str]:
    for piece in dict.fromkeys(
        [*pieces[:2], *(word for line in pieces[:2] for word in line.split()[:3]), "A ", "Ana Ruiz ", "1 ", " ", "(", "–"]
    ):
        yield (piece * (size // len(piece) + 1))[:size] + "\x00"


def linear(scale: Scale) -> Result:
    """Row 16."""
    failures: list[str] = []
    worst = (0.0, "")
    patterns = _patterns(scale)
    for id, where, source, pieces in patterns:
        if UNBOUNDED.search(re.sub(r"\[(?:\\.|[^\]\\])*\]|\\.", "", source)):
            failures.append(f"{id}: repeats without bound: {source[:120]}")
        compiled = regex.compile(source, regex.IGNORECASE | regex.VERSION0)
        search = compiled.fullmatch if where in {"line", "heading"} else compiled.match if where in {"start", "head"} else compiled.search
        took = 0.0
        for text in _attacks(pieces, WINDOW):
            start = process_time()
            search(text)
            took = max(took, process_time() - start)
        worst = max(worst, (took, id))
        if took > SLOW:
            failures.append(f"{id}: {took * 1000:.0f} ms for {WINDOW} characters: {source[:80]}")
    return verdict(
        f"{len(patterns)} patterns, none repeats without bound; slowest {worst[0] * 1000:.1f} ms in its window ({worst[1]})", failures
    )


def hostile_packs() -> Iterator[tuple[str, str]]:
    """Name and text of packs that must be refused."""
    match = 'match.en = ["{}"]\n'
    for name, pattern in {
        "no literal": "{words}", "many slots": "ad {name} {name} {name} {name} {name} {name}", "unknown slot": "ad {nothing}", "open": "(ad|",
        "stray": "ad)", "deep": "(" * 3000 + "advertisement" + ")" * 3000, "long": "advertisement " * 1000, "empty": "", "only marks": "...",
        "options": "(a)?" * 90, "wide": "(" + "|".join(f"ad{n}" for n in range(30)) + ")" * 1 + "(b|c)" * 60, "one letter": "a", "optional": "(advertisement)?",
        "alternatives of nothing": "(|)(|)(|)", "a brace": "ad {", "a name of a file": "{../../etc/passwd}", "code": "{__import__('os')}",
        "repetition as elsewhere": "(a+)+$", "lookbehind": "(?<=a)b", "back": "(a)\\\\1",
    }.items():  # fmt: skip
        for where in ("line", "anywhere", "tail", "row", "span"):
            yield f"{name}, {where}", HEAD + f'where = "{where}"\n' + match.format(pattern)
    yield "deep table", "a" + ".a" * 50_000 + " = 1\n"
    yield "deep list", "a = " + "[" * 50_000
    yield "long number", "a = " + "9" * 200_000
    yield "long text", "a = '" + "x" * 30_000_000 + "'"
    yield "no TOML", "\x00\xff"
    yield "a YAML tag", "!!python/object/apply:os.system ['true']"
    yield "a template", "kind = '{{ 7 * 7 }}'"
    yield "unknown kind", HEAD.replace('"ad"', '"all"') + match.format("advertisement here")
    yield "unknown field", HEAD + 'run = "rm -rf /"\n' + match.format("advertisement here")
    yield "another id", HEAD.replace("ad.x", "../x") + match.format("advertisement here")
    yield "twice", (HEAD + match.format("advertisement here")) + (HEAD + match.format("advertisement here")).split("\n", 1)[1]
    yield "no example", HEAD.replace('drop = ["Advertisement here"]\n', "") + match.format("advertisement here")
    yield "an example that does not match", HEAD + match.format("subscribe here")
    yield "one that takes what it must keep", HEAD + 'where = "anywhere"\n' + match.format("advertisement")
    yield "many alternatives", HEAD + "match.en = [" + ",".join(f'"(ab|cd{n}) (ef|gh{n})"' for n in range(50_000)) + "]\n"
    yield "many alternatives, a line each", HEAD + "match.en = [\n" + ",\n".join(f'"(ab|cd{n}) (ef|gh{n})"' for n in range(30_000)) + "]\n"
    yield "infinite", HEAD + "weight = inf\n" + match.format("advertisement here")
    yield "no number", HEAD + "weight = nan\n" + match.format("advertisement here")
    yield (
        "an examples bomb",
        HEAD.replace('["An advertisement stood here."]', "[" + '"x",' * 200_000 + '"Advertisement here"]')
        + match.format("advertisement here"),
    )


def refused(scale: Scale) -> Result:
    """Row 17."""
    failures: list[str] = []
    slowest = (0.0, "")
    packs = list(hostile_packs())[:: scale.of(14, 1)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "pack.toml"
        for name, text in packs:
            path.write_text(text, "utf-8")
            before = os.times()
            done = run([*CLEANSE, "--rules", str(path)], b"The ferry left at noon.\n", timeout=60, memory=MEMORY)
            after = os.times()
            took = after.children_user + after.children_system - before.children_user - before.children_system
            slowest = max(slowest, (took, name))
            told = done.stderr.decode(errors="replace").strip()
            if done.returncode != 2 or "Traceback" in told or took > SECONDS or len(told) > 2000:
                failures.append(f"{name}: exit code {done.returncode} in {took:.1f} s: {told[-160:]}")
    return verdict(f"{len(packs)} packs, slowest {slowest[0]:.1f} s ({slowest[1]})", failures)
