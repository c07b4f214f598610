"""Names that are passed without a closer look are names that the closer look passes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhanqun.stages.collect import tree

NAMES = st.text(st.sampled_from("aZ09_-. 附件鿿一（）\u3000·é\u0301\u200b\t:<ａ"), min_size=1, max_size=8)


class _NeverPlain:
    def fullmatch(self, name: str) -> None:
        return None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(NAMES)
def test_a_plain_name_is_not_strange(tmp_path: Path, name: str) -> None:
    if name in (".", ".."):
        return
    path = tmp_path / name
    path.write_bytes(b"")
    with os.scandir(tmp_path) as entries:
        entry = next(entry for entry in entries if entry.name == name)
    plain = tree._is_plain(entry)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tree, "_PLAIN", _NeverPlain())
        assert not (plain and tree._strange(entry))
    path.unlink()


@pytest.mark.parametrize("name", ["t20100926_002691 附件1.csv", "a.md", "附件.tar.gz", "a-b_c.pdf"])
def test_nearly_every_name_is_plain(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    with os.scandir(tmp_path) as entries:
        assert tree._is_plain(next(entries))
