"""A generator that leaks on purpose: whatever way a secret takes into whatever file, the build fails and shows nothing.

The doubles stand where a broken renderer would: what a task makes is altered before it is staged.
"""

from __future__ import annotations

import stat
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.clusters import item
from helpers.front_door import build, snapshot, write
from zhanqun.pipeline import fulltext, produce
from zhanqun.stages.render import Made, Task
from zhanqun.stages.search.streams import pack

MOBILE = "13812345678"
HIDDEN = "琥珀湖畔七号院落改造计划暂缓实施"
"""Stands in a withheld item only."""
FOLDER = "sites/jiaoyu/docs/tongzhi/2026"
FILES: dict[str, str | bytes | None] = {
    f"{FOLDER}/mi.md": item(HIDDEN, f"本件说明{HIDDEN[::-1]}的安排。\n", 索引号="DEMO00032/2026-00007", 公开属性="不予公开",
                            不予公开理由="国家秘密"),
    f"{FOLDER}/you.md": item("有附件的通知", "见附件。\n", 索引号="DEMO00032/2026-00008", 附件="[biao.txt]",
                             别名="[jiaoyu/jiu.html]"),
    f"{FOLDER}/biao.txt": "甲乙丙丁\n",
}
PLACES = {
    "page": "jiaoyu/tongzhi/2026/you.html", "list": "jiaoyu/lanmu/70.html", "home": "index.html",
    "feed": "jiaoyu/feeds/all.xml", "json": ".jsonl", "csv": ".csv", "titles": "search/titles-",
    "redirect": "jiaoyu/jiu.html", "sitemap": "sitemap.html", "segment": "/m/", "map for machines": "sitemap.xml", "robots": "robots.txt",
}
"""Place -> part of the path of a file there."""


def planted(task: Task, secret: str) -> Task:
    """The task of a renderer that leaks."""

    def make() -> Made:
        made = task.make()
        if made.leaf:
            extra = f"<p>{secret}</p>"
            return replace(made, data=made.data.replace(b"</main>", extra.encode() + b"</main>"), leaf=made.leaf + extra)
        if task.path.endswith(".bin"):
            return Made(pack("meta", 1, (0, 1), [f'["{secret}"]'.encode()]))
        return Made(made.data + f'\n"{secret}"\n'.encode())

    return replace(task, make=make)


@pytest.fixture
def leak(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], list[str]]:
    """Make every file whose path holds a part leak; returns where it did."""

    def start(part: str, secret: str) -> list[str]:
        leaked: list[str] = []
        honest = produce.make_tasks

        def tasks(given: Iterator[Task]) -> Iterator[Task]:
            for task in given:
                if part in task.path:
                    leaked.append(task.path)
                    yield planted(task, secret)
                else:
                    yield task

        def make_tasks(bench: object, given: object, old: object, report: object) -> None:
            honest(bench, tasks(iter(given)), old, report)  # type: ignore[call-overload,arg-type]

        for module in (produce, fulltext):
            monkeypatch.setattr(module, "make_tasks", make_tasks)
        return leaked

    return start


def told(root: Path, ran_out: str) -> str:
    return ran_out + "".join(
        data.decode("utf-8", "ignore") + "".join(_unpacked(data)) for data in snapshot(root / ".zhanqun").values())


def _unpacked(data: bytes) -> Iterator[str]:
    try:
        yield zlib.decompress(data).decode("utf-8", "ignore")
    except zlib.error:
        return


INSIDE = "青瓷码头北岸第三仓库搬迁补偿方案要点"
"""Stands in an attachment of a withheld item only."""


@pytest.mark.parametrize("place", ["page", "feed", "segment"])
def test_text_of_a_withheld_attachment_stops_the_build(
    cluster: Callable[..., Path], leak: Callable[[str, str], list[str]], place: str,
) -> None:
    from helpers.office_files import docx, run

    root = cluster({**FILES, f"{FOLDER}/mi.md": item(
        HIDDEN, "见附件。\n", 索引号="DEMO00032/2026-00007", 公开属性="不予公开", 不予公开理由="国家秘密", 附件="[mi.docx]"),
        f"{FOLDER}/mi.docx": docx(run(INSIDE))})
    assert build(root, "--no-cache").code == 0
    assert leak(PLACES[place], INSIDE) == []
    for _ in range(2):
        ran = build(root)
        assert ran.code == 1, ran.out
        assert "错误[output-withheld]" in ran.out
        assert INSIDE not in told(root, ran.out + ran.err)


@pytest.mark.parametrize("place", list(PLACES))
def test_a_planted_leak_stops_the_build(
    cluster: Callable[..., Path], leak: Callable[[str, str], list[str]], place: str,
) -> None:
    root = cluster(FILES)
    assert build(root, "--no-cache").code == 0
    before = snapshot(root / "dist")
    leaked = leak(PLACES[place], f"{MOBILE}；{HIDDEN[::-1]}")
    ran = build(root, "--no-cache")
    assert leaked, "nothing leaked: the test looks for a file that is not made"
    assert ran.code == 1, ran.out
    assert "错误[output-secret]: 规则 mobile-number 要拦的内容出现在输出文件 " in ran.out
    assert "错误[output-withheld]" in ran.out
    assert not any(secret in ran.out + ran.err for secret in (MOBILE, HIDDEN, HIDDEN[::-1]))
    assert snapshot(root / "dist") == before


def test_a_changed_attachment_stops_the_build(
    cluster: Callable[..., Path], leak: Callable[[str, str], list[str]],
) -> None:
    root = cluster(FILES)
    assert leak("biao.txt", "别的") == []
    ran = build(root)
    assert ran.code == 1
    assert "错误[output-provenance]" in ran.out
    assert not (root / "dist").exists()


def test_a_leaking_build_stays_a_failing_one(
    cluster: Callable[..., Path], leak: Callable[[str, str], list[str]],
) -> None:
    root = cluster(FILES)
    leak(PLACES["page"], MOBILE)
    first, second = build(root), build(root)
    assert (first.code, second.code) == (1, 1)
    assert "output-secret" in second.out
    assert MOBILE not in told(root, second.out)


def test_the_cache_tells_nothing_of_what_is_withheld(cluster: Callable[..., Path]) -> None:
    root = cluster(FILES)
    ran = build(root)
    assert ran.code == 0, ran.out
    assert HIDDEN[:6] not in told(root, ran.out)
    key = root / ".zhanqun" / "key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_bytes() not in b"".join(snapshot(root / ".zhanqun" / "cache").values())
    old = key.read_bytes()
    key.unlink()
    write(root, {f"{FOLDER}/san.md": None})
    assert build(root).code == 0
    assert not key.exists() or key.read_bytes() != old


@pytest.mark.parametrize("body", ["第一步，致电 138 1234 5678。\n", "| 姓名 | 电话 |\n|---|---|\n| 甲 | 13812345678 |\n"])
def test_what_the_gate_let_pass_may_be_shown(cluster: Callable[..., Path], body: str) -> None:
    root = cluster({f"{FOLDER}/dian.md": item(
        "咨询电话13812345678的通知", body, 索引号="DEMO00032/2026-00009", 公开联系方式="true", 摘要="电话 138-1234-5678。",
        联系电话="13812345678")})
    ran = build(root)
    assert ran.code == 0, ran.out


def test_a_title_that_a_cleared_item_shares_with_a_withheld_one_may_be_shown(cluster: Callable[..., Path]) -> None:
    root = cluster({**FILES, f"{FOLDER}/tong.md": item(
        HIDDEN, "另一件。\n", 索引号="DEMO00032/2026-00009", 摘要="一句话。")})
    ran = build(root)
    assert ran.code == 0, ran.out
