"""The only exceptions that mean something to the person at the keyboard. Everything else raised is our bug."""

from __future__ import annotations

import errno
import re

from zhanqun.model.finding import Finding

_DISK = {
    errno.ENOSPC: "磁盘空间不够", errno.EDQUOT: "磁盘配额用完", errno.EFBIG: "文件超过系统允许的大小",
    errno.EROFS: "磁盘是只读的", errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.EIO: "磁盘读写出错",
}
_FILE = {
    errno.ENOENT: "没有这个文件或文件夹", errno.EISDIR: "它是文件夹", errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.ENAMETOOLONG: "名字太长", errno.EEXIST: "已经有同名的文件或文件夹", errno.EMFILE: "同时打开的文件太多",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}


def disk_words(error: OSError) -> str | None:
    """What a disk can do to us, in Chinese: no fault of the program. None for any other error."""
    return _DISK.get(_number(error))


def why(error: OSError) -> str:
    """Why a file could not be read or written, in Chinese, whatever the error."""
    number = _number(error)
    return disk_words(error) or _FILE.get(number) or f"系统错误 {number}"


def _number(error: OSError) -> int:
    """The system's number. Copying a folder gathers its errors into one that has none but in its text."""
    found = None if error.errno else re.search(r"\[Errno (\d+)\]", str(error))
    return int(found[1]) if found else error.errno or 0


def is_foreign(said: str) -> bool:
    """Whether git refused because the folder belongs to another user of the system, as in many a CI container."""
    return "dubious ownership" in said


FOREIGN = '文件夹属于另一个系统用户；先在那里运行 git config --global --add safe.directory "$PWD"'
"""What to do when git ``is_foreign``."""


class UsageError(Exception):
    """Wrong usage or configuration: exit code 2. ``message`` is Chinese and says what to do next."""

    def __init__(self, message: str = "", findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.findings = findings


class Overtaken(BaseException):
    """A build stopped because its sources were saved again meanwhile: like Ctrl-C, but another build follows."""


class NothingToBuild(UsageError):
    """The cluster has no source at all, an empty run is not a success: exit code 4."""


class Busy(UsageError):
    """Another run holds the output folder: exit code 2."""
