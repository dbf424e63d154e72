"""Parquet, a row group at a time: schema, metadata, the other columns and each column's compression stay.

Pages are written with checksums and checked where there are any. A Parquet file is read from its end, so a pipe is spooled to a
temporary file first. Memory is that of the largest row group.
"""

from collections.abc import Iterator
from contextlib import contextmanager
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
            reader = parquet.ParquetFile(file, page_checksum_verification=True)
        except (OSError, pyarrow.ArrowException) as error:
            raise CleanseError(f"{name} is no whole Parquet file: {error}") from error
        schema, metadata = reader.schema_arrow, reader.metadata
        field = choose_field([column.name for column in schema if _is_text(column.type)], job.hints.field, name)
        with parquet.ParquetWriter(target, schema, compression=_codecs(metadata), write_page_checksum=True) as writer:
            first = 1
            for number in range(metadata.num_row_groups):
                last = first - 1 + metadata.row_group(number).num_rows
                try:
                    table = reader.read_row_group(number)
                    raw = _as_bytes(table.column(field))
                except (OSError, pyarrow.ArrowException) as error:
                    job.reject(f"{name}: rows {first} to {last}", f"a damaged row group ({error})")
                else:
                    table = _cleaned(table, raw, field, job, name, first)
                    writer.write_table(table, row_group_size=max(table.num_rows, 1))
                first = last + 1


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


def _codecs(metadata: Any) -> dict[str, str] | str:
    """The compression of every column, as the first row group has it."""
    if not metadata.num_row_groups:
        return "snappy"
    columns = [metadata.row_group(0).column(index) for index in range(metadata.num_columns)]
    return {column.path_in_schema: column.compression.replace("UNCOMPRESSED", "NONE") for column in columns}


def _as_bytes(column: Any) -> list[bytes | None]:
    """The values undecoded: one that is not UTF-8 must not cost the others."""
    import pyarrow

    binary = column.cast(pyarrow.string() if pyarrow.types.is_dictionary(column.type) else column.type).cast(pyarrow.large_binary())
    binary.validate(full=True)
    values: list[bytes | None] = binary.to_pylist()
    return values


def _cleaned(table: Any, raw: list[bytes | None], field: str, job: Job, name: str, first: int) -> Any:
    """The rows with their texts cleaned, without those whose text cannot be read."""
    import pyarrow

    ids = table.column("id").to_pylist() if "id" in table.column_names else [f"{name}/{first + at}" for at in range(len(raw))]
    texts: list[str | None] = []
    good: list[bool] = []
    for at, (value, id) in enumerate(zip(raw, ids, strict=True)):
        try:
            texts.append(None if value is None else _clean(value, str(id), job))
            good.append(True)
        except BadRecord as bad:
            good.append(False)
            job.reject(f"{name}: row {first + at}", str(bad), [value or b""])
    index = table.column_names.index(field)
    table = table if all(good) else table.filter(pyarrow.array(good))
    column = pyarrow.array(texts, pyarrow.large_string()).cast(table.schema.field(index).type)
    return table.set_column(index, table.schema.field(index), column)


def _clean(value: bytes, id: str, job: Job) -> str:
    try:
        text = value.decode()
    except UnicodeDecodeError as error:
        raise BadRecord(f"not UTF-8 at byte {error.start + 1} of the text") from error
    return job.clean_value(Document(text, id, media="text/html" if job.hints.html else "text/plain"))


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise CleanseError("Parquet needs pyarrow: pip install 'cleanse-corpus[parquet]'") from error
    return pyarrow, parquet
