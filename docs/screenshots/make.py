"""Pictures of the five main templates of the sample, on a desk and on a phone, for README and manual.

    make screenshots

Writes ``<template>-<device>.webp`` beside this file, each below 200 kB.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
sys.path[:0] = [str(REPOSITORY / "tests"), str(REPOSITORY / "generator")]

from helpers.chromium import browser  # noqa: E402
from helpers.nginx import nginx  # noqa: E402
from helpers.sample import DAY  # noqa: E402
from zhanqun.cli import main as zhanqun  # noqa: E402

PAGES = {
    "home": "index.html",
    "department": "jiaoyu/index.html",
    "list": "lanmu/20.html",
    "item": "caizheng/yusuan/2026/zhengfu-yusuan-2026.html",
    "search": "search.html?q=%E4%BD%8E%E4%BF%9D",
}
DEVICES = {"desk": (1280, 900, 1.0), "phone": (390, 844, 2.0)}
"""Width and height in CSS pixels, pixels of the screen to one of them."""
LIMIT = 200_000


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        if zhanqun(["build", "--root", str(REPOSITORY), "--out", str(work / "dist"), "--date", DAY, "--quiet"]):
            return 1
        (work / "nginx").mkdir()
        with nginx(work / "dist", work / "nginx") as base, browser() as started:
            for device, (width, height, scale) in DEVICES.items():
                for name, address in PAGES.items():
                    data = picture(started, f"{base}/{address}", width, height, scale)
                    save(data, HERE / f"{name}-{device}.webp")
    return 0


def picture(started: Browser, url: str, width: int, height: int, scale: float) -> bytes:
    context = started.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale, locale="zh-CN", reduced_motion="reduce"
    )
    page: Page = context.new_page()
    page.goto(url)
    page.wait_for_load_state("networkidle")
    if page.locator("#zq-results").count():
        page.locator("#zq-results mark").first.wait_for()
    data = page.screenshot()
    context.close()
    return data


def save(data: bytes, place: Path) -> None:
    """As WebP, at the best quality that stays below the limit."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    for quality in (90, 80, 70, 55, 40):
        out = io.BytesIO()
        image.save(out, "WEBP", quality=quality, method=6)
        if out.tell() < LIMIT:
            place.write_bytes(out.getvalue())
            print(f"{place.name} {out.tell() // 1000} kB")
            return
    raise SystemExit(f"{place.name}：超过 {LIMIT} 字节")


if __name__ == "__main__":
    raise SystemExit(main())
