"""A number that is written so that the source shows something else than the page stops the build."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from helpers.clusters import approve_all, item, page
from helpers.front_door import build
from zhanqun.stages.gate.detect import folding
from zhanqun.text.patterns import later

FOLDER = "sites/jiaoyu/docs/tongzhi/2026"
A, B = "110105", "19491231002X"
BETWEEN = ["&#8203;", "&shy;", "&zwnj;", "&#x2060;", "&ZeroWidthSpace;", "\\_", "\\_\\_", "\\*", "&lowbar;", "[](x)", "&nbsp;"]
ON_A_PAGE = ["<!-- x -->", "<style>x</style>", "<span title='甲乙丙丁戊己庚辛壬癸子丑寅卯'></span>", "&#8203;", "&shy;", "\\_"]


def test_items(cluster: Callable[..., Path]) -> None:
    paths = {f"{FOLDER}/n{number}.md": between for number, between in enumerate(BETWEEN)}
    root = cluster({path: item("名单", f"身份证号 {A}{between}{B}。\n", 索引号=None) for path, between in paths.items()}, approve=False)
    approve_all(root, day=date(2026, 3, 1))
    ran = build(root)
    assert (ran.code, (root / "dist").exists()) == (1, False)
    assert [between for path, between in paths.items() if f"{path}:" not in ran.out or B in ran.out] == []
    assert ran.out.count("[resident-id]") >= len(paths), ran.out


@pytest.mark.parametrize("between", ON_A_PAGE)
def test_pages(cluster: Callable[..., Path], between: str) -> None:
    """Pages may hold HTML. What the gate overlooks, the proof of the output must not excuse by the source."""
    root = cluster({"sites/jiaoyu/docs/mingdan.md": page("名单", f"身份证号 {A}{between}{B}。\n")})
    ran = build(root)
    assert (ran.code, (root / "dist").exists()) == (1, False), ran.out


@pytest.mark.parametrize("write", [item, page])
def test_what_no_detector_saw_in_the_source_does_not_excuse_itself(
    cluster: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, write: Callable[..., str],
) -> None:
    """The next sign of Markdown that folding does not know: escapes are taken out of it here."""
    never = later(r"(?!)")
    monkeypatch.setattr(folding, "_ODD_BETWEEN", never)
    monkeypatch.setattr(folding, "_BETWEEN_DIGITS", never)
    root = cluster({f"{FOLDER}/a.md" if write is item else "sites/jiaoyu/docs/a.md": write("名单", f"身份证号 *{A}*{B}。\n")})
    ran = build(root)
    assert (ran.code, (root / "dist").exists()) == (1, False), ran.out
    assert "[output-secret]" in ran.out and "平常的写法" in ran.out and B not in ran.out
