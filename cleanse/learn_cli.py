"""`cleanse-corpus learn`: what each site repeats on its pages, written as a template, and shown to a person who may mark its lines."""

import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from shutil import copymode

from cleanse.cleaner import Cleaner
from cleanse.model import CleanseError, Document
from cleanse.progress import progress
from cleanse.render import safe
from cleanse.segment import segment
from cleanse.sources import Hints, Job, rewrite
from cleanse.sources.files import find_files
from cleanse.sources.job import unwrapped
from cleanse.template import FEWEST, GOES, HOST, STAYS, Line, Site, host, is_label, is_often
from cleanse.template.count import count
from cleanse.template.file import line_text, read_template, written
from cleanse.template.learn import LISTED, with_marks
from cleanse.template.store import Full, Store


def learn(options: Namespace) -> int:
    """Run the command; the exit code is returned."""
    if options.show:
        _mark(options)
        return 0
    _refuse(options)
    if options.template.exists():
        read_template(options.template)  # says now what is wrong with it
    cleaner = Cleaner()
    with closing(Store()) as store:
        learner = Learner(cleaner, store, options)
        failed = _read(options.source, learner, options.template)
        if not learner.documents:
            raise CleanseError(f"no document could be read; {options.template} is left as it was")
        learnt = store.template(cleaner.matcher)
    # Read once more: somebody may have put marks in it meanwhile.
    old = read_template(options.template) if options.template.exists() else {}
    template = with_marks(learnt, old) if learnt else old
    if learnt or not old:
        _write(options.template, written(template))
    print(f"{learner.documents:,} documents, {learner.homeless:,} of them without a host")
    print(f"{sum(len(site.lines) for site in template.values()):,} lines of {len(template):,} hosts: {options.template}")
    if not learnt:
        stays = f", and {options.template} is left as it was" if old else ""
        _complain(f"nothing is learnt{stays}: no host has a line in {LISTED:.0%} of {FEWEST} or more documents")
    if learner.homeless:
        _complain("a record says its host in a field 'url'; of other texts say it with --host")
    return 2 if failed or learner.rejected else 0


def _complain(message: str) -> None:
    print(f"cleanse-corpus: {message}", file=sys.stderr)


def _refuse(options: Namespace) -> None:
    """Raises `CleanseError` where learning would end in nothing, before anything is read."""
    folder = options.template.resolve().parent  # that of the file which a link leads to
    if not options.source:
        raise CleanseError("learn needs the names of files, or --show HOST")
    if options.accept or options.strike:
        raise CleanseError("--accept and --strike go with --show HOST; learn first, and look at the numbers of the lines")
    if options.host and not HOST.fullmatch(options.host):
        raise CleanseError(f"--host {options.host!r} is no host; write it as in a url, without spaces and brackets")
    if options.template.exists() and not options.template.is_file():
        raise CleanseError(f"-o {options.template} is a folder, a pipe or a device, which cannot hold a template; give a file")
    if not os.access(folder, os.W_OK | os.X_OK) or not folder.is_dir():
        raise CleanseError(f"-o {options.template}: {folder} is no folder that can be written to; make it, or give another")


class Learner(Job):
    """Counts the lines of documents, which it does not clean. `homeless` is how many had no host."""

    def __init__(self, cleaner: Cleaner, store: Store, options: Namespace) -> None:
        super().__init__(cleaner, Hints(field=options.field))
        self.store, self.host = store, options.host.lower().removeprefix("www.")
        self.homeless = 0

    def answer(self, document: Document, value: bool = False) -> str:
        """The text as it is."""
        document = unwrapped(document)
        if name := host(document.url) or self.host:
            self.store.add(count(name, document.text))
        else:
            self.homeless += 1
        return document.text

    def clean_pieces(self, pieces: Iterable[str], document: Document) -> Iterator[str]:
        """A long document whole."""
        yield self.clean(document._replace(text="".join(pieces)))


def _read(sources: list[str], learner: Learner, template: Path) -> int:
    """Read all sources; how many could not be read is returned, and they are named. Raises `store.Full`."""
    paths = [path for path in find_files(sources) if path.resolve() != template.resolve()]
    failed = 0
    with open(os.devnull, "wb") as target:
        for path in progress(paths, "files", len(paths)):
            try:
                with path.open("rb") as source:
                    rewrite(source, target, learner, str(path))
            except Full:
                raise
            except (CleanseError, OSError) as error:
                failed += 1
                _complain(safe(str(error)))
    return failed


def _write(path: Path, text: str) -> None:
    """Replace the file at once, so that marks are never lost; its mode stays, and so does a link to it."""
    path = path.resolve()
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, "utf-8")
    if path.exists():
        copymode(path, new)
    new.replace(path)


def _mark(options: Namespace) -> None:
    """Put marks in front of the lines of a host, and print them."""
    template = dict(read_template(options.template))
    name = options.show.lower().removeprefix("www.")
    if name not in template:
        raise CleanseError(f"{options.template} does not know the host {name}; it knows {', '.join(sorted(template)[:9]) or 'none'}")
    lines = sorted(template[name].lines.items(), key=lambda item: (-item[1].seen, item[1].text))
    for mark, numbers in ((GOES, options.accept), (STAYS, options.strike)):
        for number in numbers:
            if not 0 < number <= len(lines):
                raise CleanseError(f"{name} has no line {number}; it has {len(lines)}")
            key, line = lines[number - 1]
            lines[number - 1] = key, line._replace(mark=mark)
    if options.accept or options.strike:
        template[name] = Site(name, dict(lines))
        _write(options.template, written(template))
    for number, (_, line) in enumerate(lines, 1):
        print(f"{number:4}  {fate(line):21}  {safe(line_text(line))}")


def fate(line: Line) -> str:
    """What becomes of a line."""
    if line.mark:
        return "goes" if line.mark == GOES else "stays"
    if not is_often(line):
        return "stays: too seldom"
    return "goes among others" if is_label(segment([line.text])[0]) else "goes if a rule agrees"
