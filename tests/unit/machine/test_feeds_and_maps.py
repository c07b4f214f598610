"""Atom, JSON Feed, sitemaps and redirects parse and say what the catalogue says."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.machine.sample import HOSTILE, full_items, make_catalog, make_cluster, make_item
from unit.machine.whole import machine_outputs, redirect_outputs
from zhanqun.model.ids import Address
from zhanqun.model.moment import Moment
from zhanqun.stages.render.machine import sitemap
from zhanqun.stages.render.machine.atom import Feeds
from zhanqun.stages.render.machine.text import line
from zhanqun.stages.render.machine.urls import Urls, timestamp

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_every_xml_output_parses_and_every_json_output_too() -> None:
    files = list(machine_outputs(make_catalog(make_cluster())))
    assert len({file.path for file in files}) == len(files)
    for file in files:
        if file.path.endswith(".xml"):
            ElementTree.fromstring(file.data)
        elif file.path.endswith((".json", ".jsonld")):
            json.loads(file.data)


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_titles_survive_in_feeds(title: str) -> None:
    _check(title)


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_any_title_round_trips_through_atom_and_json_feed(title: str) -> None:
    _check(title)


def _check(title: str) -> None:
    cluster = make_cluster()
    card = make_item(cluster, "portal", "x", title=title).card
    feeds = Feeds(cluster, Urls.of(cluster))
    feed = ElementTree.fromstring(feeds.site_atom(cluster.mother, [card]).data)
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == line(title)
    (item,) = json.loads(feeds.site_json(cluster.mother, [card]).data)["items"]
    assert item["title"] == line(title)


def test_an_entry_keeps_its_id_when_its_file_is_renamed_but_not_its_index_number() -> None:
    cluster = make_cluster()
    feeds = Feeds(cluster, Urls.of(cluster))
    card = full_items(cluster)[0].card
    assert feeds.entry_id(card) == "tag:www.qihe.example,2026:DEMO00024/2026-00001"
    assert feeds.entry_id(card) == feeds.entry_id(dataclasses.replace(card, address=Address("jiaoyu/b.html")))
    moved = make_cluster(domain="https://jy.example")
    assert feeds.entry_id(card) == Feeds(moved, Urls.of(moved)).entry_id(card)


def test_a_feed_holds_the_newest_up_to_the_limit() -> None:
    cluster = make_cluster(limit=3)
    items = [make_item(cluster, "portal", f"n{day:02d}", published=Moment(date(2026, 1, day))) for day in range(1, 9)]
    files = {file.path: file for file in machine_outputs(make_catalog(cluster, items))}
    for path in ("feeds/all.xml", "feeds/20.xml", "feeds/20-01.xml", "feeds/leixing-wenjian.xml", "feeds/zhanqun.xml"):
        feed = ElementTree.fromstring(files[Address(path)].data)
        assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == ["n08", "n07", "n06"]
        assert feed.findtext(f"{ATOM}updated") == "2026-01-08T00:00:00+08:00"


def test_a_feed_without_entries_is_still_a_feed() -> None:
    files = {file.path: file for file in machine_outputs(make_catalog(make_cluster(), []))}
    assert ElementTree.fromstring(files[Address("jiaoyu/feeds/all.xml")].data).findtext(f"{ATOM}updated")
    assert Address("jiaoyu/feeds/20.xml") not in files


def test_moments_carry_the_offset_of_their_own_day() -> None:
    assert timestamp("Asia/Shanghai", Moment(date(1988, 7, 1))) == "1988-07-01T00:00:00+09:00"
    assert timestamp("Asia/Shanghai", Moment(date(2026, 7, 1))) == "2026-07-01T00:00:00+08:00"


def test_the_sitemap_names_parts_that_exist_and_every_item_once() -> None:
    catalog = make_catalog(make_cluster())
    files = {file.path: file for file in machine_outputs(catalog)}
    index = ElementTree.fromstring(files[Address("sitemap.xml")].data)
    root = "https://www.qihe.example/"
    parts = [Address((loc.text or "").removeprefix(root)) for loc in index.iter(f"{MAP}loc")]
    assert set(parts) == {path for path in files if path.startswith("sitemap/")}
    found = [loc.text for part in parts for loc in ElementTree.fromstring(files[part].data).iter(f"{MAP}loc")]
    assert len(found) == len(set(found))
    urls = Urls.of(catalog.cluster)
    assert {urls.url(card.address, card.site) for card in catalog.cards} <= set(found)
    assert {root, root + "jiaoyu/", root + "zhinan.html"} <= set(found)
    assert b"Sitemap: https://www.qihe.example/sitemap.xml" in files[Address("robots.txt")].data


def test_lastmod_is_the_newest_public_change() -> None:
    assert sitemap.changed_day(full_items(make_cluster())[0]) == date(2026, 5, 20)


def test_a_child_with_its_own_domain_has_its_own_sitemap() -> None:
    files = {file.path: file for file in machine_outputs(make_catalog(make_cluster(domain="https://jy.example")))}
    own = files[Address("jiaoyu/sitemap.xml")].data.decode()
    assert "https://jy.example/sitemap/jiaoyu-2026.xml" in own
    assert Address("jiaoyu/sitemap/jiaoyu-2026.xml") in files
    assert "jy.example" not in files[Address("sitemap.xml")].data.decode()


def test_a_large_year_is_split(monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = make_cluster()
    monkeypatch.setattr(sitemap, "MAX_URLS", 5)
    items = [make_item(cluster, "portal", f"n{number}") for number in range(11)]
    parts = sitemap.year_parts(Urls.of(cluster), cluster.mother, 2026, items)
    assert [part.path for part in parts] == [
        "sitemap/portal-2026.xml", "sitemap/portal-2026-2.xml", "sitemap/portal-2026-3.xml"]
    assert [part.data.count(b"<url>") for part in parts] == [5, 5, 1]


def test_an_old_address_leads_to_the_new_one_by_page_and_by_map() -> None:
    catalog = make_catalog(make_cluster())
    new = full_items(catalog.cluster)[0].card.address
    pairs = ((Address("old/旧 $1.html"), new), (Address("zhinan.html"), new), (Address("art_1.jsp"), new))
    page, table = redirect_outputs(dataclasses.replace(catalog, redirects=pairs))
    html = page.data.decode()
    assert page.path == "old/旧 $1.html"
    encoded = "jiaoyu/a/2026/%E6%96%87%E4%BB%B6%20%231%2B%EF%BC%88%E4%BF%AE%E8%AE%A2%EF%BC%89.html"
    assert re.findall(r'url=([^"]+)"', html) == ["../" + encoded]
    assert f'<link rel="canonical" href="https://www.qihe.example/{encoded}">' in html
    assert "关于“双减”的通知" in html
    assert table.data.decode() == (
        f'"/art_1.jsp" "https://www.qihe.example/{encoded}";\n'
        f'"/old/旧 \\$1.html" "https://www.qihe.example/{encoded}";\n'
    )


@pytest.mark.parametrize("old", [
    "../x.html", "a/../../x.html", "a//x.html", "a\\x.html", "a\n;x.html", "index.html", "jiaoyu/index.html",
    "lanmu/20.html", "jiaoyu/data/x.html", "assets/x.html", "",
])
def test_no_alias_leaves_the_output_or_replaces_a_generated_page(old: str) -> None:
    catalog = make_catalog(make_cluster())
    pairs = ((Address(old), catalog.cards[0].address),)
    (table,) = redirect_outputs(dataclasses.replace(catalog, redirects=pairs))
    assert table.data == b""
