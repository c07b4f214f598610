"""Browsers without DecompressionStream unpack the index by a script of our own; damage is an error there, too."""

from __future__ import annotations

import base64
import random
import zlib
from pathlib import Path

import pytest

from helpers.node import Node, NodeError
from unit.search.corpus import write_index
from unit.search.test_update import make_docs

CHANCE = random.Random(7)
SAMPLES = (
    b"", b"a", bytes(100_000), bytes(range(256)) * 300, CHANCE.randbytes(70_000),
    "".join(CHANCE.choice("城乡低保资金") for _ in range(20_000)).encode(),
)  # fmt: skip


def unpack(node: Node, data: bytes) -> bytes:
    return base64.b64decode(node.ask("inflate", base64.b64encode(data).decode()))


@pytest.mark.parametrize("strategy", [zlib.Z_DEFAULT_STRATEGY, zlib.Z_RLE, zlib.Z_HUFFMAN_ONLY, zlib.Z_FIXED])
@pytest.mark.parametrize("level", [0, 1, 6, 9])
def test_it_unpacks_what_zlib_packs(node: Node, level: int, strategy: int) -> None:
    for sample in SAMPLES:
        deflate = zlib.compressobj(level, zlib.DEFLATED, 15, 9, strategy)
        data = deflate.compress(sample[:5000]) + deflate.flush(zlib.Z_BLOCK) + deflate.compress(sample[5000:])
        assert unpack(node, data + deflate.flush()) == sample


def test_damage_is_an_error(node: Node) -> None:
    data = zlib.compress(SAMPLES[5])
    for at in range(0, len(data), 97):
        broken = data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]
        with pytest.raises(NodeError):
            unpack(node, broken)
    for size in (0, 1, 5, len(data) // 2, len(data) - 1):
        with pytest.raises(NodeError):
            unpack(node, data[:size])


def test_the_engine_answers_alike_without_decompression_stream(tmp_path: Path, node: Node) -> None:
    index = write_index(tmp_path, make_docs(30))
    for query in ("低保", "医疗救助", "PM2.5"):
        assert node.ask("searchOld", str(index), query) == node.ask("search", str(index), query)
