"""Who may import whom, and what may pass the gate."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from architecture.source import MODULES, PACKAGE, ROOT, tree

STAGES = ["collect", "decode", "gate", "link", "render", "search", "verify", "write", "offline"]
"""The order in which they run."""


@pytest.mark.slow
def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()", "--no-cache"],
        cwd=ROOT,
        env={"PYTHONPATH": "generator", "PATH": "/usr/bin:/bin", "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]


def test_folders_of_stages_are_the_stages() -> None:
    folders = sorted(path.name for path in (PACKAGE / "stages").iterdir() if (path / "__init__.py").exists())
    assert folders == sorted(STAGES)


def test_the_pipeline_calls_every_stage() -> None:
    stages = {
        (node.module or "").split(".")[2]
        for path in (PACKAGE / "pipeline").rglob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("zhanqun.stages.")
    }
    assert stages == set(STAGES)


@pytest.mark.parametrize("name", ["ClearedItem", "ClearedPage"])
def test_only_the_gate_makes_cleared_things(name: str) -> None:
    makers = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == name
    }
    assert makers == {"stages/gate/decide.py"}


AFTER_GATE = [
    path
    for path in MODULES
    if path.relative_to(PACKAGE).parts[:2]
    in {("stages", stage) for stage in ("link", "render", "search", "verify", "write", "offline")}
]


@pytest.mark.parametrize("path", AFTER_GATE, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_after_the_gate_nothing_takes_an_undecided_item(path: Path) -> None:
    names = {
        name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module in ("zhanqun.model.item", "zhanqun.model.decoded")
        for alias in node.names
        if (name := alias.name) in ("Item", "Page", "Decoded")
    }
    assert names == set()


def test_no_paths_of_a_machine_and_no_hosts_of_registries_are_committed() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    someones = re.compile(rb"(?<![\w.])/(?:root|home/\w+|Users/\w+)/")
    found = []
    for name in listed.decode().split("\0"):
        if not name or name == Path(__file__).relative_to(ROOT).as_posix() or not (ROOT / name).is_file():
            continue
        data = (ROOT / name).read_bytes()
        hosts = b"://" if name.endswith(".lock") else b'"resolved"' if name.endswith("package-lock.json") else None
        if someones.search(data) or (hosts is not None and hosts in data):
            found.append(name)
    assert found == []
