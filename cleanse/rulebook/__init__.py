"""The built-in rules: a TOML file a kind, languages side by side, and `tables.py`, made from them."""

from importlib.resources import files

from cleanse.pattern import Slots
from cleanse.rules import Rule, read_rules


def built_in_slots() -> Slots:
    """The named pieces of slots.toml."""
    import tomllib

    return tomllib.loads(files(__name__).joinpath("slots.toml").read_text("utf-8"))


def built_in_rules() -> list[Rule]:
    """All rules of the rulebook, read and checked, in the order of the files' names."""
    names = sorted(item.name for item in files(__name__).iterdir() if item.name.endswith(".toml"))
    return [
        rule
        for name in names
        if name != "slots.toml"
        for rule in read_rules(files(__name__).joinpath(name).read_text("utf-8"), name)
    ]
