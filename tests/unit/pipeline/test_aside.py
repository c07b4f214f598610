"""Work that one other process does meanwhile: the same answers, whatever becomes of that process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from helpers.front_door import program_environment
from zhanqun.pipeline.pool import aside

HERE = os.getpid()
ORPHANS = """
import os, signal, sys, time
from zhanqun.pipeline.pool import aside, each
def work(context, value):
    print(os.getpid(), flush=True)
    time.sleep(context)
    return b"x" * 300_000
if sys.argv[1] == "aside":
    with aside(work, 0.3, [1], 2):
        time.sleep(60)
else:
    for _ in each(work, 60, [1, 2, 3], 2, print):
        pass
"""


@pytest.fixture(autouse=True)
def without_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have threads; a build has none."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)


def _work(context: object, value: int) -> bytes:
    return f"{context} {value} {os.getpid() == HERE}".encode()


def _large(context: object, value: int) -> bytes:
    return bytes([value]) * 300_000


def _dies(context: object, value: int) -> bytes:
    if os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return b"here"


def _fails(context: object, value: int) -> bytes:
    raise ValueError(f"{context} {value}")


def _slow(context: object, value: int) -> bytes:
    time.sleep(value)
    return str(os.getpid() == HERE).encode()


def _until_taken() -> None:
    """The other process has done everything that there is to do."""
    time.sleep(1)


def _sleeps(context: object, value: int) -> bytes:
    time.sleep(100_000)
    return b""


def test_another_process_does_it() -> None:
    with aside(_work, "a", [1, 2], 2) as answers:
        _until_taken()
        assert answers() == [b"a 1 False", b"a 2 False"]


def test_whoever_waits_takes_part() -> None:
    with aside(_slow, None, [3, 0, 0, 0], 2) as answers:
        time.sleep(0.5)
        assert answers() == [b"False", b"True", b"True", b"True"]


@pytest.mark.parametrize(("given", "jobs"), [([1, 2], 1), ([], 2)])
def test_one_job_or_nothing_to_do_needs_no_other_process(
    given: list[int], jobs: int, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "fork")
    with aside(_work, "a", given, jobs) as answers:
        assert answers() == [f"a {value} True".encode() for value in given]


def test_answers_larger_than_a_pipe_do_not_stop_it() -> None:
    with aside(_large, None, [1, 2, 3], 2) as answers:
        time.sleep(0.1)
        assert answers() == [bytes([value]) * 300_000 for value in (1, 2, 3)]


def test_where_no_process_is_to_be_had_this_one_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError

    before = len(os.listdir("/proc/self/fd"))
    monkeypatch.setattr(os, "fork", refuse)
    with aside(_work, "a", [1], 2) as answers:
        assert answers() == [b"a 1 True"]
    assert len(os.listdir("/proc/self/fd")) == before


def test_what_a_killed_process_leaves_undone_is_done_here() -> None:
    with aside(_dies, None, [1, 2], 2) as answers:
        _until_taken()
        assert answers() == [b"here", b"here"]


def test_what_goes_wrong_is_raised_here() -> None:
    with aside(_fails, "wrong", [7], 2) as answers, pytest.raises(ValueError, match="wrong 7"):
        answers()


def test_beside_threads_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    with aside(_work, "a", [1], 2) as answers:
        assert answers() == [b"a 1 True"]


def test_no_file_descriptor_left_is_no_reason_to_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> tuple[int, int]:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(os, "pipe", refuse)
    with aside(_work, "a", [1], 2) as answers:
        assert answers() == [b"a 1 True"]


@pytest.mark.parametrize("how", ["aside", "each"])
def test_a_killed_parent_leaves_nobody_behind(how: str) -> None:
    """Orphans would hold the lock of the output for ever: with a full pipe, or waiting for the next task."""
    parent = subprocess.Popen(
        [sys.executable, "-c", ORPHANS, how], stdout=subprocess.PIPE, text=True, env=program_environment())
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert child != parent.pid
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    # A worker of the pool inherited the other end, too: the end of what they write is the end of all of them.
    parent.stdout.read()
    parent.stdout.close()


def test_whoever_leaves_does_not_wait_for_it() -> None:
    """If it waited, the test would not come to an end."""
    with pytest.raises(KeyboardInterrupt), aside(_sleeps, None, [1], 2):
        raise KeyboardInterrupt
