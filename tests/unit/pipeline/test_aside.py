"""Work that one other process does meanwhile: the same answers, whatever becomes of that process."""

from __future__ import annotations

import os
import signal
import time

import pytest

from zhanqun.pipeline.pool import aside

HERE = os.getpid()


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


def _sleeps(context: object, value: int) -> bytes:
    time.sleep(60)
    return b""


def test_another_process_does_it() -> None:
    with aside(_work, "a", [1, 2], 2) as answers:
        assert answers() == [b"a 1 False", b"a 2 False"]


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
        assert answers() == [b"here", b"here"]


def test_what_goes_wrong_is_raised_here() -> None:
    with aside(_fails, "wrong", [7], 2) as answers, pytest.raises(ValueError, match="wrong 7"):
        answers()


def test_whoever_leaves_does_not_wait_for_it() -> None:
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt), aside(_sleeps, None, [1], 2):
        raise KeyboardInterrupt
    assert time.monotonic() - begun < 10
