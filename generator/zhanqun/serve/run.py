"""Build, serve, watch, build again; until interrupted."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable
from pathlib import Path

from zhanqun.model.errors import UsageError, why
from zhanqun.serve.board import Board
from zhanqun.serve.http import Server

Rebuild = Callable[[], str]
"""Builds once, tells the terminal, and returns the problems as text, empty when the output is new and good."""


def serve(root: Path, out: Path, port: int, rebuild: Rebuild, ready: Callable[[str], None]) -> None:
    """Serve ``out`` and rebuild when something below ``root`` changes. Returns when interrupted.

    Raises UsageError when the port is taken. ``ready`` is called once, after the first build, with the
    address.
    """
    board = Board()
    server = _listen(port, out, board)
    dirty, stop = threading.Event(), threading.Event()
    for target, args in ((server.serve_forever, (0.2,)), (_watch, (root, dirty, stop))):
        threading.Thread(target=target, args=args, daemon=True).start()
    try:
        board.post(problems=rebuild())
        ready(f"http://127.0.0.1:{server.server_port}/")
        while True:
            dirty.wait()
            # Cleared first: what is saved while the build runs asks for another one.
            dirty.clear()
            board.post(problems=rebuild())
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        board.close()
        server.shutdown()
        server.server_close()


def _listen(port: int, out: Path, board: Board) -> Server:
    try:
        return Server(port, out, board)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(f"端口 {port} 已被占用；请换一个，例如：zhanqun serve --port {port + 1}") from error
        raise UsageError(f"不能在 127.0.0.1:{port} 上提供服务：{why(error)}") from error


def _watch(root: Path, dirty: threading.Event, stop: threading.Event) -> None:
    """Set ``dirty`` after each burst of changes under sites/, themes/ or of the engine configuration."""
    from watchfiles import DefaultFilter, watch

    places = [place for name in ("sites", "themes", "mkdocs.base.yml") if (place := root / name).exists()]
    for _ in watch(*places, watch_filter=DefaultFilter(), debounce=400, step=30, rust_timeout=1000, stop_event=stop):
        dirty.set()
