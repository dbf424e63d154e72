"""Profile: one frozen value that says which kinds go and how sure one has to be."""

from os import PathLike, fspath
from typing import NamedTuple

from cleanse.model import CleanseError, Kind, Verdict

CHROME = frozenset({
    Kind.AD, Kind.RELATED, Kind.SUBSCRIBE, Kind.SHARE, Kind.NAVIGATION, Kind.COMMENTS, Kind.LEGAL, Kind.EMBED,
    Kind.MARKUP, Kind.DUPLICATE,
})  # fmt: skip
FURNITURE = frozenset({Kind.CAPTION, Kind.CREDIT, Kind.UPDATE, Kind.BYLINE, Kind.TIMESTAMP})
FRAME = frozenset({Kind.CORRECTION, Kind.HEADLINE, Kind.STANDFIRST})
LARGEST = 10**9  # of the numbers in a file; one of 400 digits is no float


class Profile(NamedTuple):
    """Which kinds are removed, and from which score on.

    `threshold` is in log-odds, on the scale of `Evidence.weight`. `harm` is the largest share of the prose of a text
    that may go; beyond it nothing of the prose goes (`decide.guard`). `doubt` is how sure the fitted model (`likelihood`) has
    to be, in log-odds, to remove a block that no rule decides. `straight_quotes` writes ' and " for curly ones.

    >>> from cleanse import clean
    >>> clean("The ferry left at noon, an hour late.\\nAdvertisement", Profile("all of it", frozenset(), doubt=99))
    'The ferry left at noon, an hour late.\\nAdvertisement\\n'
    """

    name: str
    drop: frozenset[Kind]
    threshold: float = 4.0
    harm: float = 0.4
    doubt: float = 2.5
    straight_quotes: bool = False

    def adjusted(self, keep: frozenset[Kind] = frozenset(), drop: frozenset[Kind] = frozenset()) -> "Profile":
        """The same with kinds taken out of, then put into, what is dropped.

        >>> PROFILES["article"].adjusted(keep=frozenset({Kind.AD})).drops(Kind.AD)
        False
        """
        return self._replace(drop=(self.drop - keep) | drop)

    def drops(self, kind: Kind) -> bool:
        """Whether blocks of this kind go."""
        return kind in self.drop

    def removes(self, verdict: Verdict) -> bool:
        """Whether a block with this verdict goes.

        >>> PROFILES["light"].removes(Verdict(Kind.AD, 4.5)), PROFILES["light"].removes(Verdict(Kind.CREDIT, 9.0))
        (True, False)
        """
        return verdict.score >= self.threshold and verdict.kind in self.drop

    def hash(self) -> str:
        """Sixteen hexadecimal digits that change when any value does; for manifests and caches."""
        from hashlib import sha256

        values = (sorted(self.drop), *self[2:])
        return sha256(repr(values).encode()).hexdigest()[:16]


PROFILES = {
    "light": Profile("light", CHROME, doubt=3.3),
    "article": Profile("article", CHROME | FURNITURE),
    "body": Profile("body", CHROME | FURNITURE | FRAME, harm=0.6, doubt=0.15),
}
DEFAULT = PROFILES["article"]


def find_profile(profile: str | PathLike[str] | Profile) -> Profile:
    """The profile of that name, or of that TOML file. Raises `CleanseError` that lists the names.

    >>> find_profile("light").name
    'light'
    """
    if isinstance(profile, Profile):
        return profile
    if isinstance(profile, PathLike):
        return _read_profile(fspath(profile))
    if profile in PROFILES:
        return PROFILES[profile]
    if profile.endswith(".toml"):
        return _read_profile(profile)
    raise CleanseError(f"unknown profile {profile!r}; there are {', '.join(PROFILES)}, or give a .toml file")


def _read_profile(path: str) -> Profile:
    import tomllib

    try:
        with open(path, "rb") as file:
            values = tomllib.loads(file.read().decode("utf-8-sig"))  # an editor may have put its mark in front
    except OSError as error:
        raise CleanseError(f"cannot read profile {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:  # bytes that are no UTF-8, a number of many digits, lists in lists in lists
        raise CleanseError(f"profile {path} is not TOML: {error}") from error
    if unknown := set(values) - {"base", "keep", "drop", "threshold", "harm", "doubt", "straight_quotes"}:
        raise CleanseError(f"profile {path}: unknown {', '.join(sorted(unknown))}")
    base = values.pop("base", DEFAULT.name)
    if base not in list(PROFILES):
        raise CleanseError(f"profile {path}: base = {base!r} is none of {', '.join(PROFILES)}")
    keep, drop = kinds(_listed(path, "keep", values.pop("keep", []))), droppable(_listed(path, "drop", values.pop("drop", [])))
    for field, value in values.items():
        if type(value) not in ((bool,) if field == "straight_quotes" else (int, float)):
            raise CleanseError(f"profile {path}: {field} = {value!r} is of the wrong type")
        if isinstance(value, int) and abs(value) > LARGEST:
            raise CleanseError(f"profile {path}: {field} is too large")
    return PROFILES[base].adjusted(keep, drop)._replace(name=path, **values)


def _listed(path: str, field: str, names: object) -> "list[str]":
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise CleanseError(f"profile {path}: {field} = {names!r} is no list of kinds")
    return names


def droppable(names: "list[str]") -> frozenset[Kind]:
    """Kinds by their names, to be dropped. Raises `CleanseError` for one that never goes."""
    if Kind.BODY in (found := kinds(names)):
        raise CleanseError("body cannot be dropped: it is the text itself, all that is of no other kind; name the kinds that are to go")
    return found


def kinds(names: "list[str]") -> frozenset[Kind]:
    """Kinds by their names. Raises `CleanseError` that lists them."""
    unknown = [name for name in names if name not in list(Kind)]
    if unknown:
        raise CleanseError(f"unknown kind {unknown[0]!r}; there are {', '.join(Kind)}")
    return frozenset(Kind(name) for name in names)
