"""The odd cases of daily work, each through the front door."""

from __future__ import annotations

import errno
import importlib
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from helpers.clusters import BASE, FIRST, SECRECY, item, page, write_cluster
from helpers.front_door import NOW, approve, build, differences, program_environment, run, snapshot, write
from helpers.run import Zhanqun

MINZHENG = BASE["sites/jiaoyu/site.yml"].replace("教育局", "民政局").replace("DEMO00032", "DEMO00059").replace("序号: 1", "序号: 2")
EMPTY: dict[str, str | bytes | None] = {path: None for path in BASE if "/docs/" in path}
FOLDER = "sites/jiaoyu/docs/tongzhi/2026"


def one(title: str = "一件事", number: int = 7, body: str = "正文。\n", **keys: object) -> str:
    return item(title, body, 索引号=f"DEMO00032/2026-{number:05d}", **keys)


def files_of(root: Path) -> set[str]:
    return set(snapshot(root / "dist"))


def test_a_cluster_without_content_is_told(cluster: Callable[..., Path]) -> None:
    root = cluster(EMPTY)
    ran = build(root)
    assert ran.code == 4
    assert "没有任何内容" in ran.err


def test_a_site_without_items_has_its_pages_and_no_feed_entries(cluster: Callable[..., Path]) -> None:
    root = cluster({"sites/minzheng/site.yml": MINZHENG})
    assert build(root).code == 0
    assert "minzheng/index.html" in files_of(root)
    assert b"<entry>" not in (root / "dist" / "minzheng" / "feeds" / "all.xml").read_bytes()


def test_one_item_ten_columns_deep(cluster: Callable[..., Path]) -> None:
    lines = ["栏目:"]
    for depth in range(10):
        pad = "  " * (2 * depth + 1)
        lines += [f"{pad}- 代码: {'-'.join(['80', *['01'] * depth])!r}", f"{pad}  名称: 第{depth}层", f"{pad}  类型: 公告"]
        if depth < 9:
            lines.append(f"{pad}  下级:")
    catalog = BASE["sites/_cluster/catalog.yml"].rstrip("\n") + "\n" + "\n".join(lines[1:]) + "\n"
    root = cluster({
        "sites/_cluster/catalog.yml": catalog,
        f"{FOLDER}/shen.md": one("很深", 信息分类="80" + "-01" * 9),
    })
    ran = build(root)
    assert ran.code == 0, ran.out
    for depth in range(10):
        column = (root / "dist" / "jiaoyu" / "lanmu" / f"80{'-01' * depth}.html").read_text()
        assert "很深" in column
    text = (root / "dist" / "jiaoyu" / "tongzhi" / "2026" / "shen.html").read_text()
    assert all(f"第{depth}层" in text for depth in range(10))


def test_two_items_with_one_address_are_both_named(cluster: Callable[..., Path]) -> None:
    root = cluster({f"{FOLDER}/a.md": one(number=7), f"{FOLDER}/A.md": one("另一件", number=8)})
    ran = build(root)
    assert ran.code == 1
    assert "[same-address]" in ran.out and f"{FOLDER}/a.md" in ran.out and f"{FOLDER}/A.md" in ran.out
    assert not (root / "dist").exists()


def test_a_shared_attachment_is_published_for_the_cleared_item_alone(cluster: Callable[..., Path]) -> None:
    root = cluster({
        f"{FOLDER}/a.md": one(附件="[表.csv]"),
        f"{FOLDER}/b.md": one("不公开的", 8, 附件="[表.csv, 密.csv]", 公开属性="不予公开", 不予公开理由="国家秘密"),
        f"{FOLDER}/表.csv": b"1\n", f"{FOLDER}/密.csv": b"2\n",
    })
    ran = build(root)
    assert (ran.code, "[shared-attachment]" in ran.out) == (0, True), ran.out
    found = files_of(root)
    assert "jiaoyu/tongzhi/2026/表.csv" in found
    assert "jiaoyu/tongzhi/2026/密.csv" not in found


def test_a_deleted_item_vanishes_with_its_attachment_and_from_every_list(cluster: Callable[..., Path]) -> None:
    root = cluster({f"{FOLDER}/a.md": one("将要删除的", 附件="[表.csv]"), f"{FOLDER}/表.csv": b"1\n"})
    assert build(root).code == 0
    assert any("将要删除的".encode() in data for data in snapshot(root / "dist").values())
    write(root, {f"{FOLDER}/a.md": None, f"{FOLDER}/表.csv": None})
    assert build(root).code == 0
    assert not {"jiaoyu/tongzhi/2026/a.html", "jiaoyu/tongzhi/2026/表.csv"} & files_of(root)
    assert [path for path, data in snapshot(root / "dist").items() if "将要删除的".encode() in data] == []


@pytest.mark.parametrize("cache", ["kept", "lost"])
def test_a_renamed_item_needs_its_old_address(cluster: Callable[..., Path], cache: str) -> None:
    root = cluster({f"{FOLDER}/a.md": one()})
    assert build(root).code == 0
    if cache == "lost":  # then the published data still say where the index number was
        shutil.rmtree(root / ".zhanqun")
    before = snapshot(root / "dist")
    write(root, {f"{FOLDER}/a.md": None, f"{FOLDER}/b.md": one()})
    approve(root, [f"{FOLDER}/b.md"])
    ran = build(root)
    assert (ran.code, "[item-renamed]" in ran.out) == (1, True)
    assert snapshot(root / "dist") == before
    write(root, {f"{FOLDER}/b.md": one(别名="[jiaoyu/tongzhi/2026/a.html]")})
    approve(root, [f"{FOLDER}/b.md"])
    assert build(root).code == 0
    old = (root / "dist" / "jiaoyu" / "tongzhi" / "2026" / "a.html").read_text()
    assert "b.html" in old and "refresh" in old


def test_a_removed_department_leaves_nothing(cluster: Callable[..., Path]) -> None:
    root = cluster({
        "sites/minzheng/site.yml": MINZHENG,
        "sites/minzheng/docs/tongzhi/a.md": item("民政局的事", 索引号="DEMO00059/2026-00001"),
    })
    assert build(root).code == 0
    shutil.rmtree(root / "sites" / "minzheng")
    assert build(root).code == 0
    found = snapshot(root / "dist")
    assert [path for path, data in found.items() if "minzheng" in path or "民政局".encode() in data] == []
    assert not (root / "dist" / "minzheng").exists()


def test_a_page_with_a_table_of_six_thousand_rows(cluster: Callable[..., Path]) -> None:
    rows = "".join(f"| {n} | 某某街道第{n}网格责任单位名称 | 巡查记录与整改情况说明第{n}号 | {n * 7} | 合格 | 已公示，按季度更新，见附件说明 |\n"
                   for n in range(6_000))
    root = cluster({f"{FOLDER}/biao.md": one("责任清单", body=f"# 表\n\n| 序 | 单位 | 说明 | 数 | 结果 | 注 |\n|-|-|-|-|-|-|\n{rows}")})
    assert (root / f"{FOLDER}/biao.md").stat().st_size > 800_000
    assert build(root).code == 0
    text = (root / "dist" / "jiaoyu" / "tongzhi" / "2026" / "biao.html").read_text()
    assert len(text.encode()) > 1_300_000
    assert text.count("<tr>") == 6_001
    assert "第5999网格" in text
    lists = (root / "dist" / "jiaoyu" / "lanmu" / "70.html").stat().st_size
    assert lists < 100_000


@pytest.mark.parametrize("name", ["两个 空 格", "百分之50%", "加+号", "a&b", "“引号”", "'单'", "[方]", "(圆)", "a,b;c=d!", "𠮷野"])
def test_file_names_with_spaces_and_chinese(cluster: Callable[..., Path], name: str) -> None:
    root = cluster({
        f"{FOLDER}/{name}.md": one("名字特别的", 附件=f"[{{文件: {json.dumps(f'子 夹/{name}.csv', ensure_ascii=False)}, 名称: 表}}]"),
        f"{FOLDER}/子 夹/{name}.csv": b"1\n",
    })
    ran = build(root)
    assert ran.code == 0, ran.out
    assert {f"jiaoyu/tongzhi/2026/{name}.html", f"jiaoyu/tongzhi/2026/子 夹/{name}.csv"} <= files_of(root)


@pytest.mark.parametrize("title", [
    "# 号", "a + b / c", "<script>alert(1)</script>", "“全角”‘引号’", "&lt;不是标签&gt;", "{{ 花括号 }}", "{% raw %}",
    "关于〈条例〉的《决定》", "反\\斜\\杠", "${HOME}", "%s %(x)s", "表 | 格", "'单' \"双\"", "]]>", "👍🏽",
])
def test_odd_titles_stay_text_and_collide_with_nothing(cluster: Callable[..., Path], title: str) -> None:
    import html
    import xml.etree.ElementTree as ElementTree

    written = json.dumps(title, ensure_ascii=False)
    root = cluster({f"{FOLDER}/a.md": one(written), f"{FOLDER}/b.md": one(written, 8)})
    ran = build(root)
    assert ran.code == 0, ran.out
    text = (root / "dist" / "jiaoyu" / "tongzhi" / "2026" / "a.html").read_text()
    heading = text[text.index("<h1") : text.index("</h1>")]
    assert html.unescape(heading.partition(">")[2]).strip() == title
    for path in (root / "dist").rglob("*.xml"):
        ElementTree.parse(path)
    for path in (root / "dist").rglob("*.json"):
        json.loads(path.read_bytes())
    assert "jiaoyu/tongzhi/2026/b.html" in files_of(root)


def test_the_clusters_time_zone_decides_the_day(cluster: Callable[..., Path]) -> None:
    text = BASE["sites/_cluster/cluster.yml"].replace("页脚:", "时区: Asia/Urumqi\n页脚:")
    root = cluster({"sites/_cluster/cluster.yml": text, f"{FOLDER}/a.md": one(发布日期="2026-08-22 10:00")})
    assert build(root, date="2026-08-22 09:59").code == 0
    assert "jiaoyu/tongzhi/2026/a.html" not in files_of(root)
    assert build(root, date="2026-08-22 10:00").code == 0
    assert "jiaoyu/tongzhi/2026/a.html" in files_of(root)
    page_text = (root / "dist" / "jiaoyu" / "tongzhi" / "2026" / "a.html").read_text()
    feed = (root / "dist" / "jiaoyu" / "feeds" / "all.xml").read_text()
    assert "2026-08-22 10:00" in page_text
    assert "2026-08-22T10:00:00+06:00" in feed


@pytest.mark.parametrize("link", ["file", "folder", "docs", "site", "item", "broken", "circle", "config", "sites", "shared"])
def test_symbolic_links_are_refused(cluster: Callable[..., Path], tmp_path: Path, link: str) -> None:
    outside = tmp_path / "outside"
    (outside / "tongzhi").mkdir(parents=True)
    (outside / "secret.csv").write_text("内部数据一二三四五六")
    (outside / "tongzhi" / "x.md").write_text(one("外面的文件"))
    root = cluster({f"{FOLDER}/a.md": one(附件="[secret.csv]"), f"{FOLDER}/secret.csv": b"1\n"})
    docs = root / FOLDER
    match link:
        case "file":
            (docs / "secret.csv").unlink()
            (docs / "secret.csv").symlink_to(outside / "secret.csv")
        case "folder":
            (docs / "sub").symlink_to(outside)
        case "docs":
            shutil.rmtree(root / "sites" / "jiaoyu" / "docs")
            (root / "sites" / "jiaoyu" / "docs").symlink_to(outside)
        case "site":
            (root / "sites" / "minzheng").symlink_to(root / "sites" / "jiaoyu")
        case "item":
            (docs / "x.md").symlink_to(outside / "tongzhi" / "x.md")
        case "broken":
            (docs / "x.md").symlink_to("nowhere.md")
        case "circle":
            (docs / "x").symlink_to(docs)
        case "config":
            words = root / "sites" / "_cluster" / "words.yml"
            (outside / "words.yml").write_text("词语: []\n")
            words.symlink_to(outside / "words.yml")
        case "sites" | "shared":
            place = root / "sites" if link == "sites" else root / "sites" / "_cluster"
            place.rename(outside / "moved")
            place.symlink_to(outside / "moved")
    ran = build(root)
    assert ran.code in (1, 2)
    assert "符号链接" in ran.out, ran.out
    assert not (root / "dist").exists()


@pytest.mark.parametrize("name", [
    "../x.csv", "../../../jiaoyu2/x.csv", "../../../../_cluster/cluster.yml", "/etc/passwd", "..\\\\x.csv", "C:/x.csv",
    "%2e%2e/%2e%2e/%2e%2e/%2e%2e/_cluster/cluster.yml",
])
@pytest.mark.parametrize("where", ["附件", "正文"])
def test_paths_out_of_the_folder_are_refused(cluster: Callable[..., Path], name: str, where: str) -> None:
    text = one(附件=f'["{name}"]') if where == "附件" else one(body=f"[看](<{name}>)\n")
    root = cluster({f"{FOLDER}/a.md": text})
    ran = build(root)
    assert ran.code == 1, ran.out
    assert not (root / "dist").exists()


def test_special_files_are_refused(cluster: Callable[..., Path]) -> None:
    root = cluster()
    os.mkfifo(root / FOLDER / "pipe.md")
    ran = build(root)
    assert (ran.code, "不是普通文件" in ran.out) == (1, True)


def test_a_file_that_nobody_names_is_reported_and_not_copied(cluster: Callable[..., Path]) -> None:
    root = cluster({f"{FOLDER}/草稿.docx": b"PK\x03\x04", f"{FOLDER}/.hidden.csv": b"1\n"})
    ran = build(root)
    assert (ran.code, "[unnamed-file]" in ran.out) == (0, True)
    assert not [path for path in files_of(root) if path.endswith((".docx", ".csv")) and "data" not in path]


def test_an_item_that_vanishes_during_the_build(cluster: Callable[..., Path]) -> None:
    """Between the walk and the reading: nothing is published, nothing crashes, the output stays."""
    root = cluster({f"{FOLDER}/n{number:03d}.md": one(f"第{number}件", number) for number in range(100, 130)})
    assert build(root).code == 0
    before = snapshot(root / "dist")
    for call, number in (("open", 20), ("open", 60), ("open", 200)):
        for path in (root / FOLDER).glob("n*.md"):
            os.utime(path)
        program = (
            "import builtins, os, sys\nfrom zhanqun.cli import main\n"
            f"gone, left, real = {str(root / FOLDER / 'n129.md')!r}, [{number}], builtins.open\n"
            "def watching(name, *args, **named):\n"
            "    left[0] -= 1\n"
            "    if left[0] == 0 and os.path.exists(gone):\n"
            "        os.unlink(gone)\n"
            "    return real(name, *args, **named)\n"
            f"builtins.{call} = watching\nsys.exit(main(sys.argv[1:]))\n"
        )
        text = (root / FOLDER / "n129.md").read_bytes()
        ran = subprocess.run(
            [sys.executable, "-c", program, "build", "--root", str(root), "--date", NOW,
             "--jobs", "1", "--no-cache"], env=program_environment(), capture_output=True, text=True, timeout=60, check=False,
        )
        assert ran.returncode in (0, 1, 2), ran.stderr
        if ran.returncode:
            assert snapshot(root / "dist") == before
        write(root, {f"{FOLDER}/n129.md": text})
        assert build(root).code == 0
        assert snapshot(root / "dist") == before


def test_a_failing_build_leaves_the_output_untouched(cluster: Callable[..., Path]) -> None:
    root = cluster()
    assert build(root).code == 0
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in sorted((root / "dist").rglob("*")) if path.is_file()}
    for files, code in (
        ({f"{FOLDER}/a.md": "没有元数据"}, 1),
        ({f"{FOLDER}/a.md": one(未知="1")}, 1),
        ({f"{FOLDER}/a.md": one() + "[死链](没有.html)\n"}, 1),
        ({f"{FOLDER}/a.md": None, "sites/_cluster/cluster.yml": "名称: ["}, 2),
        ({"sites/_cluster/cluster.yml": BASE["sites/_cluster/cluster.yml"], "mkdocs.base.yml": "a: ["}, 2),
    ):
        write(root, files)
        if code == 1:
            approve(root, list(files))
        ran = build(root)
        assert (ran.code, "程序内部出错" in ran.err) == (code, False), (files, ran.out, ran.err)
        now = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in sorted((root / "dist").rglob("*")) if path.is_file()}
        assert now == before, files


def test_a_folder_becomes_a_file_and_a_file_a_folder(cluster: Callable[..., Path]) -> None:
    root = cluster({f"{FOLDER}/b.md": one(附件="[表.csv/甲.csv]"), f"{FOLDER}/表.csv/甲.csv": b"1\n"})
    assert build(root).code == 0
    assert "jiaoyu/tongzhi/2026/表.csv/甲.csv" in files_of(root)
    shutil.rmtree(root / FOLDER / "表.csv")
    write(root, {f"{FOLDER}/b.md": one(附件="[表.csv]"), f"{FOLDER}/表.csv": b"2\n"})
    approve(root, [f"{FOLDER}/b.md"])
    assert build(root).code == 0
    assert (root / "dist/jiaoyu/tongzhi/2026/表.csv").read_bytes() == b"2\n"
    write(root, {f"{FOLDER}/表.csv": None})
    write(root, {f"{FOLDER}/b.md": one(附件="[表.csv/甲.csv]"), f"{FOLDER}/表.csv/甲.csv": b"1\n"})
    approve(root, [f"{FOLDER}/b.md"])
    assert build(root).code == 0
    assert (root / "dist/jiaoyu/tongzhi/2026/表.csv/甲.csv").read_bytes() == b"1\n"


@pytest.mark.parametrize("name", ["cluster", "catalog", "calendar"])
def test_a_site_named_like_a_file_of_settings_hides_no_edit(cluster: Callable[..., Path], tmp_path: Path, name: str) -> None:
    """The digest of the settings once mixed both up, and an edit of cluster.yml changed nothing."""
    root = cluster({f"sites/{name}/site.yml": MINZHENG})
    assert build(root).code == 0
    write(root, {
        "sites/_cluster/cluster.yml": BASE["sites/_cluster/cluster.yml"].replace("名称: 甲县人民政府", "名称: 乙县人民政府"),
        "sites/_cluster/calendar.yml": "放假:\n  - 2026-08-24\n",
    })
    assert build(root).code == 0
    assert build(root, "--no-cache", "--out", tmp_path / "clean").code == 0
    assert differences(snapshot(root / "dist"), snapshot(tmp_path / "clean")) == []


# --- approvals from commits, and what a build costs


def git(root: Path, *args: str, author: str = "起草人 <draft@example.gov.cn>", message: str = "") -> str:
    name, _, mail = author.partition(" <")
    env = {
        "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": mail.rstrip(">"), "GIT_COMMITTER_NAME": name,
        "GIT_COMMITTER_EMAIL": mail.rstrip(">"), "GIT_AUTHOR_DATE": "2026-03-02T10:00:00+08:00",
        "GIT_COMMITTER_DATE": "2026-03-02T10:00:00+08:00", "GIT_CONFIG_GLOBAL": str(root / ".none"), "HOME": str(root),
    }
    command = ["git", "-C", str(root), *args, *(["-m", message] if message else [])]
    ran = subprocess.run(command, env={**os.environ, **env}, check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_an_item_approved_by_the_trailers_of_its_commit(cluster: Callable[..., Path]) -> None:
    reviewers = "审查人:\n" + "".join(
        f"  - {{姓名: {name}, 邮箱: {mail}, 站点: 全部, 步骤: [{step}], 自: 2020-01-01}}\n"
        for name, mail, step in ((FIRST, "zhang@example.gov.cn", "初审"), (SECRECY, "li@example.gov.cn", "保密审查"))
    )
    root = cluster({
        "sites/_cluster/reviewers.yml": reviewers,
        "sites/jiaoyu/site.yml": BASE["sites/jiaoyu/site.yml"] + "审查方式: 提交记录\n",
        **{path: text for path, text in BASE.items() if path.startswith("sites/jiaoyu/docs")},
    }, approve=False)
    approve(root, ["sites/portal/docs/tongzhi/2026/kaitong.md"])
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", message="起草")
    ran = build(root)
    assert ran.code == 1 and "[approval]" in ran.out, ran.out
    signed = f"起草\n\nReviewed-by: {FIRST} <zhang@example.gov.cn>\nReviewed-by: {SECRECY} <li@example.gov.cn>"
    git(root, "commit", "-q", "--amend", message=signed)
    ran = build(root)
    assert ran.code == 0, ran.out
    assert "jiaoyu/tongzhi/2026/zhaosheng.html" in files_of(root)
    with open(root / FOLDER / "zhaosheng.md", "a", encoding="utf-8") as handle:
        handle.write("\n没有审查过的一句。\n")
    before = snapshot(root / "dist")
    ran = build(root)
    assert ran.code == 1 and "[approval]" in ran.out, "changed bytes are not the committed ones"
    assert snapshot(root / "dist") == before


@pytest.fixture(scope="module")
def two_thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2,000 items of two sites in a git repository, built once."""
    root = write_cluster(tmp_path_factory.mktemp("many") / "cluster", {
        f"sites/{site}/docs/tongzhi/{2019 + number % 8}/n{number:04d}.md": item(
            f"第{number}件事", f"正文{number}。\n", 索引号=f"{code}/{2019 + number % 8}-{number:05d}",
            发布日期=f"{2019 + number % 8}-{1 + number % 7:02d}-{1 + number % 28:02d}", 信息分类=("通知公告", "政策解读", "20-01")[number % 3],
        )
        for site, code in (("portal", "DEMO00016"), ("jiaoyu", "DEMO00032")) for number in range(1_000, 2_000)
    }, approve=False)
    approve(root, [path.relative_to(root).as_posix() for path in sorted(root.rglob("*.md"))])
    git(root, "init", "-q")
    git(root, "add", "sites", "mkdocs.base.yml")
    git(root, "commit", "-q", message="全部")
    with pytest.MonkeyPatch.context() as patch:
        for module in SOON:
            patch.setattr(f"zhanqun.{module}.RECENT", 20_000_000)
        ran = build(root, "--jobs", 2)
    assert ran.code == 0, ran.out[-2000:]
    return root


SOON = ("stages.collect.tree", "pipeline.footprint", "pipeline.scan")
"""What reads files again that were written a moment ago: two seconds, which a quick machine may not need for a test."""
COUNTING = """
import importlib, os, sys
for module in sys.argv.pop(1).split(","):
    importlib.import_module("zhanqun." + module).RECENT = 20_000_000
log, root = os.open(sys.argv.pop(1), os.O_WRONLY | os.O_APPEND), sys.argv.pop(1) + "/"
def opened(event, args):
    if event == "open" and isinstance(args[0], (str, bytes, os.PathLike)) and args[2] & os.O_ACCMODE != os.O_WRONLY:
        path = os.path.abspath(os.fsdecode(args[0]))
        if path.startswith(root) and os.path.isfile(path):
            os.write(log, f"read {path.removeprefix(root)}\\n".encode())
from zhanqun.stages.render import engine, engine_leaves
def count(owner, name, word):
    real = getattr(owner, name)
    def counted(*args, **named):
        os.write(log, f"{word} {args[1]}\\n".encode()[:200])
        return real(*args, **named)
    setattr(owner, name, counted)
count(engine_leaves.Leaves, "render", "render")
count(engine.Engine, "__init__", "engine")
sys.addaudithook(opened)
from zhanqun.__main__ import run
run()
"""
"""The program, whose processes write down what they render and which files of the cluster they read."""


class Counted(NamedTuple):
    """What a build did."""

    report: dict[str, int]
    git: list[str]
    """Its processes of git."""
    renders: list[str]
    """The leaf template of every page that was rendered, and what loaded the engine."""
    read: list[str]
    """Files below the root that were read, each once."""


def counted(root: Path, folder: Path) -> Counted:
    real, log, done = shutil.which("git"), folder / "git.log", folder / "done.log"
    wrapper = folder / "bin" / "git"
    wrapper.parent.mkdir(parents=True, exist_ok=True)
    wrapper.write_text(f'#!/bin/sh\necho "$*" >> "{log}"\nexec "{real}" "$@"\n')
    wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
    log.write_text("")
    done.write_text("")
    process = subprocess.Popen(
        [sys.executable, "-c", COUNTING, ",".join(SOON), done, root, "build", "--root", root, "--date", NOW, "--quiet", "--jobs", "2",
         "--report", folder / "report.json"],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        env=program_environment({"PATH": f"{wrapper.parent}:{os.environ['PATH']}"}),
    )
    said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    lines = done.read_text().splitlines()
    return Counted(
        json.loads((folder / "report.json").read_bytes()), log.read_text().splitlines(),
        [line for line in lines if not line.startswith("read ")],
        sorted({line.removeprefix("read ") for line in lines if line.startswith("read ")}),
    )


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def test_one_change_among_two_thousand_costs_one_change(two_thousand: Path, tmp_path: Path) -> None:
    root = two_thousand
    before = snapshot(root / "dist")
    path = "sites/jiaoyu/docs/tongzhi/2020/n1001.md"
    write(root, {path: (root / path).read_text().replace("正文1001。", "正文1001。\n\n补充一句。")})
    text = (root / path).read_text()
    write(root, {path: text[: text.index("审查:")] + text[text.index("---\n", 5) :]})
    approve(root, [path])
    did = counted(root, tmp_path)
    after = snapshot(root / "dist")
    assert "jiaoyu/tongzhi/2020/n1001.html" in changed(before, after)
    assert did.report["written"] <= 45, sorted(changed(before, after))
    # Files named by content count twice: the old one goes, the new one comes.
    assert len(changed(before, after)) <= 60
    assert len(did.git) <= 5, did.git
    # Its own page; the engine, which costs a second, is not loaded.
    assert did.renders == ["render item"]
    assert [name for name in did.read if name.endswith(".md")] == [path]
    # The rest is configuration, the manifest, and what is kept of two sites in parts that hold hundreds of items each.
    assert len([name for name in did.read if name.startswith("dist/")]) <= 15, did.read
    assert len(did.read) <= 120, did.read
    did = counted(root, tmp_path)
    assert (did.report["written"], did.report["removed"], changed(after, snapshot(root / "dist"))) == (0, 0, set())
    assert len(did.git) <= 5, did.git
    assert did.renders == [] and len(did.read) <= 35, did


def test_one_new_item_touches_only_the_heads_of_lists(two_thousand: Path, tmp_path: Path) -> None:
    root = two_thousand
    before = snapshot(root / "dist")
    path = "sites/jiaoyu/docs/tongzhi/2026/xin.md"
    write(root, {path: item("最新的一件", 索引号="DEMO00032/2026-09999", 发布日期="2026-08-21")})
    approve(root, [path])
    did = counted(root, tmp_path)
    report, touched = did.report, changed(before, snapshot(root / "dist"))
    assert len(did.renders) <= 40, did.renders
    assert [name for name in did.read if name.endswith(".md")] == [path]
    pages = {name for name in touched if "-p" in name.rpartition("/")[2] and name.endswith(".html")}
    # A page of older entries appears when the newest ones fill up; none that was there changes.
    assert not {name for name in pages if name in before}, pages
    assert len(pages) <= 6
    assert len([name for name in touched if name.endswith(".html")]) <= 25, sorted(touched)
    assert report["written"] <= 60, sorted(touched)
    write(root, {path: None})
    report = counted(root, tmp_path).report
    assert differences(snapshot(root / "dist"), before) == []
    assert report["removed"] >= 1


def test_a_page_beside_two_thousand_items_touches_no_item(two_thousand: Path, tmp_path: Path) -> None:
    root = two_thousand
    before = snapshot(root / "dist")
    write(root, {"sites/jiaoyu/docs/jigou.md": page("机构职能", "职能。\n")})
    approve(root, ["sites/jiaoyu/docs/jigou.md"])
    counted(root, tmp_path)
    touched = changed(before, snapshot(root / "dist"))
    assert not [name for name in touched if "/tongzhi/" in name], sorted(touched)[:20]
    write(root, {"sites/jiaoyu/docs/jigou.md": None})
    counted(root, tmp_path)


def test_a_file_that_is_edited_while_it_is_checked_is_not_judged(
    cluster: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The verdict on the new bytes would be kept under the name of the old ones."""
    survey = importlib.import_module("zhanqun.pipeline.survey")

    root = cluster({f"{FOLDER}/a.md": one()})
    assert build(root).code == 0
    before = snapshot(root / "dist")
    write(root, {f"{FOLDER}/a.md": one(摘要="第一次改")})
    approve(root, [f"{FOLDER}/a.md"])
    judge = survey.judge_sites

    def edit_first(*args: object) -> None:
        write(root, {f"{FOLDER}/a.md": one(摘要="第二次改")})
        judge(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(survey, "judge_sites", edit_first)
    ran = build(root)
    assert (ran.code, "在检查过程中被改动" in ran.err) == (2, True)
    assert snapshot(root / "dist") == before
    monkeypatch.undo()
    approve(root, [f"{FOLDER}/a.md"])
    assert build(root).code == 0


def test_a_folder_that_may_not_be_read_is_told_in_chinese(
    cluster: Callable[..., Path], zhanqun: Zhanqun, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = cluster()
    real = os.scandir

    def closed(path: Any) -> Any:
        if str(path).endswith("tongzhi"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr("zhanqun.stages.collect.tree.os.scandir", closed)
    ran = zhanqun("check", "--root", root, "--date", "2026-08-22")
    assert ran.code == 1
    assert "文件夹读不了（没有权限）" in ran.out
    assert "Permission" not in ran.out + ran.err


def test_a_wrong_label_is_one_finding_and_not_one_for_each_attachment(cluster: Callable[..., Path]) -> None:
    """The item does name its files; it only cannot be read."""
    folder = "sites/jiaoyu/docs/tongzhi/2026"
    root = cluster({f"{folder}/a.md": item(撤回="信息有误", 附件="[b.txt]"), f"{folder}/b.txt": "一\n"}, approve=False)
    ran = run("check", "--root", root, "--date", NOW)
    assert (ran.code, "撤回" in ran.out, "unnamed-file" in ran.out) == (1, True, False), ran
