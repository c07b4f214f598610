"""Lists cut from columns of numbers hold what sorting the cards themselves gives; pages never shift."""

from __future__ import annotations

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from unit.machine.sample import make_cluster, make_item
from zhanqun.model.cluster import Cluster
from zhanqun.model.ids import ColumnCode
from zhanqun.model.moment import Moment
from zhanqun.model.verdict import ClearedItem
from zhanqun.stages.link import amend_sheet, make_sheet
from zhanqun.stages.render import Shelves
from zhanqun.stages.render.paging import cut_pages

CLUSTER: Cluster = make_cluster()
moments = st.builds(
    Moment, st.dates(date(2019, 1, 1), date(2026, 12, 31)), st.none() | st.times(time(0, 0), time(23, 59)).map(
        lambda clock: clock.replace(second=0, microsecond=0)))
rows = st.lists(st.tuples(st.sampled_from(("portal", "jiaoyu")), moments, st.sampled_from(("20-01", "20-07", "40"))), max_size=40)


@given(rows)
def test_lists_are_the_sorted_cards(found: list[tuple[str, Moment, str]]) -> None:
    items = [
        make_item(CLUSTER, site, f"n{number:03d}", published=moment, column=ColumnCode(code))
        for number, (site, moment, code) in enumerate(found)
    ]
    shelves = Shelves(CLUSTER, {site.id: make_sheet(
        CLUSTER, site, [linked.item for linked in items if linked.item.site == site.id], ()) for site in CLUSTER.sites})
    order = {site.id: place for place, site in enumerate(CLUSTER.sites)}
    cards = sorted((linked.card for linked in items), key=lambda card: (
        -card.published.instant().toordinal(), -(card.published.instant().hour * 60 + card.published.instant().minute),
        order[card.site], card.address))
    shelf = shelves.cluster
    assert list(shelf.cards) == cards
    assert list(shelf.column("20")) == [card for card in cards if card.column.startswith("20")]
    assert list(shelf.column("20-07")) == [card for card in cards if card.column == "20-07"]
    assert shelf.years == sorted({card.year for card in cards}, reverse=True)
    for year in shelf.years:
        assert list(shelf.year(year)) == [card for card in cards if card.year == year]
    own = [card for card in cards if card.site == "jiaoyu"]
    assert list(shelves.site("jiaoyu").cards) == own
    assert shelves.count("jiaoyu") == len(own)
    assert shelf.counts.get("20", 0) == sum(card.column.startswith("20") for card in cards)
    assert shelf.latest.get("40") == next((card.published.day for card in cards if card.column == "40"), None)


@given(st.integers(0, 300), st.integers(1, 25))
def test_pages_cover_every_entry_and_an_added_one_touches_no_stable_page(length: int, size: int) -> None:
    def pages(count: int) -> dict[int | None, list[int]]:
        # Entries numbered from the oldest, so that a number stays with its entry when a newer one comes.
        return {cut.number: [count - 1 - place for place in range(cut.start, cut.stop)] for cut in cut_pages(count, size)}

    before, after = pages(length), pages(length + 1)
    shown = [entry for number in sorted(before, key=lambda one: one or 1 << 30) for entry in reversed(before[number])]
    assert shown == list(range(length))
    assert {number: found for number, found in before.items() if number} == {
        number: after[number] for number in before if number}
    assert len(before[None]) < 2 * size


few = st.dictionaries(st.integers(0, 12), st.tuples(moments, st.sampled_from(("20-01", "40"))), max_size=9)


@given(few, few, st.sets(st.integers(0, 12)))
def test_a_sheet_that_is_amended_is_the_sheet_made_anew(
    before: dict[int, tuple[Moment, str]], after: dict[int, tuple[Moment, str]], left: set[int],
) -> None:
    """Whatever is added, changed, moved in time or taken away; ``left``: sources that are the same before and after."""
    site = CLUSTER.sites[1]
    after |= {number: before[number] for number in left & before.keys()}

    def items(found: dict[int, tuple[Moment, str]]) -> list[ClearedItem]:
        return [
            make_item(CLUSTER, site.id, f"n{number:03d}", published=moment, column=ColumnCode(code)).item
            for number, (moment, code) in sorted(found.items())
        ]

    def paths(found: list[ClearedItem]) -> list[str]:
        # Between the items lie sources that are not public.
        return sorted([*(item.path for item in found), *(f"{item.path[:-3]}-x.md" for item in found[::2])])

    first, second = items(before), items(after)
    changed = {item.path for item in (*first, *second)} - {item.path for item in first if item in second}
    changed |= set(paths(first)) ^ set(paths(second))
    amended = amend_sheet(
        CLUSTER, site, make_sheet(CLUSTER, site, first, paths(first)), paths(first), changed,
        [item for item in second if item.path in changed], paths(second))
    assert amended == make_sheet(CLUSTER, site, second, paths(second))
