"""Clean the column `text` of Parquet files with Spark.

Usage: python spark_parquet.py FROM TO
"""

import sys

from pyspark.sql import SparkSession

from cleanse.integrations.spark import clean_dataframe


def clean(source: str, target: str) -> None:
    """Read the folder `source`, write the folder `target`."""
    spark = SparkSession.builder.getOrCreate()
    clean_dataframe(spark.read.parquet(source)).write.parquet(target)


if __name__ == "__main__":
    clean(*sys.argv[1:])
