"""A corpus run on every engine, the engines themselves on this machine: the same bytes as without one, bad records and all."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from test_corpus import COMMAND, CUSTOM, FERRY, ROOT, record, tree

from cleanse.corpus import Settings
from cleanse.corpus.engines import ENGINES, LOCAL
from cleanse.corpus.engines.remote import do, order
from cleanse.corpus.units import Unit
from cleanse.profile import DEFAULT

REMOTE = [name for name in ENGINES if name != LOCAL]
NEEDED = {"datatrove": "datatrove", "slurm": "datatrove", "ray": "ray", "spark": "pyspark"}
Run = Callable[..., Path]  # of an engine, into a folder of a name, with variables of the environment


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Cleans a small corpus with some bad records, two of which kill who cleans them."""
    folder = tmp_path_factory.mktemp("run")
    (folder / "custom").mkdir()
    (folder / "custom" / "sitecustomize.py").write_text(CUSTOM.replace("30_000", "10_000"))
    (folder / "in").mkdir()
    records = [record(number) for number in range(200)]
    records[30:30] = [b'{"text": bad\n', record(1000, "POISON segfault"), record(1001, "POISON exit")]
    (folder / "in" / "a.jsonl").write_bytes(b"".join(records))
    (folder / "in" / "b.txt").write_text(f"{FERRY}\nAdvertisement\n")

    def run(engine: str, name: str, **more: str) -> Path:
        command = [sys.executable, "-c", COMMAND, "run", "in", "--to", name, "--engine", engine, "--workers", "2"]
        environment = {**os.environ, **more, "PYTHONPATH": f"{folder / 'custom'}{os.pathsep}{ROOT}"}
        done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 2, done.stderr  # bad records are in quarantine
        return folder / name

    return run


@pytest.fixture(scope="module")
def whole(run: Run) -> dict[str, bytes]:
    found = tree(run(LOCAL, "local"))
    assert len(json.loads(b"[" + b",".join(found["_cleanse/manifest.jsonl"].splitlines()) + b"]")) > 4
    assert sum(name.endswith(".raw") for name in found) == 1
    return found


def installed(engine: str, request: pytest.FixtureRequest) -> dict[str, str]:
    """The environment that an engine needs; skips the test where it is not here."""
    pytest.importorskip(NEEDED[engine], reason=f"needs pip install '.[{NEEDED[engine]}]'")
    if engine == "spark" and not shutil.which("java"):
        pytest.skip("needs Java 17: apt-get install openjdk-17-jre-headless")
    return request.getfixturevalue("slurm") if engine == "slurm" else {}


@pytest.mark.parametrize("engine", REMOTE)
def test_the_bytes_are_those_of_a_local_run(engine: str, run: Run, whole: dict[str, bytes], request: pytest.FixtureRequest) -> None:
    assert tree(run(engine, engine, **installed(engine, request))) == whole


def test_what_was_begun_here_goes_on_on_an_engine(run: Run, whole: dict[str, bytes], request: pytest.FixtureRequest) -> None:
    installed("datatrove", request)
    out = run(LOCAL, "begun")
    manifest = out / "_cleanse" / "manifest.jsonl"
    manifest.write_bytes(b"".join(manifest.read_bytes().splitlines(keepends=True)[:2]))
    assert tree(run("datatrove", "begun")) == whole


def test_a_machine_that_would_give_other_bytes_refuses(tmp_path: Path) -> None:
    settings = Settings(DEFAULT)
    asked = order(tmp_path, settings)
    head = json.loads(asked.head)
    head["versions"]["ftfy"] = "1.0"
    refused = do(asked._replace(head=json.dumps(head)), Unit(0, (), 0))["refused"]
    assert 'is not what the run was begun with (versions.ftfy: "1.0" there,' in refused
    assert "install the same" in refused


@pytest.mark.parametrize("engine", REMOTE)
def test_an_engine_that_is_not_installed_is_named(engine: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FERRY)
    (tmp_path / "sitecustomize.py").write_text(f"import sys\nsys.modules[{NEEDED[engine]!r}] = None\n")
    command = [sys.executable, "-c", COMMAND, "run", str(tmp_path / "a.txt"), "--to", str(tmp_path / "out"), "--engine", engine]
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    extra = NEEDED[engine].removeprefix("py")
    assert done.stderr.rstrip().endswith(f"pip install 'cleanse-corpus[{extra}]'")
    assert not (tmp_path / "out").exists()


def test_slurm_is_told_where_to_run(tmp_path: Path) -> None:
    pytest.importorskip("datatrove", reason="needs pip install '.[datatrove]'")
    (tmp_path / "a.txt").write_text(FERRY)
    command = [sys.executable, "-c", COMMAND, "run", str(tmp_path / "a.txt"), "--to", str(tmp_path / "out"), "--engine", "slurm"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SBATCH_")} | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        2,
        "cleanse-corpus: --engine slurm needs the variable SBATCH_PARTITION, as sbatch knows it",
    )
