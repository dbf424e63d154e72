"""Doors whose program is not installed say what to install."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("door", "package", "extra"),
    [("arrow", "pyarrow", "arrow"), ("ray", "pyarrow", "arrow"), ("spark", "pyarrow", "arrow"), ("datatrove", "datatrove", "datatrove")],
)
def test_a_missing_program_is_named(door: str, package: str, extra: str) -> None:
    code = f"import sys; sys.modules['{package}'] = None; import cleanse.integrations.{door}"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    assert done.stderr.splitlines()[-1].startswith("cleanse.model.CleanseError: ")
    assert done.stderr.rstrip().endswith(f"pip install 'cleanse-corpus[{extra}]'")
