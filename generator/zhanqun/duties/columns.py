"""Columns that are blank, stale, or soon due for something new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from zhanqun.duties.duty_rules import DUTY_RULES
from zhanqun.duties.facts import Facts, later
from zhanqun.model.cluster import Column, Site
from zhanqun.model.coverage import GUIDE_OFFICE, guide_columns
from zhanqun.model.duty import Duty, NextDue


def column_duties(facts: Facts) -> Iterator[Duty]:
    """Per site, in the order of the catalogue. A column whose lower columns are asked for is judged by those."""
    remind = facts.day + timedelta(facts.number("提前提醒天数"))
    guides = guide_columns(facts.cluster.catalogue)
    for site in facts.sites:
        for column in asked_columns(facts, site):
            shelf = facts.shelf(site.id, column.code)
            if not shelf.items and not shelf.pages:
                if column in guides and all(site.office.get(name) for name in GUIDE_OFFICE):
                    continue  # The guide made from site.yml stands there.
                yield facts.duty("blank-column", site, "应有内容，一条也没有", column=column,
                                 basis=_basis(facts, column, "blank-column"))
                continue
            due = later(shelf.newest, column.update) if shelf.newest else None
            if due is None or shelf.newest is None:
                continue
            said = f"最新内容在 {shelf.newest}，周期{column.update}"
            if due < facts.day:
                days = (facts.day - due).days
                yield facts.duty("stale-column", site, f"{said}，已过 {days} 天", column=column, due=due,
                                 basis=_basis(facts, column, "stale-column"))
            elif due <= remind:
                yield facts.duty("update-due", site, f"{said}，应在 {due} 前更新", column=column, due=due)


def next_dues(facts: Facts) -> tuple[NextDue, ...]:
    """Every column with an update cycle that is not overdue, by day."""
    found = []
    for site in facts.sites:
        for column in asked_columns(facts, site):
            newest = facts.shelf(site.id, column.code).newest
            due = later(newest, column.update) if newest else None
            if newest and due and due >= facts.day:
                found.append(NextDue(
                    site=site.id, site_name=site.name, column=column.code, column_name="/".join(column.path),
                    url=facts.column_url(site, column), cycle=column.update, last=newest, due=due,
                ))
    return tuple(sorted(found, key=lambda next_: (next_.due, next_.site, next_.column)))


def asked_columns(facts: Facts, site: Site) -> list[Column]:
    """Columns that the site must have, without those that only hold other asked columns."""
    asked = [column for column in facts.cluster.catalogue.columns if facts.required(site, column)]
    holders = {code for column in asked for code in facts.above[column.code][1:]}
    return [column for column in asked if column.code not in holders]


def _basis(facts: Facts, column: Column, rule: str) -> str:
    return "；".join(part for part in (column.basis, DUTY_RULES[rule].basis) if part)
