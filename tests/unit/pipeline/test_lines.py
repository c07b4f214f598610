"""Lines of a part of the manifest, looked up and changed in its bytes, are those of a mapping."""

from __future__ import annotations

import hashlib
import random

from zhanqun.pipeline.fulltext_part import Lines


def data_of(lines: dict[str, str]) -> bytes:
    return "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(lines.items())).encode()


def digest(number: int) -> str:
    return hashlib.sha256(b"%d" % number).hexdigest()


def test_every_path_is_found_and_no_other() -> None:
    draw = random.Random(1)
    for count in (0, 1, 2, 3, 40):
        paths = {f"search/{draw.randrange(9)}/{draw.randrange(30)}{draw.choice(['', '文', '.bin'])}" for _ in range(count)}
        told = {path: digest(number) for number, path in enumerate(sorted(paths))}
        lines = Lines(data_of(told))
        assert dict(lines) == told
        assert len(lines) == len(told)
        for path in (*told, "", "search/", "search/5", "zzz", "search/4/文", "a"):
            assert lines.get(path) == told.get(path)
        for start in ("search/3/", "search/", "search/9", "other/"):
            assert lines.below(start) == [path for path in sorted(told) if path.startswith(start)]


def test_edits_give_the_bytes_of_the_edited_mapping() -> None:
    draw = random.Random(2)
    for _ in range(300):
        told = {f"s/{draw.randrange(20)}": digest(draw.randrange(99)) for _ in range(draw.randrange(12))}
        made = {f"s/{draw.randrange(20)}{draw.choice(['', '文'])}": digest(draw.randrange(99)) for _ in range(draw.randrange(5))}
        gone = [path for path in told if path not in made and draw.random() < 0.3]
        after = {path: sha256 for path, sha256 in (told | made).items() if path not in gone}
        assert Lines(data_of(told)).changed(gone, made) == data_of(after)
