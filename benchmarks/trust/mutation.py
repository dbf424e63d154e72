"""Row 38: whether the tests bite. One place of a module is changed at a time, and a test has to fail.

The changes are the usual ones: a comparison turned, `and` for `or`, a sum for a difference, a number one larger, a condition negated, a
statement left out, something else returned. What cannot change an answer is left alone: what is for the type checker, sizes of caches.
The tests run in a copy of the project that has the change, in processes that they start too; the first that notices ends them. What
survives is told with its line: it is either no change at all, or a test that is missing.
"""

import ast
import random
import sys
from collections.abc import Callable, Iterator
from compileall import compile_dir
from copy import deepcopy
from functools import partial
from pathlib import Path
from shutil import copytree, ignore_patterns
from subprocess import TimeoutExpired
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.trust.bar import ROOT, Result, Scale, run

LEAST = 0.90
PATIENCE = 240.0  # seconds; the tests of a module take 10 to 90, so a mutant that takes longer hangs, and that is noticed
MODULES = {
    "cleanse/ledger.py": "tests/test_ledger.py tests/test_promises.py",
    "cleanse/repair.py": "tests/test_repair.py tests/test_promises.py",
    "cleanse/rewrite.py": "tests/test_rewrite.py tests/test_in_place.py",
    "cleanse/corpus/manifest.py": "tests/test_manifest.py tests/test_corpus.py",
}
TURNED: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
}  # fmt: skip


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """Line, what was changed, and the changed source, of every change that there is."""
    tree = ast.parse(source)
    decorators = {inner for node in ast.walk(tree) for place in getattr(node, "decorator_list", []) for inner in ast.walk(place)}
    for number, node in enumerate(ast.walk(tree)):
        for what, change in () if node in decorators else _changes(node):
            copy = deepcopy(tree)
            twin = next(other for at, other in enumerate(ast.walk(copy)) if at == number)
            change(twin)
            yield getattr(node, "lineno", 0), what, ast.unparse(ast.fix_missing_locations(copy))


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], object]]]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in TURNED:
        yield "comparison turned", lambda n: n.ops.__setitem__(0, TURNED[type(n.ops[0])]())
    if isinstance(node, ast.BoolOp) and type(node.op) in TURNED:
        yield "and for or", lambda n: setattr(n, "op", TURNED[type(n.op)]())
    if isinstance(node, ast.BinOp) and type(node.op) in TURNED:
        yield "sum for difference", lambda n: setattr(n, "op", TURNED[type(n.op)]())
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield "a number larger", lambda n: setattr(n, "value", n.value + 1)
    if isinstance(node, (ast.If, ast.While, ast.IfExp)) and ast.unparse(node.test) != "TYPE_CHECKING":
        yield "condition negated", lambda n: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test))
    if isinstance(node, ast.Return) and not (node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None)):
        truth = isinstance(node.value, ast.Constant) and node.value.value is False
        yield "something else returned", lambda n: setattr(n, "value", ast.Constant(True if truth else None))
    if isinstance(node, (ast.FunctionDef, ast.If, ast.For, ast.With, ast.While)):
        for place, statement in enumerate(node.body):
            if isinstance(statement, (ast.Expr, ast.Assign, ast.AugAssign, ast.Raise, ast.Delete)) and not _is_docstring(statement):
                yield f"left out: {ast.unparse(statement)[:60]}", partial(_leave_out, place)


def _leave_out(place: int, node: Any) -> None:
    node.body[place] = ast.Pass()


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def killed(scale: Scale) -> Result:
    """Row 38. Each mutant costs a run of tests, so the small set has none."""
    if not scale.release:
        return Result("with --release", None)
    survivors: list[str] = []
    count = 0
    with TemporaryDirectory() as name:
        copy = copytree(
            ROOT, Path(name) / "copy", ignore=ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "dist")
        )
        compile_dir(copy / "cleanse", quiet=1)
        for module, tests in MODULES.items():
            path = copy / module
            whole = path.read_text("utf-8")
            known = list(mutants(whole))
            random.Random(1).shuffle(known)
            for line, what, source in known:
                path.write_text(source, "utf-8")
                count += 1
                if survives(copy, tests.split()):
                    survivors.append(f"{module}:{line}: {what}")
                    print(f"  {count}: {survivors[-1]}", file=sys.stderr, flush=True)
            path.write_text(whole, "utf-8")
    share = 1 - len(survivors) / count
    return Result(f"{share:.1%} of {count} killed", share >= LEAST, tuple(survivors))


def survives(copy: Path, tests: list[str]) -> bool:
    """Whether all tests pass in a copy of the project in which a module was changed."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header", *tests]
    try:  # without bytecode: that of a mutant would do for the next one of the same second and size
        done = run(command, cwd=copy, timeout=PATIENCE, PYTHONPATH=str(copy), PYTHONDONTWRITEBYTECODE="1", HYPOTHESIS_PROFILE="unshrunk")
    except TimeoutExpired:
        return False
    return done.returncode == 0
