"""The policy library: which cards it holds, what its facets count, and the page without a script.

The overview holds one count for every combination of department, year, theme, kind and validity that occurs, so a
browser can give exact counts for any choice before it has seen a single title. Titles come in parts, cut within a
year from the oldest, so that a new document changes the newest part of its year and the overview only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import msgspec

from zhanqun.model.catalog import Card
from zhanqun.model.cluster import Catalogue, Cluster, Site
from zhanqun.stages.render.views.address import column_href, department_href, prefix, year_href
from zhanqun.stages.render.views.rows import VALID, Link, Row, rows

KINDS = frozenset(("文件", "解读"))
"""Kinds of columns whose items are policy: documents, and what explains them."""
PART_ITEMS = 1000
FORMAT = 1
"""Of the scripts; part of their names, so that a changed format gets new names."""
NO_THEME = "未标主题"
FOLDER = "lanmu/zhengceku"
"""Below a site's root; ``lanmu`` is reserved for the generator and no column's list lies in a folder."""
_LATEST = 20


@dataclass(frozen=True, slots=True)
class Part:
    """Some documents of one year, newest first."""

    year: int
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class PolicyView:
    title: str
    site: str
    total: int
    overview: str
    """Address of the overview, relative to the cluster's root."""
    rows: tuple[Row, ...]
    """The newest documents, for browsers without scripts and until the script has loaded."""
    columns: tuple[Link, ...]
    years: tuple[Link, ...]
    sites: tuple[Link, ...]
    show_issuer: bool


def policy_href(site: Site) -> str:
    return f"{prefix(site)}{FOLDER}/index.html"


def cut_parts(cards: Sequence[Card]) -> tuple[Part, ...]:
    """Newest part first. Within a year every part but the newest holds exactly ``PART_ITEMS``."""
    return tuple(
        Part(year, tuple(cards[start:stop])) for year, start, stop in cut_ranges([card.year for card in cards])
    )


def cut_ranges(years: Sequence[int]) -> list[tuple[int, int, int]]:
    """(year, start, stop) of each part, from the year of each document, newest first."""
    parts: list[tuple[int, int, int]] = []
    begin = 0
    for year, group in groupby(years):
        count = sum(1 for _ in group)
        first = count % PART_ITEMS or min(count, PART_ITEMS)
        cuts = [begin, *range(begin + first, begin + count + 1, PART_ITEMS)]
        parts += [(year, start, stop) for start, stop in pairwise(cuts)]
        begin += count
    return parts


def part_script(part: Part, name: str) -> bytes:
    """One part as a script that hands its rows over under ``name``: scripts load from disk too, ``fetch`` does not.

    Row: title, address, day, document number, site, column, validity (empty: 有效), then the themes.
    """
    found = [
        [card.title, card.address, card.published.day.isoformat(), card.doc_no, card.site, card.column,
         "" if card.validity == VALID else card.validity, *themes(card)]
        for card in part.cards
    ]
    return _script(name, found)


def overview_script(cluster: Cluster, cards: Sequence[Card], parts: Sequence[tuple[int, int, str]], name: str) -> bytes:
    """Names of sites and columns, parts as (year, documents, name), and the counts.

    ``counts`` holds, per combination: site, year, column, validity and theme set as places in their lists, number.
    """
    counts: Counter[tuple[str, int, str, str, tuple[str, ...]]] = Counter(
        (card.site, card.year, card.column, card.validity, themes(card)) for card in cards
    )
    columns = column_names(cluster.catalogue, {card.column for card in cards})
    sites = [(site.id, site.short) for site in cluster.sites if any(key[0] == site.id for key in counts)]
    years = sorted({key[1] for key in counts}, reverse=True)
    validities = sorted({key[3] for key in counts})
    sets = sorted({key[4] for key in counts})
    names = sorted({theme for found in sets for theme in found})
    at_site: dict[str, int] = {site: place for place, (site, _) in enumerate(sites)}
    at_column = {code: place for place, (code, _) in enumerate(columns)}
    flat = [
        [at_site[site], years.index(year), at_column[column], validities.index(validity), sets.index(found), number]
        for (site, year, column, validity, found), number in sorted(counts.items())
    ]
    return _script(name, {
        "v": FORMAT, "n": len(cards), "sites": sites, "years": years, "columns": columns, "validities": validities,
        "themes": names, "sets": [[names.index(theme) for theme in found] for found in sets], "counts": flat,
        "parts": list(parts),
    })


def policy_view(cluster: Cluster, site: Site, cards: Sequence[Card], overview: str) -> PolicyView:
    mother = site.role == "mother"
    by_column: Counter[str] = Counter(card.column for card in cards)
    by_site: Counter[str] = Counter(card.site for card in cards)
    years = sorted({card.year for card in cards}, reverse=True)
    return PolicyView(
        title="政策库" if mother else f"{site.short}政策库",
        site=site.name,
        total=len(cards),
        overview=overview,
        rows=rows(cards[:_LATEST], cluster),
        columns=tuple(
            Link(name, column_href(site, code), by_column[code])
            for code, name in column_names(cluster.catalogue, set(by_column))
        ),
        years=tuple(Link(f"{year} 年", year_href(site, year)) for year in years),
        sites=tuple(
            Link(one.short, department_href(one.id), by_site[one.id]) for one in cluster.sites if by_site[one.id]
        ) if mother else (),
        show_issuer=mother,
    )


def themes(card: Card) -> tuple[str, ...]:
    """First-level themes, each once, sorted; what names none says so."""
    return tuple(sorted({topic.partition("\\")[0] for topic in card.topics})) or (NO_THEME,)


def column_names(catalogue: Catalogue, codes: set[str]) -> list[tuple[str, str]]:
    """(code, name) in the catalogue's order; columns with one name are told apart by the column above."""
    found = [column for column in catalogue.columns if column.code in codes]
    names = Counter(column.name for column in found)
    return [
        (column.code, "：".join(column.path[-2:]) if names[column.name] > 1 else column.name) for column in found
    ]


def _script(name: str, value: object) -> bytes:
    return b'zqPolicy("' + name.encode() + b'",' + msgspec.json.encode(value) + b");\n"
