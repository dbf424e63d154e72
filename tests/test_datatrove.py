"""The steps of datatrove, under its local and its Slurm executor; `test_engines` has its Ray executor."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from local_site import BODY, CHROME, article
from values import value_of

import cleanse
from cleanse import CleanseError

pytest.importorskip("datatrove", reason="needs pip install '.[datatrove]'")
pytestmark = pytest.mark.filterwarnings("ignore")  # theirs

from datatrove.data import Document  # noqa: E402
from datatrove.executor import LocalPipelineExecutor, SlurmPipelineExecutor  # noqa: E402
from datatrove.pipeline.readers import JsonlReader  # noqa: E402
from datatrove.pipeline.writers import JsonlWriter  # noqa: E402

from cleanse.integrations.datatrove import Cleanse, CleanseHtml  # noqa: E402

FIXTURES = Path(__file__).parent.parent / "fixtures"
TEXTS = [path.read_bytes().decode("utf-8", "replace") for path in sorted(FIXTURES.glob("*/*/input.txt"))]
TEXTS = [text for text in TEXTS if text]  # the reader skips a record without text
PAGE = "\n".join([BODY[0], CHROME[0], *BODY[1:]])


def through_datatrove(text: str) -> str:
    (document,) = Cleanse().run([Document(text, "1")])
    return str(document.text)


def locally(pipeline: list[Any], tasks: int, log: str) -> None:
    LocalPipelineExecutor(pipeline, tasks=tasks, workers=2, logging_dir=log).run()


def on_slurm(pipeline: list[Any], tasks: int, log: str) -> None:
    """Wait for its last job, which sums up the statistics."""
    path = f"export PATH={Path(sys.executable).parent}:$PATH"
    options = {"partition": "test", "time": "10", "qos": "", "mem_per_cpu_gb": 1, "env_command": path}
    SlurmPipelineExecutor(pipeline, tasks=tasks, logging_dir=log, **options).run()
    while subprocess.run(["squeue", "--noheader"], capture_output=True, check=True).stdout:
        time.sleep(0.2)


def run(
    folder: Path, step: Any, texts: list[str], tasks: int, execute: Callable[[list[Any], int, str], None] = locally
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Run a pipeline of reader, step and writer over shards; its records in their order, and the statistics of the step."""
    (folder / "in").mkdir()
    for task in range(tasks):
        lines = [json.dumps({"text": text, "id": f"{n:05}", "n": n}) + "\n" for n, text in enumerate(texts) if n % tasks == task]
        (folder / "in" / f"{task}.jsonl").write_text("".join(lines), "utf-8")
    pipeline = [JsonlReader(str(folder / "in")), step, JsonlWriter(str(folder / "out"), compression=None)]
    execute(pipeline, tasks, str(folder / "log"))
    records = [json.loads(line) for path in (folder / "out").iterdir() for line in path.read_text("utf-8").splitlines()]
    (stats,) = [step["stats"] for step in json.loads((folder / "log" / "stats.json").read_text("utf-8")) if "cleanse" in step["name"]]
    # the writer leaves empty values out
    return sorted(records, key=lambda record: str(record["id"])), stats


def test_every_fixture_has_the_answer_of_the_library(tmp_path: Path) -> None:
    check(*run(tmp_path, Cleanse(), TEXTS, tasks=2))


def test_slurm_gives_the_same(tmp_path: Path, slurm: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**slurm, "PYTHONPATH": str(FIXTURES.parent)}.items():
        monkeypatch.setenv(name, value)
    check(*run(tmp_path, Cleanse(), TEXTS, tasks=2, execute=on_slurm))


def check(records: list[dict[str, Any]], stats: dict[str, Any]) -> None:
    """Records and statistics are what the library says of `TEXTS`."""
    answers = [cleanse.explain(text) for text in TEXTS]
    assert [record.get("text", "") for record in records] == list(map(value_of, TEXTS))
    assert [record["metadata"]["n"] for record in records] == list(range(len(TEXTS)))
    assert [record["metadata"]["cleanse"]["removed"] for record in records] == [answer.to_dict()["removed"] for answer in answers]
    assert (_total(stats["total"]), _total(stats["empty"])) == (len(TEXTS), sum(not answer.text for answer in answers))
    removed = [edit.rule for answer in answers for edit in answer.removed]
    assert {rule: _total(stats[f"removed/{rule}"]) for rule in removed} == {rule: removed.count(rule) for rule in removed}


def _total(stat: Any) -> int:
    return int(stat["total"] if isinstance(stat, dict) else stat)


def test_web_pages(tmp_path: Path) -> None:
    records, stats = run(tmp_path, CleanseHtml("body"), [article(), "<p> "], tasks=1)
    wanted = cleanse.clean_html(article(), "body").removesuffix("\n")
    assert set(BODY) <= set(wanted.split("\n"))
    assert [record.get("text", "") for record in records] == [wanted, ""]
    assert {"total": 2, "ok": 1, "empty": 1}.items() <= stats.items()


def test_options_are_those_of_the_cleaner() -> None:
    (document,) = Cleanse("light").run([Document("Photo: AP\n\n" + PAGE, "1")])
    assert document.text == value_of("Photo: AP\n\n" + PAGE, "light")
    with pytest.raises(CleanseError, match="unknown profile 'none'"):
        Cleanse("none")
    with pytest.raises(CleanseError, match="cannot read rule pack /no/such.toml"):
        Cleanse(rules=["/no/such.toml"])


def test_a_text_that_fails_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    explain = cleanse.Cleaner.explain

    def poisoned(self: cleanse.Cleaner, text: Any) -> cleanse.Cleaned:
        if getattr(text, "text", text) == "poison":
            raise RecursionError("too deep")
        return explain(self, text)

    monkeypatch.setattr(cleanse.Cleaner, "explain", poisoned)
    step = Cleanse()
    documents = list(step.run([Document(text, text) for text in (PAGE, "poison", PAGE)]))
    assert [document.text for document in documents] == [value_of(PAGE), "poison", value_of(PAGE)]
    assert [document.metadata["cleanse"]["status"] for document in documents] == ["ok", "error: RecursionError: too deep", "ok"]
    assert (step.stats["error"].total, step.stats["total"].total) == (1, 3)


def test_the_answer_is_that_of_the_library() -> None:
    assert through_datatrove(PAGE) == value_of(PAGE) == "\n".join(BODY)
