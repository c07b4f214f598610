"""公开目录: the same items filed by organisation, theme, genre and year, each with the four elements of the law."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from zhanqun.duties.facts import Facts
from zhanqun.model.catalog import Card
from zhanqun.model.coverage import Register, RegisterEntry, RegisterGroup


def compute_registers(facts: Facts) -> tuple[Register, ...]:
    """Four registers over the statutory items (below the fixed column 法定主动公开内容) of the sites chosen."""
    tops = {column.code for column in facts.cluster.catalogue.columns if column.fixed and "主动公开" in column.name}
    chosen = {site.id: site.short for site in facts.sites}
    cards = [card for card in facts.catalog.cards
             if card.site in chosen and not tops.isdisjoint(facts.above[card.column])]
    entries: dict[str, RegisterEntry] = {card.address: _entry(card) for card in cards}
    themes = sorted({theme for card in cards for theme in _themes(card)})
    genres = sorted({card.genre for card in cards if card.genre})
    years = sorted({str(card.year) for card in cards}, reverse=True)
    return (
        _file("机构", list(chosen.items()), cards, entries, lambda card: (card.site,)),
        _file("主题", [(theme, theme) for theme in themes], cards, entries, _themes),
        _file("体裁", [(genre, genre) for genre in genres], cards, entries, lambda card: (card.genre,)),
        _file("年份", [(year, f"{year}年") for year in years], cards, entries, lambda card: (str(card.year),)),
    )


def _themes(card: Card) -> Iterable[str]:
    """First level of each theme, once."""
    return dict.fromkeys(topic.partition("\\")[0] for topic in card.topics)


def _file(
    by: str, names: Sequence[tuple[str, str]], cards: Sequence[Card], entries: dict[str, RegisterEntry],
    keys: Callable[[Card], Iterable[str]],
) -> Register:  # fmt: skip
    filed: dict[str, list[RegisterEntry]] = {key: [] for key, _ in names}
    for card in cards:
        for key in keys(card):
            if key in filed:
                filed[key].append(entries[card.address])
    return Register(by=by, groups=tuple(
        RegisterGroup(key=key, name=name, entries=tuple(filed[key])) for key, name in names if filed[key]
    ))


def _entry(card: Card) -> RegisterEntry:
    return RegisterEntry(
        index_no=card.index_no, title=card.title, summary=card.summary, formed=card.formed, address=card.address,
        issuer=card.issuer,
    )
