"""Cleared things -> Catalog."""

from __future__ import annotations

from collections import defaultdict
from posixpath import dirname, join, normpath

from zhanqun.model.address import address_of
from zhanqun.model.catalog import Card, Catalog, LinkedItem, LinkedPage, LinkedStub
from zhanqun.model.cluster import Cluster
from zhanqun.model.history import History, Revision
from zhanqun.model.ids import Address, SiteId
from zhanqun.model.verdict import ClearedItem, GateResult


def link_items(cluster: Cluster, result: GateResult, history: History) -> Catalog:
    """Give each cleared thing its address and its relations; every order is stated and stable."""
    cards = {item.path: make_card(cluster, item) for item in result.items}
    by_index = {item.head.index_no: cards[item.path] for item in result.items if item.head.index_no}
    explained_by: defaultdict[str, list[Card]] = defaultdict(list)
    explains: dict[str, tuple[Card, ...]] = {}
    related: dict[str, tuple[Card, ...]] = {}
    for item in result.items:
        targets = _resolve(item, item.head.interprets, cards, by_index)
        explains[item.path] = targets
        for target in targets:
            explained_by[target.address].append(cards[item.path])
        related[item.path] = _resolve(item, item.head.related, cards, by_index)
    items: dict[SiteId, list[LinkedItem]] = {site.id: [] for site in cluster.sites}
    for item in result.items:
        card = cards[item.path]
        items[item.site].append(LinkedItem(
            item=item, card=card, explains=explains[item.path], related=related[item.path],
            explained_by=tuple(sorted(explained_by.get(card.address, ()), key=newest_first)),
            revisions=public_revisions(cluster, item, history),
        ))
    pages: dict[SiteId, list[LinkedPage]] = {site.id: [] for site in cluster.sites}
    for page in result.pages:
        pages[page.site].append(LinkedPage(page=page, address=address_of(cluster, page.path)))
    stubs: dict[SiteId, list[LinkedStub]] = {site.id: [] for site in cluster.sites}
    for stub in result.stubs:
        stubs[stub.site].append(LinkedStub(stub=stub, address=address_of(cluster, stub.path)))
    return Catalog(
        cluster=cluster,
        items={site: tuple(sorted(found, key=lambda linked: linked.card.address)) for site, found in items.items()},
        pages={site: tuple(sorted(found, key=lambda linked: linked.address)) for site, found in pages.items()},
        stubs={site: tuple(sorted(found, key=lambda linked: linked.address)) for site, found in stubs.items()},
        cards=tuple(sorted(cards.values(), key=newest_first)),
        redirects=_redirects(cluster, result, cards),
    )


def newest_first(card: Card) -> tuple[int, int, str]:
    """Sort key: 发布日期 descending to the minute, then address ascending."""
    clock = card.published.clock
    return (-card.published.day.toordinal(), -(clock.hour * 60 + clock.minute) if clock else 0, card.address)


def make_card(cluster: Cluster, item: ClearedItem) -> Card:
    head = item.head
    column = cluster.catalogue.by_code[head.column]
    consultation = head.consultation
    return Card(
        address=address_of(cluster, item.path), site=item.site, column=head.column, kind=column.kind,
        title=head.title, published=head.published, formed=head.formed, doc_no=head.doc_no, index_no=head.index_no,
        issuer=head.issuer, validity=head.validity.value, genre=head.genre, topics=head.topics,
        keywords=head.keywords, summary=head.summary, until=head.until, submitted=head.submitted,
        files=sum(file.listed for file in item.files),
        start=consultation.start if consultation else None,
        end=consultation.end if consultation else None,
        feedback=consultation.feedback.day if consultation and consultation.feedback else None,
        sha256=item.sha256,
    )


def public_revisions(cluster: Cluster, item: ClearedItem, history: History) -> tuple[Revision, ...]:
    """Revisions after the day of publication; drafts before it are nobody's business, and coming here is no change."""
    if not cluster.policy.history:
        return ()
    found = history.files.get(item.path)
    if found is None:
        return ()
    first = item.head.published.day
    return tuple(dict.fromkeys(
        Revision(revision.day, revision.note) for revision in found.revisions
        if revision.day > first and ((revision.commit and not revision.signed) or revision.note)
    ))


def _resolve(
    item: ClearedItem, targets: tuple[str, ...], cards: dict[str, Card], by_index: dict[str, Card],
) -> tuple[Card, ...]:
    """Cards named by index number or path. What is not cleared is left out: the gate has said so already."""
    found: list[Card] = []
    for target in targets:
        card = by_index.get(target)
        if card is None:
            for path in candidate_paths(item.path, target):
                card = cards.get(path)
                if card is not None:
                    break
        if card is not None and card not in found:
            found.append(card)
    return tuple(found)


def candidate_paths(path: str, target: str) -> tuple[str, ...]:
    """Where a relation may point: from the cluster's root, or beside the item."""
    return (target, normpath(join(dirname(path), target)))


def _redirects(
    cluster: Cluster, result: GateResult, cards: dict[str, Card],
) -> tuple[tuple[Address, Address], ...]:
    pairs: list[tuple[Address, Address]] = []
    for item in result.items:
        pairs.extend((Address(alias.lstrip("/")), cards[item.path].address) for alias in item.head.aliases)
    for page in result.pages:
        target = address_of(cluster, page.path)
        pairs.extend((Address(alias.lstrip("/")), target) for alias in page.head.aliases)
    return tuple(sorted(pairs))
