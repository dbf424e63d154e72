"""datatrove: steps of a pipeline, for any of its executors.

    pipeline = [JsonlReader("in/"), Cleanse(), JsonlWriter("out/")]

A step is sent to other processes, so it holds the options only, and makes its cleaner where it runs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from os import PathLike
from typing import TYPE_CHECKING

from cleanse.cleaner import Cleaner
from cleanse.model import Cleaned, CleanseError, Document
from cleanse.profile import Profile
from cleanse.sources.job import Job

try:
    from datatrove.pipeline.base import PipelineStep
except ImportError as error:
    raise CleanseError("the steps need datatrove: pip install 'cleanse-corpus[datatrove]'") from error

if TYPE_CHECKING:
    from datatrove.data import Document as Record


class Cleanse(PipelineStep):
    """Cleans the text of every document. None is dropped.

    A text ends with a line feed only if it did before. `metadata["cleanse"]` holds `status`, which is "ok", "empty" (nothing is left
    of the text) or "error: …" (then the text is as it was), and `removed`, the list of removals as `cleanse --json` has them.
    datatrove's statistics of the step count documents as `total`, `ok`, `empty` and `error`, and removals as `removed/RULE`. Raises
    `CleanseError` for an unknown profile, a bad rule pack and a bad template, before anything runs; they are paths that every worker can
    read. With a `template` of what sites repeat (`Cleaner`) `metadata["url"]` says which site a document is from.

    >>> from datatrove.data import Document
    >>> (document,) = Cleanse().run([Document("The ferry left at noon, an hour late.\\nAdvertisement", id="1")])
    >>> document.text, document.metadata["cleanse"]["removed"][0]["rule"]
    ('The ferry left at noon, an hour late.', 'ad.label')
    """

    name = "🧽 cleanse"
    type = "✂️ - FORMAT"
    media = "text/plain"

    def __init__(
        self, profile: str | Profile = "article", rules: Iterable[str | PathLike[str]] = (), template: str | PathLike[str] = ""
    ) -> None:
        super().__init__()
        self.profile = profile
        self.rules = [str(path) for path in rules]
        self.template = str(template)
        self._cleaner()

    def _cleaner(self) -> Cleaner:
        return Cleaner(self.profile, self.rules, self.template)

    def run(self, data: "Iterable[Record]", rank: int = 0, world_size: int = 1) -> "Iterator[Record]":
        """The documents, cleaned in place, in their order."""
        ledgers: list[Cleaned] = []
        job = Job(self._cleaner(), watch=[ledgers.append])
        for record in data:
            with self.track_time():
                self._clean(record, job, ledgers)
            self.update_doc_stats(record)
            yield record

    def _clean(self, record: "Record", job: Job, ledgers: list[Cleaned]) -> None:
        removed: object = []
        try:
            record.text = job.clean_value(Document(record.text, url=str(record.metadata.get("url") or ""), media=self.media))
        except Exception as error:  # a text must not cost the others of its task
            status = f"error: {type(error).__name__}: {error}"
        else:
            ledger = ledgers.pop()
            status = "ok" if record.text else "empty"
            removed = ledger.to_dict()["removed"]
            for rule, count in Counter(edit.rule for edit in ledger.removed).items():
                self.stat_update(f"removed/{rule}", value=count)
        record.metadata["cleanse"] = {"status": status, "removed": removed}
        self.stat_update("total", status.partition(":")[0])


class CleanseHtml(Cleanse):
    """The same for documents whose text is a web page: what is worth reading is taken out of it first.

    Offsets in `removed` count in the text that was taken out.

    >>> from datatrove.data import Document
    >>> page = "<p>The ferry left at noon, an hour late, and nobody in the harbour minded.</p><p>Advertisement</p>"
    >>> (document,) = CleanseHtml().run([Document(page, id="1")])
    >>> document.text
    'The ferry left at noon, an hour late, and nobody in the harbour minded.'
    """

    name = "🧽 cleanse HTML"
    type = "🛢 - EXTRAC"
    media = "text/html"
