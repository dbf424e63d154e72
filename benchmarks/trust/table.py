"""All rows, in the order of the bar. A row that differs from the first draft of the bar says so in `NOTES`."""

from benchmarks.trust import scaling
from benchmarks.trust.bar import Row

ROWS = (
    Row(13, "time grows with size", "exponent at most 1.15 for each of 80 families", scaling.exponents),
    Row(14, "worst text", "at most 5 s/MB and 30 times ordinary text", scaling.worst),
)
