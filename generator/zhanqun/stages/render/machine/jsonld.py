"""JSON-LD (schema.org) of pages: who publishes, where the page stands, what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from zhanqun.model.catalog import Card, LinkedItem
from zhanqun.model.cluster import Cluster, Site
from zhanqun.stages.render.machine.kinds import SCHEMA_TYPES
from zhanqun.stages.render.machine.text import line, script_safe
from zhanqun.stages.render.machine.urls import Urls, prefix, timestamp

_FORCE: Mapping[str, str] = {
    "有效": "https://schema.org/InForce", "已修改": "https://schema.org/InForce",
    "部分失效": "https://schema.org/PartiallyInForce", "失效": "https://schema.org/NotInForce",
    "废止": "https://schema.org/NotInForce",
}
_encode = msgspec.json.Encoder().encode


def script(value: Mapping[str, Any]) -> str:
    """A data block: no browser executes it, so a ``script-src`` without ``unsafe-inline`` lets it pass."""
    return f'<script type="application/ld+json">{script_safe(_encode(value).decode("utf-8"))}</script>'


def organisation(urls: Urls, site: Site) -> dict[str, Any]:
    """The department as GovernmentOrganization, the same object on all its pages."""
    found: dict[str, Any] = {
        "@type": "GovernmentOrganization", "name": line(site.name), "url": urls.url(prefix(site), site.id),
    }
    office = site.office
    if office.get("联系电话"):
        found["telephone"] = line(office["联系电话"])
    if office.get("办公地址"):
        found["address"] = line(office["办公地址"])
    return found


def crumbs(trail: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """BreadcrumbList from (name, absolute address); an empty address is the page itself."""
    entries: list[dict[str, Any]] = []
    for position, (name, url) in enumerate(trail, 1):
        entry: dict[str, Any] = {"@type": "ListItem", "position": position, "name": line(name)}
        if url:
            entry["item"] = url
        entries.append(entry)
    return {"@type": "BreadcrumbList", "itemListElement": entries}


def graph(*nodes: Mapping[str, Any] | msgspec.Raw) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@graph": list(nodes)}


def home_node(cluster: Cluster, urls: Urls, site: Site) -> dict[str, Any]:
    """The site itself. The mother offers its search page."""
    url = urls.url(prefix(site), site.id)
    node: dict[str, Any] = {"@type": "WebSite", "name": line(site.name), "url": url, "inLanguage": "zh-CN"}
    if site.role == "mother":
        node["potentialAction"] = {
            "@type": "SearchAction", "target": urls.shared("search.html") + "?q={search_term_string}",
            "query-input": "required name=search_term_string",
        }
    return node


def faq_node(
    cluster: Cluster, urls: Urls, url: str, title: str, answers: Sequence[tuple[str, str, Card]],
) -> dict[str, Any]:
    """A page of (question, answer, where it comes from)."""
    return {
        "@type": "FAQPage", "@id": url, "url": url, "name": line(title), "inLanguage": "zh-CN",
        "mainEntity": [{
            "@type": "Question", "name": line(question), "datePublished": timestamp(cluster.time_zone, card.published),
            "acceptedAnswer": {"@type": "Answer", "text": line(answer), "url": urls.url(card.address, card.site)},
        } for question, answer, card in answers],
    }


def item_node(
    cluster: Cluster, urls: Urls, linked: LinkedItem, url: str, publisher: msgspec.Raw, description: str,
) -> dict[str, Any]:
    """What the item is: a legal document, a service, news, a report or an article."""
    card, head = linked.card, linked.item.head
    node: dict[str, Any] = {
        "@type": _type_of(linked), "@id": url, "url": url, "inLanguage": "zh-CN", "publisher": publisher,
        "datePublished": timestamp(cluster.time_zone, card.published),
    }
    title = line(card.title)
    node["name"] = title
    if node["@type"] == "GovernmentService":
        del node["datePublished"], node["publisher"], node["inLanguage"]
        node["provider"] = publisher
    else:
        node["headline"] = title
    if description:
        node["description"] = line(description)
    if node["@type"] == "Legislation":
        _legislation(node, linked)
    elif card.doc_no:
        node["identifier"] = line(card.doc_no)
    if card.formed is not None and node["@type"] != "GovernmentService":
        node["dateCreated"] = card.formed.isoformat()
    if card.keywords and node["@type"] != "GovernmentService":
        node["keywords"] = [line(word) for word in card.keywords]
    if card.issuer and node["@type"] != "GovernmentService":
        node["author"] = {"@type": "GovernmentOrganization", "name": line(card.issuer)}
    if linked.explains:
        node["about"] = [{"@type": "CreativeWork", "@id": urls.url(target.address, target.site),
                          "name": line(target.title)} for target in linked.explains]
    if head.repost is not None:
        node["isBasedOn"] = head.repost.url
    return node


def _type_of(linked: LinkedItem) -> str:
    card = linked.card
    if linked.item.head.service is not None:
        return "GovernmentService"
    if card.kind == "文件" and card.doc_no:
        return "Legislation"
    return SCHEMA_TYPES.get(card.kind, "Article")


def _legislation(node: dict[str, Any], linked: LinkedItem) -> None:
    card, head = linked.card, linked.item.head
    node["legislationIdentifier"] = line(card.doc_no)
    if card.formed is not None:
        node["legislationDate"] = card.formed.isoformat()
    if head.effective is not None:
        node["legislationDateOfApplicability"] = head.effective.isoformat()
    if card.genre:
        node["legislationType"] = line(card.genre)
    if card.issuer:
        node["legislationPassedBy"] = {"@type": "GovernmentOrganization", "name": line(card.issuer)}
    force = _FORCE.get(card.validity)
    if force:
        node["legislationLegalForce"] = force
