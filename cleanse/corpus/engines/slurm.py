"""Slurm, by datatrove's executor: a job array, each task of which does its share of the units.

Partition and time limit are those of sbatch's own variables, `SBATCH_PARTITION` and `SBATCH_TIMELIMIT`; it obeys its others as well.
"""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from cleanse.corpus.engines.datatrove import CleanUnits
from cleanse.corpus.engines.remote import order
from cleanse.corpus.pool import Result
from cleanse.corpus.settings import Settings
from cleanse.corpus.units import Unit
from cleanse.model import CleanseError

TASKS = 1000  # of an array, at most: what Slurm allows where nobody has changed it
MEMORY = 3  # GiB of a task: what a worker may take for itself, and Python


def work(units: Iterator[Unit], temporary: Path, settings: Settings, workers: int) -> Iterator[Result]:
    """Do the units; their results, in the order in which they are done. `workers` is how many tasks there are, 0 for 1,000."""
    from datatrove.executor import SlurmPipelineExecutor

    partition, time = _variable("SBATCH_PARTITION"), _variable("SBATCH_TIMELIMIT")
    step = CleanUnits(order(temporary, settings), list(units))
    if not step.units:
        return
    here = shlex.quote(str(Path(sys.executable).parent))
    executor = SlurmPipelineExecutor(
        [step], min(len(step.units), workers or TASKS), time, partition, mem_per_cpu_gb=MEMORY, job_name="cleanse-corpus", qos="",
        env_command=f"export PATH={here}:$PATH",
    )  # fmt: skip
    executor.run()
    job = str(executor.job_id)
    try:
        yield from step.gathered(lambda: bool(_said("squeue", "--noheader", "--jobs", job)))
    except BaseException:
        _said("scancel", job)
        raise


def _variable(name: str) -> str:
    if value := os.environ.get(name):
        return value
    raise CleanseError(f"--engine slurm needs the variable {name}, as sbatch knows it")


def _said(*command: str) -> str:
    """What a command of Slurm says; nothing where it does not know the job any more."""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
