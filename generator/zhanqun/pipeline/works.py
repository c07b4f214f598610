"""What rendering is given of each site, fetched from the store when a worker takes a unit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

import msgspec

from zhanqun.memo import Lost, Store
from zhanqun.model.address import address_of
from zhanqun.model.catalog import Card, LinkedItem, LinkedPage, LinkedStub
from zhanqun.model.cluster import Cluster
from zhanqun.model.facts import SiteFacts
from zhanqun.model.history import History
from zhanqun.model.ids import Address
from zhanqun.model.verdict import ClearedItem
from zhanqun.pipeline.pack import Entry, chunk_count, chunk_of, load_chunk, remembered
from zhanqun.pipeline.versions import Known
from zhanqun.stages.gate import Register
from zhanqun.stages.link import make_card, public_revisions
from zhanqun.stages.render import Redirect, Shelves
from zhanqun.text.fingerprint import fingerprint_hex

_REMEMBERED = 16
"""Parts of 250 linked items that are held at a time."""


class _Told(msgspec.Struct):
    key: str
    """Over everything that the digests are made from."""
    digests: tuple[str, ...]


class Relations:
    """解读 and 相关, resolved over the whole cluster. Only the cards that some relation names are decoded."""

    def __init__(self, register: Register, shelves: Shelves) -> None:
        self.explains: dict[str, list[Card]] = {}
        self.explained_by: dict[str, list[Card]] = {}
        self.related: dict[str, list[Card]] = {}
        for facts in register.facts:
            for ref in facts.references:
                place = register.find(ref.path, ref.target)
                own = register.at(ref.path)
                if place is None or own is None or place == own:
                    continue
                target = shelves.card_of(register.facts[place[0]].site, place[1])
                if target is None:
                    continue
                if ref.key == "相关":
                    _note(self.related, ref.path, target)
                    continue
                _note(self.explains, ref.path, target)
                source = shelves.card_of(facts.site, own[1])
                if source is not None:
                    _note(self.explained_by, register.path(place), source)
        for cards in self.explained_by.values():
            cards.sort(key=lambda card: (-card.published.day.toordinal(), card.address))

    @cached_property
    def digests(self) -> dict[str, str]:
        """Site -> digest over all relations of its items."""
        found: dict[str, list[object]] = {}
        for kind in (self.explains, self.explained_by, self.related):
            for path, cards in sorted(kind.items()):
                found.setdefault(path.split("/", 2)[1], []).append((path, cards))
        return {site: fingerprint_hex(each) for site, each in found.items()}


def _note(found: dict[str, list[Card]], path: str, card: Card) -> None:
    cards = found.setdefault(path, [])
    if card not in cards:
        cards.append(card)


class SiteWorks:
    """Implements what render calls ``Works``."""

    def __init__(
        self, cluster: Cluster, store: Store, facts: Mapping[str, SiteFacts], relations: Relations, history: History,
        versions: Mapping[str, Known] | None = None, past: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """``past``: digest of the history of each site whose whole history is in ``history``; parts of others have no mark."""
        self._cluster = cluster
        self._store = store
        self._facts = facts
        self._relations = relations
        self._history = history
        self._versions = versions or {}
        self._past = past
        self._digests: dict[str, Sequence[str]] = {}
        self._last: OrderedDict[tuple[str, int], tuple[LinkedItem, ...]] = OrderedDict()

    def chunks(self, site: str) -> int:
        return chunk_count(len(self._facts[site].paths))

    def items(self, site: str, chunk: int) -> tuple[LinkedItem, ...]:
        # Pages, data and the index ask for the same parts, one after the other.
        found = self._last.get((site, chunk))
        if found is None:
            mark = self.mark(site, chunk)
            found = self._last[site, chunk] = remembered((site, chunk), mark, lambda: self._linked(site, chunk))
            if len(self._last) > _REMEMBERED:
                self._last.popitem(last=False)
        return found

    def _linked(self, site: str, chunk: int) -> tuple[LinkedItem, ...]:
        linked = [self._link(entry.item) for entry in self._entries(site, chunk) if entry.item is not None]
        return tuple(sorted(linked, key=lambda each: each.card.address))

    def mark(self, site: str, chunk: int) -> str:
        """Digest over everything that the linked items of one part are made from; empty when that is not known."""
        if site not in self._past or chunk >= len(self._facts[site].chunks):
            return ""
        return fingerprint_hex(self._facts[site].chunks[chunk], self._shared[site], self._told_of(site)[chunk])

    def _told_of(self, site: str) -> Sequence[str]:
        """Of each part a digest over what is known of its items from elsewhere: their history and their earlier versions.

        Kept for as long as neither is another: there are thousands of histories, and one change adds to one site's.
        """
        digests = self._digests.get(site)
        if digests is None:
            count, start = self.chunks(site), f"sites/{site}/"
            versions = {path: known for path, known in self._versions.items() if path.startswith(start)}
            key = fingerprint_hex(self._past[site], count, versions)
            data = self._store.get(f"told/{site}")
            kept = None if data is None else msgspec.msgpack.decode(data, type=_Told)
            if kept is None or kept.key != key:
                kept = _Told(key, self._digest_parts(start, count, versions))
                self._store.put(f"told/{site}", msgspec.msgpack.encode(kept))
            digests = self._digests[site] = kept.digests
        return digests

    def _digest_parts(self, start: str, count: int, versions: Mapping[str, Known]) -> tuple[str, ...]:
        parts: list[list[object]] = [[] for _ in range(count)]
        known = {path: history.revisions for path, history in self._history.files.items() if path.startswith(start)}
        for path in sorted({*known, *versions}):
            if path.endswith(".md"):
                parts[chunk_of(path, count)].append((path, known.get(path, ()), versions.get(path)))
        return tuple(map(fingerprint_hex, parts))

    @cached_property
    def _shared(self) -> dict[str, str]:
        """Site -> digest over what all its parts depend on."""
        configuration = (
            self._cluster.config_sha256, self._cluster.rules_sha256, [site.config_sha256 for site in self._cluster.sites])
        return {
            site: fingerprint_hex(configuration, self._history.available, self._relations.digests.get(site, ""))
            for site in self._past
        }

    def pages(self, site: str) -> tuple[LinkedPage, ...]:
        if not self._facts[site].pages:
            return ()
        found = [
            LinkedPage(page=entry.page, address=address_of(self._cluster, entry.path))
            for entry in self._all(site) if entry.page is not None
        ]
        return tuple(sorted(found, key=lambda linked: linked.address))

    def stubs(self, site: str) -> tuple[LinkedStub, ...]:
        if not self._facts[site].stubs:
            return ()
        found = [
            LinkedStub(stub=entry.stub, address=address_of(self._cluster, entry.path))
            for entry in self._all(site) if entry.stub is not None
        ]
        return tuple(sorted(found, key=lambda linked: linked.address))

    def _link(self, item: ClearedItem) -> LinkedItem:
        relations, known = self._relations, self._versions.get(item.path)
        return LinkedItem(
            item=item, card=make_card(self._cluster, item),
            explains=tuple(relations.explains.get(item.path, ())),
            explained_by=tuple(relations.explained_by.get(item.path, ())),
            related=tuple(relations.related.get(item.path, ())),
            revisions=public_revisions(self._cluster, item, self._history),
            earlier=known.found if known else (),
            earlier_until=known.changes_at.date() if known and known.changes_at else None,
        )

    def _all(self, site: str) -> list[Entry]:
        return [entry for chunk in range(self.chunks(site)) for entry in self._entries(site, chunk)]

    def _entries(self, site: str, chunk: int) -> list[Entry]:
        # Only what was settled: by itself each verdict of another run may stand, but not beside all others.
        marks = self._facts[site].chunks
        found = load_chunk(self._store, site, chunk, marks[chunk] if marks else "")
        if found is None:
            raise Lost(f"verdicts of {site} vanished or changed during the build")
        return found


def redirects_of(cluster: Cluster, register: Register, shelves: Shelves) -> Sequence[Redirect]:
    """Old addresses and where they lead, sorted. An old address at which something is published keeps that thing."""
    claims = [claim for facts in register.facts for claim in facts.claims]
    if not claims:
        return ()
    taken = {
        address_of(cluster, path) for facts in register.facts
        for path, state in zip(facts.paths, facts.states, strict=True) if state != "w"
    }
    titles = {note.path: note.title for facts in register.facts for note in facts.notes}
    found = []
    for claim in claims:
        old = claim.alias.lstrip("/")
        place = register.at(claim.path)
        if old in taken or place is None:
            continue
        card = shelves.card_of(register.facts[place[0]].site, place[1])
        title = card.title if card is not None else titles.get(claim.path, "")
        found.append(Redirect(Address(old), address_of(cluster, claim.path), title))
    return tuple(sorted(found, key=lambda entry: entry.old))
