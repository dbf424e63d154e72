"""Spark: a data frame in, a data frame out, by `clean_batch` under `mapInArrow`; or what its sites repeat, by `count_batch`."""

from collections.abc import Iterable, Iterator
from functools import partial
from os import PathLike
from typing import TYPE_CHECKING

from cleanse.integrations.arrow import clean_batch
from cleanse.integrations.counts import NUMBERS, SCHEMA, count_batch, template_of
from cleanse.profile import Profile
from cleanse.template import FEWEST
from cleanse.template.learn import LISTED

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame


def clean_dataframe(
    frame: "DataFrame",
    field: str = "text",
    profile: str | Profile = "article",
    rules: Iterable[str | PathLike[str]] = (),
    status: str = "cleanse_status",
    template: str | PathLike[str] = "",
) -> "DataFrame":
    """The frame with the column `field` cleaned and a column `status` that says how each row went (`arrow.clean_batch`).

    Raises `CleanseError` for a column that is not there or holds no text, for an unknown profile, a bad rule pack and a bad template.
    Rule packs and the template are paths that every worker can read.

    >>> from pyspark.sql import SparkSession
    >>> spark = SparkSession.builder.getOrCreate()
    >>> clean_dataframe(spark.createDataFrame([("The ferry left at noon, an hour late.\\nAdvertisement",)], ["text"])).collect()
    [Row(text='The ferry left at noon, an hour late.', cleanse_status='ok')]
    """
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    packs = [str(path) for path in rules]
    clean = partial(clean_batch, field=field, profile=profile, rules=packs, status=status, template=str(template))
    answer = clean(to_arrow_schema(frame.schema).empty_table())  # a bad option stops the start, not a worker
    return frame.mapInArrow(partial(_clean_all, clean), from_arrow_schema(answer.schema))


def _clean_all(clean: "partial[pa.RecordBatch]", batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    yield from map(clean, batches)


def learn_dataframe(frame: "DataFrame", field: str = "text", url: str = "url") -> str:
    """The text of the template of the hosts in the column `url`: Spark counts, and adds up.

    >>> from pyspark.sql import SparkSession
    >>> spark = SparkSession.builder.getOrCreate()
    >>> pages = [(f"https://example.org/{n}", f"The ferry {n} left at noon.\\nOur other papers") for n in "abcdefg"]
    >>> learn_dataframe(spark.createDataFrame(pages, ["url", "text"])).splitlines()[-1]
    '  7 of 7  bottom  navigation  Our other papers'
    """
    import pyarrow as pa
    from pyspark.sql import functions
    from pyspark.sql.pandas.types import from_arrow_schema

    counts = frame.select(field, url).mapInArrow(partial(_count_all, field, url), from_arrow_schema(SCHEMA))
    sums = [functions.sum(name).alias(name) for name in NUMBERS[1:]]
    summed = counts.groupBy("host", "line").agg(*sums, functions.min("text").alias("text"))
    rows = summed.where(functions.col("seen") >= LISTED * FEWEST).toLocalIterator()
    return template_of(pa.RecordBatch.from_pylist([row.asDict()], SCHEMA) for row in rows)


def _count_all(field: str, url: str, batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    yield from (count_batch(batch, field, url) for batch in batches)
