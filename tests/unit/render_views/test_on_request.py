"""The calendar that the deadline calculator gets, and where the page is linked from."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from zhanqun.model.cluster import Calendar, Cluster
from zhanqun.stages.render.views.foi import COLUMN, calendar_json, foi_href, foi_view
from zhanqun.stages.render.views.listing import column_list_view
from zhanqun.text.working_days import WorkingDays


def test_the_calendar_says_which_weekdays_are_off_and_which_weekends_work() -> None:
    found = json.loads(calendar_json(WorkingDays(), [2026, 2040]))
    assert "0216" in found["2026"]["off"]
    assert "0214" in found["2026"]["on"]
    assert found["2026"]["guess"] is False
    assert found["2040"]["guess"] is True


def test_the_clusters_own_calendar_counts() -> None:
    days = WorkingDays(Calendar(holidays=frozenset([date(2026, 3, 3)]), workdays=frozenset([date(2026, 3, 7)])))
    found = json.loads(calendar_json(days, [2026]))["2026"]
    assert "0303" in found["off"]
    assert "0307" in found["on"]


def test_the_page_covers_last_year_to_the_year_after_next(cluster: Cluster) -> None:
    view = foi_view(cluster.mother, WorkingDays(), 2026)
    assert (view.first, view.last) == ("2025-01-01", "2028-12-31")


def test_its_column_links_to_it(cluster: Cluster, make_card: Callable[..., Any]) -> None:
    column = replace(cluster.catalogue.columns[0], name=COLUMN)
    view = column_list_view(cluster, cluster.sites[1], column, [])
    assert [link.href for link in view.tools] == [foi_href(cluster.sites[1])]
    assert column_list_view(cluster, cluster.sites[1], cluster.catalogue.columns[0], []).tools == ()
