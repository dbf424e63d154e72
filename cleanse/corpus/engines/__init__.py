"""The engines of a run. Each is a module with a function `work` that does units and gives their results, as `pool.work` does here.

An engine says where and when a unit is done; how is always the same (`remote`): a worker of a local run, which writes to the folder of
the run. So the bytes are those of a local run, bad records and all, and what was begun on one engine can be gone on with on another.
The sources and the folder of the run have to be seen under the same paths by all machines, on a disk that they share.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from cleanse.corpus.pool import Result
from cleanse.corpus.settings import Settings
from cleanse.corpus.units import Unit

LOCAL = "local"
ENGINES = (LOCAL, "datatrove", "slurm", "ray", "spark")

Work = Callable[[Iterator[Unit], Path, Settings, int], Iterator[Result]]


def find_engine(name: str) -> Work:
    """The `work` of an engine. Raises `CleanseError` where what it needs is not installed.

    >>> find_engine("local").__module__
    'cleanse.corpus.pool'
    """
    work: Work = import_module("cleanse.corpus.pool" if name == LOCAL else f"{__name__}.{name}").work
    return work
