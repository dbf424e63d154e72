"""The built-in rules: a TOML file a kind, languages side by side, and `tables.py`, made from them."""

from importlib.resources import files
from pathlib import Path

from cleanse.match import check_examples
from cleanse.model import CleanseError
from cleanse.pattern import Slots
from cleanse.rules import Rule, Tables, compile_rules, read_rules


def built_in_slots() -> Slots:
    """The named pieces of slots.toml."""
    import tomllib

    return tomllib.loads(files(__name__).joinpath("slots.toml").read_text("utf-8"))


def built_in_rules() -> list[Rule]:
    """All rules of the rulebook, read and checked, in the order of the files' names."""
    names = sorted(item.name for item in files(__name__).iterdir() if item.name.endswith(".toml"))
    return [rule for name in names if name != "slots.toml" for rule in read_rules(files(__name__).joinpath(name).read_text("utf-8"), name)]


def read_pack_rules(path: str) -> list[Rule]:
    """The rules of a user's pack, their examples checked. Raises `CleanseError` that names file and rule."""
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeError) as error:
        raise CleanseError(f"cannot read rule pack {path}: {error}") from error
    rules = read_rules(text, path)
    check_examples(rules, built_in_slots())
    return rules


def read_pack(path: str) -> Tables:
    """The tables of a user's pack."""
    return compile_rules(read_pack_rules(path), built_in_slots())
