"""What is remembered of the published index, when the program is ended while it is put in place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zhanqun.pipeline.fulltext_state import following_state, known_state, load_prints, replace_state, save_prints
from zhanqun.stages.search.parts import StateError


def test_half_a_state_carries_no_seal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known, following = known_state(tmp_path), following_state(tmp_path)
    for state in (known, following):
        state.mkdir()
        save_prints(state, {"jiaoyu": []}, "seal")

    def killed(folder: Path, **_: object) -> None:
        (folder / "docs/jiaoyu.bin").unlink()
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        replace_state(following, known)
    assert not (known / "seal").exists()


def test_a_site_that_cannot_be_read_is_no_new_site(tmp_path: Path) -> None:
    save_prints(tmp_path, {}, "seal")
    assert load_prints(tmp_path, "neu") == []
    (tmp_path / "docs/jiaoyu.bin").mkdir()
    with pytest.raises(StateError):
        load_prints(tmp_path, "jiaoyu")
