# ruff: noqa: E501
"""``check --fix``: document numbers get their standard form, and nothing else changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import approve_one, item
from helpers.run import Zhanqun

PLACE = "sites/jiaoyu/docs/tongzhi/2026/n.md"


@pytest.mark.parametrize(("written", "mended"), [
    ("甲教发[2026]007号", "甲教发〔2026〕7号"), ("'甲教发（2026）第7号'", "'甲教发〔2026〕7号'"), ("甲教发【2026】7号  # 原件如此", "甲教发〔2026〕7号  # 原件如此"),
    ("甲教发〔2026〕7号", "甲教发〔2026〕7号"), ("甲教发2026年7号", "甲教发2026年7号"),
])  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_the_number_is_mended_and_no_other_byte(cluster: Callable[..., Path], zhanqun: Zhanqun, written: str, mended: str, end: str) -> None:
    text = item("通知", "依据 甲教发[2026]007号 办理。\n", 索引号="DEMO00032/2026-00009", 发文字号=written).replace("\n", end)
    root = cluster({})
    place = root / PLACE
    place.write_bytes(text.encode())
    ran = zhanqun("check", "--fix", "--root", root, "--date", "2026-08-22 09:00", "--all")
    assert place.read_bytes().decode() == text.replace(f"发文字号: {written}", f"发文字号: {mended}")
    assert ("已改：" in ran.err) == (written != mended)
    assert ("警告[document-number]" in ran.out) == ("年" in written)


def test_what_somebody_approved_is_left(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster({PLACE: item("通知", 索引号="DEMO00032/2026-00009", 发文字号="甲教发[2026]007号")})
    approve_one(root, root / PLACE)
    before = (root / PLACE).read_bytes()
    ran = zhanqun("check", "--fix", "--root", root, "--date", "2026-08-22 09:00")
    assert "已经审查过" in ran.err
    assert (root / PLACE).read_bytes() == before


@pytest.mark.parametrize("key", ["'审查':", '"审查":', "审查 :"])
def test_it_is_left_however_the_key_is_written(cluster: Callable[..., Path], zhanqun: Zhanqun, key: str) -> None:
    root = cluster({PLACE: item("通知", 索引号="DEMO00032/2026-00009", 发文字号="甲教发[2026]007号")})
    approve_one(root, root / PLACE)
    before = (root / PLACE).read_text("utf-8").replace("\n审查:", f"\n{key}")
    assert key in before
    (root / PLACE).write_text(before, "utf-8")
    zhanqun("check", "--fix", "--root", root, "--date", "2026-08-22 09:00")
    assert (root / PLACE).read_text("utf-8") == before


def test_it_is_left_where_commits_hold_the_approval(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster({PLACE: item("通知", 索引号="DEMO00032/2026-00009", 发文字号="甲教发[2026]007号")})
    site = root / "sites/jiaoyu/site.yml"
    site.write_text(site.read_text("utf-8") + "审查方式: 提交记录\n", "utf-8")
    before = (root / PLACE).read_bytes()
    ran = zhanqun("check", "--fix", "--root", root, "--date", "2026-08-22 09:00")
    assert "审查记在提交里" in ran.err
    assert (root / PLACE).read_bytes() == before


def test_without_it_nothing_is_written(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster({})
    text = item("通知", 索引号="DEMO00032/2026-00009", 发文字号="甲教发[2026]007号")
    (root / PLACE).write_text(text, "utf-8")
    zhanqun("check", "--root", root, "--date", "2026-08-22 09:00")
    assert (root / PLACE).read_text("utf-8") == text
