"""``python -m zhanqun``, and the program ``zhanqun``."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from zhanqun.cli import main


def run() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    code = main()
    if code == 130:
        # CPython ends by SIGINT instead of this code when the interrupt hit code made by exec(), as dataclasses are.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    run()
