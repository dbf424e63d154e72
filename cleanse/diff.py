"""Two states of a file -> a unified diff for eyes: bytes that are no UTF-8 and what could drive a terminal are shown as their codes.

Of what has zero bytes, and so is no text, it is only said that it differs.
"""

from difflib import unified_diff
from io import BytesIO

from cleanse.render import safe

COLOURS = {"-": "\x1b[31m", "+": "\x1b[32m", "@": "\x1b[36m"}
BOLD, END = "\x1b[1m", "\x1b[0m"


def diff(name: str, before: bytes, after: bytes, colour: bool = False) -> str:
    r"""The lines that differ, with three lines around them. `name` is shown above them.

    >>> print(diff("a.txt", b"x\ny\n", b"x\nz\n"), end="")
    --- a.txt
    +++ a.txt
    @@ -1,2 +1,2 @@
     x
    -y
    +z
    """
    if b"\0" in before or b"\0" in after:
        return f"Binary files {one_line(name)} and {one_line(name)} differ\n"
    if all(data.count(b"\n") == data.count(b"\r\n") for data in (before, after)):  # then they would only be noise
        before, after = before.replace(b"\r\n", b"\n"), after.replace(b"\r\n", b"\n")
    heads, lines = [f"--- {one_line(name)}", f"+++ {one_line(name)}"], list(unified_diff(_lines(before), _lines(after)))[2:]
    painted = [(BOLD, head) for head in heads] + [(COLOURS.get(line[0], ""), _shown(line)) for line in lines]
    return "".join(f"{paint}{line}{END}\n" if colour and paint else f"{line}\n" for paint, line in painted)


def one_line(name: str) -> str:
    r"""The name of a file as one line that a terminal shows and does not obey.

    >>> one_line("a\nb\x1b")
    'a\\nb\\x1b'
    """
    return safe(name).replace("\n", "\\n")


def _lines(data: bytes) -> list[str]:
    return [line.decode("utf-8", "backslashreplace") for line in BytesIO(data)]


def _shown(line: str) -> str:
    text = safe(line.removesuffix("\n"))
    return text if line.endswith("\n") else f"{text}\n\\ No newline at end of file"
