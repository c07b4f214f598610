"""Leaders and organisation kept as data: pages like any other, published only with a valid approval."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from helpers.clusters import approve_one, page
from helpers.run import Zhanqun

LEADERS = "sites/jiaoyu/data/leaders.yml"
ORG = "sites/jiaoyu/data/org.yml"
DATE = ("--date", "2026-08-22 09:00")


def leaders(more: str = "") -> str:
    return (
        "---\n页面: true\n标题: 领导信息\n公开属性: 主动公开\n领导:\n"
        "  - {姓名: 甘某, 职务: 局长, 分工: 主持全面工作。, 简历: 某年参加工作。}\n" + more + "---\n"
    )


def org(more: str = "") -> str:
    return (
        "---\n页面: true\n标题: 机构设置\n公开属性: 主动公开\n机构:\n  - 名称: 办公室\n    职责: [文电, 政府信息公开]\n"
        "    联系电话: 0000-0000020\n    下级:\n      - {名称: 文书组, 职责: 文书}\n" + more + "---\n"
    )


def built(root: Path, name: str) -> str:
    return (root / "dist/jiaoyu" / name).read_text(encoding="utf-8")


def test_approved_data_are_pages(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster({LEADERS: leaders(), ORG: org()})
    for path in (LEADERS, ORG):
        approve_one(root, root / path)
    ran = zhanqun("build", "--root", root, "--no-cache", "--quiet", *DATE)
    assert (ran.code, ran.err) == (0, ""), ran.out
    page = built(root, "leaders.html")
    assert "<h2>甘某</h2>" in page
    assert "主持全面工作。" in page
    page = built(root, "org.html")
    assert "<h2>办公室</h2>" in page
    assert "<h3>文书组</h3>" in page
    assert "联系电话：0000-0000020" in page


def test_data_without_approval_stop_the_build(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster({LEADERS: leaders()})
    ran = zhanqun("build", "--root", root, "--no-cache", "--quiet", *DATE)
    assert ran.code == 1
    assert f"{LEADERS}:" in ran.out + ran.err
    assert not (root / "dist").exists()


def test_data_changed_after_approval_stop_the_build(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster({LEADERS: leaders()})
    approve_one(root, root / LEADERS)
    text = (root / LEADERS).read_text(encoding="utf-8")
    (root / LEADERS).write_text(text.replace("局长", "县长"), encoding="utf-8")
    ran = zhanqun("build", "--root", root, "--no-cache", "--quiet", *DATE)
    assert ran.code == 1
    assert "[approval]" in ran.out + ran.err


def test_other_files_of_the_folder_are_never_published(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster({"sites/jiaoyu/data/foi/2025.yml": "机密: 甲某\n", "sites/jiaoyu/data/notes.yml": "甲某\n"})
    ran = zhanqun("build", "--root", root, "--no-cache", "--quiet", *DATE)
    assert ran.code == 0
    assert not [path for path in (root / "dist").rglob("*") if path.is_file() and "甲某".encode() in path.read_bytes()]


@pytest.mark.parametrize(
    "path, text, expected",
    [
        (LEADERS, leaders("  - {姓名: 乙某}\n"), f"{LEADERS}:7"),
        (LEADERS, leaders("  - {姓名: 乙某, 职务: 副局长, 年龄: 40}\n"), f"{LEADERS}:7"),
        (LEADERS, leaders("  - {姓名: 甘某, 职务: 局长}\n"), f"{LEADERS}:7"),
        (LEADERS, leaders("  - 乙某\n"), f"{LEADERS}:7"),
        (ORG, org("  - {名称: 办公室}\n"), f"{ORG}:11"),
        (ORG, org("  - {名称: 甲股, 职责: {一: 二}}\n"), f"{ORG}:11"),
        (ORG, org("  - {名称: 一, 下级: [{名称: 二, 下级: [{名称: 三, 下级: [{名称: 四, 下级: [{名称: 五}]}]}]}]}\n"), f"{ORG}:11"),
    ],
)
def test_faults_are_told_where_they_are(
    path: str, text: str, expected: str, cluster: Callable[..., Path], zhanqun: Zhanqun
) -> None:
    root = cluster({path: text})
    ran = zhanqun("check", "--root", root, *DATE)
    assert ran.code == 1
    assert expected in ran.out + ran.err


def test_personal_data_in_them_are_found(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    secret = "11010519491231002X"
    root = cluster({LEADERS: leaders(f"  - {{姓名: 乙某, 职务: 副局长, 简历: 身份证号 {secret}}}\n")})
    ran = zhanqun("check", "--root", root, *DATE)
    assert ran.code == 1
    assert "[resident-id]" in ran.out + ran.err
    assert secret not in ran.out + ran.err


def test_they_are_linked_from_the_home_page_and_the_site_map(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster({LEADERS: leaders()})
    approve_one(root, root / LEADERS)
    assert zhanqun("build", "--root", root, "--no-cache", "--quiet", *DATE).code == 0
    assert 'href="../jiaoyu/leaders.html">领导信息' in built(root, "index.html")
    assert 'href="jiaoyu/leaders.html">领导信息' in (root / "dist/sitemap.html").read_text(encoding="utf-8")


PHOTO = "sites/jiaoyu/data/zhaopian/yi.png"
WITH_PHOTO = "  - {姓名: 乙某, 职务: 副局长, 照片: zhaopian/yi.png}\n"


def portrait(size: int = 0) -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (24, 32), "#7d8aa0").save(picture, "PNG")
    return picture.getvalue() + b"\0" * size


def test_a_photograph_is_part_of_what_was_approved(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster({LEADERS: leaders(WITH_PHOTO), PHOTO: portrait(), PHOTO.replace("yi", "bing"): portrait()})
    approve_one(root, root / LEADERS)
    ran = zhanqun("build", "--root", root, "--quiet", *DATE)
    assert ran.code == 0, ran.out
    text = built(root, "leaders.html")
    assert '<img src="../jiaoyu/zhaopian/yi.png" alt="乙某的照片" width="96" height="128" loading="lazy"' in text
    assert text.count("<img") == 1
    assert (root / "dist/jiaoyu/zhaopian/yi.png").read_bytes() == portrait()
    assert not (root / "dist/jiaoyu/zhaopian/bing.png").exists()
    other = io.BytesIO()
    Image.new("RGB", (24, 32), "#000000").save(other, "PNG")
    (root / PHOTO).write_bytes(other.getvalue())
    ran = zhanqun("build", "--root", root, "--quiet", *DATE)
    assert ran.code == 1 and f"{LEADERS}:" in ran.out
    assert (root / "dist/jiaoyu/zhaopian/yi.png").read_bytes() == portrait()


def test_a_photograph_that_is_missing_or_no_picture_is_refused(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster({LEADERS: leaders(WITH_PHOTO.replace("yi.png", "yi.pdf"))})
    ran = zhanqun("check", "--root", root, "--quiet", *DATE)
    assert ran.code == 1 and "领导的照片不是图片文件" in ran.out
    (root / LEADERS).write_text(leaders(WITH_PHOTO), "utf-8")
    ran = zhanqun("check", "--root", root, "--quiet", *DATE)
    assert ran.code == 1 and "yi.png" in ran.out


def test_a_heavy_photograph_is_warned_about(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    noise = io.BytesIO()
    Image.effect_noise((480, 640), 90).save(noise, "PNG")
    root = cluster({LEADERS: leaders(WITH_PHOTO), PHOTO: noise.getvalue()})
    approve_one(root, root / LEADERS)
    ran = zhanqun("check", "--root", root, "--quiet", *DATE)
    assert ran.code == 0 and "乙某的照片有" in ran.out and "手机上打开慢" in ran.out


def test_attachments_of_a_hand_written_page_have_a_preview(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster({
        "sites/jiaoyu/docs/zhidu.md": page("公开制度", 附件="[表.csv]"),
        "sites/jiaoyu/docs/表.csv": "名称,数量\n登记簿,12\n",
    })
    ran = zhanqun("build", "--root", root, "--quiet", *DATE)
    assert ran.code == 0, ran.out
    text = built(root, "zhidu.html")
    assert "文字预览" in text and "登记簿  12" in text
