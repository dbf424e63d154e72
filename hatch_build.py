"""The build makes the tables of the rulebook: a start of `cleanse` reads no TOML (`cleanse/rulebook/__main__.py`)."""

import subprocess
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TablesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before a wheel, an editable one too, is put together."""

    PLUGIN_NAME = "tables"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make tables.py; the examples are checked by the tests, which have the regular expressions installed."""
        subprocess.run([sys.executable, "-m", "cleanse.rulebook", "--unchecked"], cwd=self.root, check=True)
        build_data["artifacts"].append("cleanse/rulebook/tables.py")
