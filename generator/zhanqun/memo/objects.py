"""A store that several machines share: bytes under their own SHA-256, in a folder or at any address fsspec knows.

What is in it is worth as much protection as the sources: they are in it. Every read is checked against its name, so
a damaged or foreign object is told, never used.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from zhanqun.model.errors import UsageError, why

_Made = TypeVar("_Made")
_MANY = 500
"""From so many objects on, one listing is cheaper than asking for each."""
_THREADS = 8


class StoreFault(UsageError):
    """The store cannot be read or written. ``message`` is Chinese; nothing of an address but its kind is in it."""


class Objects:
    """Objects are never changed. ``area``: ``sources`` stay for the next build, ``results/RUN`` are thrown away."""

    def __init__(self, address: str, *, make: bool = True) -> None:
        """``make``: a folder that is not there. Raises StoreFault when the address cannot be opened, or is a folder
        that anybody may read."""
        self.address = address
        scheme, found, rest = address.partition("://")
        self._folder = Path(rest if found else address) if not found or scheme == "file" else None
        self._files: Any = None
        if self._folder is not None:
            self.address = f"file://{self._folder.absolute()}"
            self._folder = self._folder.absolute()
            _private_folder(self._folder, make)
        else:
            self._root, self._files = _open(scheme, address)
            if _is_local(self._files):
                # A folder by whatever other name.
                _private_folder(Path(self._root), make)

    def put(self, area: str, data: bytes) -> str:
        """Store bytes; their digest is their name."""
        digest = hashlib.sha256(data).hexdigest()
        place = f"{area}/{digest[:2]}/{digest[2:]}"
        self._try("写", lambda: self._write(place, data))
        return digest

    def get(self, area: str, digest: str) -> bytes:
        """The bytes of that digest. Raises StoreFault when they are not there or not whole."""
        data: bytes = self._try("读", lambda: self._read(f"{area}/{digest[:2]}/{digest[2:]}"))
        if hashlib.sha256(data).hexdigest() != digest:
            raise StoreFault("共享存储里有一个对象与它的摘要不符（损坏或被换过）；清空共享存储后重新构建")
        return data

    def add(self, area: str, wanted: Mapping[str, Callable[[], bytes]]) -> None:
        """Store what is not there: digest -> how to get its bytes. Several at once, for a store far away."""
        missing = self._missing(area, wanted)

        def one(digest: str) -> None:
            if self.put(area, wanted[digest]()) != digest:
                raise StoreFault("源文件在构建过程中被改动，已停止，输出未改动；请重新构建")

        if self._folder is not None:
            for digest in missing:
                one(digest)
            return
        with ThreadPoolExecutor(_THREADS) as pool:
            for _ in pool.map(one, missing):
                pass

    def drop(self, area: str) -> None:
        """Remove everything below one area. What cannot be removed is left."""
        with suppress(Exception):
            if self._folder is not None:
                import shutil

                shutil.rmtree(self._folder / area)
            else:
                self._files.rm(f"{self._root}/{area}", recursive=True)

    def _missing(self, area: str, wanted: Iterable[str]) -> list[str]:
        names = list(wanted)
        if self._folder is not None:
            return [name for name in names if not (self._folder / area / name[:2] / name[2:]).is_file()]
        if len(names) > _MANY:
            listed = self._try("读", lambda: self._files.find(f"{self._root}/{area}"))
            known = {"".join(path.rsplit("/", 2)[-2:]) for path in listed}
            return [name for name in names if name not in known]
        return self._try("读", lambda: [
            name for name in names if not self._files.exists(f"{self._root}/{area}/{name[:2]}/{name[2:]}")])

    def _write(self, place: str, data: bytes) -> None:
        if self._folder is None:
            path = f"{self._root}/{place}"
            try:
                self._files.pipe_file(path, data)
            except FileNotFoundError:  # a store with real folders
                self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
                self._files.pipe_file(path, data)
            return
        target = self._folder / place
        if target.is_file() and target.stat().st_size == len(data):
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.replace(part, target)
        except OSError:
            with suppress(OSError):
                part.unlink()
            raise

    def _read(self, place: str) -> bytes:
        if self._folder is not None:
            return (self._folder / place).read_bytes()
        data: bytes = self._files.cat_file(f"{self._root}/{place}")
        return data

    def _try(self, word: str, work: Callable[[], _Made]) -> _Made:
        try:
            return work()
        except OSError as error:
            raise StoreFault(f"共享存储{word}不了（{why(error)}），输出未改动；检查 --store 的地址和权限") from error
        except UsageError:
            raise
        except Exception as error:  # each kind of store has exceptions of its own
            raise StoreFault(
                f"共享存储{word}不了（{type(error).__name__}），输出未改动；检查 --store 的地址和权限"
            ) from error


def _private_folder(folder: Path, make: bool) -> None:
    try:
        if make and not folder.exists():
            folder.mkdir(parents=True, mode=0o700)
        mode = folder.stat().st_mode
    except OSError as error:
        raise StoreFault(f"共享存储的文件夹建不了或读不了：{why(error)}") from error
    if not folder.is_dir():
        raise StoreFault("共享存储的地址不是文件夹")
    if mode & 0o007:
        raise StoreFault(
            "共享存储的文件夹谁都能读；里面有未公开的源文件，请先执行 chmod 700（或 770，只给工作进程所在的组）再重试"
        )


def _is_local(files: Any) -> bool:
    from fsspec.implementations.local import LocalFileSystem

    while (inner := getattr(files, "fs", None)) is not None:
        files = inner
    return isinstance(files, LocalFileSystem)


def _open(scheme: str, address: str) -> tuple[str, Any]:
    if scheme == "memory":
        raise StoreFault("memory:// 只在一个进程里有效，不能用作共享存储；换成文件夹或对象存储的地址")
    try:
        import fsspec
    except ImportError as error:
        raise StoreFault("这个地址要用 fsspec 打开，本机没有安装；执行：pip install 'zhanqun[dask]'") from error
    try:
        files, root = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise StoreFault(f"打不开 {scheme}:// 的共享存储：缺少它的 fsspec 驱动，或地址写得不对") from error
    except Exception as error:
        raise StoreFault(f"打不开 {scheme}:// 的共享存储（{type(error).__name__}）；检查地址和权限") from error
    return str(root).rstrip("/"), files
