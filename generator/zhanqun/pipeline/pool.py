"""Work on both cores. Workers are forked, so what the parent has built is theirs without being sent."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from zhanqun.model.errors import UsageError

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")

_shared: list[Any] = []
"""What the forked workers inherit: the function and its context. Set only around a pool."""


def each(
    work: Callable[[Any, _Given], _Made], context: object, given: Sequence[_Given], jobs: int,
    tick: Callable[[int], None],
) -> Iterator[_Made]:
    """Yield ``work(context, value)`` for each value, in order; ``tick`` hears how many are done.

    With one job, or one value, everything runs in this process.
    """
    if jobs <= 1 or len(given) <= 1:
        for number, value in enumerate(given, 1):
            yield work(context, value)
            tick(number)
        return
    # Imported here: a quick run needs no other process, and these cost 20 ms.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    _shared.append((work, context))
    try:
        methods = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(min(jobs, len(given)), mp_context=methods, initializer=_ignore_interrupts) as pool:
            try:
                # Not pool.map: it cancels what is waiting, and a cancelled future and a killed worker do not mix.
                futures = [pool.submit(_run, value) for value in given][::-1]
                for number in range(1, len(futures) + 1):
                    yield futures.pop().result()
                    tick(number)
            except BrokenProcessPool as error:
                raise UsageError(
                    "一个工作进程被系统结束了，多半是内存不够，输出未改动；关掉别的程序，或用 --jobs 1 重试"
                ) from error
            except Exception:
                pool.shutdown(cancel_futures=True)
                raise
            except BaseException:
                # Whoever presses Ctrl-C must not wait for what the workers still have before them.
                for worker in multiprocessing.active_children():
                    worker.terminate()
                raise
    finally:
        _shared.pop()


def _ignore_interrupts() -> None:
    """A terminal sends Ctrl-C to every process; the parent alone answers, and ends the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run(value: Any) -> Any:
    work, context = _shared[-1]
    return work(context, value)
