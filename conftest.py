"""Doors into programs that are not installed are not collected: importing one says which extra it needs."""

from importlib.util import find_spec

NEEDS = {
    "integrations/arrow": "pyarrow", "integrations/ray": "pyarrow", "integrations/spark": "pyarrow", "integrations/counts": "pyarrow",
    "integrations/datatrove": "datatrove", "corpus/engines/datatrove": "datatrove", "corpus/engines/slurm": "datatrove",
    "corpus/engines/ray": "ray", "corpus/engines/spark": "pyspark",
}  # fmt: skip
collect_ignore = [f"cleanse/{door}.py" for door, package in NEEDS.items() if not find_spec(package)]
