"""One unit done in a process of an engine, wherever that is."""

import json
import os
from contextlib import chdir
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cleanse.corpus.manifest import differing
from cleanse.corpus.pool import Result, Worker
from cleanse.corpus.settings import Settings
from cleanse.corpus.units import Unit
from cleanse.model import CleanseError


class Order(NamedTuple):
    """What a process has to know of the run: its temporary files, the folder from which paths count, what it was begun with."""

    temporary: Path
    settings: Settings
    folder: str
    head: str


def order(temporary: Path, settings: Settings) -> Order:
    """The order of a run that is begun here."""
    return Order(temporary.absolute(), settings, os.getcwd(), json.dumps(settings.to_dict()))  # noqa: PTH109  (as text)


def do(order: Order, unit: Unit) -> Result:
    """Do a unit. What cannot be done here is no exception, which engines try again and again, but {"refused": why}."""
    try:
        with chdir(order.folder):
            return _worker(order).do(unit)
    except (CleanseError, OSError) as error:
        return {"refused": f"{os.uname().nodename}: {error}"}


@lru_cache(maxsize=1)
def _worker(order: Order) -> Worker:
    """The worker of this process, which is kept for the next unit."""
    if differences := sorted(set(differing(json.loads(order.head), json.loads(json.dumps(order.settings.to_dict()))))):
        raise CleanseError(f"what is installed here is not what the run was begun with ({'; '.join(differences)}); install the same")
    return Worker(order.temporary, order.settings, os.cpu_count() or 1)
