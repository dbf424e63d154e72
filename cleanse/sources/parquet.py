"""Parquet, a row group at a time: schema, metadata, the other columns, each column's compression and the order that is stated stay.

INT96 timestamps stay INT96. They are read in microseconds: in nanoseconds, as is usual, those after 2262 would become other times. Pages
are written with checksums and checked where there are any. A Parquet file is read from its end, so a pipe is spooled to a temporary file
first. Memory is that of the largest row group.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BytesIO
from itertools import takewhile
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any

from cleanse.model import CleanseError, Document
from cleanse.sources.job import BadRecord, Job, choose_field


def rewrite_parquet(head: bytes, source: IO[bytes], target: IO[bytes], job: Job, name: str) -> None:
    """Write every row with its text cleaned; `head` is what has been read of `source`.

    Left out are a row group that cannot be read and a row whose text is not UTF-8. Raises `CleanseError` where the end of
    the file, which says what is in it, is damaged.
    """
    pyarrow, parquet = _pyarrow()
    with _seekable(head, source) as file:
        try:
            reader = parquet.ParquetFile(file, page_checksum_verification=True, coerce_int96_timestamp_unit="us")
        except (OSError, pyarrow.ArrowException) as error:
            raise CleanseError(f"{name} is no whole Parquet file: {error}") from error
        field = choose_field([column.name for column in reader.schema_arrow if _is_text(column.type)], job.hints.field, name)
        _check(reader, field, name)
        with ExitStack() as stack:
            writer = None
            missing = reader.metadata.num_rows
            for number in range(reader.num_row_groups):
                place = f"{name}: row group {number + 1}"
                try:
                    table = reader.read_row_group(number, use_threads=False)
                    raw = _as_bytes(table.column(field))
                    exact = _is_exact(reader, file, number)
                except (OSError, pyarrow.ArrowException) as error:
                    job.reject(place, f"damaged ({error})")
                    continue
                if not exact:
                    job.reject(place, "has INT96 timestamps finer than a microsecond, which cannot be written; make them INT64 first")
                    continue
                if writer is None:
                    writer = stack.enter_context(_writer(target, reader, field, _codecs(reader.metadata, number)))
                missing -= table.num_rows
                table = _cleaned(table, raw, field, job, place)
                writer.write_table(table, row_group_size=max(table.num_rows, 1))
            if writer is None:
                stack.enter_context(_writer(target, reader, field, "snappy"))
            if missing:
                job.reject(name, f"{missing} rows of {reader.metadata.num_rows} cannot be read")


def _check(reader: Any, field: str, name: str) -> None:
    """Raises `CleanseError` for a file with a column that could not be told from another, or not be written as it is."""
    for wanted in (field, "id", "url"):  # whatever is in them
        if (count := reader.schema_arrow.names.count(wanted)) > 1:
            raise CleanseError(f"{name}: {count} columns are called {wanted!r}; give all but one of them other names")
    kinds = {reader.schema.column(number).logical_type.type for number in range(len(reader.schema))}
    if _int96(reader) and "TIMESTAMP" in kinds:
        raise CleanseError(f"{name} has timestamps as INT96 and as INT64, which cannot be written together; make them all INT64 first")


def _int96(reader: Any) -> list[str]:
    """The paths of the columns that hold INT96, which is always a timestamp."""
    columns = [reader.schema.column(number) for number in range(len(reader.schema))]
    return [column.path for column in columns if column.physical_type == "INT96"]


def _is_exact(reader: Any, file: IO[bytes], number: int) -> bool:
    """Whether the INT96 timestamps of a row group, read in microseconds and written, are what they were."""
    from pyarrow import parquet

    if not (columns := _int96(reader)):
        return True
    written = BytesIO()
    parquet.write_table(reader.read_row_group(number, columns, use_threads=False), written, use_deprecated_int96_timestamps=True)
    # Read in nanoseconds, times too far away become other times, but equal ones stay equal.
    fine = parquet.ParquetFile(file, metadata=reader.metadata).read_row_group(number, columns, use_threads=False)
    return bool(parquet.ParquetFile(written).read(use_threads=False) == fine)


def _writer(target: IO[bytes], reader: Any, field: str, compression: dict[str, str] | str) -> Any:
    from pyarrow import parquet

    schema, stored = reader.schema_arrow, b"ARROW:schema" in (reader.metadata.metadata or {})
    writer = parquet.ParquetWriter(
        target, schema, compression=compression, write_page_checksum=True, store_schema=stored,
        use_deprecated_int96_timestamps=bool(_int96(reader)), sorting_columns=_order(reader, field) or None,
        use_compliant_nested_type=False,  # else the items of lists, "item" in older files, get the name "element", and no compression
    )  # fmt: skip
    if schema.metadata and not stored:  # a stored schema has them with it
        writer.add_key_value_metadata(schema.metadata)
    return writer


def _order(reader: Any, field: str) -> list[Any]:
    """What all row groups are said to be sorted by, as far as it stays true: up to the column with the text."""
    orders = {reader.metadata.row_group(number).sorting_columns for number in range(reader.num_row_groups)}
    columns = orders.pop() if len(orders) == 1 else ()
    return list(takewhile(lambda column: reader.schema.column(column.column_index).path != field, columns))


@contextmanager
def _seekable(head: bytes, source: IO[bytes]) -> Iterator[IO[bytes]]:
    if source.seekable():
        source.seek(0)
        yield source
    else:
        with TemporaryFile() as file:
            file.write(head)
            copyfileobj(source, file)
            file.seek(0)
            yield file


def _is_text(type: Any) -> bool:
    from pyarrow import types

    if types.is_dictionary(type):
        type = type.value_type
    return bool(types.is_string(type) or types.is_large_string(type) or types.is_string_view(type))


def _codecs(metadata: Any, number: int) -> dict[str, str]:
    """The compression of every column in a row group. Only for one that could be read: a damaged one makes pyarrow abort the program."""
    columns = [metadata.row_group(number).column(index) for index in range(metadata.num_columns)]
    return {column.path_in_schema: column.compression.replace("UNCOMPRESSED", "NONE") for column in columns}


def _as_bytes(column: Any) -> list[bytes | None]:
    """The values undecoded: one that is not UTF-8 must not cost the others."""
    import pyarrow

    binary = column.cast(pyarrow.string() if pyarrow.types.is_dictionary(column.type) else column.type).cast(pyarrow.large_binary())
    binary.validate(full=True)
    values: list[bytes | None] = binary.to_pylist()
    return values


def _cleaned(table: Any, raw: list[bytes | None], field: str, job: Job, place: str) -> Any:
    """The rows with their texts cleaned, without those whose text cannot be read."""
    import pyarrow

    ids = table.column("id").to_pylist() if "id" in table.column_names else [f"{place}, row {at}" for at in range(1, len(raw) + 1)]
    urls = table.column("url").to_pylist() if "url" in table.column_names else [None] * len(raw)
    texts: list[str | None] = []
    good: list[bool] = []
    for at, (value, id, url) in enumerate(zip(raw, ids, urls, strict=True), 1):
        try:
            text = _clean(value or b"", str(id), str(url or ""), job)
            texts.append(None if value is None else text)  # null stays, and counts as an empty text
            good.append(True)
        except BadRecord as bad:
            good.append(False)
            job.reject(f"{place}, row {at}", str(bad), [value or b""])
    index = table.column_names.index(field)
    table = table if all(good) else table.filter(pyarrow.array(good))
    column = pyarrow.array(texts, pyarrow.large_string()).cast(table.schema.field(index).type)
    return table.set_column(index, table.schema.field(index), column)


def _clean(value: bytes, id: str, url: str, job: Job) -> str:
    try:
        text = value.decode()
    except UnicodeDecodeError as error:
        raise BadRecord(f"not UTF-8 at byte {error.start + 1} of the text") from error
    return job.clean_value(Document(text, id, url, "text/html" if job.hints.html else "text/plain"))


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise CleanseError("Parquet needs pyarrow: pip install 'cleanse-corpus[parquet]'") from error
    return pyarrow, parquet
