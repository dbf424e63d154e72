"""One Arrow batch in, one out, and the programs that speak Arrow."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import PROSE, SHORT
from values import value_of

import cleanse
from cleanse import CleanseError

pa: Any = pytest.importorskip("pyarrow", reason="needs pip install '.[arrow]'")

from cleanse.integrations.arrow import clean_batch  # noqa: E402

FIXTURES = Path(__file__).parent.parent / "fixtures"
TEXTS = [path.read_bytes().decode("utf-8", "replace") for path in sorted(FIXTURES.glob("*/*/input.txt"))]
CLEAN = list(map(value_of, TEXTS))
PAGE = PROSE[0] + "\n\nAdvertisement\n\n" + PROSE[1] + "\n"
LEFT = cleanse.clean(PAGE)
PLAIN = [pa.string(), pa.large_string(), pa.string_view()]
CODED = [pa.dictionary(index, value) for index in (pa.int8(), pa.uint16(), pa.int64()) for value in PLAIN]


def through_arrow(text: str) -> str:
    return str(clean_batch(pa.record_batch({"text": [text]}))["text"][0].as_py())


def column(texts: list[str | None], type: Any) -> Any:
    if not pa.types.is_dictionary(type):
        return pa.array(texts, type)
    coded = pa.array(texts, type.value_type).dictionary_encode()
    return pa.DictionaryArray.from_arrays(coded.indices.cast(type.index_type), coded.dictionary)


def listed(column: Any) -> list[str | None]:
    """The texts of a column; a dictionary of views has no `to_pylist` yet."""
    if not pa.types.is_dictionary(column.type):
        return list(column.to_pylist())
    return [
        None if i is None else chunk.dictionary[i].as_py()
        for chunk in getattr(column, "chunks", [column])
        for i in chunk.indices.to_pylist()
    ]


@pytest.mark.parametrize("type", PLAIN + CODED[3:], ids=str)
def test_every_fixture_has_the_answer_of_the_library(type: Any) -> None:
    assert listed(clean_batch(pa.record_batch([column(TEXTS, type)], names=["text"]))["text"]) == CLEAN


@given(st.lists(st.none() | st.lists(st.sampled_from(PROSE + SHORT)).map("\n".join)), st.sampled_from(PLAIN + CODED), st.data())
def test_schema_rows_and_order_stay(texts: list[str | None], type: Any, data: st.DataObject) -> None:
    fields = [pa.field("id", pa.int64(), nullable=False, metadata={"a": "b"}), pa.field("body", type, metadata={"c": "d"})]
    schema = pa.schema(fields, metadata={"pandas": "{}"})
    whole = pa.record_batch([pa.array(range(len(texts)), pa.int64()), column(texts, type)], schema=schema)
    start, stop = sorted(data.draw(st.tuples(*[st.integers(0, len(texts))] * 2)))
    for batch in (whole.slice(start, stop - start), pa.Table.from_batches([whole, whole.slice(start)])):
        answer = clean_batch(batch, "body")
        answer.validate(full=True)
        assert answer.schema.equals(batch.schema, check_metadata=True)
        assert answer["id"] == batch["id"]
        expected = [None if text is None else value_of(text) for text in listed(batch["body"])]
        assert listed(answer["body"]) == expected


def test_the_status_says_how_each_row_went() -> None:
    table = pa.table({"text": pa.chunked_array([[PAGE, None], [" \n"]]), "n": [1, 2, 3]})
    answer = clean_batch(table, status="how")
    assert answer.to_pydict() == {"text": [LEFT, None, ""], "n": [1, 2, 3], "how": ["ok", "null", "empty"]}
    assert not answer.schema.field("how").nullable
    assert clean_batch(table.slice(0, 0), status="how").schema == answer.schema


def test_an_error_costs_its_row_only_where_a_status_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def clean(self: cleanse.Cleaner, text: str | bytes) -> str:
        if getattr(text, "text", text) == "poison":
            raise RecursionError("too deep")
        return "clean"

    monkeypatch.setattr(cleanse.Cleaner, "clean", clean)
    batch = pa.record_batch({"text": ["a", "poison", "b"]})
    assert clean_batch(batch, status="how").to_pydict() == {
        "text": ["clean", "poison", "clean"],
        "how": ["ok", "error: RecursionError: too deep", "ok"],
    }
    with pytest.raises(RecursionError):
        clean_batch(batch)


def test_bytes_that_are_no_utf8_are_decoded_as_the_filter_does() -> None:
    data = PAGE.encode("cp1252")
    column = pa.array([data, b"x"]).view(pa.string())
    answer = clean_batch(pa.record_batch({"text": column}), status="how")
    answer.validate(full=True)
    assert answer.to_pydict() == {"text": [LEFT, "x"], "how": ["ok", "ok"]}


def test_a_column_without_a_name_is_no_status() -> None:
    table = pa.table({"": [0], "text": ["x"]})  # as pandas writes an index
    assert clean_batch(table).equals(table)
    assert clean_batch(table, status="how").column_names == ["", "text", "how"]


def test_a_column_of_nulls_without_a_type() -> None:
    assert clean_batch(pa.record_batch({"text": [None, None]}))["text"].to_pylist() == [None, None]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"field": "body"}, "0 columns are called 'body'; field is one of text, id, id"),
        ({"field": "id"}, "2 columns are called 'id'"),
        ({"status": "text"}, "there is a column 'text' already"),
        ({"profile": "none"}, "unknown profile 'none'"),
        ({"rules": ["/no/such.toml"]}, "cannot read rule pack"),
    ],
)
def test_a_bad_option_is_named(options: dict[str, Any], message: str) -> None:
    batch = pa.record_batch([pa.array(["x"]), pa.array([1]), pa.array([2])], names=["text", "id", "id"])
    with pytest.raises(CleanseError, match=message):
        clean_batch(batch, **options)


def test_a_column_of_something_else_is_named() -> None:
    with pytest.raises(CleanseError, match="column 'text' is of type binary, not text; cast it to string"):
        clean_batch(pa.record_batch({"text": [b"x"]}))


@pytest.mark.parametrize("dtype", [None, "object", "string", "category"])
def test_pandas(dtype: str | None) -> None:
    pd = pytest.importorskip("pandas", reason="needs pip install pandas")
    frame = pd.DataFrame({"text": pd.Series([PAGE, None, PAGE], dtype=dtype), "n": [1, 2, 3]}).set_index("n")
    answer = clean_batch(pa.Table.from_pandas(frame)).to_pandas()
    assert [None if pd.isna(text) else text for text in answer["text"]] == [LEFT, None, LEFT]
    assert answer.index.equals(frame.index)
    assert isinstance(answer["text"].dtype, pd.CategoricalDtype) == (dtype == "category")


@pytest.mark.parametrize("dtype", ["String", "Categorical"])
def test_polars(dtype: str) -> None:
    pl = pytest.importorskip("polars", reason="needs pip install polars")
    frame = pl.DataFrame({"text": [PAGE, None, PAGE], "n": [1, 2, 3]}).with_columns(pl.col("text").cast(getattr(pl, dtype)))
    for level in (pl.CompatLevel.oldest(), pl.CompatLevel.newest()):
        answer = pl.from_arrow(clean_batch(frame.to_arrow(compat_level=level)))
        assert answer.schema == frame.schema
        assert answer["text"].to_list() == [LEFT, None, LEFT]
    lazy = frame.lazy().map_batches(lambda part: pl.from_arrow(clean_batch(part.to_arrow())))
    assert lazy.collect()["text"].to_list() == [LEFT, None, LEFT]


def test_duckdb() -> None:
    duckdb = pytest.importorskip("duckdb", reason="needs pip install duckdb")
    with duckdb.connect() as source, duckdb.connect() as target:
        source.execute("create table news as select * from (values (1, $1), (2, null)) as rows(n, text)", [PAGE])
        reader = source.sql("select * from news order by n").to_arrow_reader(1)
        cleaned = pa.RecordBatchReader.from_batches(reader.schema, map(clean_batch, reader))
        target.register("cleaned", cleaned)
        assert target.execute("select n, text from cleaned").fetchall() == [(1, LEFT), (2, None)]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("processes", [None, 2])
def test_datasets(processes: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path))
    datasets = pytest.importorskip("datasets", reason="needs pip install datasets")
    data = datasets.Dataset.from_dict({"text": [PAGE, None, PAGE], "n": [1, 2, 3]})
    options = {"status": "how"}
    answer = data.with_format("arrow").map(clean_batch, batched=True, batch_size=2, num_proc=processes, fn_kwargs=options)
    assert answer.with_format(None).to_dict() == {"text": [LEFT, None, LEFT], "n": [1, 2, 3], "how": ["ok", "null", "ok"]}
    assert answer.features["text"] == data.features["text"]
