"""Work on both cores. Workers are forked, so what the parent has built is theirs without being sent."""

from __future__ import annotations

import os
import signal
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import IO, Any, TypeVar

import msgspec

from zhanqun.model.errors import UsageError

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")

_MOST = 1_000
"""Values of which the numbers go into a pipe that nobody reads yet."""
_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of Linux's prctl."""
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
        with ProcessPoolExecutor(min(jobs, len(given)), mp_context=methods, initializer=_attend, initargs=(os.getpid(),)) as pool:
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


@contextmanager
def aside(
    work: Callable[[Any, _Given], bytes], context: object, given: Sequence[_Given], jobs: int,
) -> Iterator[Callable[[], list[bytes]]]:
    """Begin ``work(context, value)`` for each value in one other process, and yield what waits for the answers, in order.

    Whoever waits takes part: both take the next value until none is left. For a handful of values, where a pool would
    cost more than it saves. This process does all of it with one job, beside threads (a fork leaves their locks
    shut), where no process is to be had and when that one fails, so that what is raised is raised here.
    """
    parent = os.getpid()
    begun = _fork(len(given)) if jobs > 1 and 0 < len(given) <= _MOST and threading.active_count() == 1 else None
    if begun is None:
        yield lambda: [work(context, value) for value in given]
        return
    child, ours, theirs, turns = begun
    if not child:
        # Whoever holds the reading end keeps the pipe open: without a parent, an answer must fail and not wait.
        os.close(ours)
        with suppress(BaseException), os.fdopen(theirs, "wb") as answer:
            _attend(parent)
            # All at once: who works meanwhile does not read, and a full pipe would stop us.
            answer.write(msgspec.msgpack.encode([(turn, work(context, given[turn])) for turn in _taken(turns)]))
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as told:
        try:
            yield partial(_answers, told, turns, work, context, given)
        finally:
            os.close(turns)
            # Nothing is left to do for it, or nobody will ask.
            with suppress(OSError):
                os.kill(child, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(child, 0)


def _fork(count: int) -> tuple[int, int, int, int] | None:
    """Process number of the child (0 in the child itself), a pipe's ends for reading and writing, and the reading end of
    another that holds the numbers of all values: whoever reads one has taken it."""
    ends: list[int] = []
    try:
        ends += os.pipe()
        ends += os.pipe()
        os.write(ends[3], struct.pack(f"<{count}H", *range(count)))
        os.close(ends.pop())
        ours, theirs, turns = ends
        return os.fork(), ours, theirs, turns
    except OSError:
        for end in ends:
            os.close(end)
        return None


def _taken(turns: int) -> Iterator[int]:
    """Number after number, until none is left."""
    while turn := os.read(turns, 2):
        yield int.from_bytes(turn, "little")


def _answers(
    told: IO[bytes], turns: int, work: Callable[[Any, _Given], bytes], context: object, given: Sequence[_Given],
) -> list[bytes]:
    made = {turn: work(context, given[turn]) for turn in _taken(turns)}
    with suppress(msgspec.MsgspecError):
        made.update(msgspec.msgpack.decode(told.read(), type=list[tuple[int, bytes]]))
    # What the other took and did not answer is done here.
    return [made[turn] if turn in made else work(context, value) for turn, value in enumerate(given)]


def _attend(parent: int) -> None:
    """A terminal sends Ctrl-C to every process; the parent alone answers, and ends the workers.

    A worker inherits the lock of the output. When its parent is killed it must end, too, or nobody could build again.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(ImportError, OSError, AttributeError):
        # Imported here: only workers need it. Linux only; elsewhere a killed parent may leave workers behind.
        import ctypes

        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _run(value: Any) -> Any:
    work, context = _shared[-1]
    return work(context, value)
