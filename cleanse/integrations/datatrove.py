"""datatrove: steps of a pipeline, for any of its executors.

    pipeline = [JsonlReader("in/"), Cleanse(), JsonlWriter("out/")]

A step is sent to other processes, so it holds the options only, and makes its cleaner where it runs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from os import PathLike
from typing import TYPE_CHECKING

from cleanse.cleaner import Cleaner
from cleanse.model import Cleaned, CleanseError
from cleanse.profile import Profile

try:
    from datatrove.pipeline.base import PipelineStep
except ImportError as error:
    raise CleanseError("the steps need datatrove: pip install 'cleanse-corpus[datatrove]'") from error

if TYPE_CHECKING:
    from datatrove.data import Document


class Cleanse(PipelineStep):
    """Cleans the text of every document. None is dropped.

    `metadata["cleanse"]` holds `status`, which is "ok", "empty" (nothing is left of the text) or "error: …" (then the text is
    as it was), and `removed`, the list of removals as `cleanse --json` has them. datatrove's statistics of the step count
    documents as `total`, `ok`, `empty` and `error`, and removals as `removed/RULE`. Raises `CleanseError` for an unknown profile
    and a bad rule pack, before anything runs; rule packs are paths that every worker can read.

    >>> from datatrove.data import Document
    >>> (document,) = Cleanse().run([Document("The ferry left at noon, an hour late.\\nAdvertisement", id="1")])
    >>> document.text, document.metadata["cleanse"]["removed"][0]["rule"]
    ('The ferry left at noon, an hour late.\\n', 'ad.label')
    """

    name = "🧽 cleanse"
    type = "✂️ - FORMAT"

    def __init__(self, profile: str | Profile = "article", rules: Iterable[str | PathLike[str]] = ()) -> None:
        super().__init__()
        self.profile = profile
        self.rules = [str(path) for path in rules]
        Cleaner(self.profile, self.rules)

    def run(self, data: "Iterable[Document]", rank: int = 0, world_size: int = 1) -> "Iterator[Document]":
        """The documents, cleaned in place, in their order."""
        cleaner = Cleaner(self.profile, self.rules)
        for document in data:
            with self.track_time():
                self._clean(document, cleaner)
            self.update_doc_stats(document)
            yield document

    def _clean(self, document: "Document", cleaner: Cleaner) -> None:
        removed: object = []
        try:
            answer = self.explain(document.text, cleaner)
        except Exception as error:  # a text must not cost the others of its task
            status = f"error: {type(error).__name__}: {error}"
        else:
            status = "ok" if answer.text else "empty"
            document.text = answer.text
            removed = answer.to_dict()["removed"]
            for rule, count in Counter(edit.rule for edit in answer.removed).items():
                self.stat_update(f"removed/{rule}", value=count)
        document.metadata["cleanse"] = {"status": status, "removed": removed}
        self.stat_update("total", status.partition(":")[0])

    def explain(self, text: str, cleaner: Cleaner) -> Cleaned:
        """The answer to one text."""
        return cleaner.explain(text)


class CleanseHtml(Cleanse):
    """The same for documents whose text is a web page: what is worth reading is taken out of it first.

    Offsets in `removed` count in the text that was taken out.
    """

    name = "🧽 cleanse HTML"
    type = "🛢 - EXTRAC"

    def explain(self, text: str, cleaner: Cleaner) -> Cleaned:
        """The answer to one page."""
        return cleaner.explain_html(text)
