"""cleanse: a text goes in, clean canonical text comes out, with a reason and an undo for every removal.

Nothing is imported before it is asked for, so that the command starts fast.

>>> import cleanse
>>> cleanse.clean("The river rose on Monday, and by noon the bridge was closed.\\n\\nAdvertisement\\n")
'The river rose on Monday, and by noon the bridge was closed.\\n'
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleanse.cleaner import Cleaner, clean, clean_html, explain, explain_html
    from cleanse.markdown import to_markdown
    from cleanse.model import Cleaned, CleanseError, Document
    from cleanse.profile import Profile

__version__ = "0.1.0"
__all__ = ["Cleaned", "Cleaner", "CleanseError", "Document", "Profile", "clean", "clean_html", "explain", "explain_html", "to_markdown"]

_HOMES = {"Cleaned": "model", "CleanseError": "model", "Document": "model", "Profile": "profile", "to_markdown": "markdown"}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'cleanse' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"cleanse.{_HOMES.get(name, 'cleaner')}"), name)
    globals()[name] = value
    return value
