"""``python -m zhanqun``."""

from __future__ import annotations

import sys

from zhanqun.cli import main

if __name__ == "__main__":
    sys.exit(main())
