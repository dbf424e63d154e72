"""Parquet, a row group at a time: schema, metadata, the other columns and each column's compression stay.

Pages are written with checksums and checked where there are any. A Parquet file is read from its end, so a pipe is spooled to a
temporary file first. Memory is that of the largest row group.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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
        schema = reader.schema_arrow
        field = choose_field([column.name for column in schema if _is_text(column.type)], job.hints.field, name)
        with ExitStack() as stack:
            writer = None
            missing = reader.metadata.num_rows
            for number in range(reader.num_row_groups):
                place = f"{name}: row group {number + 1}"
                try:
                    table = reader.read_row_group(number, use_threads=False)
                    raw = _as_bytes(table.column(field))
                except (OSError, pyarrow.ArrowException) as error:
                    job.reject(place, f"damaged ({error})")
                    continue
                if writer is None:
                    writer = stack.enter_context(_writer(target, schema, _codecs(reader.metadata, number)))
                missing -= table.num_rows
                table = _cleaned(table, raw, field, job, place)
                writer.write_table(table, row_group_size=max(table.num_rows, 1))
            if writer is None:
                stack.enter_context(_writer(target, schema, "snappy"))
            if missing:
                job.reject(name, f"{missing} rows of {reader.metadata.num_rows} cannot be read")


def _writer(target: IO[bytes], schema: Any, compression: dict[str, str] | str) -> Any:
    from pyarrow import parquet

    return parquet.ParquetWriter(target, schema, compression=compression, write_page_checksum=True)


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
    """The compression of every column in a row group that can be read: of a damaged one pyarrow aborts the program."""
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
