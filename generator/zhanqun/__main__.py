"""``python -m zhanqun``, and the program ``zhanqun``."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from typing import NoReturn

from zhanqun.cli import main


def run() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    # Nearly all that a run makes lives until its end: looking for cycles in it was a third of a report on 20,000 items.
    gc.set_threshold(500_000, 20, 100)
    code = main()
    if code == 130:
        # CPython ends by SIGINT instead of this code when the interrupt hit code made by exec(), as dataclasses are.
        _flushed()
        os._exit(code)
    if threading.active_count() == 1:
        # Taking apart a hundred thousand objects one by one is a tenth of what one changed item takes.
        atexit._run_exitfuncs()
        if _flushed():
            os._exit(code)
    sys.exit(code)


def _flushed() -> bool:
    """False when somebody who reads what we write has gone, which the interpreter then tells in its own way."""
    try:
        # A service may be started without either.
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    except (OSError, ValueError):
        return False
    return True


if __name__ == "__main__":
    run()
