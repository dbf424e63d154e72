"""The settings of a project: `cleanse.toml`, or `[tool.cleanse]` in `pyproject.toml`, in the nearest folder upward that has one.

    profile = "body"             # a name, or a TOML file
    keep = ["credit"]            # kinds; they adjust the profile, and options of the command adjust them again
    drop = ["headline"]
    rules = ["our-rules.toml"]   # used besides the built-in rules, and besides those of the command
    straight-quotes = true

The search starts where the files are that the command names (in the folder that they share), or, for standard input, in the working
directory. Paths are relative to the file that names them. The filter does it at every start, so it must stay cheap.
"""

import os
from typing import TYPE_CHECKING, NamedTuple

from cleanse.cleaner import Cleaner
from cleanse.model import CleanseError, Kind
from cleanse.profile import DEFAULT, Profile, droppable, find_profile, kinds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NAMES = ("cleanse.toml", "pyproject.toml")
KEYS = ("profile", "keep", "drop", "rules", "straight-quotes")


class Settings(NamedTuple):
    """What is asked for; without a file, the defaults."""

    profile: Profile = DEFAULT
    keep: frozenset[Kind] = frozenset()
    drop: frozenset[Kind] = frozenset()
    rules: tuple[str, ...] = ()
    straight_quotes: bool | None = None  # None: as the profile says
    template: str = ""
    host: str = ""

    def cleaner(self) -> Cleaner:
        """A cleaner made to these settings. Raises `CleanseError` for a bad rule pack or template.

        >>> Settings(keep=frozenset({Kind.AD})).cleaner().profile.drops(Kind.AD)
        False
        """
        profile = self.profile.adjusted(self.keep, self.drop)
        if self.straight_quotes is not None:
            profile = profile._replace(straight_quotes=self.straight_quotes)
        return Cleaner(profile, self.rules, self.template, self.host)


def find_settings(files: "Iterable[str]" = ()) -> Settings:
    """The settings for these files, or for standard input. Raises `CleanseError` that names the file and what is wrong in it."""
    try:
        folder = _shared_folder([os.path.abspath(name) for name in files if name != "-"]) or os.getcwd()
    except OSError:  # the working directory is gone
        return Settings()
    while True:
        for name in NAMES:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and (values := _values(path)) is not None:
                return _settings(path, values)
        if folder == (folder := os.path.dirname(folder)):
            return Settings()


def _shared_folder(paths: list[str]) -> str:
    return os.path.commonpath([os.path.dirname(path) for path in paths]) if paths else ""


def _values(path: str) -> "Mapping[str, object] | None":
    """What the file says to us; None for a pyproject.toml that says nothing."""
    whole = path.endswith(NAMES[0])
    try:
        with open(path, "rb") as file:
            data = file.read()
        if not whole and b"cleanse" not in data:  # another's: parsing it would take longer than the whole search
            return None
        import tomllib

        values = tomllib.loads(data.decode("utf-8-sig"))  # an editor may have put its mark in front
    except OSError as error:
        raise CleanseError(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:  # lists in lists in lists
        raise CleanseError(f"{path} is not TOML: {error}") from error
    if whole:
        return values
    tools = _table(path, "tool", values.get("tool", {}))
    return _table(path, "tool.cleanse", tools["cleanse"]) if "cleanse" in tools else None


def _table(path: str, name: str, value: object) -> "Mapping[str, object]":
    if not isinstance(value, dict):
        raise CleanseError(f"{path}: {name} is no table")
    return value


def _settings(path: str, values: "Mapping[str, object]") -> Settings:
    if unknown := sorted(values.keys() - set(KEYS)):
        raise CleanseError(f"{path}: unknown {', '.join(unknown)}; there are {', '.join(KEYS)}")
    folder = os.path.dirname(path)
    profile = values.get("profile", "article")
    if not isinstance(profile, str):
        raise _wrong(path, "profile", profile, "no text")
    quotes = values.get("straight-quotes")
    if not isinstance(quotes, bool | None):
        raise _wrong(path, "straight-quotes", quotes, "neither true nor false")
    keep, drop, rules = (_texts(path, key, values.get(key, [])) for key in ("keep", "drop", "rules"))
    try:
        chosen = find_profile(os.path.join(folder, profile) if profile.endswith(".toml") else profile)
        return Settings(chosen, kinds(keep), droppable(drop), tuple(os.path.join(folder, pack) for pack in rules), quotes)
    except CleanseError as error:
        raise CleanseError(f"{path}: {error}") from error


def _texts(path: str, key: str, value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _wrong(path, key, value, "no list of texts")
    return value


def _wrong(path: str, key: str, value: object, what: str) -> CleanseError:
    return CleanseError(f"{path}: {key} = {value!r} is {what}")
