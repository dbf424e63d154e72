"""The forty-row bar: what must be true of a tool that texts are trusted to, each with a number and the script that measures it.

    python -m benchmarks.trust [--release] [--only ROW] [--markdown] [--texts FOLDER]

A row is a function of `bar.Scale` that gives a `bar.Result`. `__main__` has the table of all; the other modules measure.
"""
