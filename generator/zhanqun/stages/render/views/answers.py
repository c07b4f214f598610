"""政策问答: questions with their answers on one page, from the items of the columns of that kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zhanqun.model.catalog import Card
from zhanqun.model.cluster import Catalogue, Cluster, Site
from zhanqun.stages.render.views.address import column_href, prefix
from zhanqun.stages.render.views.rows import Link, Row, has_sites_below, row

FOLDER = "lanmu/wenda"
TITLE = "政策问答"
KIND = "问答"
MOST = 100
"""Questions on the page; the columns list them all."""
_ASKED = re.compile(r"^(?:问题?|Q)\s*[:：]\s*", re.IGNORECASE)
_ANSWERED = re.compile(r"^(?:答复?|A)\s*[:：]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    row: Row
    question: str
    asked: tuple[str, ...]
    """What was asked in full; empty when the title says it all."""
    answer: tuple[str, ...]
    """Visible text, one paragraph each; empty when only the item itself has it."""


@dataclass(frozen=True, slots=True)
class AnswersView:
    title: str
    site: str
    answers: tuple[Answer, ...]
    total: int
    show_issuer: bool
    columns: tuple[Link, ...]


def has_answers(catalogue: Catalogue) -> bool:
    return any(column.kind == KIND for column in catalogue.columns)


def answers_href(site: Site) -> str:
    return f"{prefix(site)}{FOLDER}/index.html"


def answer_of(card: Card, short: str, text: str) -> Answer:
    """Take question and answer apart. ``text``: the item's visible text, one block a line."""
    lines = [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]
    at = next((n for n, line in enumerate(lines) if _ANSWERED.match(line)), None)
    asked, said = (lines[:at], lines[at:]) if at is not None else ([], lines)
    said = [cut for line in said if (cut := _ANSWERED.sub("", line))]
    question = _ASKED.sub("", card.title)
    told = [cut for line in asked if (cut := _ASKED.sub("", line)) and cut != question]
    return Answer(row(card, short), question, tuple(told), tuple(said))


def answers_view(cluster: Cluster, site: Site, answers: Sequence[Answer], total: int) -> AnswersView:
    return AnswersView(
        title=TITLE, site=site.name, answers=tuple(answers), total=total, show_issuer=has_sites_below(cluster, site),
        columns=tuple(
            Link(column.name, column_href(site, column.code))
            for column in cluster.catalogue.columns if column.kind == KIND
        ),
    )
