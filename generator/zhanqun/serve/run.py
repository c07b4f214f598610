"""Build, serve, watch, build again; until interrupted."""

from __future__ import annotations

import errno
import math
import threading
import time
from collections.abc import Callable
from pathlib import Path

from zhanqun.model.errors import Overtaken, UsageError, why
from zhanqun.serve.board import Board
from zhanqun.serve.http import Server

Rebuild = Callable[[frozenset[str] | None, Callable[[], bool]], str]
"""Builds once, tells the terminal, and returns the problems as text, empty when the output is new and good.

It is told in which folders of ``sites/`` something was written since the last good build, or none when nobody knows, and
may ask whether something was saved meanwhile: then it may raise Overtaken instead of finishing what is old already.
"""
_TRUSTED = 30.0
"""Seconds after a look at everything for which the watcher is believed: it sees neither hard links nor other machines."""
_FLOOD = 1_000
"""Changes since the last good build from which on some may not have been told."""


def serve(root: Path, out: Path, port: int, rebuild: Rebuild, ready: Callable[[str], None]) -> None:
    """Serve ``out`` and rebuild when something below ``root`` changes. Returns when interrupted.

    Raises UsageError when the port is taken. ``ready`` is called once, after the first build that was not stopped, with
    the address.
    """
    board = Board()
    server = _listen(port, out, board)
    changes, stop = Changes(root), threading.Event()
    for target, args in ((server.serve_forever, (0.2,)), (_watch, (root, changes, stop))):
        threading.Thread(target=target, args=args, daemon=True).start()
    try:
        # What is saved between the first build's look at a file and the watcher's beginning would never be told.
        changes.seeing.wait()
        touched, stopped, begun = None, False, False
        while True:
            # After one that was stopped, the next goes on to its end: who saves again and again must see pages, too.
            stopped = _build(board, changes, rebuild, touched, may_stop=not stopped)
            if not (stopped or begun):
                begun = True
                ready(f"http://127.0.0.1:{server.server_port}/")
            touched = changes.wait()
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        board.close()
        server.shutdown()
        server.server_close()


def _build(board: Board, changes: Changes, rebuild: Rebuild, touched: frozenset[str] | None, *, may_stop: bool) -> bool:
    """Build and post what came of it; true when it was stopped because something was saved meanwhile."""
    try:
        problems = rebuild(touched, changes.saved if may_stop else lambda: False)
    except Overtaken:
        return True
    board.post(problems=problems)
    if not problems:
        changes.done()
    return False


def _listen(port: int, out: Path, board: Board) -> Server:
    try:
        return Server(port, out, board)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(f"端口 {port} 已被占用；请换一个，例如：zhanqun serve --port {port + 1}") from error
        raise UsageError(f"不能在 127.0.0.1:{port} 上提供服务：{why(error)}") from error


class Changes:
    """In which folders of ``sites/`` something was written, from the watcher to whoever builds."""

    def __init__(self, root: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self.seeing = threading.Event()
        """Set once whatever is written is told, or never will be."""
        self._root = root
        self._sites = root / "sites"
        self._fresh = threading.Condition()
        self._due = False
        self._folders: set[str] = set()
        self._lost = False
        self._blind = ""
        self._taken: set[str] = set()
        self._taken_lost = False
        self._count = self._taken_count = 0
        self._clock = clock
        self._began = 0.0
        # What was written before the watcher had begun is not known: the first rebuild looks at everything, too.
        self._looked = -math.inf

    def note(self, path: str) -> None:
        """Something happened at a path; by itself it asks for no build."""
        place = Path(path)
        if not place.is_relative_to(self._root):
            # The system calls the folder by another name than we do: nobody knows what was touched.
            with self._fresh:
                self._lost = True
            return
        if not place.is_relative_to(self._sites):
            return
        parts = place.relative_to(self._sites).parts
        with self._fresh:
            self._folders.update(parts[:1])
            self._lost = self._lost or not parts

    def tell(self, count: int) -> None:
        """So many changes ask for a build."""
        with self._fresh:
            self._count += count
            self._lost = self._lost or self._count >= _FLOOD
            self._due = True
            self._fresh.notify_all()

    def saved(self) -> bool:
        """Whether a build is asked for that has not begun."""
        with self._fresh:
            return self._due

    def end(self, reason: str) -> None:
        """Nothing will be told any more."""
        with self._fresh:
            self._blind = reason
            self._fresh.notify_all()

    def wait(self) -> frozenset[str] | None:
        """Every folder that was touched since the last ``done``; none when that is not known.

        Raises UsageError when changes are told no more: pages that stay as they are must not pass for what is written.
        """
        with self._fresh:
            self._fresh.wait_for(lambda: self._due or self._blind)
            if self._blind:
                raise UsageError(self._blind)
            # What is saved while the build runs asks for another one.
            self._due = False
            self._taken |= self._folders
            self._began = self._clock()
            self._taken_lost = self._taken_lost or self._lost or self._began - self._looked >= _TRUSTED
            self._folders, self._lost, self._taken_count = set(), False, self._count
            return None if self._taken_lost else frozenset(self._taken)

    def done(self) -> None:
        """The build that followed the last ``wait`` was good: what it was told of need not be told again."""
        with self._fresh:
            if self._taken_lost:
                self._looked = self._began
            self._taken, self._taken_lost = set(), False
            self._count -= self._taken_count


def _watch(root: Path, changes: Changes, stop: threading.Event) -> None:
    """Tell of each burst of changes under sites/, themes/ or of the engine configuration."""
    from watchfiles import Change, DefaultFilter, watch

    asking = DefaultFilter()

    def seen(change: Change, path: str) -> bool:
        # What editors leave beside a file asks for no build; the folder is another all the same.
        changes.note(path)
        return asking(change, path)

    class Stop:
        """The watcher asks it from the moment on at which it sees."""

        def is_set(self) -> bool:
            changes.seeing.set()
            return stop.is_set()

    places = [place for name in ("sites", "themes", "mkdocs.base.yml") if (place := root / name).exists()]
    try:
        for burst in watch(*places, watch_filter=seen, debounce=400, step=10, rust_timeout=1000, stop_event=Stop()):
            changes.tell(len(burst))
    except (OSError, RuntimeError) as error:
        reason = why(error) if isinstance(error, OSError) and error.errno else "系统不肯再监视"
        changes.end(
            f"看不到文件的改动了（{reason}），已停止。多半是文件夹多于系统允许监视的个数："
            "请管理员调大 fs.inotify.max_user_watches（例如 sysctl fs.inotify.max_user_watches=524288），再重新运行")
    finally:
        changes.seeing.set()
