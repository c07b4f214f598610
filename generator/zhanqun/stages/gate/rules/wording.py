"""Words of the cluster's own lists (words.yml): wrong names of the state, slips that inspections count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from zhanqun.model.cluster import Wording
from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.stages.gate.lookup import lookup_for
from zhanqun.stages.gate.texts import head_text

_FEW = 24
"""Up to so many words, asking for each is faster than one pattern of all."""


@lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w))))


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    today = context.now.date()
    active = [
        word
        for word in context.cluster.words
        if word.word and (word.since is None or word.since <= today) and (word.until is None or today <= word.until)
    ]
    if not active:
        return
    head, lines = head_text(value)
    for text, rows in ((head, lines), (value.body, None)):
        if len(active) > _FEW and not _pattern(tuple(word.word for word in active)).search(text):
            continue
        for word in active:
            if word.word in text:
                yield from _hits(word, text, rows, value.body_line)


def _hits(word: Wording, text: str, rows: tuple[int, ...] | None, body_line: int) -> Iterator[Hit]:
    start = text.find(word.word)
    while start >= 0:
        row = text.count("\n", 0, start)
        left = text.rfind("\n", 0, start) + 1
        yield Hit(
            message=f"出现错敏词“{word.word}”",
            help=word.advice or "对照原件改正",
            line=rows[row] if rows is not None else body_line + row,
            column=start - left + 1 if rows is None else 0,
            severity=Severity.ERROR if word.level == "fatal" else Severity.WARNING,
        )
        start = text.find(word.word, start + len(word.word))


def _turns(value: Item | Page, context: Context) -> Iterator[datetime]:
    change = lookup_for(context.cluster, context.now.date()).words_change
    if change is not None:
        yield change


RULE = Rule(
    id=RuleId("wording"),
    title="出现错敏词",
    source="国办秘函〔2019〕19号 单项否决：严重表述错误",
    check=_check,
    turns=_turns,
)
