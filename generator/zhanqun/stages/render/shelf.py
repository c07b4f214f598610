"""Cards sorted into the lists that show them: by column, year and site, newest first. Made once per build."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhanqun.model.catalog import Card, Catalog
from zhanqun.model.cluster import Catalogue
from zhanqun.text.fingerprint import fingerprint


@dataclass(frozen=True, slots=True)
class Shelf:
    """The lists of one site, or of the whole cluster for the mother."""

    cards: tuple[Card, ...]
    by_column: Mapping[str, list[Card]]
    """Column code -> its cards and those of all columns below it."""
    by_year: Mapping[int, list[Card]]

    @property
    def counts(self) -> dict[str, int]:
        return {code: len(cards) for code, cards in self.by_column.items()}

    @property
    def latest(self) -> dict[str, date]:
        return {code: cards[0].published.day for code, cards in self.by_column.items() if cards}

    @property
    def years(self) -> list[int]:
        return sorted(self.by_year, reverse=True)


@dataclass(frozen=True, slots=True)
class Shelves:
    cluster: Shelf
    by_site: Mapping[str, Shelf]
    digests: Mapping[str, bytes]
    """Address -> digest of the card."""

    def of(self, site: str, mother: str) -> Shelf:
        """What the lists below a site's own root show: the mother's show the whole cluster."""
        return self.cluster if site == mother else self.by_site[site]

    def digest(self, cards: list[Card] | tuple[Card, ...]) -> bytes:
        """Digest over a run of cards."""
        return b"".join(map(self.digests.__getitem__, [card.address for card in cards]))


def sort_shelves(catalog: Catalog) -> Shelves:
    """Sort every card once; cards keep the catalog's order, newest first."""
    lineage = _lineage(catalog.cluster.catalogue)
    by_site: defaultdict[str, list[Card]] = defaultdict(list)
    for card in catalog.cards:
        by_site[card.site].append(card)
    return Shelves(
        cluster=_shelf(catalog.cards, lineage),
        by_site={site.id: _shelf(tuple(by_site.get(site.id, ())), lineage) for site in catalog.cluster.sites},
        digests={card.address: fingerprint(card) for card in catalog.cards},
    )


def _shelf(cards: tuple[Card, ...], lineage: Mapping[str, tuple[str, ...]]) -> Shelf:
    by_column: defaultdict[str, list[Card]] = defaultdict(list)
    by_year: defaultdict[int, list[Card]] = defaultdict(list)
    for card in cards:
        for code in lineage[card.column]:
            by_column[code].append(card)
        by_year[card.published.day.year].append(card)
    return Shelf(cards, dict(by_column), dict(by_year))


def _lineage(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Column code -> itself and every column above it."""
    found: dict[str, tuple[str, ...]] = {}
    for column in catalogue.columns:
        above = found[column.parent] if column.parent is not None else ()
        found[column.code] = (column.code, *above)
    return found
