"""What a run has put is what it reads again, whatever the disk said in between."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhanqun.memo import Store, store


def test_what_was_put_aside_while_the_disk_was_full_does_not_hide_what_is_kept_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memo, real = Store(tmp_path / "cache", tmp_path / "spare"), store._write

    def full(folder: Path, name: str, data: bytes) -> None:
        if folder == tmp_path / "cache":
            raise OSError(28, "No space left on device")
        real(folder, name, data)

    monkeypatch.setattr(store, "_write", full)
    memo.put("site/a/facts", b"old")
    assert memo.get("site/a/facts") == b"old"
    monkeypatch.setattr(store, "_write", real)
    memo.put("site/a/facts", b"new")
    assert memo.get("site/a/facts") == b"new"
    assert memo.broken


def test_what_is_the_same_is_left_alone_and_what_is_damaged_or_of_another_name_is_not(tmp_path: Path) -> None:
    memo, place = Store(tmp_path / "cache", tmp_path / "spare"), tmp_path / "cache"
    memo.put_changed("a", b"body")
    before = (place / "a").stat()
    memo.put_changed("a", b"body")
    assert (place / "a").stat().st_mtime_ns == before.st_mtime_ns and (place / "a").stat().st_ino == before.st_ino
    whole = (place / "a").read_bytes()
    (place / "a").write_bytes(whole[:-1] + b"\0")
    assert memo.get("a") is None
    memo.put_changed("a", b"body")
    assert (place / "a").read_bytes() == whole
    (place / "b").write_bytes(whole)
    assert memo.get("b") is None
    memo.put_changed("b", b"body")
    assert memo.get("b") == b"body" and (place / "b").read_bytes() != whole
