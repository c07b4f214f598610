"""The client's side: a scheduler, its workers, a store that all can reach."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from zhanqun.memo.objects import Objects, StoreFault
from zhanqun.model.errors import UsageError
from zhanqun.pipeline.options import BuildOptions
from zhanqun.pipeline.remote import worker

_ADDRESS = re.compile(r"dask://(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):([0-9]{1,5})")
_CONNECT = "10s"
_PATIENCE = 60.0
"""Seconds without any worker after which a build gives up."""
_TRIES = 3
"""How often a task may be begun anew after its worker died."""

Call = tuple[str, str, tuple[int, ...]]
"""Kind of work, digest of its order, numbers that say which part of it."""


@dataclass(frozen=True, slots=True)
class Team:
    """How to reach the workers. Connected only while there is work: processes are forked in between."""

    scheduler: str
    objects: Objects
    seal: str

    def run(self, calls: Sequence[Call], tick: Callable[[int], None]) -> Iterator[tuple[int, bytes | None]]:
        """Do calls anywhere; yields (number of the call, answer) as they end. None: the worker hands it back."""
        area = f"results/{secrets.token_hex(8)}"
        try:
            with self._connected() as client:
                futures = {
                    client.submit(
                        worker.work, self.objects.address, self.seal, area, *call, pure=False, retries=_TRIES): number
                    for number, call in enumerate(calls)
                }
                for done, future in enumerate(_as_they_end(client, futures), 1):
                    number = futures.pop(future)
                    answer = _answer(future)
                    future.release()
                    yield number, None if answer is None else self.objects.get(area, answer)
                    tick(done)
        finally:
            self.objects.drop(area)

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        try:
            from distributed import Client
        except ImportError as error:
            raise UsageError("--executor 要用 Dask，本机没有安装；执行：pip install 'zhanqun[dask]'") from error
        for name in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            client: Any = Client(self.scheduler, timeout=_CONNECT)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, TimeoutError) as error:
            raise UsageError(
                f"连不上 Dask 调度器 {self.scheduler.removeprefix('tcp://')}；"
                "检查它是否在运行、地址和端口对不对、本机和它的 Dask 是不是同一版本，输出未改动"
            ) from error
        try:
            _greet(client, self.objects.address, self.seal)
            yield client
        finally:
            client.close(timeout=2)


def team_of(options: BuildOptions, seal: str) -> Team | None:
    """The team that the options ask for; none for a build on this machine.

    Raises UsageError for an address that is none, StoreFault for a store that cannot be opened.
    """
    if not options.executor:
        return None
    return Team(scheduler_address(options.executor), Objects(options.shared), seal)


def scheduler_address(text: str) -> str:
    """``dask://HOST:PORT`` -> Dask's own way to write it. Raises UsageError."""
    found = _ADDRESS.fullmatch(text)
    if found is None or not 0 < int(found[2]) < 65536:
        raise UsageError(f"--executor 应写成 dask://主机:端口，例如 dask://10.0.0.5:8786；现在是“{text[:60]}”")
    return f"tcp://{found[1]}:{found[2]}"


def _greet(client: Any, store: str, seal: str) -> None:
    """Every worker must run this very program and reach the store. Those that come later are asked with each task."""
    if not client.scheduler_info(n_workers=-1)["workers"]:
        raise UsageError("Dask 集群里没有工作进程；先用 dask worker 启动，输出未改动")
    try:
        answers = client.run(worker.greet, store, seal)
    except Exception as error:  # whatever a foreign Python says: most often that it knows no zhanqun
        raise UsageError(
            f"工作进程不能运行 zhanqun（{type(error).__name__}）；在每台机器上安装与本机相同的版本，输出未改动"
        ) from error
    for answer in answers.values():
        _complain(answer)


def _complain(answer: str) -> None:
    if answer == worker.OTHER_VERSION:
        raise UsageError(
            "工作进程的 zhanqun、依赖库或 Python 与本机不是同一版本，结果会不同；在每台机器上装成一样的再构建，输出未改动"
        )
    if answer.startswith(worker.NO_STORE):
        raise StoreFault(f"工作进程够不着共享存储：{answer.removeprefix(worker.NO_STORE)}")
    if answer == worker.OTHER_THEME:
        raise UsageError("工作进程的主题文件与本机不同；在每台机器上装成一样的再构建，输出未改动")


def _answer(future: Any) -> str | None:
    """Digest of an answer, none for a call that is handed back. Raises UsageError when the worker refuses."""
    from distributed import CancelledError
    from distributed.scheduler import KilledWorker

    try:
        answer: str = future.result(timeout=60)
    except KilledWorker as error:
        raise UsageError("做同一件事的工作进程接连退出，多半是内存不够；增加内存，或不用 --executor，输出未改动") from error
    except (CancelledError, TimeoutError, OSError) as error:
        raise UsageError("与 Dask 调度器的连接断了，输出未改动；重新构建") from error
    _complain(answer)
    return None if answer == worker.BACK else answer


def _as_they_end(client: Any, futures: dict[Any, int]) -> Iterator[Any]:
    from distributed import CancelledError, wait

    seen = time.monotonic()
    while futures:
        try:
            ended = wait(list(futures), timeout=2, return_when="FIRST_COMPLETED").done  # type: ignore[no-untyped-call]
        except TimeoutError:
            ended = set()
        except (CancelledError, OSError) as error:
            raise UsageError("与 Dask 调度器的连接断了，输出未改动；重新构建") from error
        if ended or (client.status == "running" and client.scheduler_info(n_workers=-1)["workers"]):
            seen = time.monotonic()
        elif time.monotonic() - seen > _PATIENCE:
            raise UsageError(f"Dask 集群里 {_PATIENCE:.0f} 秒没有一个工作进程，输出未改动；启动工作进程后重新构建")
        yield from sorted(ended, key=lambda future: futures[future])
