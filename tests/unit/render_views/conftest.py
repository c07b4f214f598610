"""A small cluster and one item to vary, built from the frozen types alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from zhanqun.model.catalog import Card, LinkedItem
from zhanqun.model.cluster import Calendar, Catalogue, Cluster, Column, Footer, NavEntry, Policy, Site
from zhanqun.model.item import Head, Openness
from zhanqun.model.moment import Moment
from zhanqun.model.verdict import ClearedItem

Make = Callable[..., Any]


def _column(code: str, name: str, order: int, **more: Any) -> Column:
    values: dict[str, Any] = {"path": (name,), "kind": "文件", "parent": None, "children": ()}
    values.update(more)
    return Column(code=code, name=name, order=order, **values)  # type: ignore[arg-type]


@pytest.fixture
def cluster() -> Cluster:
    columns = (
        _column("10", "政府信息公开指南", 0, fixed=True, description="怎样获得信息"),
        _column("20", "法定主动公开内容", 1, fixed=True, children=("20-01",), update="6个月", basis="条例第二十条"),
        _column("20-01", "履职依据", 2, parent="20"),
        _column("60", "意见征集", 3, kind="征集"),
    )
    footer = Footer(
        host="甲县人民政府办公室", contact="0000-0000000", site_code="0000000000", icp="演示 ICP 备 0 号",
        police="演示公网安备 0 号", party_mark="https://bszs.conac.cn/", find_error="https://zfwzgl.www.gov.cn/",
    )  # fmt: skip
    mother = Site(id="portal", name="甲县人民政府", short="县政府", code="A", role="mother", order=1)  # type: ignore[arg-type]
    child = Site(
        id="jiaoyu", name="甲县教育局", short="教育局", code="B", role="child", order=2,  # type: ignore[arg-type]
        nav=(NavEntry(title="机构职能", page="jigou.md"),),
        links=(("教育部", "https://www.moe.gov.cn/"), ("某公司", "https://gov.cn.example/")),
    )  # fmt: skip
    return Cluster(
        root="/nowhere", name="甲县站群", base_url="https://www.example.gov.cn", time_zone="Asia/Shanghai",
        standards_version="2026-01", demo=False, demo_note="", footer=footer, policy=Policy(), sites=(mother, child),
        catalogue=Catalogue(columns=columns, by_code={c.code: c for c in columns}, by_path={}), reviewers=(),
        waivers=(), words=(), calendar=Calendar(),
    )  # fmt: skip


@pytest.fixture
def make_card() -> Make:
    def make(**changes: Any) -> Card:
        values: dict[str, Any] = {
            "address": "jiaoyu/a/2026/x.html", "site": "jiaoyu", "column": "20-01", "kind": "文件", "title": "通知",
            "published": Moment(date(2026, 3, 1)), "formed": None, "doc_no": "", "index_no": "", "issuer": "",
            "validity": "有效", "genre": "", "topics": (), "keywords": (), "summary": "", "until": None,
            "submitted": False, "files": 0, "start": None, "end": None, "feedback": None, "sha256": "0" * 64,
        }  # fmt: skip
        values.update(changes)
        return Card(**values)

    return make


@pytest.fixture
def make_linked(make_card: Make) -> Make:
    def make(*, card: Card | None = None, files: tuple[Any, ...] = (), revisions: tuple[Any, ...] = (), **head: Any) -> LinkedItem:
        values: dict[str, Any] = {
            "title": "关于<b>“甲”</b>的通知", "openness": Openness.ACTIVE, "column": "20-01",
            "published": Moment(date(2026, 3, 1)),
        }  # fmt: skip
        values.update(head)
        item = ClearedItem(
            site="jiaoyu", path="sites/jiaoyu/docs/a/2026/x.md", sha256="0" * 64, head=Head(**values), files=files,  # type: ignore[arg-type]
            passed=(), waived=(),
        )  # fmt: skip
        return LinkedItem(item=item, card=card or make_card(), revisions=revisions)

    return make
