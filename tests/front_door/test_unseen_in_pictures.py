# ruff: noqa: E501
"""What the file of a picture holds beside the picture is published with it: the gate tells, ``zhanqun clean`` takes it away."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from helpers.clusters import approve_all, item
from helpers.front_door import run
from helpers.pictures import (
    NUMBER,
    chunk,
    cropped_on_the_spot,
    drawn,
    exif_with_small_picture,
    gif_with,
    segment,
    webp_with,
)

FOLDER = "sites/jiaoyu/docs/tongzhi/2026"
SAID = f"身份证号 {NUMBER}".encode()
BEHIND, SMALL, UNKNOWN, MASKED = "图片末尾附带的数据", "嵌入的缩略图", "图片里看不懂的数据", "身份证"

UNSEEN: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "cropped, saved over the original": ("png", cropped_on_the_spot, BEHIND),
    "cropped, saved over the original jpg": ("jpg", lambda: cropped_on_the_spot("JPEG"), BEHIND),
    "cropped, saved over the original gif": ("gif", lambda: cropped_on_the_spot("GIF"), BEHIND),
    "cropped, saved over the original webp": ("webp", lambda: cropped_on_the_spot("WEBP"), BEHIND),
    "a second picture": ("jpg", lambda: drawn(16, "JPEG") + drawn(64, "JPEG"), BEHIND),
    "a few bytes": ("png", lambda: drawn(16) + NUMBER.encode(), BEHIND),
    "small picture of EXIF": ("jpg", lambda: segment(0xE1, b"Exif\0\0" + exif_with_small_picture()), SMALL),
    "small picture of EXIF in png": ("png", lambda: chunk(b"eXIf", exif_with_small_picture()), SMALL),
    "small picture of EXIF in webp": ("webp", lambda: webp_with(b"EXIF", exif_with_small_picture()), SMALL),
    "small picture of Photoshop": ("jpg", lambda: segment(0xED, b"Photoshop 3.0\0" b"8BIM\x04\x0c\0\0" + (40).to_bytes(4, "big") + b"x" * 40), SMALL),
    "small picture of JFIF": ("jpg", lambda: segment(0xE0, b"JFIF\0\x01\x01\0\0\1\0\1\1\1abc"), SMALL),
    "small picture of JFXX": ("jpg", lambda: segment(0xE0, b"JFXX\0\x10" + drawn(8, "JPEG")), SMALL),
    "small picture of XMP": ("jpg", lambda: segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x><xmpGImg:image>/9j/4AAQ</xmpGImg:image></x>"), SMALL),
    "words under any key": ("png", lambda: chunk(b"tEXt", b"Title\0" + SAID), MASKED),
    "packed words": ("png", lambda: chunk(b"zTXt", b"Software\0\0" + zlib.compress(SAID)), MASKED),
    "words of any writing": ("png", lambda: chunk(b"iTXt", b"k\0\1\0zh\0k\0" + zlib.compress(SAID)), MASKED),
    "words in a small unknown chunk": ("png", lambda: chunk(b"abCd", SAID), MASKED),
    "a large unknown chunk": ("png", lambda: chunk(b"prVW", bytes(range(200))), UNKNOWN),
    "drawing of a program": ("png", lambda: chunk(b"tEXt", b"mxfile\0%3Cmxfile"), "制图软件的源文件"),
    "remark of a jpg": ("jpg", lambda: segment(0xFE, SAID), MASKED),
    "remark of a jpg in GBK": ("jpg", lambda: segment(0xFE, f"身份证号 {NUMBER}".encode("gbk")), MASKED),
    "words of EXIF in two bytes each": ("jpg", lambda: segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0" + f"身份证号{NUMBER}".encode("utf-16-le")), MASKED),
    "words for the press": ("jpg", lambda: segment(0xED, b"Photoshop 3.0\0" b"8BIM\x04\x04\0\0" + len(SAID).to_bytes(4, "big") + SAID), MASKED),
    "an unknown segment": ("jpg", lambda: segment(0xE7, bytes(range(200))), UNKNOWN),
    "remark of a gif": ("gif", lambda: gif_with(0xFE, SAID), MASKED),
    "an unknown program's data in a gif": ("gif", lambda: gif_with(0xFF, b"ABCDEFGH1.0", bytes(range(200))), UNKNOWN),
    "an unknown chunk of a webp": ("webp", lambda: webp_with(b"ABCD", bytes(range(200))), UNKNOWN),
}  # fmt: skip


@pytest.mark.parametrize("case", UNSEEN)
def test_what_a_picture_holds_beside_it_is_told_and_taken_away(
    cluster: Callable[..., Path], tmp_path: Path, case: str,
) -> None:
    ending, make, told = UNSEEN[case]
    data = make()
    text = item("有附件", 索引号="DEMO00032/2026-00007", 附件=f"[{{文件: a.{ending}, 文字稿: w.txt}}]")
    root = cluster({f"{FOLDER}/a.md": text, f"{FOLDER}/a.{ending}": data, f"{FOLDER}/w.txt": "图里是公告。\n"}, approve=False)
    approve_all(root)
    ran = run("check", "--root", root, "--quiet", "--all")
    assert ran.code == 1, ran.out
    assert "[attachment-content]" in ran.out
    assert told in ran.out
    assert NUMBER not in ran.out

    cleaned = tmp_path / f"clean.{ending}"
    run("clean", root / FOLDER / f"a.{ending}", "--out", cleaned)
    (root / FOLDER / f"a.{ending}").write_bytes(cleaned.read_bytes())
    approve_all(root)
    ran = run("check", "--root", root, "--quiet", "--all")
    assert "[attachment-content]" not in ran.out, ran.out


def _noted_by_programs() -> bytes:
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Software", "Matplotlib version 3.9")
    return drawn(16, pnginfo=words, dpi=(96, 96))


HONEST: dict[str, tuple[str, Callable[[], bytes]]] = {
    "png": ("png", _noted_by_programs),
    "progressive jpg": ("jpg", lambda: drawn(64, "JPEG", progressive=True, icc_profile=b"x" * 99)),
    "jpg with restarts": ("jpg", lambda: drawn(64, "JPEG", restart_marker_blocks=1)),
    "gif": ("gif", lambda: drawn(16, "GIF")),
    "webp": ("webp", lambda: drawn(16, "WEBP")),
    "filled up with zeros": ("jpg", lambda: drawn(16, "JPEG") + b"\0" * 500),
    "a line end behind it": ("png", lambda: drawn(16) + b"\r\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", HONEST)
def test_an_honest_picture_passes(cluster: Callable[..., Path], case: str) -> None:
    ending, make = HONEST[case]
    text = item("有附件", 索引号="DEMO00032/2026-00007", 附件=f"[{{文件: a.{ending}, 文字稿: w.txt}}]")
    root = cluster({f"{FOLDER}/a.md": text, f"{FOLDER}/a.{ending}": make(), f"{FOLDER}/w.txt": "图里是公告。\n"}, approve=False)
    approve_all(root)
    ran = run("check", "--root", root, "--quiet", "--all")
    assert "[attachment-content]" not in ran.out, ran.out


def test_frames_of_a_moving_gif_are_the_picture(cluster: Callable[..., Path]) -> None:
    from PIL import Image

    frames = [Image.new("L", (8, 8), shade) for shade in (0, 90, 200)]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], loop=0)
    text = item("有附件", 索引号="DEMO00032/2026-00007", 附件="[{文件: a.gif, 文字稿: w.txt}]")
    root = cluster({f"{FOLDER}/a.md": text, f"{FOLDER}/a.gif": out.getvalue(), f"{FOLDER}/w.txt": "图里是公告。\n"}, approve=False)
    approve_all(root)
    assert "[attachment-content]" not in run("check", "--root", root, "--quiet", "--all").out
