"""Use the product as a person does, in this process or as a program, and look at everything that came out."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from helpers.clusters import DAY, FIRST, SECRECY
from helpers.run import Ran
from zhanqun.cli import main
from zhanqun.config import load_cluster
from zhanqun.review.approve import approve_paths

NOW = "2026-08-22 09:00"
GENERATOR = Path(__file__).resolve().parents[2] / "generator"


def run(*args: object) -> Ran:
    """The command line in this process, without a fixture, so that properties can call it many times."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(arg) for arg in args])
    return Ran(code, out.getvalue(), err.getvalue())


def build(root: Path, *args: object, date: str = NOW) -> Ran:
    """``zhanqun build`` with one process; ``date`` is the minute of the build."""
    jobs = () if "--jobs" in args else ("--jobs", 1)
    return run("build", "--root", root, "--date", date, "--quiet", "--all", *jobs, *args)


def start(*args: object, env: Mapping[str, str] | None = None, **options: object) -> subprocess.Popen[str]:
    """The program itself, in its own process group."""
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-m", "zhanqun", *map(str, args)], text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=program_environment(env), start_new_session=True, **options,
    )


def program_environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(GENERATOR), "PYTHONDONTWRITEBYTECODE": "1", **(changes or {})}


def snapshot(folder: Path) -> dict[str, bytes]:
    """Path -> bytes of every file below ``folder``."""
    if not folder.exists():
        return {}
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


_SEGMENT = re.compile(r"search/[0-9a-f]{16}/")


def without_layout(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same output without what may depend on history: how the search index is cut into segments.

    What the index holds stays: how many documents, how long they are on average, and the names of its facets.
    """
    found = {path: data for path, data in files.items() if not _SEGMENT.match(path)}
    if "search/manifest.json" in found:
        shown = json.loads(found["search/manifest.json"])
        del shown["segments"]
        found["search/manifest.json"] = json.dumps(shown, sort_keys=True).encode()
    found.pop("manifest/search.sha256", None)
    if "manifest/index.json" in found:
        parts = json.loads(found["manifest/index.json"])["parts"]
        found["manifest/index.json"] = json.dumps([
            part if part["site"] != "search" else part["site"] for part in parts]).encode()
    return found


def manifest_faults(files: Mapping[str, bytes]) -> list[str]:
    """What the manifest says of an output that is not so: every file is in one part, with its digest and its size."""
    faults: list[str] = []
    told: dict[str, str] = {}
    for part in json.loads(files["manifest/index.json"])["parts"]:
        data = files[part["part"]]
        lines = dict(line.split("  ", 1)[::-1] for line in data.decode().splitlines())
        faults += [f"twice: {path}" for path in lines if path in told]
        told |= lines
        size = sum(len(files[path]) for path in lines if path in files)
        if (part["sha256"], part["files"], part["bytes"]) != (hashlib.sha256(data).hexdigest(), len(lines), size):
            faults.append(f"wrong sums: {part['site']}")
    there = {path: hashlib.sha256(data).hexdigest() for path, data in files.items() if not path.startswith("manifest/")}
    return faults + [f"differs: {path}" for path in sorted(told.keys() | there.keys()) if told.get(path) != there.get(path)]


def differences(left: Mapping[str, bytes], right: Mapping[str, bytes]) -> list[str]:
    """Paths that are missing on one side or differ, each with what is wrong; short, for an assertion's message."""
    found = []
    left, right = without_layout(left), without_layout(right)
    for path in sorted(left.keys() | right.keys()):
        if path not in right:
            found.append(f"only left: {path}")
        elif path not in left:
            found.append(f"only right: {path}")
        elif left[path] != right[path]:
            at = next((i for i, (a, b) in enumerate(zip(left[path], right[path], strict=False)) if a != b), -1)
            found.append(f"differs: {path}\n  {left[path][max(0, at - 60) : at + 120]!r}\n  {right[path][max(0, at - 60) : at + 120]!r}")
    return found


def write(root: Path, files: Mapping[str, str | bytes | None]) -> None:
    """Write (or with None delete) files below ``root``."""
    for name, data in files.items():
        place = root / name
        if data is None:
            place.unlink(missing_ok=True)
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data.encode() if isinstance(data, str) else data)


def approve(root: Path, paths: Iterable[str]) -> None:
    """Both steps on each path that may be approved; one that may not stays as it is."""
    cluster = load_cluster(root).cluster
    assert cluster is not None
    now = datetime(DAY.year, DAY.month, DAY.day)
    for step, person in (("初审", FIRST), ("保密审查", SECRECY)):
        approve_paths(cluster, tuple(paths), step=step, person=person, result="可以公开", now=now, authors={})
