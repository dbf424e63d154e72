"""Profiles: the three that are built in, adjusted ones, and those read from files."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.model import CleanseError, Kind
from cleanse.profile import DEFAULT, PROFILES, Profile, find_profile, kinds

some_kinds = st.frozensets(st.sampled_from(Kind))


def written(folder: Path, text: str) -> str:
    path = folder / "mine.toml"
    path.write_text(text, "utf-8", "surrogateescape")
    return str(path)


def test_each_profile_drops_more_than_the_one_before() -> None:
    light, article, body = PROFILES["light"].drop, PROFILES["article"].drop, PROFILES["body"].drop
    assert light < article < body < frozenset(Kind)
    assert DEFAULT is PROFILES["article"]
    assert all(name == profile.name for name, profile in PROFILES.items())


@pytest.mark.parametrize(
    ("kind", "dropped_by"),
    [
        *((kind, {"light", "article", "body"}) for kind in ("ad", "related", "subscribe", "share", "navigation", "comments", "legal", "embed", "markup", "duplicate")),
        *((kind, {"article", "body"}) for kind in ("caption", "credit", "update", "byline", "timestamp")),
        *((kind, {"body"}) for kind in ("correction", "headline", "standfirst")),
        ("dateline", set()),
        ("body", set()),
    ],
)  # fmt: skip
def test_the_table_of_the_design(kind: str, dropped_by: set[str]) -> None:
    assert {name for name, profile in PROFILES.items() if profile.drops(Kind(kind))} == dropped_by


@given(keep=some_kinds, drop=some_kinds)
def test_what_is_adjusted_is_as_asked(keep: frozenset[Kind], drop: frozenset[Kind]) -> None:
    profile = DEFAULT.adjusted(keep, drop)
    assert all(profile.drops(kind) for kind in drop)
    assert not any(profile.drops(kind) for kind in keep - drop)
    assert all(profile.drops(kind) == DEFAULT.drops(kind) for kind in set(Kind) - keep - drop)
    assert (profile.hash() == DEFAULT.hash()) is (profile.drop == DEFAULT.drop)


@pytest.mark.parametrize(
    "change", [{"threshold": 4.5}, {"harm": 0.1}, {"doubt": 0.1}, {"straight_quotes": True}, {"drop": frozenset({Kind.AD})}]
)
def test_the_hash_tells_values_apart(change: dict[str, object]) -> None:
    assert DEFAULT._replace(**change).hash() != DEFAULT.hash()  # type: ignore[arg-type]
    assert DEFAULT._replace(name="other").hash() == DEFAULT.hash()
    assert len(DEFAULT.hash()) == 16


def test_profiles_are_found_by_name_file_and_value(tmp_path: Path) -> None:
    path = written(
        tmp_path, 'base = "light"\nkeep = ["ad"]\ndrop = ["caption"]\nthreshold = 5\nharm = 0.25\ndoubt = 1.5\nstraight_quotes = true\n'
    )
    assert find_profile(path) == Profile(path, (PROFILES["light"].drop - {Kind.AD}) | {Kind.CAPTION}, 5, 0.25, 1.5, True)
    assert find_profile(Path(path)) == find_profile(path)
    assert find_profile(written(tmp_path, "")).drop == DEFAULT.drop
    assert find_profile("body") is PROFILES["body"]
    assert find_profile(DEFAULT) is DEFAULT


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("base = 'heavy'", "base = 'heavy' is none of light, article, body"),
        ("keep = ['pigeon']", "unknown kind 'pigeon'; there are ad, "),
        ("keeps = ['ad']\ncolour = 1", "unknown colour, keeps"),
        ("threshold = 'high'", "threshold = 'high' is of the wrong type"),
        ("threshold = true", "threshold = True is of the wrong type"),
        ("straight_quotes = 1", "straight_quotes = 1 is of the wrong type"),
        ("harm = ", "is not TOML"),
        ("harm = " + "9" * 5000, "is not TOML"),
        ("harm = " + "[" * 5000, "is not TOML"),
        ("name = 'caf\udce9'", "is not TOML"),
        ("doubt = " + "9" * 400, "doubt is too large"),
        ("keep = 'ad'", "keep|kind"),
        ("drop = 7", "drop"),
        ("drop = ['ad', 'body']", "body cannot be dropped: it is the text itself"),
        ("base = ['light']", "base"),
    ],
)
def test_a_bad_file_is_named_with_what_is_wrong(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(CleanseError, match=complaint):
        find_profile(written(tmp_path, text))


@pytest.mark.parametrize("name", ["heavy", "", "Article", "light "])
def test_an_unknown_name_lists_the_known(name: str) -> None:
    with pytest.raises(CleanseError, match="light, article, body"):
        find_profile(name)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CleanseError, match=r"cannot read profile .*nowhere\.toml"):
        find_profile(str(tmp_path / "nowhere.toml"))


def test_kinds_are_read_by_name() -> None:
    assert kinds(["ad", "credit"]) == {Kind.AD, Kind.CREDIT}
    assert kinds([]) == frozenset()
    with pytest.raises(CleanseError, match="unknown kind 'Ad'"):
        kinds(["Ad"])
