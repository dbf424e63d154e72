"""Counts, of which only some fit in memory: the others are in a database on disk (DuckDB), which adds them up.

Memory does not grow with the corpus: only numbers are added up, and texts are looked up of frequent lines only.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

from cleanse.match import Matcher
from cleanse.model import CleanseError
from cleanse.template import FEWEST, Template
from cleanse.template.count import DOCUMENTS, Count, Counts, merge
from cleanse.template.learn import LISTED, is_listed, learn_site

HELD = 200_000  # counts in memory, about 100 MB
MEMORY = "256MB"  # of the database; the rest is on disk
TABLE = "CREATE TABLE counts (host VARCHAR, line BIGINT, seen BIGINT, top BIGINT, inside BIGINT, bottom BIGINT, text VARCHAR)"
SUMS = """
CREATE TABLE sums AS
SELECT host, line, sum(seen)::BIGINT AS seen, sum(top)::BIGINT AS top, sum(inside)::BIGINT AS inside, sum(bottom)::BIGINT AS bottom
FROM counts GROUP BY host, line
"""
LISTED_SUMS = f"""
CREATE TABLE listed AS
SELECT sums.*, documents.seen AS documents
FROM sums JOIN (SELECT host, seen FROM sums WHERE line = {DOCUMENTS} AND seen >= {FEWEST}) documents USING (host)
WHERE sums.seen >= {LISTED} * documents.seen
"""
FREQUENT = """
SELECT host, line, documents, listed.seen, listed.top, listed.inside, listed.bottom, min(text)
FROM listed JOIN counts USING (host, line) GROUP BY ALL ORDER BY host, line
"""


class Full(CleanseError):  # noqa: N818  (a finding)
    """No more counts can be held."""


class Store:
    """Takes counts in, and gives those of frequent lines; to be closed."""

    def __init__(self) -> None:
        self.held: Counts = {}
        self._stack = ExitStack()
        self._database: Any = None

    def close(self) -> None:
        """Remove what is on disk."""
        self._stack.close()

    def add(self, counts: Counts) -> None:
        """Add counts. Raises `Full` where they are too many and DuckDB is not installed."""
        merge(self.held, counts)
        if len(self.held) > HELD:
            self._spill()

    def template(self, matcher: Matcher) -> Template:
        """What has been learnt."""
        sites = (learn_site(*known, matcher) for known in self.hosts())
        return {site.host: site for site in sites if site.lines}

    def hosts(self) -> Iterator[tuple[str, int, list[Count]]]:
        """Each host that is known well enough, by name: how many documents it has, and the counts of its frequent lines."""
        if self._database is None:
            yield from _frequent(self.held)
            return
        if self.held:
            self._spill()
        with _room():
            for statement in (SUMS, LISTED_SUMS, FREQUENT):
                self._database.execute(statement)
            rows = iter(self._database.fetchone, None)
            for (host, documents), lines in groupby(rows, key=lambda row: (row[0], row[2])):
                yield host, documents, [Count(*counted) for _, line, _, *counted in lines if line != DOCUMENTS]

    def _spill(self) -> None:
        """Move what is held to the disk."""
        try:
            import duckdb  # noqa: F401
            import pyarrow  # it takes the counts over
        except ImportError as error:
            raise Full(f"more than {HELD:,} different lines need DuckDB: pip install 'cleanse-corpus[learn]'") from error
        rows = [(*key, *count) for key, count in self.held.items()]
        batch = pyarrow.table(dict(zip(("host", "line", *Count._fields), zip(*rows, strict=True), strict=True)))
        with _room():
            if self._database is None:
                self._database = self._opened()
            self._database.register("batch", batch)
            self._database.execute("INSERT INTO counts SELECT * FROM batch")
            self._database.unregister("batch")
        self.held = {}

    def _opened(self) -> Any:
        import duckdb

        folder = Path(self._stack.enter_context(TemporaryDirectory(prefix="cleanse-learn-")))
        database = duckdb.connect(str(folder / "counts.duckdb"), config={"memory_limit": MEMORY, "temp_directory": str(folder / "spilled")})
        self._stack.callback(database.close)
        database.execute(TABLE)
        return database


@contextmanager
def _room() -> Iterator[None]:
    """Raises `Full` where the database says that the disk, or its memory, has no room."""
    import duckdb

    try:
        yield
    except (duckdb.Error, OSError) as error:
        raise Full(f"the counts do not fit in {gettempdir()} ({error}); make room there, or name another folder with TMPDIR") from error


def _frequent(counts: Counts) -> Iterator[tuple[str, int, list[Count]]]:
    documents = {host: count.seen for (host, line), count in counts.items() if line == DOCUMENTS}
    frequent = sorted((key, count) for key, count in counts.items() if is_listed(count, documents[key[0]]))
    for host, lines in groupby(frequent, key=lambda item: item[0][0]):
        yield host, documents[host], [count for (_, line), count in lines if line != DOCUMENTS]
