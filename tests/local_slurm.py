"""Slurm with one node, this machine, for as long as a test lasts. Debian: apt-get install slurm-wlm munge."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = (
    ""
    if shutil.which("slurmctld") and shutil.which("slurmd") and hasattr(os, "geteuid") and os.geteuid() == 0
    else "needs Slurm, and to be root: apt-get install slurm-wlm munge"
)
PATIENCE = 120  # seconds for the node to be there
CONFIG = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser=root
AuthType=auth/none
CredType=cred/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
ReturnToService=2
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldTimeout=300
SlurmdTimeout=300
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=8000
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


@contextmanager
def slurm(folder: Path) -> Iterator[dict[str, str]]:
    """The environment in which commands of Slurm speak to it."""
    config = folder / "slurm.conf"
    config.write_text(CONFIG.format(host=socket.gethostname(), folder=folder, ports=_free_ports()))
    environment = {"SLURM_CONF": str(config), "SBATCH_PARTITION": "test", "SBATCH_TIMELIMIT": "10"}
    daemons = [_started(folder, config, "slurmctld"), _started(folder, config, "slurmd")]
    try:
        _wait_for_the_node({**os.environ, **environment}, folder)
        yield environment
    finally:
        for daemon in reversed(daemons):
            daemon.terminate()
            daemon.wait()


def _free_ports() -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _started(folder: Path, config: Path, name: str) -> "subprocess.Popen[bytes]":
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen([name, "-D", "-f", str(config)], stdout=log, stderr=log)


def _wait_for_the_node(environment: dict[str, str], folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        said = subprocess.run(["sinfo", "--noheader", "-o", "%T"], env=environment, capture_output=True, text=True, check=False)
        if said.stdout.strip() == "idle":
            return
        time.sleep(0.2)
    raise AssertionError("\n".join(log.read_text() for log in folder.glob("*.log")))
