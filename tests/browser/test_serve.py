"""Save a file: the page reloads by itself; break a file: the problem lies over the last good page."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from helpers.chromium import own_host_only
from helpers.clusters import write_cluster

pytestmark = pytest.mark.browser


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_cluster(tmp_path / "cluster", {})


@pytest.fixture
def served(root: Path) -> Iterator[str]:
    """Address of a running ``zhanqun serve``."""
    with subprocess.Popen(
        [sys.executable, "-m", "zhanqun", "serve", "--root", str(root), "--port", "0"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    ) as process:
        assert process.stderr is not None
        try:
            line = next(line for line in process.stderr if "http://127.0.0.1:" in line)
            yield line[line.index("http") :].split()[0].rstrip("/")
        finally:
            process.send_signal(2)
            process.stderr.close()
            assert process.wait(20) == 0


def test_a_saved_file_reloads_the_page_and_a_broken_one_is_shown_over_it(
    browser: Browser, root: Path, served: str
) -> None:
    config = root / "sites" / "jiaoyu" / "site.yml"
    good = config.read_text(encoding="utf-8")
    with own_host_only(browser, served) as page:
        page.goto(f"{served}/jiaoyu/index.html")
        expect(page.locator("body")).to_contain_text("甲县教育局")
        config.write_text(good.replace("名称: 甲县教育局", "名称: 甲县教育体育局"), encoding="utf-8")
        expect(page.locator("body")).to_contain_text("甲县教育体育局", timeout=20_000)
        config.write_text(good.replace("简称", "简你"), encoding="utf-8")
        box = page.get_by_role("alert")
        expect(box).to_contain_text("site.yml:2:1", timeout=20_000)
        expect(page.locator("body")).to_contain_text("甲县教育体育局")
        config.write_text(good, encoding="utf-8")
        expect(box).to_have_count(0, timeout=20_000)
        expect(page.locator("body")).not_to_contain_text("甲县教育体育局", timeout=20_000)
    assert not any(b"_zhanqun" in path.read_bytes() for path in (root / "dist").rglob("*.html"))
