"""What the bytes of a run depend on besides its sources: profile, rules, weights, versions. The manifest begins with it."""

from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from cleanse.cleaner import Cleaner
from cleanse.model import Kind
from cleanse.profile import Profile

LIBRARIES = (
    "ahocorasick-rs", "chardet", "charset-normalizer", "fastwarc", "ftfy", "lxml", "py3langid", "pyarrow", "regex",
    "trafilatura", "zstandard",
)  # fmt: skip


class Settings(NamedTuple):
    """What is asked for: the profile, rule packs, the field of the texts, a template, the host of texts without a url."""

    profile: Profile
    packs: tuple[str, ...] = ()
    field: str = ""
    template: str = ""
    host: str = ""

    def cleaner(self) -> Cleaner:
        """A cleaner made to these settings."""
        return Cleaner(self.profile, self.packs, self.template, self.host)

    def to_dict(self) -> dict[str, object]:
        """The settings and the hashes of the files that they name, of the built-in rules and of the weights, as plain data."""
        return {
            "profile": {**self.profile._asdict(), "drop": sorted(self.profile.drop)},
            "packs": {pack: _hash(Path(pack).read_bytes()) for pack in self.packs},
            "field": self.field,
            "template": {self.template: _hash(Path(self.template).read_bytes())} if self.template else {},
            "host": self.host,
            **_built_in(),
            "versions": {"cleanse-corpus": _own_version(), **_versions()},
        }


def from_dict(values: Mapping[str, object]) -> Settings:
    """The settings that `to_dict` gave.

    >>> from cleanse.profile import DEFAULT
    >>> from_dict(Settings(DEFAULT).to_dict()) == Settings(DEFAULT)
    True
    """
    profile, packs, template = values["profile"], values["packs"], values["template"]
    assert isinstance(profile, dict)
    assert isinstance(packs, dict)
    assert isinstance(template, dict)
    drop = frozenset(Kind(name) for name in profile["drop"])
    return Settings(Profile(**{**profile, "drop": drop}), tuple(packs), str(values["field"]), next(iter(template), ""), str(values["host"]))


def _built_in() -> dict[str, object]:
    """The hashes of the built-in rules, their slots included, and of the fitted weights."""
    from cleanse.likelihood import COLUMNS
    from cleanse.rulebook.tables import TABLES

    sources = [TABLES.sources[number] for number in range(len(TABLES.patterns))]
    rules = TABLES.heads, TABLES.phrases.whole(), TABLES.patterns, sources, TABLES.slots, TABLES.rows.whole(), TABLES.beside.whole()
    weights = [TABLES.weights[number] for number in range(len(COLUMNS))]
    return {"rules": _hash(repr(rules).encode()), "weights": _hash(repr(weights).encode())}


def _own_version() -> str:
    from cleanse import __version__

    return __version__


def _versions() -> dict[str, str]:
    """Those of the libraries that have a say in the answer, as far as they are installed, and of Unicode as this Python knows it."""
    from unicodedata import unidata_version

    found = {"unicode": unidata_version}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _hash(data: bytes) -> str:
    return sha256(data).hexdigest()
