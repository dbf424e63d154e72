"""mkdocstrings calls this: the examples of docstrings, which stand there as doctests, become code blocks."""

import re
from typing import Any

from griffe import Extension, Object

EXAMPLE = re.compile(r"^>>> .*?(?=\n\s*\n|\Z)", re.MULTILINE | re.DOTALL)


class Doctests(Extension):
    """Fences every run of lines that begins with `>>>`."""

    def on_object(self, *, obj: Object, **rest: Any) -> None:
        """Called for each module, class and function."""
        if obj.docstring:
            obj.docstring.value = EXAMPLE.sub(r"```pycon\n\g<0>\n```", obj.docstring.value)
