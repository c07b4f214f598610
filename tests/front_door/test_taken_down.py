"""What stays of an item that was taken down: a page for who follows an old link, and no word that nobody approved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from helpers.branches import Branch
from helpers.clusters import approve_all, item
from helpers.front_door import NOW, build, differences, run, snapshot, write

FOLDER = "sites/jiaoyu/docs/tongzhi/2026"
PATH = f"{FOLDER}/a.md"
PAGE = "jiaoyu/tongzhi/2026/a.html"
UNSEEN = "没有审查过的一句"
NUMBER = "11010519491231002X"
WITHDRAWN = "撤回: {日期: 2026-03-06, 原因: 内容有误}\n"
ENDED = "公示截止: 2026-03-10\n"
NEVER = "\n# 未审查\n"


def mentions(root: Path, word: str) -> list[str]:
    return [path for path, data in snapshot(root / "dist").items() if word in path or word.encode() in data]


def draft(**keys: object) -> str:
    return item("从未审查", f"{UNSEEN}。\n", **keys) + NEVER


NEVER_APPROVED = {
    "number of its own words": ("a", {"索引号": UNSEEN, "撤回": "{日期: 2026-03-06, 原因: 误发}"}, UNSEEN),
    "number of a person": ("a", {"索引号": NUMBER, "撤回": "{日期: 2026-03-06, 原因: 误发}"}, NUMBER),
    "name of the file": (UNSEEN, {"撤回": "{日期: 2026-03-06, 原因: 误发}"}, UNSEEN),
    "ended": (UNSEEN, {"公示截止": "2026-03-10", "索引号": UNSEEN}, UNSEEN),
    "date": ("a", {"成文日期": "2026-02-17", "公示截止": "2026-03-10"}, "2026-02-17"),
}


@pytest.mark.parametrize("case", NEVER_APPROVED)
def test_what_was_never_approved_leaves_nothing_and_stops_nothing(cluster: Callable[..., Path], case: str) -> None:
    name, keys, word = NEVER_APPROVED[case]
    root = cluster({f"{FOLDER}/{name}.md": draft(**keys)})
    ran = build(root)
    assert (ran.code, mentions(root, word)) == (0, []), ran.out
    assert not (root / "dist" / PAGE).exists()
    assert "不留说明页" in ran.out and "就会留下说明页" in ran.out, ran.out


@pytest.mark.parametrize("lines", [WITHDRAWN, ENDED, WITHDRAWN + ENDED])
def test_taking_down_asks_for_no_new_review(cluster: Callable[..., Path], lines: str) -> None:
    """The recorded digest is that of the source without the lines that take it down."""
    root = cluster({PATH: item("有误的", f"{UNSEEN}。\n", 索引号="DEMO00032/2026-00007")})
    assert build(root).code == 0 and mentions(root, UNSEEN)
    write(root, {PATH: (root / PATH).read_text("utf-8").replace("索引号:", f"{lines}索引号:")})
    ran = build(root)
    assert (ran.code, mentions(root, UNSEEN), mentions(root, "内容有误")) == (0, [], []), ran.out
    assert "DEMO00032" in (root / "dist" / PAGE).read_text("utf-8")
    fresh = build(root, "--no-cache", "--out", root / "fresh")
    assert fresh.code == 0 and not differences(snapshot(root / "fresh"), snapshot(root / "dist"))


def test_with_a_review_of_its_own_the_reason_is_shown(cluster: Callable[..., Path]) -> None:
    root = cluster({PATH: item("有误的", 索引号="DEMO00032/2026-00007", 撤回="{日期: 2026-03-06, 原因: 统计数字有误已经更换}")})
    ran = build(root)
    assert ran.code == 0 and "统计数字有误已经更换" in (root / "dist" / PAGE).read_text("utf-8"), ran.out


@pytest.mark.parametrize(("before", "after"), [
    (UNSEEN, "后来改过的一句"), ("有误的", "换了标题"), ("2026-00007", "2026-00008"),
])
def test_what_was_changed_as_well_leaves_nothing(cluster: Callable[..., Path], before: str, after: str) -> None:
    root = cluster({PATH: item("有误的", f"{UNSEEN}。\n", 索引号="DEMO00032/2026-00007")})
    write(root, {PATH: (root / PATH).read_text("utf-8").replace(before, after).replace("索引号:", f"{WITHDRAWN}索引号:")})
    ran = build(root)
    assert (ran.code, (root / "dist" / PAGE).exists(), mentions(root, after)) == (0, False, []), ran.out


def test_what_was_taken_back_before_its_day_was_never_public(cluster: Callable[..., Path]) -> None:
    root = cluster({PATH: item("有误的", 索引号="DEMO00032/2026-00007", 撤回="{日期: 2026-03-04, 原因: 误报}")}, approve=False)
    approve_all(root, day=date(2026, 3, 4))
    ran = build(root)
    assert (ran.code, (root / "dist" / PAGE).exists()) == (0, False), ran.out
    assert "没有公开过" in ran.out


def test_a_name_of_a_file_that_no_page_may_show_is_no_address(cluster: Callable[..., Path]) -> None:
    """Approved or not."""
    root = cluster({f"{FOLDER}/{NUMBER}.md": item("名单", 撤回="{日期: 2026-03-06, 原因: 误发}")})
    ran = build(root)
    assert (ran.code, mentions(root, NUMBER), NUMBER in ran.out) == (0, [], False), ran.out


def test_a_review_of_a_change_shows_no_text_of_it(cluster: Callable[..., Path]) -> None:
    """Whether a page stays or not."""
    branch = Branch(cluster())
    branch.write(PATH, draft(撤回="{日期: 2026-03-06, 原因: 误发}"))
    ran = run("review", "--root", branch.root, "--base", "start", "--date", NOW, "--quiet")
    assert PATH in ran.out and UNSEEN not in ran.out + ran.err and "不留说明页" in ran.out, ran.out


def test_no_message_quotes_an_old_address_of_what_is_not_public(cluster: Callable[..., Path]) -> None:
    root = cluster({PATH: item("不公开的", 公开属性="不予公开", 不予公开理由="国家秘密", 别名=f'["/a.html", "{UNSEEN}://x"]')})
    ran = run("check", "--root", root, "--quiet", "--all")
    assert (ran.code, UNSEEN in ran.out + ran.err) == (1, False) and "别名第 2 项" in ran.out, ran.out
