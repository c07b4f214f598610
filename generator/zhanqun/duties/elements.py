"""Elements that a guide and a catalogue must have (条例第十二条)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from zhanqun.duties.facts import Facts
from zhanqun.model.catalog import LinkedItem
from zhanqun.model.cluster import Site
from zhanqun.model.coverage import GUIDE_OFFICE, GUIDE_WRITTEN
from zhanqun.model.duty import Duty

OFFICE, WRITTEN = GUIDE_OFFICE, GUIDE_WRITTEN


def missing_guide_elements(facts: Facts, site: Site) -> tuple[str, ...]:
    """Of the nine, those that a site lacks: site.yml gives six; a hand-written guide's text must name three."""
    text = facts.guides.get(site.id, "")
    lacking = tuple(name for name in OFFICE if not site.office.get(name))
    # Without a guide of its own the site has the generated one, which explains all three.
    return lacking + tuple(name for name in WRITTEN if text and name not in text)


def guide_duties(facts: Facts) -> Iterator[Duty]:
    columns = [column for column in facts.cluster.catalogue.columns if column.fixed and "指南" in column.name]
    if not columns:
        return
    column = columns[0]
    oldest = facts.day - timedelta(facts.number("指南更新天数"))
    for site in facts.sites:
        if not facts.required(site, column):
            continue
        missing = missing_guide_elements(facts, site)
        if missing:
            yield facts.duty("guide-incomplete", site, f"缺少：{'、'.join(missing)}", column=column)
        newest = facts.shelf(site.id, column.code).newest
        if newest is not None and newest < oldest and not column.update.startswith(("2", "6", "1", "季", "月")):
            yield facts.duty("guide-old", site, f"最近更新在 {newest}", column=column, due=newest)


def catalogue_duties(facts: Facts) -> Iterator[Duty]:
    """Per site and element, one duty that lists the items that lack it. Own items below 法定主动公开内容 only."""
    tops = {column.code for column in facts.cluster.catalogue.columns if column.fixed and "主动公开" in column.name}
    for site in facts.sites:
        lacking: dict[str, list[LinkedItem]] = {"索引号": [], "内容概述": [], "生成日期": []}
        total = 0
        for linked in facts.catalog.items.get(site.id, ()):
            if tops.isdisjoint(facts.above[linked.card.column]):
                continue
            total += 1
            if not linked.card.index_no:
                lacking["索引号"].append(linked)
            if not linked.card.summary:
                lacking["内容概述"].append(linked)
            if linked.card.formed is None:
                lacking["生成日期"].append(linked)
        for name, found in lacking.items():
            if found:
                # A missing summary is made good by the beginning of the text.
                yield facts.duty(
                    "catalogue-incomplete", site, f"{total} 条中 {len(found)} 条没有{name}", subject=f"目录要素：{name}",
                    refs=tuple(facts.ref(linked) for linked in found), level="notice" if name == "内容概述" else "",
                )
