"""Rows 27 and 28: corpus runs that are killed, and records that kill."""

import json
import os
import random
import subprocess
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

from benchmarks.corpus import POISON, REASONS
from benchmarks.trust.bar import CORPUS, Result, Scale, environment, run, verdict
from benchmarks.trust.same import texts


def _source(folder: Path, count: int) -> Path:
    path = folder / "in.jsonl"
    path.write_bytes(b"".join(json.dumps({"id": number, "text": text}).encode() + b"\n" for number, text in enumerate(texts(count))))
    return path


def _hash(out: Path) -> str:
    return sha256(b"".join(path.name.encode() + path.read_bytes() for path in sorted(out.glob("*.jsonl")))).hexdigest()


def killed(scale: Scale) -> Result:
    """Row 27."""
    draw, failures, kills = random.Random(1), [], 0
    with TemporaryDirectory() as name:
        source = _source(Path(name), scale.of(300, 20_000))
        command = [*CORPUS, "run", str(source), "--workers", "2", "--to"]
        run([*command, f"{name}/whole"], timeout=3600)
        wanted = _hash(Path(name) / "whole")
        for turn in range(scale.of(1, 20)):
            out = Path(name) / str(turn)
            for _ in range(scale.of(3, 10)):
                process = subprocess.Popen([*command, str(out)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
                sleep(draw.uniform(0.3, 3))
                kills += process.poll() is None
                process.kill()
                process.wait()
            done = run([*command, str(out)], timeout=3600)
            if done.returncode or _hash(out) != wanted:
                failures.append(f"turn {turn}: exit code {done.returncode}, another tree")
    return verdict(f"{kills} kills of {scale.of(1, 20)} runs", failures)


def poison(scale: Scale) -> Result:
    """Row 28."""
    count, each = scale.of(100, 20_000), scale.of(1, 20)
    with TemporaryDirectory() as name:
        source = _source(Path(name), count)
        lines = source.read_bytes().splitlines(keepends=True)
        for number in range(each * len(REASONS)):
            kind = [*REASONS][number % len(REASONS)]
            bad = b'{"text": "\xff"}\n' if kind == "bytes" else json.dumps({"text": f"POISON {kind}"}).encode() + b"\n"
            lines.insert(random.Random(number).randrange(len(lines)), bad)
        source.write_bytes(b"".join(lines))
        (Path(name) / "sitecustomize.py").write_text(POISON)
        path = f"{name}{os.pathsep}{environment()['PYTHONPATH']}"
        done = run([*CORPUS, "run", str(source), "--to", f"{name}/out", "--workers", "2"], timeout=7200, PYTHONPATH=path)
        out = sum(path.read_bytes().count(b"\n") for path in (Path(name) / "out").glob("*.jsonl"))
        entries = [line for path in (Path(name) / "out").rglob("quarantine/*.jsonl") for line in path.read_text("utf-8").splitlines()]
    failures = (
        []
        if (out, len(entries), done.returncode) == (count, each * len(REASONS), 2)
        else [f"{out} out, {len(entries)} in quarantine: {done.stderr[-200:]!r}"]
    )
    return verdict(f"{out} of {count} out, {len(entries)} bad ones in quarantine", failures)
