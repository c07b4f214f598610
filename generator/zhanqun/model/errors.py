"""The only exceptions that mean something to the person at the keyboard. Everything else raised is our bug."""

from __future__ import annotations

import errno

from zhanqun.model.finding import Finding

_DISK = {
    errno.ENOSPC: "磁盘空间不够", errno.EDQUOT: "磁盘配额用完", errno.EFBIG: "文件超过系统允许的大小",
    errno.EROFS: "磁盘是只读的", errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.EIO: "磁盘读写出错",
}


def disk_words(error: OSError) -> str | None:
    """What a disk can do to us, in Chinese: no fault of the program. None for any other error."""
    return _DISK.get(error.errno or 0)


class UsageError(Exception):
    """Wrong usage or configuration: exit code 2. ``message`` is Chinese and says what to do next."""

    def __init__(self, message: str = "", findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.findings = findings


class NothingToBuild(UsageError):
    """The cluster has no source at all, an empty run is not a success: exit code 4."""


class Busy(UsageError):
    """Another run holds the output folder: exit code 2."""
