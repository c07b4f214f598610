"""What review asks of files that nobody touched is what the whole gate would say, without decoding its verdicts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from helpers.branches import Branch
from helpers.clusters import item
from zhanqun.pipeline import BuildOptions, glance, pack
from zhanqun.pipeline import judge_cluster as judge

NEW = "sites/jiaoyu/docs/tongzhi/2026/new.md"


def options(root: Path) -> BuildOptions:
    return BuildOptions(root=root, out=root / "dist", now=datetime(2026, 8, 22, 9), jobs=1, cache=True,
                        progress=lambda *_: None)


@pytest.fixture
def branch(cluster: Callable[..., Path]) -> Branch:
    branch = Branch(cluster())
    branch.write(NEW, item(body="见[表](表.csv)。\n"))
    branch.write("sites/jiaoyu/docs/tongzhi/2026/表.csv", "学校,人数\n一中,400\n")
    branch.commit("起草")
    return branch


def test_it_says_what_the_whole_gate_says(branch: Branch) -> None:
    whole = judge(options(branch.root))
    with glance(options(branch.root)) as seen:
        assert dict(seen.named) == {verdict.outcome.path: verdict.named for verdict in whole.verdicts}
        assert seen.named[NEW] == ("sites/jiaoyu/docs/tongzhi/2026/表.csv",)
        assert dict(seen.history.files) == dict(whole.history.files)
        assert seen.history.last_touch((NEW,)) == whole.history.last_touch((NEW,))
        assert seen.history.files.get("sites/nowhere/docs/x.md") is None
        assert (seen.findings, seen.now) == (whole.findings, whole.now)


def test_with_a_cache_no_verdict_is_decoded(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    judge(options(branch.root))

    def never(*_: object) -> None:
        raise AssertionError("a verdict was decoded")

    monkeypatch.setattr(pack, "load_chunk", never)
    monkeypatch.setattr(pack, "decode_entries", never)
    with glance(options(branch.root)) as seen:
        assert NEW in seen.named
