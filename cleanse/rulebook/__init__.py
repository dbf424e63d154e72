"""The built-in rules: a TOML file a kind, languages side by side; the fitted weights; and `tables.py`, made from all."""

from cleanse.match import check_examples
from cleanse.model import CleanseError
from cleanse.pattern import Slots
from cleanse.rules import MAX_PACK, Rule, compile_rules, read_rules
from cleanse.tables import Tables


def built_in_slots() -> Slots:
    """The named pieces of slots.toml."""
    import tomllib

    return tomllib.loads(_texts()["slots.toml"])


def built_in_weights() -> dict[str, tuple[float, ...]]:
    """The weights of weights.toml, by feature; their columns are `likelihood.COLUMNS`."""
    import tomllib

    return {name: tuple(weights) for name, weights in tomllib.loads(_texts()["weights.toml"]).items()}


def built_in_rules() -> list[Rule]:
    """All rules of the rulebook, read and checked, in the order of the files' names."""
    return [rule for name, text in _texts().items() if name not in ("slots.toml", "weights.toml") for rule in read_rules(text, name)]


def _texts() -> dict[str, str]:
    """The TOML files by name. What reads them is imported here: a start needs only the tables."""
    from importlib.resources import files

    found = [item for item in files(__name__).iterdir() if item.name.endswith(".toml")]
    return {item.name: item.read_text("utf-8") for item in sorted(found, key=lambda item: item.name)}


def read_pack_rules(path: str) -> list[Rule]:
    """The rules of a user's pack, their examples checked. Raises `CleanseError` that names file and rule."""
    try:
        with open(path, encoding="utf-8-sig") as file:  # an editor may have put its mark in front
            text = file.read(MAX_PACK + 1)
    except (OSError, ValueError) as error:  # not there, not UTF-8, or no name of a file
        raise CleanseError(f"cannot read rule pack {path}: {error}") from error
    rules = read_rules(text, path)
    check_examples(rules, built_in_slots())
    return rules


def read_pack(path: str) -> Tables:
    """The tables of a user's pack."""
    return compile_rules(read_pack_rules(path), built_in_slots())
