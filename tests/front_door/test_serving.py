"""The server for one person: right types, real 404, no way out of its folder, reload, last good build."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
import watchfiles

from helpers.clusters import write_cluster
from helpers.front_door import build, differences, snapshot
from zhanqun import pipeline
from zhanqun.cli import main
from zhanqun.commands.console import Bar
from zhanqun.model.errors import Overtaken, UsageError
from zhanqun.pipeline import BuildOptions, produce
from zhanqun.serve.board import Board
from zhanqun.serve.http import Server, find, with_script
from zhanqun.serve.run import Changes, _watch, serve

NOW = datetime(2026, 8, 22, 9, 0)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    for name, text in {
        "index.html": "<html><body>首页</body></html>",
        "404.html": "<html><body>没有</body></html>",
        "jiaoyu/index.html": "<p>教育局",
        "jiaoyu/附件 1.csv": "甲,乙\n",
        "feeds/all.xml": "<feed/>",
        "empty/x.txt": "文",
        "manifest/index.json": "{}",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("机密", encoding="utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "linked").mkdir()
    (folder / "linked" / "index.html").symlink_to(tmp_path / "secret.txt")
    (folder / ".hidden").write_text("x", encoding="utf-8")
    return folder


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
def server(site: Path, board: Board) -> Iterator[Server]:
    running = Server(0, site, board)
    thread = threading.Thread(target=running.serve_forever, args=(0.05,))
    thread.start()
    yield running
    board.close()
    running.shutdown()
    running.server_close()
    thread.join(5)


def get(server: Server, path: str, host: str = "127.0.0.1", method: str = "GET") -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    connection.request(method, path, headers={"Host": f"{host}:{server.server_port}"})
    answer = connection.getresponse()
    found = (answer.status, answer.headers.get("Content-Type") or answer.headers.get("Location") or "", answer.read())
    connection.close()
    return found


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/", 200, "text/html; charset=utf-8"),
        ("/index.html?x=1", 200, "text/html; charset=utf-8"),
        ("/jiaoyu/%E9%99%84%E4%BB%B6%201.csv", 200, "text/csv; charset=utf-8"),
        ("/feeds/all.xml", 200, "application/xml; charset=utf-8"),
        ("/jiaoyu", 301, "/jiaoyu/"),
        ("//jiaoyu", 301, "/jiaoyu/"),
        ("/empty/", 404, "text/html; charset=utf-8"),
        ("/empty", 404, "text/html; charset=utf-8"),
        ("/no.html", 404, "text/html; charset=utf-8"),
        ("/_zhanqun/reload.js", 200, "text/javascript; charset=utf-8"),
    ],
)
def test_answers_have_the_right_status_and_type(server: Server, path: str, status: int, kind: str) -> None:
    assert get(server, path)[:2] == (status, kind)


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/link.txt", "/linked/", "/.hidden", "/a%00b", "/..%5cx"]
)
def test_nothing_outside_the_folder_is_served(server: Server, path: str) -> None:
    status, _, body = get(server, path)
    assert status == 404
    assert "机密".encode() not in body


def test_another_host_name_is_refused(server: Server) -> None:
    assert get(server, "/", host="evil.example")[0] == 403


def test_only_pages_get_the_script_and_files_stay_as_they_were(server: Server, site: Path) -> None:
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    assert b"/_zhanqun/reload.js?0" in get(server, "/")[2]
    assert b"_zhanqun" not in get(server, "/feeds/all.xml")[2]
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_a_head_request_has_no_body(server: Server) -> None:
    assert get(server, "/", method="HEAD")[::2] == (200, b"")


def test_the_script_goes_before_the_last_end_of_body() -> None:
    assert with_script(b"a</body>b</body>c", 2) == (
        b'a</body>b<script src="/_zhanqun/reload.js?2" defer></script></body>c'
    )
    assert with_script(b"a", 0).startswith(b"a<script")


def test_the_browser_hears_of_good_and_bad_builds(server: Server, board: Board) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    connection.request("GET", "/_zhanqun/events")
    stream = connection.getresponse()

    def heard() -> dict[str, object]:
        while True:
            line = stream.readline().decode()
            if line.startswith("data: "):
                value: dict[str, object] = json.loads(line[6:])
                return value

    assert heard() == {"good": 0, "problems": ""}
    board.post(problems="")
    assert heard() == {"good": 1, "problems": ""}
    board.post(problems="错误")
    assert heard() == {"good": 1, "problems": "错误"}
    connection.close()


def test_before_the_first_build_the_problems_are_the_page(tmp_path: Path, board: Board) -> None:
    running = Server(0, tmp_path / "nothing", board)
    threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True).start()
    assert "正在生成" in get(running, "/")[2].decode()
    board.post(problems="错误 <b>")
    assert "错误 &lt;b&gt;" in get(running, "/")[2].decode()
    board.close()
    running.shutdown()
    running.server_close()


def test_a_folder_that_holds_no_output_is_not_served(site: Path, server: Server) -> None:
    """``--out`` may name any folder by mistake; the build refuses it, and until then nobody may read it."""
    (site / "manifest" / "index.json").unlink()
    for path in ("/empty/x.txt", "/", "/404.html"):
        status, _, body = get(server, path)
        assert (status, "正在生成" in body.decode()) == (404, True), path


def test_finding_a_file_never_follows_a_link_out(site: Path) -> None:
    assert find(site, "/link.txt") is None
    assert find(site, "/") == site / "index.html"
    assert os.fspath(find(site, "/jiaoyu/") or "") == os.fspath(site / "jiaoyu" / "index.html")


def looked_at(root: Path, seconds: list[float]) -> Changes:
    """Changes after a good build that looked at everything, at the last of the seconds."""
    changes = Changes(root, lambda: seconds[-1])
    changes.tell(1)
    assert changes.wait() is None
    changes.done()
    return changes


def test_the_watcher_is_believed_for_half_a_minute(tmp_path: Path) -> None:
    # An edit through a hard link, or on another machine, is not told: an item set to 不予公开 must not stay for ever.
    seconds = [100.0]
    changes = looked_at(tmp_path, seconds)
    seconds.append(129.0)
    changes.tell(1)
    assert changes.wait() == frozenset()
    changes.done()
    seconds.append(130.0)
    changes.tell(1)
    assert changes.wait() is None
    # That build failed: the next one looks at everything, too.
    changes.tell(1)
    assert changes.wait() is None


def test_folders_are_told_until_a_build_with_them_was_good(tmp_path: Path) -> None:
    changes = looked_at(tmp_path, [0.0])
    changes.note(str(tmp_path / "sites/jiaoyu/docs/a.md"))
    changes.note(str(tmp_path / "themes/x.css"))
    changes.tell(2)
    assert changes.wait() == {"jiaoyu"}
    # The build failed. What is written meanwhile, and what asks for no build by itself, is told next time.
    changes.note(str(tmp_path / "sites/portal/docs/.a.md.swp"))
    changes.tell(1)
    assert changes.wait() == {"jiaoyu", "portal"}
    changes.note(str(tmp_path / "sites/minzheng"))
    changes.done()
    changes.tell(1)
    assert changes.wait() == {"minzheng"}


def test_after_a_flood_of_changes_everything_is_looked_at_until_a_build_was_good(tmp_path: Path) -> None:
    changes = Changes(tmp_path)
    changes.tell(100_000)
    assert changes.wait() is None
    changes.tell(1)
    assert changes.wait() is None
    changes.done()
    changes.tell(1)
    assert changes.wait() == frozenset()
    changes.note(str(tmp_path / "sites"))
    changes.tell(1)
    assert changes.wait() is None


def test_a_flood_in_several_bursts_is_a_flood(tmp_path: Path) -> None:
    changes = Changes(tmp_path)
    changes.tell(1)
    assert changes.wait() is None
    changes.done()
    changes.tell(600)
    assert changes.wait() == frozenset()
    changes.tell(600)
    assert changes.wait() is None
    changes.done()
    changes.tell(600)
    assert changes.wait() == frozenset()


def test_a_path_that_is_called_otherwise_means_that_everything_is_looked_at(tmp_path: Path) -> None:
    changes = Changes(tmp_path)
    changes.note("/private" + str(tmp_path / "sites/jiaoyu/docs/a.md"))
    changes.tell(1)
    assert changes.wait() is None


@pytest.mark.parametrize("error", [OSError("OS file watch limit reached"), OSError(13, "x"), RuntimeError("error in underlying watcher")])
def test_a_watcher_that_fails_ends_the_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_: object, **__: object) -> Iterator[set[object]]:
        raise error

    (tmp_path / "sites").mkdir()
    monkeypatch.setattr(watchfiles, "watch", fail)
    changes = Changes(tmp_path)
    _watch(tmp_path, changes, threading.Event())
    with pytest.raises(UsageError, match="看不到文件的改动"):
        changes.wait()


@contextmanager
def interrupted_after(seconds: float) -> Iterator[None]:
    """Ctrl-C for what would wait for ever."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_an_edit_at_the_very_beginning_of_the_first_build_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = watchfiles.watch

    def slow(*args: Path, **named: object) -> Iterator[set[object]]:
        time.sleep(0.3)  # as for a hundred thousand folders
        yield from real(*args, **named)  # type: ignore[arg-type, misc]

    monkeypatch.setattr(watchfiles, "watch", slow)
    (tmp_path / "sites" / "jiaoyu").mkdir(parents=True)
    builds: list[frozenset[str] | None] = []

    def rebuild(touched: frozenset[str] | None, overtaken: Callable[[], bool]) -> str:
        builds.append(touched)
        if len(builds) == 2:
            raise KeyboardInterrupt
        (tmp_path / "sites" / "jiaoyu" / "a.md").write_text("1")
        return ""

    with interrupted_after(10):
        serve(tmp_path, tmp_path / "dist", 0, rebuild, lambda address: None)
    assert builds == [None, None]


def test_a_build_is_stopped_once_for_what_was_saved_meanwhile_and_the_next_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "sites" / "jiaoyu").mkdir(parents=True)
    events: list[str] = []

    def rebuild(touched: frozenset[str] | None, overtaken: Callable[[], bool]) -> str:
        events.append("build")
        number = events.count("build")
        if number == 3:
            raise KeyboardInterrupt
        (tmp_path / "sites" / "jiaoyu" / "a.md").write_text(str(number))
        for _ in range(500 if number == 1 else 40):
            if overtaken():
                events.append("stopped")
                raise Overtaken
            time.sleep(0.01)
        return ""

    with interrupted_after(20):
        serve(tmp_path, tmp_path / "dist", 0, rebuild, lambda address: events.append("ready"))
    # What was saved during the second build, which went on to its end, asked for the third.
    assert events == ["build", "stopped", "build", "ready", "build"]


def test_a_label_broken_during_the_first_build_is_told_before_any_page_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_cluster(tmp_path / "cluster", {})
    place = root / "sites/jiaoyu/docs/tongzhi/2026/zhaosheng.md"
    draw, stages = Bar.__call__, list[str]()

    def watching(self: Bar, stage: str, done: int, total: int) -> None:
        draw(self, stage, done, total)
        if stage not in stages and stage == "生成页面":
            place.write_text(place.read_text("utf-8").replace("公开属性: 主动公开", "公开属性: 随便公开"), "utf-8")
            time.sleep(0.5)  # the watcher's time, not the builder's
        stages.append(stage)

    def post(self: Board, *, problems: str) -> None:
        posted.append(problems)
        raise KeyboardInterrupt

    posted: list[str] = []
    monkeypatch.setattr(Bar, "__call__", watching)
    monkeypatch.setattr(Board, "post", post)
    with interrupted_after(20):
        assert main(["serve", "--root", str(root), "--port", "0", "--jobs", "1"]) == 0
    assert stages.count("生成页面") == 1
    assert "公开属性不能是“随便公开”" in posted[0]
    assert "又有文件保存，重新生成" in capsys.readouterr().err
    assert not (root / "dist").exists()


def test_a_log_tells_a_broken_label_at_once(tmp_path: Path) -> None:
    root, log = write_cluster(tmp_path / "cluster", {}), tmp_path / "log"
    place = root / "sites/jiaoyu/docs/tongzhi/2026/zhaosheng.md"

    def told(words: str) -> bool:
        limit = time.monotonic() + 30
        while words not in log.read_text("utf-8") and time.monotonic() < limit:
            time.sleep(0.05)
        return words in log.read_text("utf-8")

    with log.open("w") as out, subprocess.Popen(
        [sys.executable, "-m", "zhanqun", "serve", "--root", str(root), "--port", "0", "--quiet"], stdout=out, stderr=out,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": ""},
    ) as process:
        try:
            assert told("http://127.0.0.1:")
            place.write_text(place.read_text("utf-8").replace("公开属性: 主动公开", "公开属性: 随便公开"), "utf-8")
            assert told("公开属性不能是“随便公开”")
        finally:
            process.send_signal(signal.SIGINT)


@pytest.mark.parametrize(("stage", "moment"), [("生成页面", 0), ("生成页面", 4), ("生成页面", 12), ("建检索索引", 0), ("建检索索引", 1)])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_build_that_was_stopped_leaves_the_output_and_the_next_one_makes_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str, moment: int, jobs: int
) -> None:
    monkeypatch.setattr(produce, "_FEW", 0)  # a handful of units is made without telling how far it is
    root = write_cluster(tmp_path / "cluster", {})
    assert build(root).code == 0
    before = snapshot(root / "dist")
    cluster = root / "sites/_cluster/cluster.yml"
    cluster.write_text(cluster.read_text("utf-8").replace("名称: 甲县人民政府", "名称: 乙县人民政府"), "utf-8")
    heard: list[str] = []

    def progress(name: str, done: int, total: int) -> None:
        heard.append(name)
        if heard.count(stage) > moment:
            raise Overtaken

    options = BuildOptions(root=root, out=root / "dist", now=NOW, jobs=jobs, cache=True, progress=progress)
    with pytest.raises(Overtaken):
        pipeline.build(options)
    assert snapshot(root / "dist") == before
    assert build(root).code == 0
    assert build(root, "--no-cache", "--out", tmp_path / "clean").code == 0
    assert differences(snapshot(root / "dist"), snapshot(tmp_path / "clean")) == []
    assert not (root / ".dist.next").exists()
