"""Move staged files into the output folder so that a kill at any instant loses nothing.

Everything new is first written beside the output (``.dist.next/files``). Then one journal file is put in place by a
rename: before that instant the old output is whole and the next build throws the staging away; after it the next
build finishes the moves, each of which is a rename. A first build moves one folder.

The next build finishes them only when everything in them would be published now, too (the journal names the sources).
Otherwise it throws them away; where some were made already it marks the output as mixed, moves nothing on and nothing
back, since either way may show what was taken back, and the next good build looks at every file.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from zhanqun.model.errors import Busy, UsageError, why


@dataclass(frozen=True, slots=True)
class Written:
    written: int
    removed: int


@dataclass(frozen=True, slots=True)
class Journal:
    """Paths to move and to remove, and the sources that are published by it, each with a mark over what was cleared."""

    write: Sequence[str]
    remove: Sequence[str]
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Area:
    """The output folder and the hidden folder beside it, on the same file system."""

    out: Path

    @property
    def next(self) -> Path:
        return self.out.parent / f".{self.out.name}.next"

    @property
    def staged(self) -> Path:
        return self.next / "files"

    @property
    def journal(self) -> Path:
        return self.next / "journal.json"

    @property
    def mixed(self) -> Path:
        """There while the output is neither the last build's nor the one's before: its manifest tells nothing."""
        return self.out.parent / f".{self.out.name}.mixed"

    @contextmanager
    def locked(self, wait: Callable[[], bool]) -> Iterator[None]:
        """Hold the only right to write here. ``wait`` is called while another build holds it; false gives up.

        Raises Busy when given up, UsageError when the place cannot be written or holds something else.
        """
        try:
            self.out.parent.mkdir(parents=True, exist_ok=True)
            handle = os.fdopen(os.open(
                self.out.parent / f".{self.out.name}.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666))
        except OSError as error:
            raise UsageError(
                f"输出文件夹的上级写不进去：{why(error)}；它、输出和缓存要属于运行 zhanqun 的系统用户，或用 --out 换一个位置"
            ) from error
        with handle:
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if not wait():
                        raise Busy("另一个构建正在写同一个输出文件夹；等它结束后再试") from None
                except OSError as error:
                    raise UsageError(
                        f"输出文件夹的上级锁不住（{why(error)}），它所在的磁盘可能不支持文件锁；用 --out 换一个位置"
                    ) from error
            yield

    def prepare(self) -> None:
        """Drop what a killed build left, but a journal and its files; refuse an output folder that is not ours."""
        if self.next.is_symlink():
            # What is not proven yet goes nowhere but beside the output, and from there only.
            self.next.unlink()
        if self.pending() is None:
            shutil.rmtree(self.next, ignore_errors=True)
        if not self.out.exists():
            self.mixed.unlink(missing_ok=True)
        else:
            if not self.out.is_dir():
                raise UsageError(f"输出位置 {self.out.name} 不是文件夹")
            if any(self.out.iterdir()) and not (self.out / "manifest" / "index.json").is_file():
                raise UsageError(
                    f"输出文件夹 {self.out.name} 里有别的内容，又没有 zhanqun 的清单；换一个文件夹，或先把它清空"
                )
        try:
            # For nobody else: a web server may serve the folder above, and what is staged is proven only at the end.
            self.next.mkdir(mode=0o700, exist_ok=True)
            self.next.chmod(0o700)
            self.staged.mkdir(exist_ok=True)
        except OSError as error:
            raise UsageError(f"输出文件夹的上级写不进去：{why(error)}") from error

    def pending(self) -> Journal | None:
        """What a killed build had still to do. Raises UsageError when nobody can tell."""
        return _read_journal(self) if self.journal.is_file() else None

    def finish(self, journal: Journal) -> None:
        """Carry out the rest of it."""
        _apply(self, journal.write, journal.remove)
        self.mixed.unlink(missing_ok=True)
        self._forget()

    def set_aside(self, journal: Journal) -> None:
        """Throw the rest of it away. Where moves were made already, that is remembered."""
        if not all(os.path.lexists(self.staged / path) for path in journal.write):
            self.mixed.touch()
            _sync_tree(self.mixed.parent)
        self._forget()

    def _forget(self) -> None:
        """The journal first: without it, its files are nothing. Others work in the folder beside them."""
        self.journal.unlink()
        shutil.rmtree(self.staged, ignore_errors=True)
        self.staged.mkdir(exist_ok=True)

    def drop(self, seconds: float | None = None) -> None:
        """Throw away what was staged and not published. Never touches the output.

        ``seconds``: for how long at most; the next build throws away the rest.
        """
        if os.path.lexists(self.journal):
            return
        if seconds is None:
            shutil.rmtree(self.next, ignore_errors=True)
            return
        limit = time.monotonic() + seconds
        with suppress(OSError):
            for folder, _, names in os.walk(self.next, topdown=False):
                for name in names:
                    os.unlink(os.path.join(folder, name))
                    if time.monotonic() > limit:
                        return
                os.rmdir(folder)


def _read_journal(area: Area) -> Journal:
    """A damaged journal can be neither finished nor undone, so a person must choose."""
    try:
        plan = json.loads(area.journal.read_bytes())
        write, remove, sources = plan["write"], plan["remove"], plan["sources"]
        texts = (*write, *remove, *sources.values())
        if all(isinstance(text, str) for text in texts) and not any(
                ".." in path.split("/") or path[:1] == "/" for path in (*write, *remove)):
            return Journal(write, remove, sources)
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise UsageError(
        f"上次构建中断时留下的记录 {area.next.name}/{area.journal.name} 已损坏，无法接着写完；"
        f"删除 {area.out.name} 和 {area.next.name} 两个文件夹后重新构建"
    )


def write_output(area: Area, write: Sequence[str], remove: Sequence[str], sources: Mapping[str, str]) -> Written:
    """Publish the staged files ``write`` and take away ``remove`` (paths relative to the output folder).

    ``sources``: every source with a file among them, and a mark over what was cleared of it.

    New files go first, then changed ones in the order given, then removals, so that no reader meets a link to a page
    that is not there yet.
    """
    if not area.out.exists():
        _sync_tree(area.staged)
        os.rename(area.staged, area.out)
        shutil.rmtree(area.next, ignore_errors=True)
        return Written(len(write), 0)
    ordered = sorted(write, key=lambda path: (path.startswith("manifest/"), os.path.lexists(area.out / path)))
    part = area.journal.with_suffix(".part")
    with open(part, "w", encoding="utf-8") as handle:
        json.dump({"write": ordered, "remove": list(remove), "sources": dict(sources)}, handle, ensure_ascii=False)
        handle.flush()
        os.fsync(handle.fileno())
    os.rename(part, area.journal)
    _apply(area, ordered, remove)
    area.mixed.unlink(missing_ok=True)
    shutil.rmtree(area.next, ignore_errors=True)
    return Written(len(write), len(remove))


def _apply(area: Area, write: Sequence[str], remove: Sequence[str]) -> None:
    """Carry out a journal. Steps already done are recognised and skipped, so it can be carried out again."""
    for path in write:
        staged = area.staged / path
        target = area.out / path
        if not staged.exists():
            continue
        try:
            os.replace(staged, target)
        except (FileNotFoundError, NotADirectoryError):
            _make_parents(area.out, target)
            os.replace(staged, target)
        except IsADirectoryError:
            shutil.rmtree(target)
            os.replace(staged, target)
    for path in remove:
        target = area.out / path
        # A folder of that name, or a file where its folder was, is new and stays.
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            target.unlink()
        _prune(area.out, target.parent)


def _make_parents(out: Path, target: Path) -> None:
    """Make the folders of ``target``; a file of the last build that stands in the way is replaced by a folder."""
    for parent in reversed(target.relative_to(out).parents):
        folder = out / parent
        if folder.is_file():
            folder.unlink()
        folder.mkdir(exist_ok=True)


def _prune(out: Path, folder: Path) -> None:
    """Remove folders that a removal left empty."""
    while folder != out:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def _sync_tree(folder: Path) -> None:
    """Make the folder itself durable before it is put in place; the files' data follows by the file system's order."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
