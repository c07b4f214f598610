"""Names of folders and files become addresses: what detectors stop in a text, they stop there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import item, page
from helpers.front_door import build

DOCS = "sites/jiaoyu/docs"
IDENTITY, MOBILE = "11010519491231002X", "13812345678"
NUMBER = {"索引号": "DEMO00032/2026-00009"}


@pytest.mark.parametrize(("files", "secret"), [
    ({f"{DOCS}/tongzhi/{IDENTITY}/x.md": item("一件", **NUMBER)}, IDENTITY),
    ({f"{DOCS}/tongzhi/wang-{MOBILE}/2026/x.md": item("一件", **NUMBER)}, MOBILE),
    ({f"{DOCS}/机密★10年/x.md": item("一件", **NUMBER)}, "机密"),
    ({f"{DOCS}/wang-{MOBILE}/x.md": page("一页")}, MOBILE),
    ({f"{DOCS}/a/x.md": item("一件", "见[表](1%3381234%35678.txt)。\n", **NUMBER), f"{DOCS}/a/{MOBILE}.txt": "表\n"}, MOBILE),
    ({f"{DOCS}/a/x.md": item("一件", "见[表](%31101051949%31231002X/b.txt)。\n", **NUMBER),
      f"{DOCS}/a/{IDENTITY}/b.txt": "表\n"}, IDENTITY),
])
def test_a_number_in_the_name_of_a_folder_or_file_is_not_published(
    cluster: Callable[..., Path], files: dict[str, str], secret: str,
) -> None:
    root = cluster(files)
    ran = build(root)
    assert (ran.code, (root / "dist").exists()) == (1, False), ran.out
    assert secret not in ran.out


def test_folders_of_years_and_days_and_encoded_names_are_fine(cluster: Callable[..., Path]) -> None:
    root = cluster({
        f"{DOCS}/2026/08/22/t20260822_1234567.md": item("一件", "见[附件](%E9%99%84%E4%BB%B61.txt)。\n", **NUMBER),
        f"{DOCS}/2026/08/22/附件1.txt": "表\n", f"{DOCS}/20260822/33.md": item("二件", 索引号="DEMO00032/2026-00010"),
        f"{DOCS}/通知公告/2026年/三.md": item("三件", 索引号="DEMO00032/2026-00011"),
    })
    ran = build(root)
    assert ran.code == 0, ran.out
