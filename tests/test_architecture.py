"""Arrows point one way, and modules and functions stay small."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cleanse"
MODULES = {path.relative_to(PACKAGE).with_suffix("").as_posix(): path for path in PACKAGE.rglob("*.py")}

# From the nouns at the bottom to the doors at the top; a module imports only from layers below its own.
LAYERS = (
    {"model"},
    {"pattern", "profile", "layout", "mojibake", "decode", "markup", "progress", "unwrap/messages"},
    {"slot", "segment", "repair", "rewrite", "completion"},
    {"literals", "compiled"},
    {"shelves", "probes"},
    {"row"},
    {"tables"},
    {"rules", "candidates", "shape"},
    {"unwrap/metadata", "unwrap/tree"},
    {"unwrap/mend", "unwrap/signs", "unwrap/worker"},
    {"unwrap/page", "unwrap"},
    {"unwrap/serve"},
    {"features", "template"},
    {"region", "wording", "title", "lists", "template/count", "template/file"},
    {"neighbours"},
    {"likelihood", "marked"},
    {"match", "likely"},
    {"spare"},
    {"rulebook", "repetition", "decide", "template/learn"},
    {"rulebook/tables", "rulebook/__main__", "pipeline", "render", "markdown", "template/store"},
    {"ledger", "diff", "report/tally", "report/sample"},
    {"cleaner", "in_place", "report"},
    {"verify", "config", "sources/window"},
    {"sources/job", "sources/compression", "sources/tally"},
    {"plain", "sources/jsonl", "sources/cells", "sources/parquet", "sources/warc", "sources/text"},
    {"integrations", "integrations/arrow", "integrations/counts", "integrations/datatrove", "integrations/scrapy"},
    {"integrations/ray", "integrations/spark"},
    {"sources/detect"},
    {"sources", "sources/files", "options"},
    {"change", "filter", "learn_cli", "corpus/units", "corpus/settings", "corpus/totals"},
    {"corpus/manifest", "corpus/records"},
    {"corpus/task"},
    {"corpus/worker"},
    {"corpus/pool"},
    {"corpus/engines", "corpus/engines/remote"},
    {"corpus/engines/datatrove", "corpus/engines/ray", "corpus/engines/spark"},
    {"corpus/engines/slurm"},
    {"corpus", "corpus/verify", "corpus_options"},
    {"cli", "corpus_cli", "__init__"},
    {"__main__"},
)


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cleanse"):
            found.add((node.module or "").removeprefix("cleanse").strip(".").replace(".", "/") or "__init__")
    return found


def layer(module: str) -> int:
    module = module.removesuffix("/__init__")
    return next(number for number, modules in enumerate(LAYERS) if module in modules)


def test_there_are_modules() -> None:
    assert len(MODULES) > 15


@pytest.mark.parametrize("module", MODULES)
def test_arrows_point_one_way(module: str) -> None:
    upward = {name for name in imports(MODULES[module]) - {"__init__"} if layer(name) >= layer(module)}
    assert not upward, f"{module} imports {upward} from its own layer or above"


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"rulebook/tables"}))
def test_rooms_stay_small(module: str) -> None:
    source = MODULES[module].read_text("utf-8")
    assert source.count("\n") <= 300
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, node.name


def test_the_core_does_no_input_or_output() -> None:
    for module in (
        "model",
        "pattern",
        "mojibake",
        "repair",
        "segment",
        "layout",
        "match",
        "shape",
        "repetition",
        "decide",
        "template/__init__",
        "template/count",
        "template/learn",
        "pipeline",
        "ledger",
    ):
        source = MODULES[module].read_text("utf-8")
        assert not any(word in source for word in ("open(", "print(", "sys.std", "os.environ")), module
