"""What is remembered of the published index, when the program is ended while it is put in place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zhanqun.pipeline.fulltext_state import (
    copy_state,
    following_state,
    known_state,
    load_prints,
    replace_state,
    save_prints,
)
from zhanqun.stages.search.parts import STATE, StateError, write_state


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


def test_a_draft_left_by_a_kill_is_not_written_into_the_published_state(tmp_path: Path) -> None:
    known, following = tmp_path / "known", tmp_path / "following"
    known.mkdir()
    save_prints(known, {"jiaoyu": []}, "old")
    drafts = [known / "seal.new", known / "docs" / "jiaoyu.new", known / f"{STATE}.new"]
    for draft in drafts:
        draft.write_bytes(b"left")
    copy_state(known, following)
    save_prints(following, {"jiaoyu": []}, "new")
    write_state(following, ())
    assert [draft.read_bytes() for draft in drafts] == [b"left"] * 3
    assert ((known / "seal").read_text(), (following / "seal").read_text()) == ("old", "new")
