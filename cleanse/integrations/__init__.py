"""Doors into other programs. Each hands texts to `cleanse.Cleaner` and gives them back in the shape of that program.

Where a module needs a package that is not installed, importing it raises a `CleanseError` that names the extra.
"""
