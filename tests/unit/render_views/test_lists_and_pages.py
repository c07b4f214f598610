from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from zhanqun.model.catalog import LinkedStub
from zhanqun.model.cluster import Cluster
from zhanqun.model.moment import Moment
from zhanqun.model.verdict import Stub
from zhanqun.stages.render.views.address import is_government
from zhanqun.stages.render.views.home import mother_home_view, outside_links, site_home_view, without_title
from zhanqun.stages.render.views.listing import column_list_view, columns_view, departments_view, pager
from zhanqun.stages.render.views.plain import breadcrumb_html, column_trail, site_menu, stub_view
from zhanqun.stages.render.views.rows import Link, closing_soon, days_left, row
from zhanqun.stages.render.views.sitemap import sitemap_view

DAY = date(2026, 5, 1)


def test_a_row_marks_what_is_no_longer_valid(make_card: Any) -> None:
    assert (row(make_card()).tag, row(make_card()).tone) == ("", "")
    assert (row(make_card(validity="废止")).tag, row(make_card(validity="废止")).tone) == ("废止", "void")
    assert row(make_card(validity="已修改")).tone == "warn"


def test_a_row_without_issuing_body_names_the_site(make_card: Any) -> None:
    assert row(make_card(), "教育局").issuer == "教育局"


def test_words_for_the_days_left() -> None:
    assert [days_left(date(2026, 5, day), DAY) for day in (1, 4)] == ["今天截止", "还有 3 天"]
    assert days_left(date(2026, 4, 30), DAY) == ""


def test_what_closes_first_comes_first_and_what_is_not_open_is_left_out(make_card: Any) -> None:
    cards = [
        make_card(title="已过", until=date(2026, 4, 30)),
        make_card(title="未开始", start=date(2026, 5, 2), end=date(2026, 6, 2)),
        make_card(title="后", until=date(2026, 5, 9)),
        make_card(title="先", start=date(2026, 4, 1), end=date(2026, 5, 2)),
        make_card(title="普通"),
    ]
    found = closing_soon(cards, DAY)
    assert [(one.title, one.urgent) for one in found] == [("先", True), ("后", False)]


def test_stable_pages_say_nothing_that_a_new_item_would_change(cluster: Cluster, make_card: Any) -> None:
    column = cluster.catalogue.by_code["20"]
    cards = [make_card()]
    few = column_list_view(cluster, cluster.sites[1], column, cards, total=41, page=1, stable=2, counts={"20": 41}, years=(2026,))
    many = column_list_view(cluster, cluster.sites[1], column, cards, total=99, page=1, stable=5, counts={"20": 99}, years=(2027,))
    assert few == many


def test_the_newest_page_links_the_stable_ones_newest_first(make_card: Any) -> None:
    made = pager("c.html", ["c-p1.html", "c-p2.html"], None, [make_card()])
    assert made is not None
    assert (made.newest, made.newer, made.older) == ("", "", "c-p2.html")
    assert [link.href for link in made.pages] == ["c-p2.html", "c-p1.html"]


def test_pages_lead_to_their_neighbours(make_card: Any) -> None:
    pages = ["p1", "p2", "p3"]
    made = [pager("new", pages, number, [make_card()]) for number in (1, 2, 3)]
    assert [(one.newer, one.older) for one in made if one] == [("p2", ""), ("p3", "p1"), ("new", "p2")]
    assert pager("new", [], None, []) is None


def test_the_label_of_a_page_is_its_span_of_days(make_card: Any) -> None:
    cards = [make_card(published=Moment(date(2026, 3, 9))), make_card(published=Moment(date(2026, 3, 1)))]
    made = pager("new", ["p1"], 1, cards)
    assert made is not None and made.label == "2026-03-01 至 2026-03-09"


def test_empty_column_says_so_and_keeps_its_basis(cluster: Cluster) -> None:
    made = column_list_view(cluster, cluster.sites[1], cluster.catalogue.by_code["20"], [], total=0)
    assert made.rows == () and made.empty
    assert (made.basis, made.update) == ("条例第二十条", "每半年")
    assert [child.href for child in made.children] == ["jiaoyu/lanmu/20-01.html"]


def test_catalogue_shows_every_column_with_its_count(cluster: Cluster) -> None:
    made = columns_view(cluster, cluster.sites[1], {"20": 3, "20-01": 3}, {"20": DAY})
    assert [(node.title, node.count) for node in made.columns][1] == ("法定主动公开内容", 3)
    assert made.columns[1].children[0].count == 3


def test_departments_and_site_map_know_every_site(cluster: Cluster) -> None:
    assert [entry.name for _, entries in departments_view(cluster, {}, {}).groups for entry in entries] == ["甲县教育局"]
    assert [entry.site.title for entry in sitemap_view(cluster, {}).sites] == ["甲县人民政府", "甲县教育局"]
    assert sitemap_view(cluster, {}).sites[1].pages[0].href == "jiaoyu/jigou.html"


def test_menu_holds_home_fixed_columns_and_catalogue(cluster: Cluster) -> None:
    assert [entry["title"] for entry in site_menu(cluster, cluster.sites[1])] == [
        "首页", "政府信息公开指南", "法定主动公开内容", "政策库", "公开目录",
    ]  # fmt: skip
    assert site_menu(cluster, cluster.mother)[-1]["href"] == "bumen/index.html"


def test_breadcrumb_escapes_and_marks_the_page_itself(cluster: Cluster) -> None:
    trail = column_trail(cluster, cluster.sites[1], "20-01", last=True)
    assert [title for title, _ in trail] == ["首页", "教育局", "法定主动公开内容", "履职依据"]
    made = breadcrumb_html((("<首页>", "index.html"), ("本页", "")), "../")
    assert '<a href="../index.html">&lt;首页&gt;</a>' in made
    assert '<li aria-current="page">本页</li>' in made


def test_a_stub_has_no_title_of_what_was_there(cluster: Cluster) -> None:
    stub = Stub(
        site="jiaoyu", path="sites/jiaoyu/docs/x.md", column="20-01", kind="expired", day=DAY, reason="", index_no="B/1",  # type: ignore[arg-type]
    )  # fmt: skip
    made = stub_view(LinkedStub(stub=stub, address="jiaoyu/x.html"), cluster, cluster.sites[1])  # type: ignore[arg-type]
    assert made.title == "公示已结束"
    assert made.column.href == "jiaoyu/lanmu/20-01.html"


def test_home_of_an_empty_cluster_has_no_rows_and_no_figures_but_zero(cluster: Cluster) -> None:
    made = mother_home_view(cluster, [], day=DAY, counts={}, site_counts={}, site_latest={}, this_year=0, closing=[])
    assert made.latest == () and made.closing == ()
    assert [number for _, number in made.figures] == ["0", "0", "0"]
    assert [tile.title for tile in made.fixed] == ["政府信息公开指南", "法定主动公开内容"]


def test_hand_written_text_under_a_home_page_loses_its_own_title() -> None:
    assert without_title('<h1 id="a">标题</h1><p>文</p>') == "<p>文</p>"


def test_links_to_other_than_government_sites_say_so(cluster: Cluster) -> None:
    assert [link.notice for link in outside_links(cluster.sites[1])] == ["", "非政府网站"]


@pytest.mark.parametrize(
    ("url", "government"),
    [
        ("https://www.gov.cn/a", True), ("https://x.y.gov.cn", True), ("https://甲县.政务/", True),
        ("https://gov.cn.example/", False), ("https://agov.cn/", False), ("/a.html", False), ("", False),
    ],
)  # fmt: skip
def test_what_counts_as_a_government_site(url: str, government: bool) -> None:
    assert is_government(url) is government


def test_a_penalty_that_stays_public_for_a_year_is_not_closing_soon(make_card: Any) -> None:
    assert closing_soon([make_card(until=date(2027, 4, 30))], DAY) == ()


def test_hand_written_pages_stand_in_for_items_of_a_column(cluster: Cluster) -> None:
    column, link = cluster.catalogue.by_code["10"], Link("指南", "jiaoyu/zhinan.html")
    assert column_list_view(cluster, cluster.sites[1], column, [], total=0, pages=(link,)).pages == (link,)
    assert column_list_view(cluster, cluster.sites[1], column, [], page=1, stable=1, pages=(link,)).pages == ()


def test_a_department_shows_below_its_columns_only_what_has_content(cluster: Cluster) -> None:
    def children(counts: dict[str, int]) -> list[int]:
        made = site_home_view(cluster, cluster.sites[1], [], day=DAY, counts=counts, latest={}, closing=[])
        return [len(node.children) for node in made.columns]

    assert children({}) == [0, 0, 0]
    assert children({"20": 1, "20-01": 1}) == [0, 1, 0]
