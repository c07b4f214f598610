"""The same sources at the same minute give the same bytes, whatever machine, folder, language or clock."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from helpers.clusters import item, page, write_cluster
from helpers.front_door import GENERATOR, NOW, approve, build, differences, program_environment, snapshot, start

CONTENT: dict[str, str | bytes | None] = {
    **{
        f"sites/{site}/docs/tongzhi/{year}/n{number}.md": item(
            f"第{number % 4}件事", f"正文{number}。\n\n## 一、小标题\n\n[表](<表 {number}.csv>)\n", 索引号=f"{code}/{year}-{number:05d}",
            发布日期=f"{year}-03-0{1 + number % 3}", 附件=f"[表 {number}.csv]", 关键词="[乙, 甲]",
            信息分类=("通知公告", "政策解读", "20-01")[number % 3],
        )
        for site, code in (("portal", "DEMO00016"), ("jiaoyu", "DEMO00032")) for year in (2025, 2026) for number in range(10, 16)
    },
    **{
        f"sites/{site}/docs/tongzhi/{year}/表 {number}.csv": f"甲,乙\n{number},{year}\n".encode()
        for site in ("portal", "jiaoyu") for year in (2025, 2026) for number in range(10, 16)
    },
    "sites/jiaoyu/docs/jigou.md": page("机构职能", "# 职能\n\n- 一\n- 二\n"),
    "sites/jiaoyu/docs/tongzhi/2026/zhengji.md": item(
        "征求意见", 索引号="DEMO00032/2026-00050", 信息分类="意见征集", 征集="{开始: 2026-08-01, 截止: 2026-09-22, 渠道: [来信]}",
    ),
}
PLACES: Mapping[str, Mapping[str, str]] = {
    "plain C": {"LC_ALL": "C", "LANG": "C"},
    "Chinese": {"LC_ALL": "zh_CN.UTF-8", "LANG": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"},
    "Kiribati": {"TZ": "Pacific/Kiritimati"},
    "Samoa": {"TZ": "Pacific/Pago_Pago", "LC_ALL": "C.UTF-8"},
    "hash seed 0": {"PYTHONHASHSEED": "0"},
    "hash seed 4711": {"PYTHONHASHSEED": "4711"},
    "continuous integration": {"CI": "true", "GITHUB_ACTIONS": "true", "NO_COLOR": "1", "COLUMNS": "20", "SOURCE_DATE_EPOCH": "1"},
    "optimised": {"PYTHONOPTIMIZE": "2"},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A cluster and its output, built in this process without a cache."""
    folder = tmp_path_factory.mktemp("same")
    root = write_cluster(folder / "cluster", CONTENT, approve=False)
    approve(root, [path.relative_to(root).as_posix() for path in sorted(root.rglob("*.md"))])
    ran = build(root, "--no-cache", "--out", folder / "first")
    assert ran.code == 0, ran.out
    return root, snapshot(folder / "first")


def program(root: Path, out: Path, *args: object, env: Mapping[str, str] | None = None) -> None:
    process = start("build", "--root", root, "--out", out, "--date", NOW, "--quiet", *args, env=env)
    said = process.communicate(timeout=120)
    assert process.returncode == 0, said


@pytest.mark.parametrize("place", PLACES)
def test_language_time_zone_hash_seed_and_terminal_do_not_matter(
    made: tuple[Path, dict[str, bytes]], tmp_path: Path, place: str
) -> None:
    root, expected = made
    program(root, tmp_path / "out", "--no-cache", "--jobs", 1, env=PLACES[place])
    assert differences(snapshot(tmp_path / "out"), expected) == []


def test_a_machine_that_cannot_name_chinese_files_is_told_what_to_set(made: tuple[Path, dict[str, bytes]]) -> None:
    root, _ = made
    env = {"PYTHONUTF8": "0", "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "utf-8"}
    process = start("build", "--root", root, "--date", NOW, env=env)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, "PYTHONUTF8=1" in err) == (2, True), err


@pytest.mark.parametrize("jobs", [2, 7])
def test_the_number_of_processes_does_not_matter(made: tuple[Path, dict[str, bytes]], tmp_path: Path, jobs: int) -> None:
    root, expected = made
    program(root, tmp_path / "out", "--no-cache", "--jobs", jobs)
    assert differences(snapshot(tmp_path / "out"), expected) == []


def test_the_folder_and_the_order_of_writing_do_not_matter(made: tuple[Path, dict[str, bytes]], tmp_path: Path) -> None:
    root, expected = made
    other = tmp_path / "另一个 folder#1"
    for path in sorted((path for path in root.rglob("*") if path.is_file()), reverse=True):
        name = path.relative_to(root)
        if name.parts[0] in ("sites", "mkdocs.base.yml"):
            (other / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, other / name)
    program(other, tmp_path / "out", "--no-cache")
    assert differences(snapshot(tmp_path / "out"), expected) == []


def test_the_cache_does_not_matter(made: tuple[Path, dict[str, bytes]], tmp_path: Path) -> None:
    root, expected = made
    copy = tmp_path / "cluster"
    shutil.copytree(root, copy)
    for _ in range(2):
        shutil.rmtree(copy / "dist", ignore_errors=True)
        assert build(copy).code == 0
        assert differences(snapshot(copy / "dist"), expected) == []


def test_the_minute_of_the_clock_does_not_matter(made: tuple[Path, dict[str, bytes]], tmp_path: Path) -> None:
    """Two builds of one day, an hour apart on the cluster's clock, when nothing is due in between."""
    root, expected = made
    assert build(root, "--no-cache", "--out", tmp_path / "later", date="2026-08-22 23:59").code == 0
    assert differences(snapshot(tmp_path / "later"), expected) == []


def test_where_the_command_is_given_does_not_matter(
    made: tuple[Path, dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, expected = made
    monkeypatch.chdir(root / "sites")
    assert build(Path(".."), "--no-cache", "--out", tmp_path / "out").code == 0
    assert differences(snapshot(tmp_path / "out"), expected) == []


def test_no_path_of_this_machine_is_in_the_output(made: tuple[Path, dict[str, bytes]]) -> None:
    root, expected = made
    names = [str(root).encode(), str(GENERATOR.parent).encode(), program_environment()["PATH"].encode()]
    assert [path for path, data in expected.items() if any(name in data for name in names)] == []


@pytest.mark.parametrize("step", [
    {"失效日期": "2026-08-23"}, {"失效日期": "2026-08-22"}, {"生效日期": "2026-08-23"}, {"公示截止": "2026-08-22"},
    {"信息分类": "意见征集", "征集": "{开始: 2026-07-01, 截止: 2026-08-22, 渠道: [来信]}"},
    {"信息分类": "意见征集", "征集": "{开始: 2026-08-23, 截止: 2026-09-30, 渠道: [来信]}"},
    {"废止日期": "2026-08-23", "有效性": "废止"}, {"发布日期": "2026-08-23"}, {"撤回": "{日期: 2026-08-23, 原因: 有误}"},
    {"信息分类": "公示公告", "公示截止": "2026-08-25", "公示": "{类型: 其他, 开始: 2026-08-15, 受理机构: 某局, 联系电话: 0000-0000000}"},
], ids=lambda step: "、".join(step))
def test_what_a_day_changes_is_changed_by_a_build_on_that_day(tmp_path: Path, step: dict[str, object]) -> None:
    """Nothing is edited; only the day moves on, and back."""
    root = write_cluster(tmp_path / "cluster", {
        "sites/jiaoyu/docs/tongzhi/2026/tian.md": item("有日子的", 索引号="DEMO00032/2026-00009", **step),
        "sites/jiaoyu/docs/tongzhi/2026/lian.md": item("指向它的", 索引号="DEMO00032/2026-00010", 相关="[DEMO00032/2026-00009]"),
    })
    expected: dict[str, dict[str, bytes]] = {}
    for day in ("2026-08-22", "2026-08-23", "2026-08-24", "2026-08-26", "2026-08-22"):
        if day not in expected:
            assert build(root, "--no-cache", "--out", tmp_path / day, date=day).code == 0
            expected[day] = snapshot(tmp_path / day)
        ran = build(root, date=day)
        assert ran.code == 0, ran.out
        assert differences(snapshot(root / "dist"), expected[day]) == [], day
