"""The disposable cache: results of earlier builds, each with a checksum. Wrong or missing means: compute again."""

from zhanqun.memo.store import Store

__all__ = ["Store"]
