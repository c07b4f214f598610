"""Fixtures for all tests: a small cluster to change, a fixed minute, a clean environment, golden files."""

from __future__ import annotations

import fcntl
import gc
import os
import signal
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from helpers.clusters import write_cluster
from helpers.golden import Golden
from helpers.once import LONGEST, keep_answers
from helpers.run import Zhanqun
from helpers.sample import DAY as SAMPLE_DAY
from helpers.sample import REPOSITORY
from zhanqun.cli import main
from zhanqun.pipeline import footprint

settings.register_profile(
    "ci", max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "nightly", max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

NOW = datetime(2026, 8, 22, 9, 0)

SCRUBBED = (
    "CI", "COLUMNS", "FORCE_COLOR", "GITHUB_ACTIONS", "LANG", "LANGUAGE", "LC_ALL", "LINES", "NO_COLOR", "TZ",
    "SOURCE_DATE_EPOCH", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE",
)  # fmt: skip
"""What must never change a result."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write what came out as the new expected golden files")


def pytest_configure(config: pytest.Config) -> None:
    # A run in the background of a shell ignores Ctrl-C, and so would every program that tests start and interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # As the program does for itself (zhanqun/__main__.py).
    gc.set_threshold(200_000, 20, 100)
    keep_answers()
    if not config.getoption("--hypothesis-profile", None):
        settings.load_profile("ci")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(LONGEST)}
    tests = Path(__file__).parent
    items.sort(key=lambda item: places.get(item.path.relative_to(tests).as_posix(), len(places)))


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SCRUBBED:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def soon_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times of files are trusted after an instant, so that every test's second build takes what shortcuts there are."""
    monkeypatch.setattr(footprint, "RECENT", 20_000_000)


@pytest.fixture
def now() -> datetime:
    """The minute at which every test's build happens."""
    return NOW


@pytest.fixture
def cluster(tmp_path: Path) -> Callable[..., Path]:
    """``cluster(files={"sites/jiaoyu/docs/a/2026/x.md": "…"})`` -> root of a small valid cluster with those files.

    Items and pages without 审查 are approved through the product's own function, unless they contain the
    comment ``# 未审查``. A value of None leaves a base file out; bytes are written as they are.
    """

    def build(files: Mapping[str, str | bytes | None] | None = None, *, approve: bool = True) -> Path:
        return write_cluster(tmp_path / "cluster", files or {}, approve=approve)

    return build


@pytest.fixture
def zhanqun(capsys: pytest.CaptureFixture[str]) -> Zhanqun:
    """``zhanqun("build", "--root", root)`` -> exit code and both outputs, in this process."""
    return Zhanqun(capsys)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample cluster's whole output, as ``make build`` makes it, on one fixed day: built once for all workers."""
    base = tmp_path_factory.getbasetemp()
    folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    out = folder / "sample" / "dist"
    with open(folder / "sample.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (out / "manifest" / "index.json").is_file():  # what a build writes last
            day = ("--date", SAMPLE_DAY)
            assert main(["build", "--root", str(REPOSITORY), "--out", str(out), *day, "--no-cache", "--quiet"]) == 0
    return out


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare with a file below tests/golden, or write it under ``pytest --accept``."""
    return Golden(accept=bool(request.config.getoption("--accept")))
