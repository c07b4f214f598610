"""The sample cluster in sites/ stays what it promises: clean, complete, marked as invented, and small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.run import Zhanqun

REPOSITORY = Path(__file__).resolve().parents[2]
SITES = REPOSITORY / "sites"
TEXTS = {path: path.read_text(encoding="utf-8") for path in sorted(SITES.glob("*/docs/**/*.md"))}
HEADS = {path: text.partition("\n---\n")[0] for path, text in TEXTS.items()}


@pytest.mark.parametrize("day", ["2026-11-21", "2027-02-01", "2031-06-01"])
def test_it_has_no_finding_on_any_day(zhanqun: Zhanqun, day: str) -> None:
    ran = zhanqun("check", "--root", REPOSITORY, "--date", day, "--all")
    assert ran.code == 0, ran.transcript()
    # Outside a full git clone the check says that it cannot compare authors; nothing else may be said.
    rules = set(re.findall(r"(?:错误|警告)\[([a-z-]+)\]", ran.out + ran.err))
    assert rules <= {"approval"}, ran.transcript()
    assert "错误[" not in ran.out + ran.err


def test_it_shows_every_fate_an_item_can_have() -> None:
    heads = "\n".join(HEADS.values())
    wanted = ("依申请公开", "不予公开", "公示截止:", "撤回:", "更正:", "征集:", "反馈:", "办事:", "公示:", "解读:", "转载:")
    for word in (*wanted, "有效性: 废止", "有效性: 已修改", "有效性: 失效", "归档:", "报送: true", "附件:", "联合发文:"):
        assert word in heads, word
    assert len([head for head in HEADS.values() if "\n信息分类:" in head and "\n页面:" not in head]) >= 150


def test_every_invented_text_says_so_and_every_other_names_its_source() -> None:
    silent = [path for path, head in HEADS.items() if "\n演示说明:" not in head and "\n来源:" not in head]
    assert silent == []


def test_no_two_texts_are_the_same() -> None:
    bodies = [text.partition("\n---\n")[2] for text in TEXTS.values()]
    assert len(set(bodies)) == len(bodies)


def test_every_site_has_its_hand_written_pages() -> None:
    for site in (path.parent for path in SITES.glob("*/site.yml")):
        if site.name in ("yiyuan", "liuwan"):  # below a department, a township: their guides are made from site.yml
            continue
        names = {path.name for path in (site / "docs").glob("*.md")}
        assert {"index.md", "zhinan.md", "zhidu.md", "shenqing.md"} <= names, site.name


def test_attachments_stay_below_a_megabyte_and_a_half() -> None:
    files = [path for path in SITES.glob("*/docs/**/*") if path.is_file() and path.suffix != ".md"]
    assert len(files) >= 8
    assert sum(path.stat().st_size for path in files) < 1_500_000
