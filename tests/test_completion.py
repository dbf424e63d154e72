"""Completions that the shells themselves take."""

import shutil
import subprocess
from pathlib import Path

import pytest

from cleanse.cli import main

ROOT = Path(__file__).parent.parent
COMMANDS = {
    "bash": [
        "-c",
        'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _shtab_cleanse "$1" "${@: -1}"; printf "%s\\n" "${COMPREPLY[@]}"',
    ],
    "fish": ["-c", 'source $argv[1]; complete -C (string join -- " " $argv[2..])', "--"],
    "zsh": ["-c", 'zsh -n "$0" && fpath=("${0:h}" $fpath) && autoload -U compinit && compinit -D -u && print "$_comps[$1]"'],
}
CASES = [
    (["--in-p"], {"--in-place"}),
    (["--keep", "co"], {"comments", "correction"}),
    (["--profile", ""], {"light", "article", "body"}),
    ([f"{ROOT}/READ"], {f"{ROOT}/README.md"}),
    (["--rules", f"{ROOT}/pypro"], {f"{ROOT}/pyproject.toml"}),
]


def completed(shell: str, folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> set[str]:
    """What the shell offers for the last word, once it has read the script of that shell."""
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    with pytest.raises(SystemExit) as stop:
        main(["--print-completion", shell])
    assert stop.value.code == 0
    script = folder / "_cleanse"
    script.write_text(capsys.readouterr().out)
    done = subprocess.run([shell, *COMMANDS[shell], str(script), "cleanse", *words], capture_output=True, text=True, check=True)
    return {line.split("\t")[0] for line in done.stdout.split("\n")} - {""}


@pytest.mark.parametrize(("words", "wanted"), CASES)
@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_a_shell_completes(shell: str, words: list[str], wanted: set[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert completed(shell, tmp_path, capsys, *words) == wanted


def test_zsh_takes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert completed("zsh", tmp_path, capsys) == {"_cleanse"}


def test_another_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--print-completion", "cmd"])
    assert stop.value.code == 2
    assert "choose from" in capsys.readouterr().err
