"""Makes `strategies` importable from the tests, and says how many examples hypothesis tries.

`HYPOTHESIS_PROFILE=thorough` runs ten thousand of each property; CI runs fewer. No test fails for being slow.
"""

import os
import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile("quick", max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
settings.register_profile("thorough", max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
