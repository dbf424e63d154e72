"""An index is the same on its shelves, and in a file."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from cleanse.literals import BOUND
from cleanse.shelves import Numbers, Packed, Shelves, mapped, packed, shelf_of, shelf_of_phrase, shelved

texts = st.text(st.sampled_from([*"abcé写 ", "\n", BOUND]), min_size=1, max_size=9).filter(lambda text: text.strip("\n" + BOUND))
indexes = st.dictionaries(texts, st.lists(st.integers(0, 9999), max_size=3).map(tuple))


@given(index=indexes)
def test_an_index_is_the_same_on_shelves_and_in_a_file(index: dict[str, Numbers]) -> None:
    for shelf in (shelf_of, shelf_of_phrase):
        shelves = shelved(index, shelf)
        pieces = dict(shelves.pieces())
        behind_others = Packed(packed(["é", "", *pieces.values()]), first=2)
        assert shelves.whole() == index == Shelves(pieces, behind_others).whole()
        assert all(text in shelves.shelf(shelf(text)) for text in index)


def test_a_file_is_read_piece_by_piece(tmp_path: Path) -> None:
    path = tmp_path / "pieces"
    path.write_bytes(packed(["one", "", "写真"]))
    assert [Packed(mapped(str(path)))[number] for number in range(3)] == ["one", "", "写真"]
