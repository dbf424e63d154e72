"""mkdocs calls these while it builds: the pages that are printed from the program, so that they cannot fall behind it."""

import os
import subprocess
import sys
from itertools import groupby

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from cleanse.model import Kind
from cleanse.profile import PROFILES
from cleanse.rulebook import built_in_rules
from cleanse.rules import Rule

COMMANDS = {"cleanse": ["-m", "cleanse"], "cleanse-corpus": ["-c", "from cleanse.corpus_cli import main; main()"]}
ROW = "| {} | {} | {} | {} | {} | {} |\n"


def on_config(config: MkDocsConfig) -> None:
    """Put the printed pages into the navigation."""
    assert config.nav is not None
    config.nav.append({"Rules": ["rules/index.md", *(f"rules/{kind}.md" for kind in _by_kind())]})


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Print them."""
    pages = {"rules/index.md": _kinds(), "reference/command.md": _commands()}
    pages |= {f"rules/{kind}.md": _kind(kind, rules) for kind, rules in _by_kind().items()}
    for name, text in pages.items():
        files.append(File.generated(config, name, content=text))


def _by_kind() -> dict[Kind, list[Rule]]:
    rules = sorted(built_in_rules(), key=lambda rule: list(Kind).index(rule.kind))
    return {kind: list(found) for kind, found in groupby(rules, key=lambda rule: rule.kind)}


def _kinds() -> str:
    rules = _by_kind()
    text = "# Kinds and rules\n\nWhat each profile does with the blocks of each kind, and the rules that know them.\n\n"
    text += ROW.format("kind", *PROFILES, "rules", "languages") + ROW.format(*["---"] * 6)
    for kind in Kind:
        words = ["drop" if profile.drops(kind) else "keep" for profile in PROFILES.values()]
        own = rules.get(kind, [])
        text += ROW.format(f"[{kind}]({kind}.md)" if own else kind, *words, len(own), len(_languages(own) - {"any"}))
    return text + "\nKinds without rules are found by what a block looks like, where it stands and what is beside it.\n"


def _languages(rules: list[Rule]) -> set[str]:
    return {language for rule in rules for language in rule.match}


def _kind(kind: Kind, rules: list[Rule]) -> str:
    about = "Each with where it applies, its weight and its languages; the recipe for adding a rule, CONTRIBUTING.md, says what they mean."
    return f"# {kind}\n\n{len(rules)} rules. {about}\n\n" + "\n".join(map(_rule, rules))


def _rule(rule: Rule) -> str:
    goes, stays = ("\n".join(f"    {line}" for text in lines for line in text.split("\n")) for lines in (rule.drop, rule.keep))
    about = f"{rule.says} (`{rule.where}`, weight {rule.weight:g}; {', '.join(sorted(rule.match))})."
    return f"## {rule.id}\n\n{about}\n\nGoes:\n\n{goes}\n\nStays:\n\n{stays}\n"


def _commands() -> str:
    text = "# The commands\n"
    for name, arguments in COMMANDS.items():
        command = [sys.executable, *arguments, "--help"]
        shown = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | {"COLUMNS": "100"}).stdout
        text += f"\n## {name}\n\n```text\n{shown}```\n"
    return text
