"""Arrow: one batch in, one batch out. The single core under pandas, Polars, DuckDB, Hugging Face datasets, Ray and Spark.

`clean_batch` is a function of a batch and plain values, so that an engine can send it to other processes by name.
"""

from collections.abc import Callable, Iterable
from functools import partial
from os import PathLike
from typing import TypeVar

from cleanse.cleaner import Cleaner
from cleanse.decode import decode
from cleanse.model import CleanseError, Document
from cleanse.profile import Profile
from cleanse.sources.job import Job

try:
    import pyarrow as pa
except ImportError as error:
    raise CleanseError("Arrow batches need pyarrow: pip install 'cleanse-corpus[arrow]'") from error

Batch = TypeVar("Batch", pa.RecordBatch, pa.Table)
Row = tuple[str | None, str]  # the text, and how it went
Answer = Callable[[bytes | None, str], Row]  # of a text and the url it is from


def clean_batch(
    batch: Batch,
    field: str = "text",
    profile: str | Profile = "article",
    rules: Iterable[str | PathLike[str]] = (),
    status: str = "",
    template: str | PathLike[str] = "",
) -> Batch:
    """The same record batch, or table, with the column `field` cleaned; schema, rows and order stay.

    The column is string, large_string, string_view, or a dictionary of one of them. A null stays null; bytes that are no UTF-8,
    which Arrow lets pass, are decoded as `Cleaner.clean` decodes any bytes. A text ends with a line feed only if it did before.

    `status` names a string column to add. It says "ok", "empty" (nothing is left of the text), "null", or "error: …", and an
    error then costs only its row, which keeps its text. Without it an error is raised. `template` is the path of a file that says what
    sites repeat (`Cleaner`); the column `url` says which site each row is from. Raises `CleanseError` for a column that is not there
    or holds no text, for an unknown profile, a bad rule pack and a bad template.

    >>> batch = pa.record_batch({"text": ["A ferry left at noon.\\nAdvertisement", None], "id": [1, 2]})
    >>> clean_batch(batch, status="status").to_pydict()
    {'text': ['A ferry left at noon.', None], 'id': [1, 2], 'status': ['ok', 'null']}
    """
    schema = _checked(batch.schema, field, status)
    cleaner = Cleaner(profile, rules, template)
    url = "url" if template and batch.schema.names.count("url") == 1 else ""
    if not url:
        cleaner.need_host()
    answer = partial(_attempt if status else _answer, Job(cleaner))
    if isinstance(batch, pa.RecordBatch):
        return _clean(batch, schema, field, url, answer)
    return pa.Table.from_batches([_clean(part, schema, field, url, answer) for part in batch.to_batches()], schema)


def _checked(schema: pa.Schema, field: str, status: str) -> pa.Schema:
    """The schema that comes out. Raises `CleanseError` where `field` is no column of text, or `status` is taken."""
    if schema.names.count(field) != 1:
        raise CleanseError(f"{schema.names.count(field)} columns are called {field!r}; field is one of {', '.join(schema.names)}")
    if not _holds_text(schema.field(field).type):
        raise CleanseError(f"column {field!r} is of type {schema.field(field).type}, not text; cast it to string")
    if status and status in schema.names:
        raise CleanseError(f"there is a column {status!r} already; give status another name")
    return schema.append(pa.field(status, pa.string(), nullable=False)) if status else schema


def _holds_text(type: pa.DataType) -> bool:
    return (type.value_type if pa.types.is_dictionary(type) else type) in (pa.string(), pa.large_string(), pa.string_view(), pa.null())


def _clean(batch: pa.RecordBatch, schema: pa.Schema, field: str, url: str, answer: Answer) -> pa.RecordBatch:
    """One record batch; `schema` is that of the result, with one more column if a status is asked for. `url` is "" if there are none."""
    urls = batch.column(url).to_pylist() if url else [None] * batch.num_rows
    rows = _rows(batch.column(field), urls, answer)
    columns = batch.columns
    columns[schema.names.index(field)] = _column([text for text, _ in rows], schema.field(field).type)
    if len(columns) < len(schema):
        columns.append(pa.array([status for _, status in rows], pa.string()))
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _rows(column: pa.Array, urls: list[str | None], answer: Answer) -> list[Row]:
    """The answers to a column; each pair of text and url is cleaned once. Texts are read as bytes, since Arrow does not check for UTF-8."""
    if pa.types.is_dictionary(column.type):
        values = column.dictionary.cast(pa.large_binary()).take(column.indices).to_pylist()
    else:
        values = column.cast(pa.large_binary()).to_pylist()
    texts = [(value, str(url or "")) for value, url in zip(values, urls, strict=True)]
    answers = {text: answer(*text) for text in dict.fromkeys(texts)}
    return [answers[text] for text in texts]


def _column(texts: list[str | None], type: pa.DataType) -> pa.Array:
    if not pa.types.is_dictionary(type):
        return pa.array(texts, type)
    coded = pa.array(texts, type.value_type).dictionary_encode()
    return pa.DictionaryArray.from_arrays(coded.indices.cast(type.index_type), coded.dictionary, ordered=type.ordered)


def _answer(job: Job, value: bytes | None, url: str) -> Row:
    if value is None:
        return None, "null"
    try:
        document = Document(value.decode(), url=url)
    except UnicodeDecodeError:
        document = decode(value, url=url)
    text = job.clean_value(document)
    return text, "ok" if text else "empty"


def _attempt(job: Job, value: bytes | None, url: str) -> Row:
    try:
        return _answer(job, value, url)
    except Exception as error:
        return (value or b"").decode(errors="replace"), f"error: {type(error).__name__}: {error}"
