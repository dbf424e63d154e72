"""What sites repeat, counted on an engine: a batch of documents -> a batch of counts, and batches of counts -> a template.

`count_batch` is a function of a batch and plain values, as `arrow.clean_batch` is. Counts add up, so an engine may add them up on the way.
"""

from collections.abc import Iterable
from contextlib import closing
from typing import TypeVar

from cleanse.cleaner import Cleaner
from cleanse.model import CleanseError
from cleanse.template import host
from cleanse.template.count import Count, Counts, count, merge
from cleanse.template.file import written
from cleanse.template.store import Store

try:
    import pyarrow as pa
except ImportError as error:
    raise CleanseError("Arrow batches need pyarrow: pip install 'cleanse-corpus[arrow]'") from error

Batch = TypeVar("Batch", pa.RecordBatch, pa.Table)
NUMBERS = ("line", "seen", "top", "inside", "bottom")
SCHEMA = pa.schema([("host", pa.string()), *((name, pa.int64()) for name in NUMBERS), ("text", pa.string())])


def count_batch(batch: Batch, field: str = "text", url: str = "url") -> Batch:
    """The counts of the lines of each host, in the columns of `SCHEMA`; `field` and `url` are columns of strings.

    Rows without a text or a host are passed over. Raises `CleanseError` for a column that is not there.

    >>> batch = pa.record_batch({"url": ["https://www.example.org/1", "https://example.org/2"], "text": ["Home", "HOME"]})
    >>> [(row["host"], row["seen"], row["text"]) for row in count_batch(batch).to_pylist()]
    [('example.org', 2, ''), ('example.org', 2, 'HOME')]
    """
    for name in (field, url):
        if batch.schema.names.count(name) != 1:
            raise CleanseError(f"{batch.schema.names.count(name)} columns are called {name!r}; there are {', '.join(batch.schema.names)}")
    return type(batch).from_pylist(_rows(_counted(batch.column(field).to_pylist(), batch.column(url).to_pylist())), SCHEMA)


def _counted(texts: Iterable[str | None], urls: Iterable[str | None]) -> Counts:
    counts: Counts = {}
    for text, url in zip(texts, urls, strict=True):
        if text and (name := host(url or "")):
            merge(counts, count(name, text))
    return counts


def _rows(counts: Counts) -> list[dict[str, object]]:
    return [dict(zip(SCHEMA.names, (*key, *counted), strict=True)) for key, counted in counts.items()]


def template_of(batches: Iterable[pa.RecordBatch]) -> str:
    """The text of the template that batches of counts add up to; what is too much for memory is kept on disk meanwhile (`Store`).

    >>> pages = [{"url": f"https://example.org/{n}", "text": f"The ferry {n} left at noon.\\nOur other papers"} for n in "abcdefg"]
    >>> template_of([count_batch(pa.RecordBatch.from_pylist(pages))]).splitlines()[-1]
    '  7 of 7  bottom  navigation  Our other papers'
    """
    with closing(Store()) as store:
        for batch in batches:
            for row in batch.to_pylist():
                store.add({(row["host"], row["line"]): Count(*(row[name] for name in Count._fields))})
        return written(store.template(Cleaner().matcher))
