"""Completions that the shells themselves take."""

import shutil
import subprocess
from pathlib import Path

import pytest

from cleanse.cli import main
from cleanse.corpus_cli import main as corpus

ROOT = Path(__file__).parent.parent
PROGRAMS = {"cleanse": main, "cleanse-corpus": corpus}
COMMANDS = {
    "bash": [
        "-c",
        'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); "_shtab_${1/-/_}" "$1" "${@: -1}"; printf "%s\\n" "${COMPREPLY[@]}"',
    ],
    "fish": ["-c", 'source $argv[1]; complete -C (string join -- " " $argv[2..])', "--"],
    "zsh": ["-c", 'zsh -n "$0" && fpath=("${0:h}" $fpath) && autoload -U compinit && compinit -D -u && print "$_comps[$1]"'],
}
CASES = [
    ("cleanse", ["--in-p"], {"--in-place"}),
    ("cleanse", ["--keep", "co"], {"comments", "correction"}),
    ("cleanse", ["--profile", ""], {"light", "article", "body"}),
    ("cleanse", [f"{ROOT}/READ"], {f"{ROOT}/README.md"}),
    ("cleanse", ["--rules", f"{ROOT}/pypro"], {f"{ROOT}/pyproject.toml"}),
    ("cleanse-corpus", ["re"], {"report"}),
    ("cleanse-corpus", ["run", "--eng"], {"--engine"}),
    ("cleanse-corpus", ["report", "--drop", "co"], {"comments", "correction"}),
    ("cleanse-corpus", ["run", f"{ROOT}/READ"], {f"{ROOT}/README.md"}),
]


def completed(shell: str, folder: Path, capsys: pytest.CaptureFixture[str], program: str, *words: str) -> set[str]:
    """What the shell offers for the last word, once it has read the script of that shell."""
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    with pytest.raises(SystemExit) as stop:
        PROGRAMS[program](["--print-completion", shell])
    assert stop.value.code == 0
    script = folder / f"_{program}"
    script.write_text(capsys.readouterr().out)
    done = subprocess.run([shell, *COMMANDS[shell], str(script), program, *words], capture_output=True, text=True, check=True)
    return {line.split("\t")[0] for line in done.stdout.split("\n")} - {""}


@pytest.mark.parametrize(("program", "words", "wanted"), CASES)
@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_a_shell_completes(
    shell: str, program: str, words: list[str], wanted: set[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert completed(shell, tmp_path, capsys, program, *words) == wanted


@pytest.mark.parametrize("program", PROGRAMS)
def test_zsh_takes_it(program: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert completed("zsh", tmp_path, capsys, program) == {f"_{program}"}


def test_another_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--print-completion", "cmd"])
    assert stop.value.code == 2
    assert "choose from" in capsys.readouterr().err
