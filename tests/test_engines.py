"""Ray Data, Spark, and datatrove under Ray, the engines themselves on this machine."""

import doctest
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from local_site import BODY, CHROME, recipe
from test_doors import CASES
from values import value_of

from cleanse import CleanseError

pa: Any = pytest.importorskip("pyarrow", reason="needs pip install '.[arrow]'")
pytestmark = pytest.mark.filterwarnings("ignore")  # theirs

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
TEXTS = [path.read_bytes().decode("utf-8", "replace") for path in sorted(FIXTURES.glob("*/*/input.txt"))]
ROWS = [{"id": n, "text": text} for n, text in enumerate([*TEXTS, *CASES.values(), None, " \n"])]
PAGE = "\n".join([BODY[0], CHROME[0], *BODY[1:]])


def expected(profile: str = "article") -> list[dict[str, object]]:
    texts = [None if row["text"] is None else value_of(str(row["text"]), profile) for row in ROWS]
    statuses = ["null" if text is None else "ok" if text else "empty" for text in texts]
    return [{"id": n, "text": text, "cleanse_status": status} for n, (text, status) in enumerate(zip(texts, statuses, strict=True))]


@pytest.fixture(scope="module")
def ray() -> Iterator[Any]:
    ray = pytest.importorskip("ray", reason="needs pip install '.[ray]'")
    pytest.importorskip("ray.data", reason="needs pip install '.[ray]'")
    os.environ["PYTHONPATH"] = str(ROOT)  # the workers inherit it; Ray's own way to say it takes half a minute
    ray.init(num_cpus=1, include_dashboard=False, configure_logging=False, log_to_driver=False)
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield ray
    ray.shutdown()


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    pytest.importorskip("pyspark", reason="needs pip install '.[spark]'")
    if not shutil.which("java"):
        pytest.skip("needs Java 17: apt-get install openjdk-17-jre-headless")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    options = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    builder = SparkSession.builder.master("local[2]").config(map=options | {"spark.executorEnv.PYTHONPATH": str(ROOT)})
    session = builder.getOrCreate()
    yield session
    session.stop()


def through_ray(text: str, ray: Any) -> str:
    from cleanse.integrations.ray import clean_dataset

    return str(clean_dataset(ray.data.from_items([{"text": text}])).take_all()[0]["text"])


def through_spark(text: str, spark: Any) -> str:
    from cleanse.integrations.spark import clean_dataframe

    return str(clean_dataframe(spark.createDataFrame([(text,)], "text string")).collect()[0]["text"])


def run_examples(module: ModuleType) -> None:
    """Those of its docstrings, on the engine that is at work."""
    tests = [test for test in doctest.DocTestFinder().find(module) if test.examples]
    assert len(tests) == 2
    for test in tests:
        assert doctest.DocTestRunner().run(test).failed == 0


def test_the_examples_run_on_ray(ray: Any) -> None:
    import cleanse.integrations.ray as door

    run_examples(door)


def test_the_examples_run_on_spark(spark: Any) -> None:
    import cleanse.integrations.spark as door

    run_examples(door)


def test_ray_gives_the_rows_of_the_library(ray: Any) -> None:
    from cleanse.integrations.ray import clean_dataset

    dataset = clean_dataset(ray.data.from_items(ROWS, override_num_blocks=3))
    assert sorted(dataset.take_all(), key=lambda row: int(row["id"])) == expected()
    assert through_ray(PAGE, ray) == value_of(PAGE)


def test_ray_as_in_the_recipe_and_with_options(ray: Any, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    from cleanse.integrations.ray import clean_dataset

    (tmp_path / "in").mkdir()
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "in" / "rows.parquet")
    recipe("ray_parquet").clean(str(tmp_path / "in"), str(tmp_path / "out"))
    assert sorted(pq.read_table(tmp_path / "out").to_pylist(), key=lambda row: int(row["id"])) == expected()
    dataset = ray.data.read_parquet(str(tmp_path / "in"))
    assert sorted(clean_dataset(dataset, profile="body").take_all(), key=lambda row: int(row["id"])) == expected("body")
    with pytest.raises(CleanseError, match="unknown profile 'none'"):
        clean_dataset(dataset, profile="none")
    with pytest.raises(CleanseError, match="cannot read template"):
        clean_dataset(dataset, template="/no/such.txt")
    with pytest.raises(Exception, match="0 columns are called 'body'; field is one of id, text"):
        clean_dataset(dataset, "body").take_all()


def test_datatrove_under_its_ray_executor(ray: Any, tmp_path: Path) -> None:
    pytest.importorskip("datatrove", reason="needs pip install '.[datatrove]'")
    from datatrove.executor import RayPipelineExecutor
    from test_datatrove import check, run

    from cleanse.integrations.datatrove import Cleanse

    def on_ray(pipeline: list[Any], tasks: int, log: str) -> None:
        RayPipelineExecutor(pipeline, tasks=tasks, workers=1, mem_per_cpu_gb=0.1, logging_dir=log).run()

    check(*run(tmp_path, Cleanse(), [text for text in TEXTS if text], tasks=2, execute=on_ray))


def test_spark_gives_the_rows_of_the_library(spark: Any) -> None:
    from cleanse.integrations.spark import clean_dataframe

    frame = spark.createDataFrame(ROWS, "id long, text string").repartition(2)
    answer = clean_dataframe(frame)
    assert answer.columns == ["id", "text", "cleanse_status"]
    assert [row.asDict() for row in sorted(answer.collect(), key=lambda row: int(row["id"]))] == expected()
    assert through_spark(PAGE, spark) == value_of(PAGE)


def test_spark_as_in_the_recipe_and_with_options(spark: Any, tmp_path: Path) -> None:
    from cleanse.integrations.spark import clean_dataframe

    spark.createDataFrame(ROWS, "id long, text string").write.parquet(str(tmp_path / "in"))
    recipe("spark_parquet").clean(str(tmp_path / "in"), str(tmp_path / "out"))
    assert [row.asDict() for row in spark.read.parquet(str(tmp_path / "out")).orderBy("id").collect()] == expected()
    frame = spark.read.parquet(str(tmp_path / "in"))
    assert [row.asDict() for row in clean_dataframe(frame, profile="body").orderBy("id").collect()] == expected("body")
    for options, message in (
        ({"field": "body"}, "0 columns are called 'body'"),
        ({"field": "id"}, "of type int64"),
        ({"profile": "none"}, "unknown profile"),
        ({"template": "/no/such.txt"}, "cannot read template"),
    ):
        with pytest.raises(CleanseError, match=message):
            clean_dataframe(frame, **options)


SITE = "[post.example]\n+ 9 of 9  inside  navigation  Town hall and harbour\n"
PAGES = [{"url": url, "text": f"{BODY[0]}\nTown hall and harbour"} for url in ("https://www.post.example/", "https://other.example/")]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "sites.txt"
    path.write_text(SITE)
    return path


def test_ray_takes_a_template(ray: Any, template: Path) -> None:
    from cleanse.integrations.ray import clean_dataset

    rows = clean_dataset(ray.data.from_items(PAGES), template=template).take_all()
    assert {row["url"]: row["text"] for row in rows} == {PAGES[0]["url"]: BODY[0], PAGES[1]["url"]: PAGES[1]["text"]}


def test_spark_takes_a_template(spark: Any, template: Path) -> None:
    from cleanse.integrations.spark import clean_dataframe

    rows = clean_dataframe(spark.createDataFrame(PAGES, "url string, text string"), template=template).collect()
    assert {row.url: row.text for row in rows} == {PAGES[0]["url"]: BODY[0], PAGES[1]["url"]: PAGES[1]["text"]}


DOCUMENTS = [{"url": f"https://www.post.example/{n}", "text": f"Home\nNews\nTown {n}\nHills\n{BODY[0]}\nImprint"} for n in range(9)]


def learnt() -> str:
    from cleanse.integrations.counts import count_batch, template_of

    answer = template_of([count_batch(pa.RecordBatch.from_pylist(DOCUMENTS[:4])), count_batch(pa.RecordBatch.from_pylist(DOCUMENTS[4:]))])
    assert "  9 of 9  top     navigation  Town 0\n" in answer
    return answer


def test_ray_learns_what_one_machine_does(ray: Any) -> None:
    from cleanse.integrations.ray import learn_dataset

    dataset = ray.data.from_items([*DOCUMENTS, {"url": None, "text": "A note."}], override_num_blocks=3)
    assert learn_dataset(dataset) == learnt()


def test_spark_learns_what_one_machine_does(spark: Any) -> None:
    from cleanse.integrations.spark import learn_dataframe

    frame = spark.createDataFrame([*DOCUMENTS, {"url": None, "text": "A note."}], "url string, text string").repartition(3)
    assert learn_dataframe(frame) == learnt()
    with pytest.raises(Exception, match="body"):
        learn_dataframe(frame, "body")
