"""What an item says of a later day, or of what is no longer public, is told nowhere, not even beside its page."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

from helpers.clusters import item
from helpers.front_door import build, differences, snapshot

ASKED = "sites/jiaoyu/docs/zhengji/2026/ban.md"


def holding(root: Path, text: str) -> list[str]:
    """Files of the output that hold a text, packed ones opened."""
    return [
        name for name, data in snapshot(root / "dist").items()
        if text.encode() in (zlib.decompress(data) if name.endswith(".bin") else data)
    ]


def test_what_became_of_a_consultation_is_told_nowhere_before_its_day(
    cluster: Callable[..., Path], tmp_path: Path,
) -> None:
    root = cluster({ASKED: item("关于某办法征求意见的公告", 信息分类="意见征集", 索引号="DEMO00032/2026-00009", 征集=(
        "{开始: 2026-05-01, 截止: 2026-06-10, 渠道: [来信], "
        "反馈: {日期: 2026-09-10, 收到: 12, 采纳: 5, 说明: 琥珀色意见已全部采纳}}"))})
    assert build(root, date="2026-09-09 23:59").code == 0
    assert holding(root, "琥珀色意见") == []
    assert build(root, date="2026-09-10").code == 0
    assert {"jiaoyu/zhengji/2026/ban.html", "data/jiaoyu/items-2026.jsonl"} <= set(holding(root, "琥珀色意见"))
    assert build(root, "--no-cache", "--out", tmp_path / "clean", date="2026-09-10").code == 0
    assert not differences(snapshot(root / "dist"), snapshot(tmp_path / "clean"))
