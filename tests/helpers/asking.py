"""The same questions put to two outputs, through the engine that readers use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from helpers.node import Node

DRIVER = Path(__file__).resolve().parents[1] / "unit" / "search" / "driver.js"


def questions(texts: Iterable[str]) -> list[tuple[str, dict[str, object], int]]:
    """Every text as it is typed, every third one also as a reader narrows it, sorts it, or sees its first page only."""
    asked: list[tuple[str, dict[str, object], int]] = []
    for number, text in enumerate(dict.fromkeys(texts)):
        asked.append((text, {"counts": True}, 1_000))
        if number % 3 == 0:
            asked += [
                (text, {}, 2), (text, {"title": True}, 1_000), (text, {"sort": "date"}, 1_000),
                (text, {"counts": True, "filters": {"site": ["jiaoyu"]}}, 1_000),
            ]
    return asked


def answered_unlike(node: Node, left: Path, right: Path, texts: Iterable[str]) -> list[str]:
    """Questions that the two outputs do not answer alike, each with both answers; short, for an assertion's message."""
    asked = questions(texts)
    answers = node.ask("searchAll", [str(left / "search"), str(right / "search")], asked)
    return [
        f"{question}:\n  {_shown(one)}\n  {_shown(two)}"
        for question, one, two in zip(asked, *answers, strict=True) if _shown(one) != _shown(two)
    ]


def _shown(answer: Any) -> tuple[int, object, Sequence[tuple[str, str]]]:
    """What a reader sees of an answer: scores and places are worked out from it and not shown."""
    return answer["total"], answer["facets"], [(hit["address"], hit["attachment"]) for hit in answer["hits"]]
