"""`cleanse`: a filter. Bytes in, UTF-8 out, whatever the locale; exit code 0, or 2 for a usage or input error. Files in place: `in_place`.

What the usual call does not need is not imported: argparse, for instance, where there is no argument and no terminal.
"""

import sys
from typing import TYPE_CHECKING

from cleanse.model import CleanseError

if TYPE_CHECKING:
    from argparse import Namespace

    from cleanse.cleaner import Cleaner
    from cleanse.config import Settings
    from cleanse.sources import Hints

# Options that say where the answers go. Only one of them all may be given, but `check` and `diff`, which write nothing, go together.
IN_PLACE = ("in_place", "check", "diff")
ELSEWHERE = ("html", "markdown", "delimiter", "json", "explain", "verify", "quarantine", "attributes", "stats")


def main(argv: list[str] | None = None) -> int:
    """Run the command; the exit code is returned. `argv` is without the program's name."""
    arguments = sys.argv[1:] if argv is None else argv
    _die_quietly_on_a_closed_pipe()
    try:
        _need_streams()
        code = _run(arguments) if arguments or sys.stderr.isatty() else _filter()
        sys.stdout.flush()
        return code
    except CleanseError as error:
        message = str(error)
    except OSError as error:
        message = f"{error.filename or 'cannot write'}: {error.strerror}"
        if error.filename is None:
            _forget_output()
    except KeyboardInterrupt:
        return 130
    from cleanse.render import safe

    print(f"cleanse: {safe(message)}", file=sys.stderr)
    return 2


def _forget_output() -> None:
    """What could not be written must not be tried again when Python stops, which would print a second error."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _need_streams() -> None:
    """A stream that the caller closed is None, and the next file to be opened would get its number and what is written to the stream."""
    if sys.stderr is None:
        import os

        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  (as long as the process)
    for name, stream in (("input", sys.stdin), ("output", sys.stdout)):
        if stream is None:
            raise CleanseError(f"standard {name} is closed; give /dev/null if it is not wanted")


def _die_quietly_on_a_closed_pipe() -> None:
    import signal

    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _filter() -> int:
    """The usual case: standard input, the settings of the folder, and nobody who wants to see how far it is."""
    from cleanse.config import find_settings
    from cleanse.sources import Job, need_another, rewrite

    need_another(sys.stdin.buffer, sys.stdout.buffer)
    job = Job(find_settings().cleaner())
    rewrite(sys.stdin.buffer, sys.stdout.buffer, job)
    return 2 if job.rejected else 0


def _run(arguments: list[str]) -> int:
    from cleanse.filter import clean_inputs, write
    from cleanse.options import parser

    options = parser().parse_args(arguments)
    if options.version:
        from cleanse import __version__

        write(f"cleanse {__version__} (distribution cleanse-corpus)\n".encode())
        return 0
    settings = _settings(options)
    if options.list_rules:
        write(_rule_list(settings.rules).encode())
        return 0
    hints = _hints(options)
    if options.break_hardlinks and not options.in_place:
        raise CleanseError("--break-hardlinks goes with --in-place only")
    if any(getattr(options, name) for name in IN_PLACE):
        return _in_place(settings.cleaner(), hints, options)
    return clean_inputs(settings.cleaner(), hints, options)


def _settings(options: "Namespace") -> "Settings":
    """What the files of settings say, and what the options say against it."""
    from cleanse.config import Settings, find_settings
    from cleanse.profile import droppable, find_profile, kinds

    found = Settings() if options.isolated else find_settings(options.files)
    profile = find_profile(options.profile) if options.profile is not None else found.profile
    keep, drop = kinds(options.keep), droppable(options.drop)
    quotes = found.straight_quotes if options.straight_quotes is None else options.straight_quotes
    rules = (*found.rules, *options.rules)
    return Settings(profile, found.keep | keep, (found.drop - keep) | drop, rules, quotes, options.template, options.host)


def _hints(options: "Namespace") -> "Hints":
    from cleanse.decode import known_encoding
    from cleanse.sources import Hints

    if options.encoding and not known_encoding(options.encoding):
        raise CleanseError(f"unknown encoding {options.encoding!r}; give a name such as utf-8 or windows-1252")
    return Hints(options.format, options.field, options.encoding, options.delimiter, options.html, options.markdown)


def _in_place(cleaner: "Cleaner", hints: "Hints", options: "Namespace") -> int:
    from cleanse import in_place
    from cleanse.change import clean_file, readable

    given = [name for name in (*IN_PLACE, *ELSEWHERE) if getattr(options, name)]
    if len(given) > 1 and given != ["check", "diff"]:
        raise CleanseError(f"--{given[0]} and --{given[-1]} do not go together".replace("_", "-"))
    if not options.files or "-" in options.files:
        raise CleanseError("--in-place, --check and --diff need the names of files")

    def change(name: str, data: bytes) -> bytes:
        return clean_file(data, name, cleaner, hints)

    if options.in_place:
        return in_place.rewrite_files(options.files, change, options.break_hardlinks)
    if options.diff:
        return in_place.diff_files(options.files, change, lambda name, before, after: readable(before, after, name, hints))
    return in_place.check_files(options.files, change)


def _rule_list(packs: tuple[str, ...]) -> str:
    from cleanse.rulebook import built_in_rules, read_pack_rules

    rules = [*built_in_rules(), *(rule for pack in packs for rule in read_pack_rules(pack))]
    lines = [f"{r.id}\t{r.where}\t{r.weight:g}\t{','.join(r.match)}\t{r.says}" for r in rules]
    return "\n".join(["rule\twhere\tweight\tlanguages\twhat it says", *lines, ""])
