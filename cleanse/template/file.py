"""A template as a file: plain text that a person reads, marks and keeps.

    [example.org]
      41 of 44  bottom  subscribe   Get the best of Example in your inbox.
    + 44 of 44  inside  navigation  Example is a charity and lives on what its readers give.
    - 40 of 44  inside  navigation  Stay curious, dear reader.

A line says in how many documents of the host it stood, where in most of them, what it is, and how it reads. A + in front of it says that
it goes wherever it stands, a - that it stays; without a mark frequency, place and shape decide. Lines that begin with # are remarks.
"""

import re
from collections.abc import Iterable
from os import PathLike

from cleanse.model import CleanseError, Kind
from cleanse.template import HOST, Line, Site, Template, skeleton

HEAD = """\
# What sites repeat on their pages: cleanse-corpus learn SRC -o THIS; cleanse --template THIS.
# Documents with the line, of how many; where it stands; what it is; the line. In front of it + for what
# goes wherever it stands, - for what stays; without a mark frequency, place and shape decide.
"""
HEADING = re.compile(rf"\[(?P<host>{HOST.pattern})\]\s*")
LINE = re.compile(
    r"(?P<mark>[+-]?)\s*(?P<seen>\d{1,15}) of (?P<of>\d{1,15})\s+"
    r"(?P<place>top|inside|bottom)\s+(?P<kind>[a-z]+)\s+(?P<text>\S.*)"
)


def read_template(path: str | PathLike[str]) -> Template:
    """The template in a file. Raises `CleanseError` that names the file and the line that is wrong."""
    try:
        with open(path, encoding="utf-8-sig") as file:  # an editor may have put its mark in front
            return parse(file.read().split("\n"), str(path))
    except (OSError, UnicodeError) as error:
        raise CleanseError(f"cannot read template {path}: {getattr(error, 'strerror', None) or error}") from error


def parse(lines: Iterable[str], name: str) -> Template:
    """The template that these lines of the file `name` are.

    >>> site = parse(["[example.org]", "- 40 of 44  inside  navigation  Stay curious."], "sites.txt")["example.org"]
    >>> site.lines["stay curious."]
    Line(text='Stay curious.', seen=40, of=44, place='inside', kind=<Kind.NAVIGATION: 'navigation'>, mark='-')
    """
    sites: dict[str, dict[str, Line]] = {}
    host = ""
    for number, text in enumerate(map(str.strip, lines), 1):
        if not text or text.startswith("#"):
            continue
        if head := HEADING.fullmatch(text):
            host = head["host"].lower().removeprefix("www.")  # as `template.host` says it
            sites.setdefault(host, {})
            continue
        line = _line(text)
        if not host or line is None:
            raise CleanseError(
                f"template {name}:{number}: {text[:60]!r} is no line of a host; write as '[example.org]', and below it "
                f"'41 of 44  bottom  legal  The line', the third of {', '.join(Kind)}"
            )
        sites[host][skeleton(line.text)] = line
    return {host: Site(host, found) for host, found in sites.items()}


def _line(text: str) -> Line | None:
    found = LINE.fullmatch(text)
    if found is None or found["kind"] not in list(Kind):
        return None
    return Line(found["text"], int(found["seen"]), int(found["of"]), found["place"], Kind(found["kind"]), found["mark"])


def written(template: Template) -> str:
    """The text of the file, the hosts by name and the most frequent lines of each first.

    >>> print(written(parse(["[example.org]", "-4 of 5 inside navigation Stay curious."], "")).removeprefix(HEAD))
    <BLANKLINE>
    [example.org]
    - 4 of 5  inside  navigation  Stay curious.
    <BLANKLINE>
    """
    parts = [HEAD]
    for site in sorted(template.values()):
        lines = sorted(site.lines.values(), key=lambda line: (-line.seen, line.text))
        parts += [f"\n[{site.host}]\n", *(f"{line_text(line)}\n" for line in lines)]
    return "".join(parts)


def line_text(line: Line) -> str:
    """A line as it stands in the file."""
    return f"{line.mark or ' '} {line.seen} of {line.of}  {line.place:6}  {line.kind:10}  {line.text}"
