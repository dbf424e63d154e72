"""Many `Cleaned` -> one HTML page that shows what went and why, complete in itself: it loads nothing.

The texts are hostile. They reach the page in two ways only: through the template, which escapes them, and as JSON in a block
that no browser runs, which the script of the page turns into text nodes. A content security policy allows exactly this style
sheet and this script, by their hashes, and no request. It needs jinja2 and py3langid (extra `report`).
"""

from base64 import b64encode
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleanse.model import Cleaned, CleanseError, Kind
from cleanse.profile import CHROME, FRAME, FURNITURE
from cleanse.report.sample import Sample, Shown, label
from cleanse.report.tally import Tally, host, largest

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

HERE = Path(__file__).parent
BYTES = 4_000_000  # of the documents in the page, which stays under 5 MB with all its tables
ROWS = {"rules": 200, "languages": 16, "hosts": 16, "lines": 40}
ENOUGH = 60  # characters of clean text from which on its language is guessed
READ = 2_000  # characters of it that the guess looks at; more made it slower and no better
FAMILIES = {
    "chrome": CHROME - {Kind.DUPLICATE},
    "copy": {Kind.DUPLICATE},
    "furniture": FURNITURE,
    "frame": FRAME | {Kind.DATELINE, Kind.BODY},
}


def report(answers: Iterable[Cleaned], source: str) -> str:
    """The page about all answers, of any number; see `Report`.

    >>> report([], "nothing")[:15]
    '<!doctype html>'
    """
    made = Report()
    for answer in answers:
        made.add(answer)
    return made.page(source)


class Report:
    """The page about many answers, which come one by one; memory stays bounded. Raises `CleanseError` where jinja2 or py3langid is missing.

    >>> import cleanse
    >>> report = Report()
    >>> report.add(cleanse.explain("The ferry left at noon, and nobody minded.\\nAdvertisement\\n"))
    >>> "one &lt;text&gt;" in (page := report.page("one <text>")), "<text>" in page
    (True, False)
    """

    def __init__(self) -> None:
        self._language = guesser(READ)
        self._environment = _environment()
        self.tally, self.sample = Tally(), Sample()

    def add(self, answer: Cleaned) -> None:
        """Take one answer in."""
        language = self._language(answer.text)
        self.tally.add(answer, language)
        self.sample.offer(answer, language, host(answer.document.url))

    def page(self, source: str) -> str:
        """The page, under 5 MB. `source` is the name that it gives to what was cleaned."""
        return _page(self._environment, self.tally, self.sample, source)


def guesser(read: int) -> Callable[[str], str]:
    """A function that guesses the language of a text from its first `read` characters: its code, or "" for a short text."""
    try:
        from py3langid import classify
    except ImportError as error:
        raise _missing("py3langid") from error
    return lambda text: str(classify(text[:read])[0]) if len(text) >= ENOUGH else ""


def _missing(package: str) -> CleanseError:
    return CleanseError(f"a report needs {package}: pip install 'cleanse-corpus[report]'")


def _environment() -> "Environment":
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError as error:
        raise _missing("jinja2") from error
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"number": "{:,}".format, "percent": _percent, "short": _short, "family": _family, "label": label}
    return environment


def _page(environment: "Environment", tally: Tally, sample: Sample, source: str) -> str:
    from markupsafe import Markup

    from cleanse import __version__

    style, script = (Markup((HERE / name).read_text("utf-8")) for name in ("page.css", "page.js"))
    shown, documents = _fitting(sample.documents())
    most = [document for document in sample.most() if document in shown]
    return environment.get_template("page.html").render(
        version=__version__, source=label(source), style=style, script=script, style_hash=_hash(style), script_hash=_hash(script),
        tally=tally, documents=documents, shown=shown, most=most, rows=ROWS, enough=ENOUGH, **_figures(tally),
    )  # fmt: skip


def _figures(tally: Tally) -> dict[str, list[tuple[Any, Any]]]:
    """What the charts show, in the order in which they show it: each group with its sums or count."""
    return {
        "kinds": sorted(tally.kinds.items(), key=lambda item: -item[1].gone),
        "rules": sorted(tally.rules.items(), key=lambda item: -item[1].gone),
        "languages": largest(tally.languages, ROWS["languages"]),
        "hosts": largest(tally.hosts, ROWS["hosts"]),
        "lines": [line for line in tally.lines.most_common(ROWS["lines"]) if line[1] > 1],
        "families": [(name, sum(sums.gone for kind, sums in tally.kinds.items() if kind in kinds)) for name, kinds in FAMILIES.items()],
    }


def _fitting(candidates: list[Shown]) -> tuple[list[Shown], "Markup"]:
    """As many of the documents as have room, those that lost most in front, and the same as JSON that may stand in HTML."""
    from jinja2.utils import htmlsafe_json_dumps
    from markupsafe import Markup

    room, fitting = BYTES, []
    for shown in candidates:
        record = shown._asdict() | {"families": [_family(kind) for kind, _, _ in shown.reasons]}
        encoded = htmlsafe_json_dumps(record, ensure_ascii=False, separators=(",", ":"))
        size = len(encoded.encode())
        if size <= room:
            room -= size
            fitting.append((shown, encoded))
    fitting.sort(key=lambda pair: (-pair[0].share, pair[0].number))
    return [shown for shown, _ in fitting], Markup("[{}]").format(Markup(",").join(encoded for _, encoded in fitting))


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


def _family(kind: str) -> str:
    return next(family for family, kinds in FAMILIES.items() if kind in kinds)


def _percent(share: float) -> str:
    """A share as one reads it: never 0 % for something, nor 100 % for less than all.

    >>> [_percent(share) for share in (0, 0.0004, 0.034, 0.43, 0.9999, 1)]
    ['0 %', '< 0.1 %', '3.4 %', '43 %', '> 99 %', '100 %']
    """
    if 0 < share < 0.001:
        return "< 0.1 %"
    if 0.99 < share < 1:
        return "> 99 %"
    return f"{share:.1%}".replace("%", " %") if 0 < share < 0.0995 else f"{share:.0%}".replace("%", " %")


def _short(number: int) -> str:
    """A number in four characters or fewer.

    >>> [_short(number) for number in (7, 1234, 56789, 9876543)]
    ['7', '1.2k', '57k', '9.9M']
    """
    for limit, unit in ((10**6, "M"), (10**3, "k")):
        if number >= limit:
            value = number / limit
            return f"{value:.1f}{unit}" if value < 10 else f"{value:.0f}{unit}"
    return str(number)
