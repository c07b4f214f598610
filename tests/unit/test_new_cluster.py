"""Where ``zhanqun init`` may write."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zhanqun.model.errors import UsageError
from zhanqun.scaffold.new_cluster import create_cluster

TODAY = date(2026, 8, 22)


def test_a_repository_that_was_just_made_is_filled(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert create_cluster(tmp_path, TODAY)
    assert (tmp_path / "sites/_cluster/cluster.yml").is_file()
    assert not any((tmp_path / ".git").iterdir())


@pytest.mark.parametrize("name", ["a.md", ".gitignore", "sites"])
def test_a_folder_with_anything_else_is_left_alone(name: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / name).write_text("一\n", "utf-8")
    with pytest.raises(UsageError, match="不是空目录"):
        create_cluster(tmp_path, TODAY)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([".git", name])
