"""Runs functions of the theme's scripts in Node: one process, one JSON line asked, one answered."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

THEME = Path(__file__).resolve().parents[2] / "themes" / "zhanqun" / "assets"


class Node:
    """A Node process that has loaded ``driver`` (an ES module reading JSON lines)."""

    def __init__(self, driver: Path) -> None:
        program = shutil.which("node")
        assert program, "these tests need Node 20: apt-get install nodejs"
        self._process = subprocess.Popen(
            [program, "--no-warnings", "--experimental-default-type=module", str(driver), str(THEME)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def ask(self, function: str, *arguments: object) -> Any:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps([function, *arguments]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "Node ended"
        answer = json.loads(line)
        if "error" in answer:
            raise NodeError(answer["error"])
        return answer["value"]

    def close(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


class NodeError(Exception):
    """The script threw; the text is its message."""
