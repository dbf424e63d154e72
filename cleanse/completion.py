"""`--print-completion`: what a shell needs to complete the options of a command; shtab makes it from the parser."""

from argparse import Action, ArgumentParser, Namespace
from collections.abc import Iterator

from cleanse.model import Kind
from cleanse.profile import PROFILES

SHELLS = ("bash", "zsh", "fish")
FILES = ("FILE", "PACK.toml", "PAGE.html", "SRC", "OUT")  # the metavars of options that take a file or a folder


class PrintCompletion(Action):
    """Prints it for the shell that is named, and stops."""

    def __call__(self, parser: ArgumentParser, namespace: Namespace, values: object, option_string: str | None = None) -> None:
        """What argparse calls."""
        import shtab

        for action in _actions(parser):
            if action.metavar == "KIND":
                action.choices = [str(kind) for kind in Kind]
            elif action.metavar == "NAME":
                action.choices = list(PROFILES)
            elif action.metavar in FILES:
                action.complete = shtab.FILE  # type: ignore[attr-defined]
        print(shtab.complete(parser, str(values)))
        parser.exit()


def _actions(parser: ArgumentParser) -> Iterator[Action]:
    """What the parser knows, and what those of its commands do."""
    for action in parser._actions:
        yield action
        if isinstance(action.choices, dict):  # commands
            for command in action.choices.values():
                yield from _actions(command)
