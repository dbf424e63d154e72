"""What went, counted over all documents of a run: `cleanse --stats`."""

import json
from collections import Counter

from cleanse.model import Cleaned


class Tally:
    """Counts by kind and rule.

    >>> import cleanse
    >>> tally = Tally()
    >>> tally.add(cleanse.explain("The ferry left at noon, an hour late.\\nAdvertisement\\n"))
    >>> tally.removed
    Counter({('ad', 'ad.label'): 1})
    """

    def __init__(self) -> None:
        self.removed: Counter[tuple[str, str]] = Counter()
        self.repairs: Counter[str] = Counter()
        self.read = self.written = 0

    def add(self, answer: Cleaned) -> None:
        """Count one document."""
        self.removed.update((str(edit.kind), edit.rule) for edit in answer.removed)
        self.repairs.update(edit.rule for edit in answer.repairs)
        self.read += len(answer.document.text)
        self.written += len(answer.text)

    def to_json(self, documents: int, changed: int, rejected: int) -> str:
        """One line: how many documents came, were changed and were left out; characters read and written; edits by kind and rule."""
        removed: dict[str, dict[str, int]] = {}
        for (kind, rule), count in sorted(self.removed.items()):
            removed.setdefault(kind, {})[rule] = count
        counts = {"documents": documents, "changed": changed, "rejected": rejected, "read": self.read, "written": self.written}
        return json.dumps({**counts, "removed": removed, "repairs": dict(sorted(self.repairs.items()))})
