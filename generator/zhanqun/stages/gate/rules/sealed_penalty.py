"""A public-order penalty of a certain person; sealed from 2026-01-01."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from zhanqun.model.finding import Severity
from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.stages.gate.detect.cases import SEALED
from zhanqun.stages.gate.lookup import midnight
from zhanqun.stages.gate.texts import hits

SEALED_FROM = date(2026, 1, 1)


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    for hit in hits(value, SEALED):
        if context.now.date() < SEALED_FROM:
            yield replace(hit, severity=Severity.WARNING)
        else:
            yield hit


def _turns(value: Item | Page, context: Context) -> Iterator[datetime]:
    yield midnight(SEALED_FROM)


RULE = Rule(
    id=SEALED.id,
    title=SEALED.title,
    source="治安管理处罚法（2025 年修订，2026 年 1 月 1 日起施行）第一百三十六条：违反治安管理的记录应当予以封存",
    check=_check,
    turns=_turns,
)
