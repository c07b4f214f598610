"""The floor: read each source, write one file of a given size. ``python floor.py LIST``, lines of source, target, size."""

from __future__ import annotations

import os
import sys


def main() -> int:
    made: set[str] = set()
    with open(sys.argv[1], encoding="utf-8") as handle:
        for line in handle:
            source, target, size = line.rstrip("\n").split("\t")
            with open(source, "rb") as opened:
                data = opened.read()
            folder = os.path.dirname(target)
            if folder not in made:
                os.makedirs(folder, exist_ok=True)
                made.add(folder)
            wanted = int(size)
            with open(target, "wb") as written:
                written.write((data * (wanted // max(1, len(data)) + 1))[:wanted])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
