"""Spark: a job of one task for each unit, as many at once as the cluster has cores, so that a result comes when its unit is done.

The session is that of the process, or a new one, which `spark-defaults.conf` and `PYSPARK_SUBMIT_ARGS` configure.
"""

import os
import sys
from collections.abc import Iterator
from multiprocessing.pool import ThreadPool
from pathlib import Path

from cleanse.corpus.engines.remote import do, order
from cleanse.corpus.pool import Result
from cleanse.corpus.settings import Settings
from cleanse.corpus.units import Unit
from cleanse.model import CleanseError

try:
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession
except ImportError as error:
    raise CleanseError("--engine spark needs Spark: pip install 'cleanse-corpus[spark]'") from error


def work(units: Iterator[Unit], temporary: Path, settings: Settings, workers: int) -> Iterator[Result]:
    """Do the units; their results, in the order in which they are done. `workers` is how many are done at once, 0 for one a core."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        context = SparkSession.builder.appName("cleanse-corpus").getOrCreate().sparkContext
    except PySparkException as error:
        raise CleanseError(f"Spark cannot be started: {error}") from error
    shared = order(temporary, settings)

    def done(unit: Unit) -> Result:
        (result,) = context.parallelize([unit], 1).map(lambda unit: do(shared, unit)).collect()
        return dict(result)

    with ThreadPool(workers or context.defaultParallelism) as threads:
        yield from threads.imap_unordered(done, units)
