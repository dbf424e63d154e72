"""Ray: a task for each unit. The cluster is that of `RAY_ADDRESS`, or one of this machine that is begun for the run."""

from collections.abc import Iterator
from pathlib import Path

from cleanse.corpus.engines.remote import do, order
from cleanse.corpus.pool import Result
from cleanse.corpus.settings import Settings
from cleanse.corpus.units import Unit
from cleanse.model import CleanseError

try:
    import ray
except ImportError as error:
    raise CleanseError("--engine ray needs Ray: pip install 'cleanse-corpus[ray]'") from error

WAITING = 10_000  # tasks that Ray has at once, so that it can see how much there is to do and a cluster can grow


def work(units: Iterator[Unit], temporary: Path, settings: Settings, workers: int) -> Iterator[Result]:
    """Do the units; their results, in the order in which they are done. `workers` is how many are done at once, 0 for one a core."""
    try:
        ray.init(ignore_reinit_error=True, include_dashboard=False, logging_level="warning")
    except Exception as error:  # Ray's own have no class in common
        raise CleanseError(f"Ray cannot be started: {error}") from error
    task, shared = ray.remote(do), ray.put(order(temporary, settings))
    begun: list[object] = []
    for unit in units:
        if len(begun) == (workers or WAITING):
            ready, begun = ray.wait(begun)
            yield from ray.get(ready)
        begun.append(task.remote(shared, unit))
    while begun:
        ready, begun = ray.wait(begun)
        yield from ray.get(ready)
