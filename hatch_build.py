"""The build makes what is made from other things: the tables of the rulebook and the manual pages of its commands.

With the tables a start of `cleanse` reads no TOML (`cleanse/rulebook/__main__.py`).
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMMANDS = {"cleanse": "cleanse.options", "cleanse-corpus": "cleanse.corpus_options"}  # and the modules with their parsers
TABLES = ["cleanse/rulebook/tables.py", "cleanse/rulebook/tables.bin"]


class GeneratedHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before a wheel, an editable one too, is put together."""

    PLUGIN_NAME = "generated"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the tables, unless they are newer than all that they are made of; the examples are checked by the tests."""
        made = {Path(self.root) / table for table in TABLES}
        sources = {path for kind in ("*.py", "*.toml") for path in (Path(self.root) / "cleanse").rglob(kind)} - made
        if not all(map(Path.exists, made)) or min(map(_changed, made)) <= max(map(_changed, sources)):
            self._run("-m", "cleanse.rulebook", "--unchecked")
        build_data["artifacts"] += TABLES
        for command, module in COMMANDS.items():
            page = self._manual(command)
            self._run(
                "-c", "from argparse_manpage.cli import main; main()", f"--module={module}", "--function=parser", f"--prog={command}",
                f"--project-name={self.metadata.core.name}", f"--version={self.metadata.version}", f"--manual-title={command}",
                f"--description={self.metadata.core.description}", f"--output={page}",
            )  # fmt: skip
            build_data["shared_data"][str(page)] = f"share/man/man1/{page.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """The manual pages are in the wheel now."""
        for command in COMMANDS:
            self._manual(command).unlink()

    def _manual(self, command: str) -> Path:
        return Path(self.directory) / f"{command}.1"

    def _run(self, *arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], cwd=self.root, check=True)


def _changed(path: Path) -> float:
    return path.stat().st_mtime
