"""政策问答: questions and answers of cleared items on one page, as FAQPage for machines, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from helpers.clusters import BASE, item
from helpers.run import Zhanqun

CATALOGUE = BASE["sites/_cluster/catalog.yml"] + '  - {代码: "80", 名称: 常见问答, 类型: 问答}\n'
PAGE = "lanmu/wenda/index.html"
FOLDER = "sites/jiaoyu/docs/wenda/2026"
FILES: dict[str, str | bytes | None] = {
    "sites/_cluster/catalog.yml": CATALOGUE,
    f"{FOLDER}/xuewei.md": item(
        "问：外来人员子女怎样入学？", "**问：** 我在本县务工，孩子怎样入学？\n\n**答：** 带居住证到 <辖区> 学校登记。\n\n- 7月1日起登记\n",
        信息分类="常见问答"),
    f"{FOLDER}/zizhu.md": item("资助什么时候发放？", "每学期开学后 30 日内，咨询手机 13812345678。\n", 信息分类="常见问答", 公开联系方式="true",
                               发布日期="2026-04-01"),
    f"{FOLDER}/weilai.md": item("还没有公开的问题？", "答：还没有公开的答复内容。\n", 信息分类="常见问答", 发布日期="2026-12-01"),
}  # fmt: skip


def build(cluster: Callable[..., Path], zhanqun: Zhanqun, files: dict[str, str | bytes | None]) -> Path:
    root = cluster(files)
    answer = zhanqun("build", "--root", root, "--date", "2026-08-22 09:00")
    assert answer.code == 0, answer
    return root / "dist"


def test_questions_and_answers_stand_on_one_page(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    out = build(cluster, zhanqun, FILES)
    for page in (out / PAGE, out / "jiaoyu" / PAGE):
        text = page.read_text("utf-8")
        assert re.findall(r"<summary><h2>(.*?)</h2>", text) == ["资助什么时候发放？", "外来人员子女怎样入学？"]
        assert '<p class="zq-asked"><strong>问：</strong>我在本县务工，孩子怎样入学？</p>' in text
        assert "<strong>答：</strong>带居住证到 &lt;辖区&gt; 学校登记。" in text
        assert "还没有公开" not in text
    assert "lanmu/wenda/index.html" in (out / "lanmu/80.html").read_text("utf-8")
    assert PAGE in (out / "sitemap.html").read_text("utf-8")
    assert f"jiaoyu/{PAGE}" in (out / "sitemap/jiaoyu-pages.xml").read_text("utf-8")


def test_machines_read_a_faq_page(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    out = build(cluster, zhanqun, FILES)
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', (out / PAGE).read_text("utf-8"))
    faq = json.loads(script)["@graph"][0]
    assert faq["@type"] == "FAQPage" and faq["url"] == f"https://www.example.gov.cn/{PAGE}"
    assert [one["@type"] for one in faq["mainEntity"]] == ["Question", "Question"]
    answer = faq["mainEntity"][1]["acceptedAnswer"]
    assert answer == {
        "@type": "Answer", "text": "带居住证到 <辖区> 学校登记。 7月1日起登记",
        "url": "https://www.example.gov.cn/jiaoyu/wenda/2026/xuewei.html",
    }  # fmt: skip


def test_an_ending_in_capitals_is_found(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    from helpers.clusters import approve_one

    root = cluster({"sites/_cluster/catalog.yml": CATALOGUE})
    place = root / FOLDER / "da.MD"
    place.parent.mkdir(parents=True)
    place.write_text(item("几点开门？", "九点。\n", 信息分类="常见问答"), "utf-8")
    approve_one(root, place)
    assert zhanqun("build", "--root", root, "--date", "2026-08-22 09:00").code == 0
    assert "<strong>答：</strong>九点。" in (root / "dist" / PAGE).read_text("utf-8")


def test_without_any_question_the_page_says_so(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    out = build(cluster, zhanqun, {"sites/_cluster/catalog.yml": CATALOGUE})
    text = (out / PAGE).read_text("utf-8")
    assert "暂无常见问答" in text and "FAQPage" not in text


def test_without_such_a_column_there_is_no_page(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    assert not (build(cluster, zhanqun, {}) / PAGE).exists()


def test_an_answer_that_changes_changes_the_page(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    from helpers.clusters import approve_one

    out = build(cluster, zhanqun, FILES)
    place = out.parent / FOLDER / "zizhu.md"
    place.write_text(item("资助什么时候发放？", "每学期开学后 60 日内。\n", 信息分类="常见问答", 发布日期="2026-04-01"), "utf-8")
    approve_one(out.parent, place)
    assert zhanqun("build", "--root", out.parent, "--date", "2026-08-22 09:00").code == 0
    text = (out / PAGE).read_text("utf-8")
    assert "60 日" in text and "30 日" not in text
