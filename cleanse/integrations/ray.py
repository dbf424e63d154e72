"""Ray Data: a dataset in, a dataset out, by `clean_batch` under `map_batches`; or what its sites repeat, by `count_batch`."""

from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING

from cleanse.cleaner import Cleaner
from cleanse.integrations.arrow import clean_batch
from cleanse.integrations.counts import count_batch, template_of
from cleanse.profile import Profile

if TYPE_CHECKING:
    from ray.data import Dataset


def clean_dataset(
    dataset: "Dataset",
    field: str = "text",
    profile: str | Profile = "article",
    rules: Iterable[str | PathLike[str]] = (),
    status: str = "cleanse_status",
    template: str | PathLike[str] = "",
) -> "Dataset":
    """The dataset with the column `field` cleaned and a column `status` that says how each row went (`arrow.clean_batch`).

    Raises `CleanseError` for an unknown profile, a bad rule pack and a bad template; a missing column is found by the first batch.
    Rule packs and the template are paths that every worker can read.

    >>> from ray.data import from_items
    >>> clean_dataset(from_items([{"text": "The ferry left at noon, an hour late.\\nAdvertisement"}])).take_all()
    [{'text': 'The ferry left at noon, an hour late.', 'cleanse_status': 'ok'}]
    """
    packs = [str(path) for path in rules]
    Cleaner(profile, packs, template)  # a bad option stops the start, not a worker
    options = {"field": field, "profile": profile, "rules": packs, "status": status, "template": str(template)}
    return dataset.map_batches(clean_batch, batch_format="pyarrow", fn_kwargs=options)


def learn_dataset(dataset: "Dataset", field: str = "text", url: str = "url") -> str:
    """The text of the template of the hosts in the column `url`: the workers count, and the sums are made here, on disk if need be.

    >>> from ray.data import from_items
    >>> pages = [{"url": f"https://example.org/{n}", "text": f"The ferry {n} left at noon.\\nOur other papers"} for n in "abcdefg"]
    >>> learn_dataset(from_items(pages)).splitlines()[-1]
    '  7 of 7  bottom  navigation  Our other papers'
    """
    counts = dataset.map_batches(count_batch, batch_format="pyarrow", fn_kwargs={"field": field, "url": url})
    return template_of(counts.iter_batches(batch_size=None, batch_format="pyarrow"))
