"""JSON-LD of every page of the sample against the terms of schema.org: types, properties, values that may not be empty."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HOST = "https://www.qihe.example/"
_THING = {"@id", "@type", "url", "name", "description", "identifier"}
_WORK = _THING | {
    "about", "author", "dateCreated", "datePublished", "headline", "inLanguage", "isBasedOn", "keywords", "publisher",
}  # fmt: skip
TERMS: dict[str, set[str]] = {
    "GovernmentOrganization": _THING | {"address", "telephone"},
    "WebSite": _WORK | {"potentialAction"},
    "SearchAction": {"@type", "target", "query-input"},
    "WebPage": _WORK,
    "CollectionPage": _WORK,
    "Article": _WORK,
    "NewsArticle": _WORK,
    "Report": _WORK,
    "CreativeWork": _WORK,
    "Legislation": _WORK | {
        "legislationDate", "legislationDateOfApplicability", "legislationIdentifier", "legislationLegalForce",
        "legislationPassedBy", "legislationType",
    },
    "GovernmentService": _THING | {"provider"},
    "FAQPage": _WORK | {"mainEntity"},
    "Question": _THING | {"acceptedAnswer", "datePublished"},
    "Answer": _THING | {"text"},
    "BreadcrumbList": {"@type", "itemListElement"},
    "ListItem": {"@type", "item", "name", "position"},
}  # fmt: skip
"""Every type that pages use and the properties that schema.org (version 29) gives it or what it is a kind of."""

NEEDED = {
    "Legislation": {"name", "legislationIdentifier", "datePublished", "publisher"},
    "Article": {"headline", "datePublished", "publisher"},
    "NewsArticle": {"headline", "datePublished", "publisher"},
    "GovernmentService": {"name", "provider"},
    "Question": {"name", "acceptedAnswer"},
    "Answer": {"text"},
    "ListItem": {"name", "position"},
    "GovernmentOrganization": {"name"},
}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def blocks(sample: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(sample.rglob("*.html")):
        for script in re.findall(r'<script type="application/ld\+json">(.*?)</script>', path.read_text("utf-8"), re.DOTALL):
            yield path.relative_to(sample).as_posix(), json.loads(script)


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "@graph" not in value:
            yield value
        for inner in value.values():
            yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def faults(node: dict[str, Any]) -> Iterator[str]:
    kind = str(node.get("@type"))
    if kind not in TERMS:
        yield f"type {kind}"
        return
    yield from (f"{kind}.{key}" for key in node if key not in TERMS[kind])
    yield from (f"{kind} without {key}" for key in NEEDED.get(kind, set()) - set(node))
    for key, value in node.items():
        if value in ("", None, [], {}):
            yield f"{kind}.{key} is empty"
        if key in ("url", "item", "@id") and not (str(value).startswith(HOST) and " " not in value):
            yield f"{kind}.{key}: {value}"
        if key == "datePublished" and not _TIME.fullmatch(value):
            yield f"{kind}.{key}: {value}"
        if key in ("dateCreated", "legislationDate", "legislationDateOfApplicability") and not _DAY.fullmatch(value):
            yield f"{kind}.{key}: {value}"
    if kind == "BreadcrumbList":
        places = [entry["position"] for entry in node["itemListElement"]]
        if places != list(range(1, len(places) + 1)):
            yield f"positions {places}"


def test_every_block_keeps_to_the_terms(sample: Path) -> None:
    found = list(blocks(sample))
    assert len(found) > 500
    wrong = [f"{page}: {fault}" for page, block in found for node in nodes(block) for fault in faults(node)]
    assert wrong == []
    assert all(block["@context"] == "https://schema.org" for _, block in found)


def test_every_type_occurs(sample: Path) -> None:
    assert {str(node["@type"]) for _, block in blocks(sample) for node in nodes(block)} == set(TERMS)
