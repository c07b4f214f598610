"""Consultations and public notices in the order in which a reader must act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from zhanqun.model.cluster import Cluster
from zhanqun.stages.render.views.listing import column_list_view
from zhanqun.stages.render.views.matters import matters_href, matters_view

Make = Callable[..., Any]
DAY = date(2026, 8, 22)


def test_everything_stands_where_it_can_be_acted_on(cluster: Cluster, make_card: Make) -> None:
    cards = [
        make_card(address="later.html", start=date(2026, 8, 1), end=date(2026, 9, 20)),
        make_card(address="today.html", start=date(2026, 8, 1), end=DAY),
        make_card(address="soon.html", start=date(2026, 8, 1), end=date(2026, 8, 25)),
        make_card(address="coming.html", start=date(2026, 9, 1), end=date(2026, 10, 1)),
        make_card(address="told.html", start=date(2026, 5, 1), end=date(2026, 6, 1), feedback=date(2026, 6, 20)),
        make_card(address="untold.html", start=date(2026, 6, 1), end=date(2026, 7, 1)),
        make_card(address="early.html", start=date(2026, 6, 1), end=date(2026, 7, 2), feedback=date(2026, 9, 1)),
        make_card(address="notice.html", until=date(2026, 8, 30)),
        make_card(address="over.html", until=date(2026, 8, 21)),
        make_card(address="other.html"),
    ]
    view = matters_view(cluster, [card for card in cards if card.end or card.until], DAY)
    assert [(one.row.href, one.left, one.tone) for one in view.open] == [
        ("today.html", "今天截止", "urgent"), ("soon.html", "还有 3 天", "urgent"), ("later.html", "还有 29 天", "open"),
    ]  # fmt: skip
    assert [one.left for one in view.coming] == ["2026-09-01 开始"]
    assert [(one.row.href, one.tone) for one in view.ended] == [
        ("early.html", "closed"), ("untold.html", "closed"), ("told.html", "done"),
    ]  # fmt: skip
    assert [(one.row.href, one.left) for one in view.notices] == [("notice.html", "还有 8 天")]


def test_columns_of_consultations_and_notices_link_to_the_page(cluster: Cluster) -> None:
    site = cluster.sites[1]
    for column in cluster.catalogue.columns:
        pages = column_list_view(cluster, site, column, []).tools
        assert [link.href for link in pages] == ([matters_href(site)] if column.kind == "征集" else [])
    notice = replace(cluster.catalogue.columns[0], kind="公示")
    assert column_list_view(cluster, site, notice, []).tools[0].href == matters_href(site)
