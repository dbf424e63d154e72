"""`--print-completion`: what a shell needs to complete the options of a command; shtab makes it from the parser."""

from argparse import Action, ArgumentParser, Namespace

from cleanse.model import Kind
from cleanse.profile import PROFILES

SHELLS = ("bash", "zsh", "fish")


class PrintCompletion(Action):
    """Prints it for the shell that is named, and stops."""

    def __call__(self, parser: ArgumentParser, namespace: Namespace, values: object, option_string: str | None = None) -> None:
        """What argparse calls."""
        import shtab

        for action in parser._actions:
            if action.metavar == "KIND":
                action.choices = [str(kind) for kind in Kind]
            elif action.metavar == "NAME":
                action.choices = list(PROFILES)
            elif action.metavar in ("FILE", "PACK.toml"):
                action.complete = shtab.FILE  # type: ignore[attr-defined]
        print(shtab.complete(parser, str(values)))
        parser.exit()
