"""A new item: file, front matter, index number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.front_door import run
from zhanqun.model.cluster import Calendar, Catalogue, Cluster, Column, Footer, Policy, Site
from zhanqun.model.errors import UsageError
from zhanqun.model.ids import ColumnCode, SiteId
from zhanqun.scaffold.new_item import create_item, slug_of

TODAY = date(2026, 8, 22)


def _column(code: str, *path: str, kind: str = "公告", required: tuple[str, ...] = ()) -> Column:
    return Column(
        code=ColumnCode(code), name=path[-1], path=path, kind=kind, parent=None, children=(), order=0,
        required_fields=required,
    )  # fmt: skip


@pytest.fixture
def made(tmp_path: Path) -> Cluster:
    columns = (
        _column("70", "通知公告"),
        _column("20-07", "法定主动公开内容", "预算决算", kind="财政", required=("成文日期", "发文字号")),
        _column("60", "意见征集", kind="征集"),
        _column("a", "甲", "其他"),
        _column("b", "乙", "其他"),
    )
    catalogue = Catalogue(
        columns=columns, by_code={c.code: c for c in columns}, by_path={"/".join(c.path): c for c in columns}
    )
    site = Site(id=SiteId("jiaoyu"), name="甲县教育局", short="教育局", code="DEMO00032", role="mother", order=0)
    foot = Footer(host="", contact="", site_code="", icp="", police="", party_mark="", find_error="")
    (tmp_path / "sites/jiaoyu/docs").mkdir(parents=True)
    return Cluster(
        root=str(tmp_path), name="甲县", base_url="https://www.example.gov.cn", time_zone="Asia/Shanghai",
        standards_version="", demo=False, demo_note="", footer=foot, policy=Policy(), sites=(site,),
        catalogue=catalogue, reviewers=(), waivers=(), words=(), calendar=Calendar(),
    )  # fmt: skip


def test_the_file_is_filled_in_and_named_after_column_year_and_title(made: Cluster) -> None:
    path = create_item(made, "教育局", "预算决算", "2026 年“部门”预算", TODAY)
    assert path.relative_to(made.root).as_posix() == "sites/jiaoyu/docs/20-07/2026/2026-年-部门-预算.md"
    assert path.read_text(encoding="utf-8") == (
        '---\n标题: "2026 年“部门”预算"\n公开属性: 主动公开\n信息分类: 法定主动公开内容/预算决算\n'
        "索引号: DEMO00032/2026-00001\n成文日期: 2026-08-22\n发布日期: 2026-08-22\n发文机关: 甲县教育局\n"
        "发文字号:\n---\n\n"
    )


def test_index_numbers_go_on_from_the_highest_of_the_year(made: Cluster) -> None:
    old = Path(made.root) / "sites/jiaoyu/docs/old.md"
    old.write_text(
        '---\n索引号: "DEMO00032/2026-00041" # x\n---\n正文\n索引号: DEMO00032/2026-00099\n', encoding="utf-8"
    )
    assert "索引号: DEMO00032/2026-00042\n" in create_item(made, "jiaoyu", "70", "甲", TODAY).read_text("utf-8")
    assert "索引号: DEMO00032/2027-00001\n" in create_item(made, "jiaoyu", "70", "甲", date(2027, 1, 1)).read_text(
        "utf-8"
    )


def test_nothing_is_overwritten_and_the_column_keeps_its_folder(made: Cluster) -> None:
    place = Path(made.root) / "sites/jiaoyu/docs/gonggao/2025/x.md"
    place.parent.mkdir(parents=True)
    place.write_text("---\n信息分类: 通知公告\n---\n", encoding="utf-8")
    first = create_item(made, "jiaoyu", "通知公告", "甲", TODAY)
    first.write_text("写好的正文", encoding="utf-8")
    second = create_item(made, "jiaoyu", "通知公告", "甲", TODAY)
    assert [path.relative_to(made.root).as_posix() for path in (first, second)] == [
        "sites/jiaoyu/docs/gonggao/2026/甲.md",
        "sites/jiaoyu/docs/gonggao/2026/甲-2.md",
    ]
    assert first.read_text(encoding="utf-8") == "写好的正文"


def test_a_name_that_was_taken_is_told(cluster: Callable[..., Path]) -> None:
    words = ("new", "--root", cluster(), "jiaoyu", "通知公告", "招生-3")
    once, again = run(*words), run(*words)
    assert (once.code, "已有同名文件" in once.err) == (0, False), once
    assert (again.code, "招生-3.md，所以文件名加了编号" in again.err) == (0, True), again


@pytest.mark.parametrize(
    ("site", "column", "message"),
    [
        ("jiaoyv", "70", "没有站点 'jiaoyv'；是不是 jiaoyu"),
        ("jiaoyu", "通知公示", "目录里没有栏目 '通知公示'；是不是 通知公告"),
        ("jiaoyu", "其他", "有 2 个栏目叫 '其他'；请写全路径：甲/其他、乙/其他"),
    ],
)
def test_unknown_names_say_what_there_is(made: Cluster, site: str, column: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        create_item(made, site, column, "甲", TODAY)
    assert caught.value.message == message


def test_an_empty_title_is_refused(made: Cluster) -> None:
    with pytest.raises(UsageError):
        create_item(replace(made), "jiaoyu", "70", " \n ", TODAY)


@given(st.text())
def test_slugs_are_safe_file_names(title: str) -> None:
    slug = slug_of(title)
    assert len(slug) <= 40
    assert not set(slug) & set("/\\:*?\"<>|#%+. \n\0")
    assert not slug.startswith("-") and not slug.endswith("-")
    assert slug_of(slug) == slug
