"""Register tables: approved with the item, checked cell by cell, gone on the day after their end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from helpers.clusters import approve_one, item
from helpers.run import Zhanqun

PATH = "sites/jiaoyu/docs/butie/2026/a.md"
CSV = "sites/jiaoyu/docs/butie/2026/a.csv"
TEXT = item("第一批补贴发放公示", 索引号="DEMO00032/2026-00002", 信息分类="75", 公示="{类型: 名单}", 公示截止="2026-09-30",
            附件="[{文件: a.csv, 名称: 发放清册, 登记表: 惠民补贴}]")
GOOD = "姓名,村（社区）,补贴项目,金额（元）\n王*明,柳湾村,地力补贴,120.50\n李*,双桥村,地力补贴,80\n"


def build(zhanqun: Zhanqun, root: Path, day: str) -> tuple[int, str]:
    ran = zhanqun("build", "--root", root, "--quiet", "--date", day)
    return ran.code, ran.out + ran.err


def everything(root: Path) -> str:
    return "".join(path.read_bytes().decode("utf-8", "replace") for path in sorted((root / "dist").rglob("*")) if path.is_file())


def test_the_table_is_on_the_page_until_its_last_day_and_nowhere_after(
    cluster: Callable[..., Path], zhanqun: Zhanqun
) -> None:
    root = cluster({PATH: TEXT, CSV: GOOD})
    code, said = build(zhanqun, root, "2026-09-30 23:59")
    assert code == 0, said
    page = (root / "dist/jiaoyu/butie/2026/a.html").read_text(encoding="utf-8")
    assert "金额（元）合计 200.50" in page
    assert '<th scope="row">王*明</th>' in page
    assert (root / "dist/jiaoyu/butie/2026/a.csv").read_text(encoding="utf-8") == GOOD
    code, said = build(zhanqun, root, "2026-10-01 00:00")
    assert code == 0, said
    assert not (root / "dist/jiaoyu/butie/2026/a.csv").exists()
    rest = everything(root)
    assert "王*明" not in rest
    assert "发放清册" not in rest
    assert "第一批补贴" not in rest


def test_an_unmasked_cell_stops_the_build_and_is_named_but_not_shown(
    cluster: Callable[..., Path], zhanqun: Zhanqun
) -> None:
    root = cluster({PATH: TEXT, CSV: GOOD + "\n王小明,双桥村,地力补贴,80\n"})
    code, said = build(zhanqun, root, "2026-08-22")
    assert code == 1
    assert f"{CSV}:5" in said
    assert "“姓名”列姓名没有打码" in said
    assert "王小明" not in said
    assert not (root / "dist").exists()


def test_a_changed_figure_needs_a_new_approval(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster({PATH: TEXT, CSV: GOOD})
    (root / CSV).write_text(GOOD.replace("80", "90"), encoding="utf-8")
    code, said = build(zhanqun, root, "2026-08-22")
    assert (code, "[approval]" in said) == (1, True)


def test_a_table_that_no_item_names_is_never_published(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    plain = item("第一批补贴发放公示", 索引号="DEMO00032/2026-00002", 信息分类="75", 公示="{类型: 名单}", 公示截止="2026-09-30")
    root = cluster({PATH: plain, CSV: GOOD})
    code, said = build(zhanqun, root, "2026-08-22")
    assert code == 0, said
    assert not (root / "dist/jiaoyu/butie/2026/a.csv").exists()
    assert "王*明" not in everything(root)


def test_lists_of_persons_have_an_end(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster({PATH: TEXT.replace("公示截止: 2026-09-30\n", ""), CSV: GOOD})
    approve_one(root, root / PATH)
    code, said = build(zhanqun, root, "2026-08-22")
    assert (code, "没有写公示截止" in said) == (1, True)
