"""What runs on a worker. It holds nothing between tasks that it could not fetch again from the store."""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from zhanqun.config import load_cluster
from zhanqun.memo import Store
from zhanqun.memo.objects import Objects, StoreFault
from zhanqun.model.cluster import Cluster
from zhanqun.model.errors import UsageError
from zhanqun.pipeline.judge import Desk, judge_files
from zhanqun.pipeline.remote.orders import SOURCES, JudgeOrder
from zhanqun.text.fingerprint import fingerprint_hex

OTHER_VERSION = "other version"
OTHER_THEME = "other theme"
NO_STORE = "no store: "
BACK = "back"
"""Something is not as the order says; the client, who has everything, does it itself."""

_one_at_a_time = threading.Lock()
"""Workers may have several threads; judging and rendering keep what they remember in one place."""


def work(address: str, seal: str, area: str, kind: str, order: str, numbers: tuple[int, ...]) -> str:
    """Do one call; digest of the answer in ``area`` of the store, or one of the words above."""
    with _one_at_a_time:
        refused = greet(address, seal)
        if refused:
            return refused
        objects = _objects(address)
        try:
            answer = _KINDS[kind](objects, order, numbers)
            return OTHER_THEME if answer is None else objects.put(area, answer)
        except StoreFault as fault:
            return NO_STORE + fault.message
        except UsageError:
            return BACK


def greet(address: str, seal: str) -> str:
    """Empty when this worker runs the client's very program and reaches its store."""
    if seal != full_seal(_store().seal):
        return OTHER_VERSION
    try:
        _objects(address)
    except UsageError as error:
        return NO_STORE + error.message
    return ""


def full_seal(program: str) -> str:
    """The program, its libraries and the interpreter. The theme is asked for with each order."""
    return f"{program}-{sys.version_info.major}.{sys.version_info.minor}"


@lru_cache(1)
def _store() -> Store:
    """Keeps nothing. Its seal is that of the program as this process found it when it began."""
    return Store(None, _folder())


@lru_cache(2)
def _objects(address: str) -> Objects:
    return Objects(address, make=False)


@lru_cache(1)
def _folder() -> Path:
    """This process's own folder; gone with the process."""
    import atexit

    folder = Path(tempfile.mkdtemp(prefix="zhanqun-worker-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@lru_cache(2)
def cluster_of(objects: Objects, config: str) -> Cluster:
    """The cluster of a configuration, laid out in a folder of this process as its own files are."""
    root = _folder() / fingerprint_hex(config)
    listed = msgspec.msgpack.decode(objects.get(SOURCES, config), type=dict[str, str])
    for path, digest in listed.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(objects.get(SOURCES, digest))
    cluster = load_cluster(root).cluster
    if cluster is None:
        raise UsageError("站群配置有错")
    return cluster


@lru_cache(4)
def _judge_order(objects: Objects, name: str) -> JudgeOrder:
    return msgspec.msgpack.decode(objects.get(SOURCES, name), type=JudgeOrder)


def _judge(objects: Objects, name: str, numbers: tuple[int, ...]) -> bytes:
    order = _judge_order(objects, name)
    cluster = cluster_of(objects, order.config)
    desk = Desk(
        cluster, order.history, order.now, {order.site: order.files}, {}, order.salt, _store(),
        lambda path, stamp: objects.get(SOURCES, stamp),
    )
    start, stop = numbers
    return msgspec.msgpack.encode(judge_files(desk, order.site, order.files.markdown[start:stop]))


def _render(objects: Objects, name: str, numbers: Sequence[int]) -> bytes | None:
    from zhanqun.pipeline.remote.bench import render_units

    return render_units(objects, _folder(), name, numbers, _store().seal, cluster_of)


_KINDS: dict[str, Callable[[Objects, str, tuple[int, ...]], bytes | None]] = {"judge": _judge, "render": _render}
