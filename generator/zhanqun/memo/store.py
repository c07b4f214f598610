"""A few packed files rather than many small ones: one per site and kind of result.

Each file carries the version of zhanqun that wrote it and a checksum of its bytes. A file that is truncated, flipped
or from another version is as good as missing. Nothing that the gate withheld is ever written here but paths,
digests and rule names.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from zhanqun import __version__

_MAGIC = b"zhanqun-memo 1\n"
_DIGEST = 20


class Store:
    """A folder of memo files. A folder that cannot be written makes a store that remembers nothing."""

    def __init__(self, folder: Path | None) -> None:
        """``folder`` none: remember nothing (``--no-cache``)."""
        self._folder = folder
        self.seal_bytes = hashlib.blake2b(__version__.encode() + _code_digest(), digest_size=_DIGEST).digest()
        self.seal = self.seal_bytes.hex()
        """Stands for the version of the program, by the content of its modules."""
        self.broken = ""
        """Chinese: why the store cannot be written, or empty."""

    def get(self, name: str) -> bytes | None:
        """Bytes stored under ``name`` by this very version, or none."""
        if self._folder is None:
            return None
        try:
            data = (self._folder / name).read_bytes()
        except OSError:
            return None
        head = len(_MAGIC)
        if not data.startswith(_MAGIC) or data[head : head + _DIGEST] != self.seal_bytes:
            return None
        body = data[head + 2 * _DIGEST :]
        if data[head + _DIGEST : head + 2 * _DIGEST] != _check_sum(name, body):
            return None
        return body

    def put(self, name: str, body: bytes) -> None:
        """Store ``body`` under ``name``; a full or read-only disk is noted in ``broken``, never raised."""
        if self._folder is None or self.broken:
            return
        target = self._folder / name
        part = target.with_name(f"{target.name}.{os.getpid()}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(b"".join((_MAGIC, self.seal_bytes, _check_sum(name, body), body)))
            os.replace(part, target)
        except OSError as error:
            self.broken = f"缓存写不进去（{error.strerror}），这次不用缓存"
            with suppress(OSError):
                part.unlink()

    def keep_only(self, names: set[str]) -> None:
        """Remove memo files that belong to nothing any more, such as those of a removed site."""
        if self._folder is None or not self._folder.is_dir():
            return
        for path in sorted(self._folder.rglob("*")):
            if path.is_file() and path.relative_to(self._folder).as_posix() not in names:
                path.unlink(missing_ok=True)


def _check_sum(name: str, body: bytes) -> bytes:
    """Over the name too: a whole file in the place of another is as wrong as a damaged one."""
    return hashlib.blake2b(body, digest_size=_DIGEST, key=hashlib.blake2b(name.encode()).digest()).digest()


def _code_digest() -> bytes:
    """Over every module of the package: a changed program never reuses what another one computed.

    By content, not by time, so that a cache restored on another machine still serves.
    """
    digest = hashlib.blake2b(digest_size=_DIGEST)
    package = Path(__file__).resolve().parents[1]
    for path in sorted(package.rglob("*.py")):
        data = path.read_bytes()
        digest.update(f"{path.relative_to(package).as_posix()} {len(data)}\n".encode())
        digest.update(data)
    return digest.digest()
