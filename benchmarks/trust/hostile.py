"""Rows 35 and 37: what is meant for eyes obeys nothing that stands in the texts; nothing is asked of a network.

A thousand payloads go into texts, names, ids, rules and reasons, and through everything that writes for eyes. Of the report it is asked
what an HTML5 parser finds in it; `tests/test_report_browser.py` opens it in a browser.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import redirect_stderr
from html.parser import HTMLParser
from io import StringIO
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.trust.bar import CLEANSE, CORPUS, Result, Scale, fixtures, run, verdict
from cleanse import Cleaner
from cleanse.diff import diff
from cleanse.model import Cleaned, Document, Edit, Kind
from cleanse.render import explanation, totals
from cleanse.sources import Job

# What may not reach a terminal: C0 but for line feeds and the styles that the renderer sets itself, C1, marks that turn the direction.
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
OWN = re.compile("\x1b\\[(?:2;9|2|1|0|31|32|36)m")
DRIVES = [
    "\x1b]0;title\x07", "\x1b]52;c;cm0gLXJm\x07", "\x1b]8;;https://example.org\x1b\\x", "\x1bPq#0\x1b\\", "\x1b[2J", "\x1b[31m", "\x1b[6n", "\x1b[?1049h",
    "\x9b31m", "\x9d0;x\x9c", "\x90q", "\x85", "\r", "\x07", "\x08\x08", "\x7f", "\x00", "\x0e", "\u202egnp.exe", "\u2066x", "\u200ex", "\ufeff", "\ud800", "\x1bc",
]  # fmt: skip
SCRIPTS = [
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "<!--<script>alert(1)", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
    "javascript:alert(1)", "' onclick='alert(1)", '" autofocus onfocus="alert(1)', "</style><link rel=stylesheet href=//x>", "<base href=//x>",
    "<meta http-equiv=refresh content='0;url=//x'>", "</title><iframe src=//x>", "{{ 7 * 7 }}", "{% raise %}", "${alert(1)}", "&lt;script&gt;", "]]><x>", "\u2028",
]  # fmt: skip
AROUND = ("{0}", "a{0}b", "\n{0}\n", "=1+1{0}", "<b title='{0}'>", "{0}{0}", "Photo: {0}", "https://example.org/{0}", "‘{0}’", "\\{0}")


def payloads() -> Iterator[str]:
    """What stands in texts, names and ids; among them twos of two."""
    for payload, around in product((*DRIVES, *SCRIPTS), AROUND):
        yield around.format(payload)
    for first, second in product(DRIVES, SCRIPTS):
        yield first + second


def eyes(scale: Scale) -> Result:
    """Row 35."""
    found, failures = list(payloads()), []
    for payload in found:
        answer = Cleaned("", (Edit(0, payload, "", Kind.AD, payload, payload),), (), Document(payload, id=payload), (payload,))
        real = Cleaner().explain(f"{payload}\nThe ferry left at noon.\nAdvertisement\n{payload}")
        shown = [
            explanation(answer),
            explanation(real, 80),
            totals(answer, 80),
            diff(payload, payload.encode("utf-8", "ignore"), b"x\n", True),
        ]
        with redirect_stderr(StringIO()) as told:
            Job(Cleaner()).reject(payload, payload, [b"x"])
        for place, text in enumerate([*shown, told.getvalue()]):
            if OBEYED.search(OWN.sub("", text)):
                failures.append(f"{('explanation', 'explanation', 'totals', 'diff', 'message')[place]}: {payload!a}")
    return verdict(f"{len(found)} payloads, five places, and the report", [*failures, *_live(found[:: scale.of(40, 1)])])


class _Reader(HTMLParser):
    """What is alive in a page: scripts by their length, handlers, addresses, tags that nobody wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.alive: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"iframe", "object", "embed", "base", "link", "img", "svg:script"} and dict(attrs).get("href") != "data:,":
            self.alive.add(tag)
        for name, value in attrs:
            if name.startswith("on") or (
                name in {"src", "href", "action", "style", "srcdoc"} and value not in {"data:,", None} and str(value)[0] != "#"
            ):
                self.alive.add(f"{tag} {name}={str(value)[:60]}")


def _live(found: list[str]) -> Iterator[str]:
    from cleanse.report import report

    answers = [
        Cleaned("x", (Edit(0, said, "", Kind.AD, said, said),), (), Document(f"{said}x", id=said, url=f"https://{said}/"), (said,))
        for said in found
    ]
    page = report(answers, found[0])
    reader = _Reader()
    reader.feed(page)
    yield from (f"report: {what}" for what in reader.alive)
    plain = report([Cleaned("x", (), (), Document("x"))], "x")
    if page.lower().count("<script") != plain.lower().count("<script"):
        yield "report: another number of scripts"


def no_network(scale: Scale) -> Result:
    """Row 37. That a socket is made is no call: urllib3, which trafilatura imports, makes one to see whether there is IPv6."""
    if not shutil.which("strace"):
        return Result("strace is not installed", None)
    failures = []
    with TemporaryDirectory() as name:
        folder, log = Path(name), Path(name) / "log"
        (folder / "in").mkdir()
        (folder / "in" / "a.txt").write_bytes(fixtures()[0] + "CafÃ© http://127.0.0.1:9/".encode())
        (folder / "in" / "a.jsonl").write_text('{"text": "http://127.0.0.1:9/"}\n')
        (folder / "in" / "a.html").write_text(
            "<html><link href=http://127.0.0.1:9/a.css><p>The ferry left at noon, and nobody minded it.</p></html>"
        )
        commands = [[*CLEANSE, str(path)] for path in sorted((folder / "in").iterdir())]
        commands.append([*CORPUS, "run", str(folder / "in"), "--to", str(folder / "to"), "--workers", "2"])
        commands.append([*CORPUS, "report", str(folder / "in"), "-o", str(folder / "report.html")])
        for command in commands:
            done = run(["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o", str(log), *command], timeout=300)
            failures += [f"{command[3]}: {line}" for line in log.read_text("utf-8", "replace").splitlines() if "AF_INET" in line]
            if done.returncode:
                failures.append(f"{command[3:]}: exit code {done.returncode}: {done.stderr[-100:]!r}")
    return verdict(f"{len(commands)} commands, every format", failures)
