"""Zip packages opened with suspicion: sizes are checked before and while unpacking."""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

from zhanqun.attachments.reading import Limits, Refused
from zhanqun.attachments.zip_layout import oddities, places

_BOMB = ("bomb", "附件解压后过大，疑似压缩炸弹", "拆成几个文件，或直接上传其中的文件")
_DAMAGED = ("damaged", "附件已损坏或不完整，打不开", "重新导出或重新上传该文件")


class Package:
    """A zip file whose parts are read one at a time, never beyond the limits."""

    def __init__(self, data: bytes, limits: Limits, spell: Callable[[str], str] = str) -> None:
        """``spell`` gives a part the spelling under which readers look for it; letters of either case name one part."""
        self._data, self._limits = data, limits
        self._spent: dict[str, int] = {}
        self.main = ""
        """The part that the package itself names as its document; set by the reader of its kind."""
        try:
            package = zipfile.ZipFile(BytesIO(data))
            self._begins = places(data, package)
            self.beside = tuple(oddities(data, package))
            """(what, text) of what lies beside the files."""
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, OverflowError, struct.error):
            raise Refused(*_DAMAGED) from None
        everything = package.infolist()
        infos = [info for info in everything if not info.is_dir()]
        self.folders = tuple(sorted(info.filename for info in everything if info.is_dir()))
        if len(everything) > limits.entries:
            raise Refused("bomb", f"附件内部文件超过 {limits.entries} 个", "拆成几个文件")
        if any(info.flag_bits & 1 for info in infos):
            raise Refused("encrypted", "附件有密码保护，打不开", "去掉密码后再上传")
        total = sum(info.file_size for info in infos)
        if total > limits.total_bytes or (total > 1_000_000 and total > limits.ratio * max(1, len(data))):
            raise Refused(*_BOMB)
        self._infos = {spell(info.filename.replace("\\", "/")): info for info in infos}
        self._folded = {name.casefold(): name for name in self._infos}
        if len(self._folded) != len(infos):
            raise Refused("damaged", "附件内部有同名文件，不同软件会看到不同内容", "重新导出该文件")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._infos))

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._folded

    def find(self, name: str) -> str:
        """The part as it is spelt here; the name as it was given when there is none."""
        return self._folded.get(name.casefold(), name)

    def info(self, name: str) -> zipfile.ZipInfo:
        return self._infos[name]

    def read(self, name: str) -> bytes:
        """Return one part. Raises ``Refused`` when it is larger than it says or than allowed, or damaged."""
        name = self.find(name)
        info = self._infos.get(name)
        if info is None:
            return b""
        # A part that is read twice counts once.
        limit = min(self._limits.part_bytes, self._limits.total_bytes - sum(self._spent.values()) + self._spent.get(name, 0))
        if info.file_size > limit:
            raise Refused(*_BOMB)
        begin = self._begins[info.orig_filename]
        data = _unpacked(self._data[begin : begin + info.compress_size], info, limit)
        self._spent[name] = len(data)
        return data

    def match(self, prefix: str, ending: str = "") -> Iterator[str]:
        """Names of parts below a folder, sorted; numbers in natural order."""
        prefix, ending = prefix.casefold(), ending.casefold()
        found = [name for folded, name in self._folded.items() if folded.startswith(prefix) and folded.endswith(ending)]
        yield from sorted(found, key=lambda name: (len(name), name))


def _unpacked(packed: bytes, info: zipfile.ZipInfo, limit: int) -> bytes:
    """All of one entry, and nothing behind it. Raises ``Refused``."""
    if info.compress_type == zipfile.ZIP_STORED:
        data = packed
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            data = stream.decompress(packed, limit + 1)
        except zlib.error:
            raise Refused(*_DAMAGED) from None
        if len(data) <= limit and (not stream.eof or stream.unused_data):
            raise Refused(*_DAMAGED)
    else:
        raise Refused("damaged", "附件用了少见的压缩方式，读不了", "用系统自带的压缩功能重新打包，或用办公软件重新导出")
    if len(data) > limit:
        raise Refused(*_BOMB)
    if len(data) != info.file_size or zlib.crc32(data) != info.CRC:
        raise Refused(*_DAMAGED)
    return data


def join(base: str, target: str) -> str:
    """Path of a relationship's target, relative to the part that names it."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target))
