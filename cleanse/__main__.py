"""The command `cleanse`, as a process of its own; `python -m cleanse` is the same."""

import atexit
import gc
import os
import sys
from typing import NoReturn

gc.set_threshold(100_000)  # what is imported stays: looking there for what may go takes a thirtieth of a start


def run() -> NoReturn:
    """Run the command, and end the process. Python is not left to take its modules down, which takes a sixth of a start."""
    from cleanse.cli import main

    code = main()
    sys.stderr.flush()  # standard output has been flushed: what goes wrong there is told
    atexit._run_exitfuncs()
    os._exit(code)


if __name__ == "__main__":
    run()
