"""The disposable cache: results of earlier builds, each with a checksum. Wrong or missing means: compute again."""

from zhanqun.memo.store import Lost, Store

__all__ = ["Lost", "Store"]
