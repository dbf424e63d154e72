"""Doors into programs that are not installed are not collected: importing one says which extra it needs."""

from importlib.util import find_spec

NEEDS = {"arrow": "pyarrow", "ray": "pyarrow", "spark": "pyarrow", "datatrove": "datatrove"}
collect_ignore = [f"cleanse/integrations/{door}.py" for door, package in NEEDS.items() if not find_spec(package)]
