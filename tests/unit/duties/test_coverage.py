"""The statutory matrix."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from helpers.duty_values import facts_of, judged
from zhanqun.duties.coverage import compute_coverage

ITEMS: dict[str, dict[str, object]] = {
    "a": {"信息分类": "20-01", "索引号": "DEMO00032/2026-00001", "文种": "办法", "主题分类": r"[科技、教育\教育]"},
    "b": {"信息分类": "20-07", "索引号": "DEMO00032/2026-00002", "文种": "通知",
          "主题分类": r"[科技、教育\教育, 财政、金融、审计\财政]"},
    "c": {"信息分类": "60"},
}  # fmt: skip


def test_the_matrix_has_a_cell_for_each_column_and_site(tmp_path: Path) -> None:
    found = compute_coverage(facts_of(judged(tmp_path, ITEMS, date(2026, 3, 10)), "jiaoyu", "portal"))
    assert [site for site, _ in found.sites] == ["portal", "jiaoyu"]
    assert [(row.column, [cell.items for cell in row.cells]) for row in found.rows] == [
        ("20-01", [0, 1]), ("20-05", [0, 0]), ("20-07", [0, 1]),
    ]  # fmt: skip
    assert found.rows[0].cells[1].address == "jiaoyu/lanmu/20-01.html"
    assert found.rows[0].cells[0].address == "lanmu/20-01.html"
