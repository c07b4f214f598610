"""A built cluster behind the product's own server, and one Chromium for all browser tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from helpers.chromium import browser as chromium
from helpers.chromium import own_host_only
from helpers.clusters import item, write_cluster
from helpers.nginx import nginx
from zhanqun.cli import main
from zhanqun.serve.board import Board
from zhanqun.serve.http import Server

FILES: dict[str, str | bytes | None] = {
    "sites/jiaoyu/docs/tongzhi/2026/fujian.md": item(
        "关于公布学位数的通知",
        "学位数见附件。\n",
        索引号="DEMO00032/2026-00002",
        附件="\n  - {文件: 附件 1.csv, 名称: 学位数表}",
    ),
    "sites/jiaoyu/docs/tongzhi/2026/附件 1.csv": "学校,学位\n一中,400\n",
}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Root of a built small cluster; its output is in ``dist``."""
    root = write_cluster(tmp_path_factory.mktemp("browser") / "cluster", FILES)
    assert main(["build", "--root", str(root), "--date", "2026-08-22 09:00", "--quiet"]) == 0
    return root


@pytest.fixture(scope="session")
def address(built: Path) -> Iterator[str]:
    """``http://127.0.0.1:…`` without a final slash."""
    board = Board()
    board.post(problems="")
    server = Server(0, built / "dist", board)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    board.close()
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture(scope="session")
def served(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sample behind nginx with the configuration of docs/hosting.md; no final slash."""
    with nginx(sample, tmp_path_factory.mktemp("nginx")) as base:
        yield base


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A new page; the test fails when anything asks another host or a script fails."""
    with own_host_only(browser, address) as opened:
        yield opened
