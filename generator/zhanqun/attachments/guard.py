"""Foreign parsers run in a process of their own, with a ceiling on memory and time.

A parser that hangs or swells is a defect of somebody else's code met by somebody else's file; it must not take the
build with it. Where the system has no fork, the parser runs in place under the limits on sizes alone.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from zhanqun.attachments.reading import Limits, Problem, Refused

_T = TypeVar("_T")
_SLOW = ("too-slow", "附件太大或结构异常，在限定的时间和内存内读不完", "拆小或重新导出该文件")
_UNREADABLE = ("unreadable", "附件读不出来", "用办公软件打开后重新导出；仍不行的，转成 pdf")


def guarded(work: Callable[[], _T], limits: Limits) -> _T:
    """Return what ``work`` returns. Raises ``Refused`` when it fails in any way; the cause is dropped, it may quote."""
    if not hasattr(os, "fork"):
        return _in_place(work)
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        _child(work, limits, sink)
    os.close(sink)
    try:
        answer = _collect(source, child, limits)
    finally:
        os.close(source)
    if not answer:
        raise Refused(*_SLOW)
    good, value = pickle.loads(answer)
    if good:
        result: _T = value
        return result
    raise Refused(value.key, value.message, value.help)


def _in_place(work: Callable[[], _T]) -> _T:
    try:
        return work()
    except Refused:
        raise
    except (Exception, RecursionError, MemoryError):
        raise Refused(*_UNREADABLE) from None


def _child(work: Callable[[], object], limits: Limits, sink: int) -> None:
    try:
        _bound(limits)
        quiet = os.open(os.devnull, os.O_RDWR)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        try:
            answer: tuple[bool, object] = (True, work())
        except Refused as refused:
            answer = (False, refused.problem)
        except MemoryError:
            answer = (False, Problem(*_SLOW))
        except BaseException:
            answer = (False, Problem(*_UNREADABLE))
        data = memoryview(pickle.dumps(answer, protocol=5))
        while data:
            data = data[os.write(sink, data) :]
    finally:
        os._exit(0)


def _bound(limits: Limits) -> None:
    if sys.platform != "linux":
        return
    import resource

    with open("/proc/self/statm", encoding="ascii") as file:
        pages = int(file.read().split()[0])
    ceiling = pages * resource.getpagesize() + limits.memory
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _collect(source: int, child: int, limits: Limits) -> bytes:
    """Everything the child writes; nothing when it dies or is late."""
    parts: list[bytes] = []
    # Processor time is the real limit; this one is for parsers that sleep.
    deadline = time.monotonic() + 5 * limits.seconds
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([source], [], [], left)
        if not ready:
            break
        part = os.read(source, 1 << 20)
        if not part:
            _, status = os.waitpid(child, 0)
            return b"".join(parts) if status == 0 else b""
        parts.append(part)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return b""
