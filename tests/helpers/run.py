"""Run the command line in this process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from zhanqun.cli import main


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str
    err: str

    def transcript(self) -> str:
        """Everything a person would see, as golden files keep it."""
        return f"exit {self.code}\n--- stdout\n{self.out}--- stderr\n{self.err}"


class Zhanqun:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *args: Any) -> Ran:
        self._capsys.readouterr()
        code = main([str(arg) for arg in args])
        out, err = self._capsys.readouterr()
        return Ran(code, out, err)
