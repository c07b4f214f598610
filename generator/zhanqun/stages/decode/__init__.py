"""Stage 2. Front matter becomes a typed Item or Page; every fault is located. Reads nothing but the bytes given."""

from zhanqun.stages.decode.decode import decode_source

__all__ = ["decode_source"]
