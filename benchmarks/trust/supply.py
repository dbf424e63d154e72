"""Row 39: what a release is built of: every dependency pinned by hash, a bill of materials, versions in every manifest.

    python -m benchmarks.trust.supply FOLDER

writes FOLDER/requirements.txt (pip-tools: exact versions with the hashes of their files, for `pip install --require-hashes`) and
FOLDER/bill.json (CycloneDX, of the environment that is running). Neither names where packages come from.
"""

import json
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.trust.bar import CORPUS, ROOT, Result, Scale, fixtures, run, verdict

PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==\S+ \\$", re.MULTILINE)
MATTERS = ("cleanse", "ftfy", "regex", "unicode", "rules")  # what can change an answer, and is in the settings of a run


def write(folder: Path) -> str:
    """Write both files; what went wrong is returned, "" for nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    options = [
        "--quiet",
        "--generate-hashes",
        "--strip-extras",
        "--no-header",
        "--no-emit-index-url",
        "--no-emit-find-links",
        "--no-annotate",
    ]
    pinned = run(
        [
            sys.executable,
            "-m",
            "piptools",
            "compile",
            *options,
            "--output-file",
            str(folder / "requirements.txt"),
            str(ROOT / "pyproject.toml"),
        ],
        timeout=900,
    )
    bill = run([sys.executable, "-m", "cyclonedx_py", "environment", "--output-file", str(folder / "bill.json")], timeout=300)
    return (pinned.stderr[-300:] if pinned.returncode else b"").decode() + (bill.stderr[-300:] if bill.returncode else b"").decode()


def pinned(scale: Scale) -> Result:
    """Row 39."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        missing = [f"manifest without {key}" for key in _missing(folder)]
        if missing or not scale.release:  # resolving takes minutes
            return verdict("what can change an answer is in the manifest", missing)
        if problem := write(folder):
            return Result(problem.strip().splitlines()[-1][:150], None if "No module named" in problem else False)
        text, bill = (folder / "requirements.txt").read_text("utf-8"), json.loads((folder / "bill.json").read_text("utf-8"))
        names = PINNED.findall(text)
        failures = [name for name in names if not re.search(rf"^{re.escape(name)}==\S+ \\\n    --hash=sha256:", text, re.MULTILINE)]
        failures += ["it names where packages come from"] if re.search(r"https?://|--index-url|--find-links", text) else []
    return verdict(f"{len(names)} dependencies pinned, {len(bill.get('components', []))} components in the bill", failures)


def _missing(folder: Path) -> list[str]:
    """What is not in the manifest of a run and should be."""
    (folder / "a.txt").write_bytes(fixtures()[0])
    run([*CORPUS, "run", str(folder / "a.txt"), "--to", str(folder / "out")])
    head = (folder / "out" / "_cleanse" / "manifest.jsonl").read_text("utf-8").splitlines()[0].lower()
    return [key for key in MATTERS if key not in head]


if __name__ == "__main__":
    sys.exit(write(Path(sys.argv[1])))
