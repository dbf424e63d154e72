"""Makes `strategies` importable from the tests, says how many examples hypothesis tries, and starts a Slurm for those that want one.

`HYPOTHESIS_PROFILE=thorough` runs ten thousand of each property; CI runs fewer, and so does `unshrunk`, which does not look for a smaller
example of what fails (`benchmarks/trust/mutation.py`). No test fails for being slow.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile("quick", max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
settings.register_profile("thorough", max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
settings.register_profile("unshrunk", settings.get_profile("quick"), phases=[Phase.explicit, Phase.generate])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def slurm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment in which commands of Slurm speak to it."""
    import local_slurm

    if local_slurm.MISSING:
        pytest.skip(local_slurm.MISSING)
    with local_slurm.slurm(tmp_path_factory.mktemp("slurm")) as environment:
        yield environment
