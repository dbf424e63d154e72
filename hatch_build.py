"""The build makes what is made from other things: the tables of the rulebook and the manual page of `cleanse`.

With the tables a start of `cleanse` reads no TOML (`cleanse/rulebook/__main__.py`).
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GeneratedHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before a wheel, an editable one too, is put together."""

    PLUGIN_NAME = "generated"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make tables.py; the examples are checked by the tests, which have the regular expressions installed."""
        self._run("-m", "cleanse.rulebook", "--unchecked")
        build_data["artifacts"].append("cleanse/rulebook/tables.py")
        self._run(
            "-c", "from argparse_manpage.cli import main; main()", "--module=cleanse.options", "--function=parser", "--prog=cleanse",
            f"--project-name={self.metadata.core.name}", f"--version={self.metadata.version}", "--manual-title=cleanse",
            f"--description={self.metadata.core.description}", f"--output={self._manual}",
        )  # fmt: skip
        build_data["shared_data"][str(self._manual)] = "share/man/man1/cleanse.1"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """The manual page is in the wheel now."""
        self._manual.unlink()

    @property
    def _manual(self) -> Path:
        return Path(self.directory) / "cleanse.1"

    def _run(self, *arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], cwd=self.root, check=True)
