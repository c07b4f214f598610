"""Zip packages opened with suspicion: sizes are checked before and while unpacking."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from zhanqun.attachments.reading import Limits, Refused

_BOMB = ("bomb", "附件解压后过大，疑似压缩炸弹", "拆成几个文件，或直接上传其中的文件")
_DAMAGED = ("damaged", "附件已损坏或不完整，打不开", "重新导出或重新上传该文件")


class Package:
    """A zip file whose parts are read one at a time, never beyond the limits."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        self._read = 0
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, OverflowError):
            raise Refused(*_DAMAGED) from None
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        if len(infos) > limits.entries:
            raise Refused("bomb", f"附件内部文件超过 {limits.entries} 个", "拆成几个文件")
        if any(info.flag_bits & 1 for info in infos):
            raise Refused("encrypted", "附件有密码保护，打不开", "去掉密码后再上传")
        total = sum(info.file_size for info in infos)
        if total > limits.total_bytes or (total > 1_000_000 and total > limits.ratio * max(1, len(data))):
            raise Refused(*_BOMB)
        self._infos = {info.filename.replace("\\", "/"): info for info in infos}
        if len(self._infos) != len(infos):
            raise Refused("damaged", "附件内部有同名文件，不同软件会看到不同内容", "重新导出该文件")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._infos))

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def info(self, name: str) -> zipfile.ZipInfo:
        return self._infos[name]

    def read(self, name: str) -> bytes:
        """Return one part. Raises ``Refused`` when it is larger than it says or than allowed, or damaged."""
        limit = min(self._limits.part_bytes, self._limits.total_bytes - self._read)
        info = self._infos.get(name)
        if info is None:
            return b""
        if info.file_size > limit:
            raise Refused(*_BOMB)
        try:
            with self._zip.open(info) as stream:
                data = stream.read(limit + 1)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error):
            raise Refused(*_DAMAGED) from None
        if len(data) > limit:
            raise Refused(*_BOMB)
        self._read += len(data)
        return data

    def match(self, prefix: str, ending: str = "") -> Iterator[str]:
        """Names of parts below a folder, sorted; numbers in natural order."""
        found = [name for name in self._infos if name.startswith(prefix) and name.endswith(ending)]
        yield from sorted(found, key=lambda name: (len(name), name))


def join(base: str, target: str) -> str:
    """Path of a relationship's target, relative to the part that names it."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target))
