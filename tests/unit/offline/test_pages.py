"""Links of a page as they must be when it is opened from a disk."""

from __future__ import annotations

import pytest

from zhanqun.stages.offline.pages import Linked, offline_page

LINKED = Linked(
    frozenset({"index.html", "a b/图.png", "jiaoyu/index.html", "jiaoyu/x/1.html", "jiaoyu/lanmu/index.html", "assets/z.css"}),
    (("https://jyj.example/", "jiaoyu/"), ("https://www.example/", "")),
)
"""What is in the copy; the department has its own domain."""


def link(tag: str, path: str = "jiaoyu/x/1.html") -> tuple[str, list[str]]:
    return offline_page(tag, path, LINKED)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a href="../">', '<a href="../index.html">'),
        ('<a href="../lanmu/">', '<a href="../lanmu/index.html">'),
        ('<a href="../lanmu?page=2#top">', '<a href="../lanmu/index.html?page=2#top">'),
        ('<a href="/">', '<a href="../../index.html">'),
        ('<link href="/assets/z.css">', '<link href="../../assets/z.css">'),
        ('<img alt="a > b" src="/a%20b/%E5%9B%BE.png">', '<img alt="a > b" src="../../a%20b/%E5%9B%BE.png">'),
        ('<a href="https://www.example/jiaoyu/x/1.html#a">', '<a href="1.html#a">'),
        ('<a href="https://jyj.example/">', '<a href="../index.html">'),
        ('<a href="https://jyj.example">', '<a href="../index.html">'),
        ('<a href="https://www.example/?q=1&amp;r=2">', '<a href="https://www.example/?q=1&amp;r=2">'),
    ],
)
def test_links_end_in_a_file_and_stay_in_the_copy(before: str, after: str) -> None:
    assert link(before) == (after, [])


@pytest.mark.parametrize(
    "tag",
    [
        '<a href="#main">', '<a href="1.html?q=%E9%A2%84&amp;n=1">', '<a href="mailto:a@b.cn">', '<a href="https://else.example/">',
        '<link rel="canonical" href="https://www.example/jiaoyu/x/1.html">', '<a href="//else.example/x">', '<p title="href=&quot;/&quot;">',
        '<a title="/" data-href="/">',
    ],
)  # fmt: skip
def test_other_links_stay_as_they_are(tag: str) -> None:
    assert link(tag) == (tag, [])


def test_a_link_into_the_void_is_named() -> None:
    assert link('<a href="../y.html">')[1] == ["jiaoyu/y.html"]
    assert link('<a href="../../../y.html">')[1] == ["../y.html"]


def test_a_page_says_that_it_is_a_copy_and_asks_nobody() -> None:
    text, dead = link('<html lang="zh-CN"><head><meta charset="utf-8"></head>')
    assert dead == []
    assert text.startswith("<html data-zq-offline lang=")
    assert "default-src 'none'" in text and "connect-src" not in text and "unsafe" not in text


def test_the_search_page_loads_one_classic_script() -> None:
    linked = Linked(LINKED.known | {"assets/search/offline.js"}, ())
    tag = '<script src="../assets/search/search.js" type="module"></script>'
    assert offline_page(tag, "jiaoyu/x.html", linked) == ('<script src="../assets/search/offline.js" defer></script>', [])
