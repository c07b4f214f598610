"""The fifteen government names, addresses and JSON-LD in the head of each kind of page."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.machine.sample import HOSTILE, full_items, make_catalog, make_cluster, make_item
from zhanqun.stages.render.machine.meta import COLUMN_NAMES, CONTENT_NAMES, SITE_NAMES, Heads
from zhanqun.stages.render.machine.text import line


class _Head(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.metas: list[tuple[str, str]] = []
        self.links: list[dict[str, str | None]] = []
        self.scripts: list[str] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "meta":
            assert list(found) == ["name", "content"]
            self.metas.append((found["name"] or "", found["content"] or ""))
        elif tag == "link":
            self.links.append(found)
        elif tag == "script":
            assert found == {"type": "application/ld+json"}
            self._inside = True
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts[-1] += data

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.metas]

    def data(self) -> list[dict[str, Any]]:
        (script,) = self.scripts
        found = json.loads(script)
        assert found["@context"] == "https://schema.org"
        return list(found["@graph"])


def test_an_item_page_carries_all_fifteen_names_once_in_order_and_never_empty() -> None:
    cluster = make_cluster()
    head = _Head(Heads(cluster, default_image="assets/share.png").item(full_items(cluster)[0]))
    assert [*SITE_NAMES, *COLUMN_NAMES, *CONTENT_NAMES] == head.names
    assert all(value and value != "null" for _, value in head.metas)
    values = dict(head.metas)
    assert values["PubDate"] == "2026-05-18 10:19"
    assert values["SiteDomain"] == "www.qihe.example"
    assert values["ContentSource"] == "中国政府网"
    assert values["Image"] == "https://www.qihe.example/assets/share.png"
    assert values["Keywords"] == "双减,课后,服务"


def test_an_item_without_a_picture_has_no_image_rather_than_an_empty_one() -> None:
    cluster = make_cluster()
    assert "Image" not in _Head(Heads(cluster).item(full_items(cluster)[1])).names


def test_a_column_page_has_site_and_column_names_only() -> None:
    cluster = make_cluster()
    head = _Head(Heads(cluster).column(cluster.sites[1], "20-07", "jiaoyu/lanmu/20-07-p3.html"))
    assert [*SITE_NAMES, *COLUMN_NAMES, "description"] == head.names
    assert dict(head.metas)["ColumnName"] == "预算/决算 <公开>"
    assert head.links[0]["href"] == "https://www.qihe.example/jiaoyu/lanmu/20-07-p3.html"


def test_other_pages_have_the_site_names_only() -> None:
    cluster = make_cluster()
    assert [*SITE_NAMES, "description"] == _Head(Heads(cluster).plain(cluster.mother, "search.html", "检索")).names


def test_a_page_without_a_date_has_no_invented_pubdate() -> None:
    catalog = make_catalog(make_cluster())
    (linked,) = catalog.pages[catalog.cluster.mother.id]
    assert dict(_Head(Heads(catalog.cluster).page(linked)).metas)["PubDate"] == "2026-01-01 00:00"


def test_a_child_with_its_own_domain_is_addressed_there() -> None:
    cluster = make_cluster(domain="jy.qihe.example")
    head = _Head(Heads(cluster).item(full_items(cluster)[0]))
    url = "https://jy.qihe.example/a/2026/%E6%96%87%E4%BB%B6%20%231%2B%EF%BC%88%E4%BF%AE%E8%AE%A2%EF%BC%89.html"
    assert dict(head.metas)["Url"] == url == head.links[0]["href"]
    assert dict(head.metas)["SiteDomain"] == "jy.qihe.example"
    assert head.data()[1]["itemListElement"][0]["item"] == "https://www.qihe.example/"


def test_the_json_ld_says_what_the_item_is() -> None:
    cluster = make_cluster()
    law, service, reading, *_ = (_Head(Heads(cluster).item(x)).data()[0] for x in full_items(cluster))
    assert law["@type"] == "Legislation"
    assert law["legislationLegalForce"] == "https://schema.org/PartiallyInForce"
    assert law["datePublished"] == "2026-05-18T10:19:00+08:00"
    assert law["publisher"]["@type"] == "GovernmentOrganization"
    assert service["@type"] == "GovernmentService"
    assert reading["about"][0]["@id"] == law["url"]


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_leaves_its_attribute_or_its_script(title: str) -> None:
    _check_title(title)


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_any_title_round_trips_through_an_html_parser(title: str) -> None:
    _check_title(title)


def _check_title(title: str) -> None:
    cluster = make_cluster()
    html = Heads(cluster).item(make_item(cluster, "portal", "x", title=title, summary=title))
    head = _Head(html)
    assert dict(head.metas)["ArticleTitle"] == line(title)
    article, trail = head.data()
    assert article["name"] == line(title) == trail["itemListElement"][-1]["name"]
    (script,) = re.findall(r"<script[^>]*>(.*?)</script>", html, re.S)
    assert "<" not in script
