"""On the day an item ends it leaves the full-text index: asked in the browser's engine, with nothing changed but the day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from front_door.test_kept_out import FILE, OTHER, PATH, TITLE, holding, notice, wording
from helpers.front_door import build, snapshot
from helpers.node import Node

LAST, NEXT = "2026-08-25 23:59", "2026-08-26 00:00"
ENDS = {"expired": {"公示截止": "2026-08-25"}, "withdrawn": {"撤回": "{日期: 2026-08-26, 原因: 内容有误}"}}
WORDS = {TITLE: "title", "琉璃壹号": "body", "玛瑙": "attachment"}


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    process = Node(Path(__file__).parents[1] / "unit" / "search" / "driver.js")
    yield process
    process.close()


@pytest.mark.parametrize("ends", ENDS)
@pytest.mark.parametrize("cache", ["with cache", "without"])
def test_the_day_alone_takes_an_item_out_of_the_index(
    cluster: Callable[..., Path], node: Node, ends: str, cache: str
) -> None:
    text = notice(附件="[mingdan.txt]", **ENDS[ends]) + "\n联系电话 琉璃壹号。\n"
    root = cluster({**OTHER, PATH: text, FILE: "玛瑙附件\n"})
    assert build(root, date=LAST).code == 0
    sources, held = snapshot(root / "sites"), documents(root)
    for word, where in WORDS.items():
        found = ask(node, root, word)
        assert found["total"] == 1 == sum(found["facets"]["year"].values()), where
    assert ask(node, root, "正文")["total"] == 3
    assert [name for name in packed(root) if "/m/" in name] and [name for name in packed(root) if "/t/" in name]
    assert wording(root, "琉璃") == wording(root, "玛瑙") == 1 and wording(root, "琥珀") == 1

    assert build(root, *(() if cache == "with cache" else ("--no-cache",)), date=NEXT).code == 0
    assert snapshot(root / "sites") == sources
    for word, where in WORDS.items():
        found = ask(node, root, word)
        assert found["total"] == 0 and not found["hits"] and not found["facets"]["site"], where
        assert ask(node, root, word, title=True)["total"] == 0, where
    assert ask(node, root, "正文")["total"] == 2 and ask(node, root, "第二件")["total"] == 1
    # Nothing of it is in the files either: no line of results, no letter of its text, no attachment, no posting.
    assert packed(root) == []
    for pair in ("琥珀", "名录", "琉璃", "璃壹", "玛瑙"):
        assert wording(root, pair) == 0, pair
    assert documents(root) == held - 1


def ask(node: Node, root: Path, word: str, *, title: bool = False) -> dict:  # type: ignore[type-arg]
    return node.ask("search", str(root / "dist" / "search"), word, {"counts": True, "title": title})  # type: ignore[no-any-return]


def documents(root: Path) -> int:
    return json.loads((root / "dist" / "search" / "manifest.json").read_text("utf-8"))["docs"]  # type: ignore[no-any-return]


def packed(root: Path) -> list[str]:
    """Files of the index in which the title, the text or the attachment can be read."""
    files = {name: data for name, data in snapshot(root / "dist").items() if name.startswith("search/")}
    return sorted({name for word in WORDS for name in holding(files, word)})
