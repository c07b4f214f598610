# ruff: noqa: E501
"""What films and recordings say beside sound and picture: the gate tells, ``zhanqun clean`` takes away what it can."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import approve_all, item
from helpers.films import box, film, handler, keyed, sound, tagged, track
from helpers.front_door import run
from helpers.office_files import jpeg
from helpers.pictures import NUMBER

FOLDER = "sites/jiaoyu/docs/tongzhi/2026"
SAID = f"身份证号 {NUMBER}".encode()
POINT = b"+31.2300+121.4700/"
PLACE, BEHIND, UNKNOWN, CUT, MASKED = "拍摄地点（视频）", "音视频末尾附带的数据", "音视频里看不懂的数据", "剪掉、仍留在文件里的片段", "身份证"

UNSEEN: dict[str, tuple[str, bytes, str]] = {
    "place of a telephone": ("mp4", film(box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7" + POINT))), PLACE),
    "place of a camera": ("mp4", film(box(b"udta", box(b"loci", b"\0" * 6 + b"x\0" + b"\0" * 16))), PLACE),
    "place by name": ("mp4", film(keyed(b"com.apple.quicktime.location.ISO6709", POINT)), PLACE),
    "place of a track": ("mp4", film(box(b"trak", box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7" + POINT)))), PLACE),
    "place in XMP": ("mp4", film(behind=box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + b"<x exif:GPSLatitude='1'/>")), "拍摄地点（XMP GPS）"),
    "title": ("mp4", film(tagged((b"\xa9nam", SAID))), MASKED),
    "remark of its own name": ("mp4", film(keyed(b"remark", SAID)), MASKED),
    "place of a cover": ("mp4", film(tagged((b"covr", jpeg(gps=True)))), "拍摄地点（EXIF GPS）"),
    "left in free room": ("mp4", film(box(b"free", SAID)), MASKED),
    "much in free room": ("mp4", film(box(b"free", bytes(range(200)))), UNKNOWN),
    "a box of somebody's own": ("mp4", film(behind=box(b"uuid", bytes(range(200)))), UNKNOWN),
    "behind the end": ("mp4", film(behind=b"PK\x03\x04" + bytes(range(100))), BEHIND),
    "title of a recording": ("mp3", sound((b"TIT2", b"\x01\xff\xfe" + SAID.decode().encode("utf-16-le"))), MASKED),
    "remark of a recording": ("mp3", sound((b"COMM", b"\x03zho\0" + SAID)), MASKED),
    "a file in a recording": ("mp3", sound((b"GEOB", b"\0a\0b\0c\0data")), "内嵌附件"),
    "place of the cover of a recording": ("mp3", sound((b"APIC", b"\0image/jpeg\0\3\0" + jpeg(gps=True))), "拍摄地点（EXIF GPS）"),
    "old remark behind a recording": ("mp3", sound(behind=b"TAG" + SAID.ljust(125, b"\0")), MASKED),
    "behind a recording": ("mp3", sound(behind=b"PK\x03\x04" + b"abcd" * 100), BEHIND),
}  # fmt: skip
LEFT: dict[str, tuple[str, bytes, str]] = {
    "recorded along": ("mp4", film(box(b"trak", box(b"mdia", handler(b"meta")))), "随画面记录的数据"),
    "cut off at the beginning": ("mp4", film(track(b"vide", begins=2000, shown=2000)), CUT),
    "cut off at the end": ("mp4", film(track(b"soun", shown=1500)), CUT),
}
HONEST = {
    "film": ("mp4", film(track(b"vide", begins=80), box(b"free", b"\0" * 500), tagged((b"\xa9too", b"Lavf61")))),
    "film of a program": ("mp4", film(keyed(b"com.android.version", b"14"), behind=b"\0" * 8)),
    "recording": ("mp3", sound((b"TIT2", b"\3" + "政府工作报告".encode()), (b"TSSE", b"\0Lavf61"))),
    "recording without anything": ("mp3", sound(behind=b"\0" * 300)),
}


def _placed(cluster: Callable[..., Path], ending: str, data: bytes) -> Path:
    text = item("有附件", 索引号="DEMO00032/2026-00007", 附件=f"[{{文件: a.{ending}, 文字稿: w.txt}}]")
    root = cluster({f"{FOLDER}/a.md": text, f"{FOLDER}/a.{ending}": data, f"{FOLDER}/w.txt": "说的是公告。\n"}, approve=False)
    approve_all(root)
    return root


def _told(root: Path) -> str:
    return run("check", "--root", root, "--quiet", "--all").out


@pytest.mark.parametrize("case", UNSEEN | LEFT)
def test_what_a_film_says_beside_is_told_and_taken_away(cluster: Callable[..., Path], tmp_path: Path, case: str) -> None:
    ending, data, told = (UNSEEN | LEFT)[case]
    root = _placed(cluster, ending, data)
    out = _told(root)
    assert "错误[attachment-content]" in out, out
    assert told in out
    assert NUMBER not in out

    cleaned = tmp_path / f"clean.{ending}"
    ran = run("clean", root / FOLDER / f"a.{ending}", "--out", cleaned)
    assert cleaned.is_file(), ran.out + ran.err
    if case in LEFT:
        assert f"还有：{told}" in ran.out
        return
    (root / FOLDER / f"a.{ending}").write_bytes(cleaned.read_bytes())
    approve_all(root)
    assert "[attachment-content]" not in _told(root)


@pytest.mark.parametrize("case", HONEST)
def test_an_honest_film_passes(cluster: Callable[..., Path], case: str) -> None:
    assert "[attachment-content]" not in _told(_placed(cluster, *HONEST[case]))


def test_half_a_film_is_no_film(cluster: Callable[..., Path]) -> None:
    assert "打不开" in _told(_placed(cluster, "mp4", film()[:20]))
