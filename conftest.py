"""Doors into programs that are not installed are not collected: importing one says which extra it needs.

Neither are those whose examples need an engine at work: `tests/test_engines.py` has one, and runs them.
"""

from importlib.util import find_spec

NEEDS = {
    "integrations/arrow": "pyarrow", "integrations/counts": "pyarrow", "integrations/scrapy": "scrapy",
    "integrations/datatrove": "datatrove", "corpus/engines/datatrove": "datatrove", "corpus/engines/slurm": "datatrove",
    "corpus/engines/ray": "ray", "corpus/engines/spark": "pyspark",
}  # fmt: skip
missing = [door for door, package in NEEDS.items() if not find_spec(package)]
collect_ignore = [f"cleanse/{door}.py" for door in (*missing, "integrations/ray", "integrations/spark")]
