"""What the standards ask of every page, on the sample's own output.

政府网站发展指引 (国办发〔2017〕47号) and its annex on page design: head, foot, labels, times, links; 互联网政务应用
安全管理规定: reposts and links that leave; 国徽法: the emblem.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from helpers.clusters import BASE, item, write_cluster
from helpers.sample import ADDRESSES, REPOSITORY, TEMPLATES
from zhanqun.cli import main
from zhanqun.stages.render.machine.meta import COLUMN_NAMES, CONTENT_NAMES, SITE_NAMES

EVERY = SITE_NAMES + COLUMN_NAMES + CONTENT_NAMES
ITEMS = TEMPLATES["item"]
TIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")


@cache
def parsed(place: Path) -> html.HtmlElement:
    return html.fromstring(place.read_bytes().decode())


def labels(page: html.HtmlElement) -> dict[str, str]:
    """Names and values of the annex; a name that stands twice fails."""
    found = [(str(one.get("name")), str(one.get("content"))) for one in page.iter("meta") if one.get("name") in EVERY]
    assert len(dict(found)) == len(found), found
    return dict(found)


def words(page: html.HtmlElement, where: str) -> str:
    return " ".join(" ".join(one.text_content() for one in page.cssselect(where)).split())


def test_fifteen_names_are_known() -> None:
    assert len(EVERY) == 15


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_names_its_site(sample: Path, address: str) -> None:
    page = parsed(sample / address)
    found = labels(page)
    assert set(SITE_NAMES) <= set(found)
    assert found["SiteName"] == words(page, ".zq-name")
    assert found["SiteDomain"] == "www.qihe.example"
    assert found["SiteIDCode"] == "0000000000"
    assert all(value and value != "null" for value in found.values())


@pytest.mark.parametrize("address", ["index.html", "jiaoyu/index.html", "lanmu/70.html", "jiaoyu/lanmu/72.html"])
def test_column_pages_describe_their_column(sample: Path, address: str) -> None:
    page = parsed(sample / address)
    found = labels(page)
    assert set(found) == set(SITE_NAMES + COLUMN_NAMES)
    assert found["ColumnName"] in ("首页", words(page, "h1"))


@pytest.mark.parametrize("address", ITEMS)
def test_items_carry_all_labels_with_the_values_that_readers_see(sample: Path, address: str) -> None:
    page = parsed(sample / address)
    found = labels(page)
    assert set(found) | {"Image"} == set(EVERY)
    assert found["ArticleTitle"] == words(page, "h1")
    assert found["Url"] == f"https://www.qihe.example/{address}"
    assert TIME.fullmatch(found["PubDate"])
    shown = words(page, ".zq-byline time")
    assert found["PubDate"] == shown
    assert found["ContentSource"] in words(page, ".zq-byline")
    assert found["ColumnName"] in words(page, ".zq-crumbs")


def test_every_item_shows_its_time_as_the_annex_writes_it(sample: Path) -> None:
    wrong = [
        path.relative_to(sample).as_posix()
        for path in sorted(sample.rglob("*.html"))
        if 'zq-kind-item"' in (text := path.read_text(encoding="utf-8"))
        and not re.search(r"发布时间：<time datetime=\"[^\"]+\">\d{4}-\d{2}-\d{2} \d{2}:\d{2}</time>", text)
    ]
    assert wrong == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_foot_has_its_seven_parts(sample: Path, address: str) -> None:
    page = parsed(sample / address)
    foot = words(page, "footer")
    for part in (
        "党政机关网站标识", "我为政府网站找错", "网站标识码 0000000000", "主办单位 栖禾县人民政府办公室", "联系方式",
        "ICP 备案编号 演示备00000000号-1", "公安机关备案 演示公网安备00000000000000号", "站点地图",
    ):  # fmt: skip
        assert part.replace(" ", "") in foot.replace(" ", ""), part
    assert page.cssselect("footer a[href$='sitemap.html']")
    assert page.cssselect("footer a[href='https://beian.miit.gov.cn/']")


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_head_names_the_site_and_offers_search(sample: Path, address: str) -> None:
    page = parsed(sample / address)
    assert page.get("lang") == "zh-CN"
    title = page.findtext("head/title") or ""
    assert title.endswith(words(page, ".zq-name"))
    assert len(page.cssselect("header.zq-head form[role=search] input[name=q]")) == 1
    assert len(page.cssselect("h1")) == 1
    assert len(page.cssselect("main#main")) == 1
    viewport = page.cssselect("meta[name=viewport]")[0].get("content")
    assert "user-scalable" not in viewport and "maximum-scale" not in viewport
    levels = [int(one.tag[1]) for one in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), levels


def test_titles_of_pages_differ_within_a_site(sample: Path) -> None:
    seen: dict[str, str] = {}
    for address in ADDRESSES:
        title = parsed(sample / address).findtext("head/title") or ""
        assert title not in seen, (address, seen[title])
        seen[title] = address


def test_reposts_say_from_where_when_and_at_which_address(sample: Path) -> None:
    page = parsed(sample / "jiaoyu/shangji/2018/xizangban.html")
    said = words(page, ".zq-source")
    link = page.cssselect("a.zq-from")[0]
    assert link.get("href").startswith("http") and link.get("href") in said
    assert link.text_content() == "中国政府网"
    assert re.search(r"转载时间 \d{4}-\d{2}-\d{2}", said)


def test_what_is_no_longer_in_force_says_so_before_its_text(sample: Path) -> None:
    source = (sample / "guifan/2019/guifan-guanli-jiu.html").read_text(encoding="utf-8")
    assert "本文件已废止" in source
    assert source.index("本文件已废止") < source.index('id="zq-body"')
    rows = (sample / "lanmu/20-01.html").read_text(encoding="utf-8") if (sample / "lanmu/20-01.html").is_file() else ""
    assert not rows or "zq-tag" in rows


def test_states_of_validity_have_a_banner_and_a_mark_in_lists(sample: Path) -> None:
    said = "\n".join(
        words(parsed(path), ".zq-banner")
        for path in sorted((sample / "guifan").rglob("*.html")) + sorted(sample.glob("*/guifan/*/*.html"))
    )
    for state in ("本文件已废止", "本文件已修改"):
        assert state in said, state


def test_links_that_leave_the_government_say_so(tmp_path: Path) -> None:
    body = "见[公司网站](https://www.example.com/a)和[中国政府网](https://www.gov.cn/)。\n"
    files: dict[str, str | bytes | None] = {
        "sites/jiaoyu/docs/tongzhi/2026/wai.md": item("关于外部链接的通知", body, 索引号="DEMO00032/2026-00008"),
    }
    root = write_cluster(tmp_path / "cluster", files)
    assert main(["build", "--root", str(root), "--date", "2026-08-22 09:00", "--quiet"]) == 0
    page = parsed(root / "dist/jiaoyu/tongzhi/2026/wai.html")
    company, government = page.cssselect("#zq-body a")
    assert company.get("class") == "zq-external" and "nofollow" in company.get("rel")
    assert government.get("class") is None
    # The sign beside the link comes from the style sheet, the question before leaving from the script.
    theme = REPOSITORY / "themes/zhanqun/assets"
    assert '.zq-external::after { content: "（非政府网站）"' in (theme / "zhanqun.css").read_text(encoding="utf-8")
    assert "您将离开本网站" in (theme / "zhanqun.js").read_text(encoding="utf-8")


def test_only_the_home_page_of_the_mother_shows_the_national_emblem(tmp_path: Path) -> None:
    picture = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 13"><path d="M0 0h12v13H0z"/></svg>'
    config = BASE["sites/_cluster/cluster.yml"] + "国徽: hui.svg\n"
    files: dict[str, str | bytes | None] = {"sites/_cluster/cluster.yml": config, "sites/_cluster/hui.svg": picture}
    root = write_cluster(tmp_path / "cluster", files)
    assert main(["build", "--root", str(root), "--date", "2026-08-22 09:00", "--quiet"]) == 0
    showing = [path for path in (root / "dist").rglob("*.html") if "zq-emblem" in path.read_text(encoding="utf-8")]
    assert showing == [root / "dist/index.html"]
    image = parsed(root / "dist/index.html").cssselect("img.zq-emblem")[0]
    assert image.get("alt") == "国徽"
    assert (root / "dist" / image.get("src")).read_bytes() == picture


@pytest.mark.parametrize("name", ["mei-you.svg", "../hui.svg", "hui.gif"])
def test_an_emblem_that_is_not_there_or_no_picture_stops_the_build(tmp_path: Path, name: str) -> None:
    config = BASE["sites/_cluster/cluster.yml"] + f"国徽: {name}\n"
    root = write_cluster(tmp_path / "cluster", {"sites/_cluster/cluster.yml": config}, approve=False)
    assert main(["build", "--root", str(root), "--date", "2026-08-22 09:00", "--quiet"]) != 0
