"""One unit's records: each is cleaned under limits of time and memory, noted in a journal, counted, or kept in quarantine.

The journal is a file. A worker that takes over from one that died reads there what has been answered, and answers the same without
cleaning again; the first record that is not in it is the one that killed the worker. Each entry says which record it is for: a file that
could not be read the first time, but can be now, has records that come in between.
"""

import json
import os
import pickle
from collections import Counter
from collections.abc import Callable, Iterable
from hashlib import sha256
from io import BufferedReader
from pathlib import Path
from signal import ITIMER_PROF, setitimer

from cleanse.cleaner import Cleaner
from cleanse.corpus.totals import Totals
from cleanse.model import Cleaned, Document
from cleanse.sources import Hints, Job
from cleanse.sources.job import BadRecord

# Seconds of processor time for one record, and more for each of its characters; cleaning a million takes about a second. An article takes
# less than a tenth of that, even if it is the first to call for its rules on a busy machine. What takes longer would never end: SIGPROF
# ends the process, whatever it is doing.
TIME, PER_CHARACTER = 5.0, 1e-5

Entry = tuple[Cleaned, str] | str  # an answer and its language, or why there is none


class Journal:
    """The entries of the records of a unit, in order; those that are there already are read first.

    `moved` says that an entry turned out to be for another record than the one that came.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=0)
        self._reader: BufferedReader | None = path.open("rb")
        self._end = 0
        self.moved = False

    def next(self, record: bytes) -> Entry | None:
        """The entry of this record by an earlier worker; None when there is none: half an entry ends them, and one of another record."""
        if self._reader is None:
            return None
        try:
            found, entry = pickle.load(self._reader)
        except (EOFError, pickle.UnpicklingError):
            found, entry = record, None
        self.moved = found != record
        if entry is None or self.moved:
            self._reader.close()
            self._reader = None
            self._file.truncate(self._end)
            return None
        self._end = self._reader.tell()
        return entry  # type: ignore[no-any-return]

    def close(self) -> None:
        """Close its file."""
        self._file.close()
        if self._reader:
            self._reader.close()

    def append(self, record: bytes, entry: Entry) -> None:
        """Note the entry of a record; when this returns it survives the worker."""
        rest = memoryview(pickle.dumps((record, entry), pickle.HIGHEST_PROTOCOL))
        while rest:  # a disk that is nearly full takes a part
            rest = rest[self._file.write(rest) :]


class Quarantine:
    """Two files: bad records as they came, and for each a line of JSON that says what is wrong and where it came from.

    They are made when the first record comes.
    """

    def __init__(self, lines: Path, raw: Path) -> None:
        self.lines, self.raw = lines, raw
        self.records = self.damages = 0

    def keep(self, place: str, reason: str, raw: Iterable[bytes] | None) -> None:
        """Keep one; `raw` is None for a damage that leaves no record."""
        with self.lines.open("ab") as lines, self.raw.open("ab") as file:
            start = file.tell()
            for piece in raw or ():
                file.write(piece)
            entry = {"place": place, "reason": reason, "raw": raw is not None, "start": start, "length": file.tell() - start}
            lines.write(json.dumps(entry).encode() + b"\n")
        self.records += raw is not None
        self.damages += raw is None


class UnitJob(Job):
    """The job of one unit. `blame` is how the worker before died, if the first record that is not in the journal is to blame.

    `language` guesses the language of each answer. `emptied` counts the texts of which nothing was left, or that came empty.
    """

    def __init__(
        self, cleaner: Cleaner, hints: Hints, language: Callable[[str], str], journal: Journal, quarantine: Quarantine, blame: str
    ) -> None:
        super().__init__(cleaner, hints, [self._hear])
        self.kept = quarantine
        self.totals = Totals(whole=False)
        self.emptied = 0
        self._language, self._journal, self._blame = language, journal, blame
        self._heard: Cleaned | None = None

    def counted(self) -> Counter[str]:
        """How many documents have been cleaned so far, how many of them changed or are empty now, and what is in quarantine."""
        return Counter(
            documents=self.documents, changed=self.changed, emptied=self.emptied,
            quarantined=self.kept.records, damages=self.kept.damages,
        )  # fmt: skip

    def _hear(self, answer: Cleaned) -> None:
        self._heard = answer._replace(blocks=())

    def answer(self, document: Document, value: bool = False) -> str:
        """The clean text; from the journal, if it is there. Raises `BadRecord`."""
        record = sha256("\0".join((document.id, document.url, document.text)).encode("utf-8", "surrogatepass")).digest()
        entry = self._journal.next(record)
        if entry is None:
            blame = "" if self._journal.moved else self._blame  # if it has moved, nobody knows which record it was
            entry = blame or self._entry(document, value)
            self._blame = ""
            self._journal.append(record, entry)
        if isinstance(entry, str):
            raise BadRecord(entry)
        self.totals.add(*entry)
        self.emptied += not entry[0].text
        return entry[0].text

    def _entry(self, document: Document, value: bool) -> Entry:
        setitimer(ITIMER_PROF, TIME + PER_CHARACTER * len(document.text))
        try:
            super().answer(document, value)
            assert self._heard is not None
            return self._heard, self._language(self._heard.text)
        except BadRecord as bad:
            return str(bad)
        except Exception as error:  # a bug of ours or of a library, or no memory left: it costs this record only
            return f"could not be cleaned: {type(error).__name__} {error}".strip()
        finally:
            setitimer(ITIMER_PROF, 0)

    def reject(self, place: str, reason: str, raw: Iterable[bytes] | None = None, end: bytes = b"") -> None:
        """Keep a bad record in quarantine, where nothing is put behind it."""
        self.rejected += 1
        self.kept.keep(place, reason, raw)


def limit_memory(share: int) -> None:
    """Let this process have one of `share` equal parts of the machine's memory, at least 2 GiB, so that it harms no neighbour."""
    from resource import RLIMIT_DATA, getrlimit, setrlimit

    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    setrlimit(RLIMIT_DATA, (max(memory // share, 2 << 30), getrlimit(RLIMIT_DATA)[1]))
