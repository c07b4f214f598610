"""``python -m zhanqun``, and the program ``zhanqun``."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

from zhanqun.cli import main


def run() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    # Nearly all that a run makes lives until its end: looking for cycles in it was a third of a report on 20,000 items.
    gc.set_threshold(200_000, 20, 100)
    code = main()
    if code == 130:
        # CPython ends by SIGINT instead of this code when the interrupt hit code made by exec(), as dataclasses are.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    run()
