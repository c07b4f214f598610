"""A few packed files rather than many small ones: one per site and kind of result.

Each file carries the version of zhanqun that wrote it and a checksum of its bytes. A file that is truncated, flipped
or from another version is as good as missing. Nothing that the gate withheld is ever written here but paths,
digests and rule names.
"""

from __future__ import annotations

import hashlib
import os
import sysconfig
from contextlib import suppress
from functools import cache
from pathlib import Path

from zhanqun import __version__
from zhanqun.model.errors import UsageError, why

_MAGIC = b"zhanqun-memo 1\n"
_DIGEST = 20
_BODY = len(_MAGIC) + 2 * _DIGEST
"""Where what was stored begins."""
_PARTS = ".parts"


class Lost(Exception):
    """Something that the cache said it holds is not there or not whole: all must be computed again."""


class Store:
    """A folder of memo files, with a spare folder for this run alone.

    What cannot be kept (``--no-cache``, a read-only folder, a full disk) goes to the spare folder, so that a run can
    always read again what it has put; the next run then starts from nothing.
    """

    def __init__(self, folder: Path | None, spare: Path, *, keeps: bool = True) -> None:
        """``folder`` none: keep nothing (``--no-cache``). ``spare`` is made when needed; its owner removes it.

        ``keeps`` false: the folder is another run's for now, so that it is read and not written.
        """
        self._folder = folder
        self._spare = spare
        self._keeps = keeps
        if folder is not None:
            _drop_left(folder)
        self.seal_bytes = hashlib.blake2b(
            __version__.encode() + _code_digest() + _libraries(), digest_size=_DIGEST).digest()
        self.seal = self.seal_bytes.hex()
        """Stands for the version of the program, by the content of its modules."""

    @property
    def broken(self) -> str:
        """Chinese: that the cache could not be written, or empty."""
        if self._folder is None or not (self._spare / "kept").is_dir():
            return ""
        if not self._keeps:
            return "另一个 zhanqun 正在用缓存，这次新做的没有记住，下次会再做"
        return "缓存写不进去，这次的结果没有记住，下次会全部重做"

    def get(self, name: str) -> bytes | None:
        """Bytes stored under ``name`` by this very version, or none."""
        for folder in (self._spare / "kept", self._folder):
            body = None if folder is None else self._read(folder, name)
            if body is not None:
                return body
        return None

    def piece(self, name: str, start: int, stop: int) -> bytes | None:
        """A piece of what is stored under ``name``, which the caller must be able to check: the checksum is of the whole."""
        for folder in (self._spare / "kept", self._folder):
            with suppress(OSError):
                if folder is not None:
                    with open(folder / name, "rb", buffering=0) as handle:
                        return os.pread(handle.fileno(), stop - start, _BODY + start)
        return None

    def put(self, name: str, body: bytes) -> None:
        """Store ``body`` under ``name``. Raises UsageError only when the spare folder cannot be written either."""
        self._put(name, self._sealed(name, body))

    def _sealed(self, name: str, body: bytes) -> bytes:
        return b"".join((_MAGIC, self.seal_bytes, _check_sum(name, body), body))

    def _put(self, name: str, data: bytes) -> None:
        if self._folder is not None and self._keeps:
            try:
                _write(self._folder, name, data)
            except OSError:
                # An older file under this name must not answer for what could not be written.
                with suppress(OSError):
                    (self._folder / name).unlink()
            else:
                # Nor what was put aside while the disk was full.
                with suppress(OSError):
                    (self._spare / "kept" / name).unlink()
                return
        self._write_spare("kept", name, data)

    def drop(self, name: str) -> None:
        """Forget what is stored under ``name``, as far as it is ours."""
        for folder in (self._spare / "kept", self._folder if self._keeps else None):
            if folder is not None:
                with suppress(OSError):
                    (folder / name).unlink()

    def lend(self, name: str, body: bytes) -> None:
        """Put ``body`` where only this run finds it, for ``take``."""
        self._write_spare("lent", name, body)

    def take(self, name: str) -> bytes | None:
        """What this run lent under ``name``, once."""
        path = self._spare / "lent" / name
        try:
            body = path.read_bytes()
            path.unlink()
        except OSError:
            return None
        return body

    def _write_spare(self, part: str, name: str, data: bytes) -> None:
        try:
            _write(self._spare / part, name, data)
        except OSError as error:
            raise UsageError(f"磁盘写不进去（{why(error)}），输出未改动；腾出空间后重试") from error

    def _read(self, folder: Path, name: str) -> bytes | None:
        try:
            data = (folder / name).read_bytes()
        except OSError:
            return None
        head = len(_MAGIC)
        if not data.startswith(_MAGIC) or data[head : head + _DIGEST] != self.seal_bytes:
            return None
        body = data[_BODY:]
        if data[head + _DIGEST : head + 2 * _DIGEST] != _check_sum(name, body):
            return None
        return body

    def has(self, name: str) -> bool:
        """Whether there is a file of this name; it may still turn out to be unusable."""
        return any(
            folder is not None and (folder / name).is_file() for folder in (self._spare / "kept", self._folder)
        )

    def put_changed(self, name: str, body: bytes) -> None:
        """The same, but a file that holds these bytes already is left alone."""
        data = self._sealed(name, body)
        for folder in (self._spare / "kept", self._folder):
            if folder is not None:
                with suppress(OSError):
                    if (folder / name).read_bytes() == data:
                        return
                    break
        self._put(name, data)


def _check_sum(name: str, body: bytes) -> bytes:
    """Over the name too: a whole file in the place of another is as wrong as a damaged one."""
    digest = hashlib.sha256(f"{name}\0".encode())  # processors have instructions for it
    digest.update(body)
    return digest.digest()[:_DIGEST]


def _libraries() -> bytes:
    """Names and versions of everything installed beside us: another parser may read the same bytes differently."""
    try:
        names = sorted(name for name in os.listdir(sysconfig.get_path("purelib")) if name.endswith(".dist-info"))
    except OSError:
        names = []
    return "\n".join(names).encode()


def _write(folder: Path, name: str, data: bytes) -> None:
    """Write beside, then put in place. What is half written lies in one folder, where ``_drop_left`` finds it."""
    target = folder / name
    part = folder / _PARTS / f"{os.getpid()}-{name.replace('/', '-')}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(data)
        except FileNotFoundError:
            part.parent.mkdir(exist_ok=True)
            part.write_bytes(data)
        os.replace(part, target)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise


def _drop_left(folder: Path) -> None:
    """Remove what processes that are no more have left half written."""
    try:
        names = os.listdir(folder / _PARTS)
    except OSError:
        return
    for name in names:
        with suppress(OSError, ValueError):
            try:
                os.kill(int(name.partition("-")[0]), 0)
            except ProcessLookupError:
                os.unlink(folder / _PARTS / name)


@cache
def _code_digest() -> bytes:
    """Over every module of the package: a changed program never reuses what another one computed.

    By content, not by time, so that a cache restored on another machine still serves. Once: a process runs what it began with.
    """
    digest = hashlib.blake2b(digest_size=_DIGEST)
    package = Path(__file__).resolve().parents[1]
    for path in sorted(package.rglob("*.py")):
        data = path.read_bytes()
        digest.update(f"{path.relative_to(package).as_posix()} {len(data)}\n".encode())
        digest.update(data)
    return digest.digest()
