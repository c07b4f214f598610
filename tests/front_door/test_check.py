"""``zhanqun check`` with words behind it: sites, and what people write instead."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import item
from helpers.run import Zhanqun

DATE = ("--date", "2026-08-22 09:00")
BROKEN = "sites/jiaoyu/docs/tongzhi/2026/huai.md"


def test_only_the_problems_of_the_sites_named_are_told(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster({BROKEN: item(发布日期="昨天")})
    assert f"{BROKEN}:" in zhanqun("check", "--root", root, "jiaoyu", *DATE).out
    ran = zhanqun("check", "--root", root, "portal", *DATE)
    assert (ran.code, BROKEN in ran.out) == (0, False)


@pytest.mark.parametrize(("word", "told"), [
    (BROKEN, "zhanqun check jiaoyu"), (f"./{BROKEN}", "zhanqun check jiaoyu"), ("sites/jiaoyu", "zhanqun check jiaoyu"),
    ("jiaoyv", "没有站点 jiaoyv；现有站点：portal、jiaoyu"), ("sites/nichts/docs/a.md", "没有站点 sites/nichts/docs/a.md")])
def test_who_names_a_file_is_told_which_site_to_name(
    cluster: Callable[..., Path], zhanqun: Zhanqun, word: str, told: str,
) -> None:
    ran = zhanqun("check", "--root", cluster({}), word, *DATE)
    assert ran.code == 2
    assert told in ran.err
