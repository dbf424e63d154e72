"""Clean the column `text` of Parquet files with Ray Data.

Usage: python ray_parquet.py FROM TO
"""

import sys

import ray

from cleanse.integrations.ray import clean_dataset


def clean(source: str, target: str) -> None:
    """Read the folder `source`, write the folder `target`."""
    clean_dataset(ray.data.read_parquet(source)).write_parquet(target)


if __name__ == "__main__":
    clean(*sys.argv[1:])
