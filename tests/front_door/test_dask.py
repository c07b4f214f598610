"""Sites built on a real Dask cluster: the same bytes as here; whatever is wrong with it is told."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from helpers.clusters import BASE, item, page, write_cluster
from helpers.front_door import NOW, approve, build, program_environment, run, snapshot, write
from helpers.run import Ran
from zhanqun.memo.objects import Objects, StoreFault

pytestmark = pytest.mark.slow

SECRET = "本件属于内部研究的方案甲乙丙丁戊己庚辛"
SPY = """
import sys
from zhanqun.cli import main
from zhanqun.memo.objects import Objects
from zhanqun.pipeline.remote import judging, rendering
def told(name, real):
    def work(*args):
        print("HERE", name, getattr(args[1], "kind", ""), flush=True)
        return real(*args)
    return work
rendering.make_unit = told("render", rendering.make_unit)
judging.judge_files = told("judge", judging.judge_files)
if "HASTY" in sys.argv:
    from zhanqun.pipeline.remote import team
    sys.argv.remove("HASTY")
    team._CONNECT = "1s"
if "KEEP" in sys.argv:
    sys.argv.remove("KEEP")
    Objects.drop = lambda *args: None
sys.exit(main(sys.argv[1:]))
"""
"""The program, telling what it does itself though workers were asked to; with KEEP, their answers stay, with
HASTY a scheduler that is not there is waited for only a moment."""


@dataclass
class Cluster:
    address: str
    port: int
    folder: Path
    processes: list[subprocess.Popen[bytes]]

    def worker(self, generator: Path | None = None) -> subprocess.Popen[bytes]:
        env = program_environment({"PYTHONPATH": str(generator)} if generator else None)
        number = len(self.processes)
        with open(self.folder / f"worker{number}.log", "wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", "worker", f"tcp://127.0.0.1:{self.port}", "--nthreads", "2", "--no-nanny",
                 "--no-dashboard", "--local-directory", str(self.folder / f"w{number}")],
                env=env, stdout=log, stderr=log,
            )
        self.processes.append(process)
        wait_for(lambda: b"Registered to" in (self.folder / f"worker{number}.log").read_bytes())
        return process


def wait_for(question: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def scheduler(folder: Path) -> Cluster:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with open(folder / "scheduler.log", "wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"],
            env=program_environment(), stdout=log, stderr=log,
        )
    wait_for(lambda: b"Scheduler at" in (folder / "scheduler.log").read_bytes())
    return Cluster(f"dask://127.0.0.1:{port}", port, folder, [process])


def ended(cluster: Cluster) -> None:
    for process in cluster.processes[::-1]:
        process.kill()
        process.wait(20)


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and two workers of two threads each."""
    cluster = scheduler(tmp_path_factory.mktemp("dask"))
    try:
        cluster.worker()
        cluster.worker()
        yield cluster
    finally:
        ended(cluster)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A cluster large enough to be worth sending, and what this machine makes of it."""
    folder = tmp_path_factory.mktemp("sites")
    files: dict[str, str | bytes | None] = {"sites/jiaoyu/docs/表.csv": "甲,乙\n1,2\n".encode()}
    for number in range(100, 330):
        site, code = (("jiaoyu", "DEMO00032"), ("portal", "DEMO00016"), ("minzheng", "DEMO00059"))[number % 3]
        shown = {"公开属性": "依申请公开", "不予公开理由": "三类内部事务信息"} if number % 20 == 0 else {}
        files[f"sites/{site}/docs/tongzhi/{2024 + number % 3}/n{number}.md"] = item(
            f"第{number}件事", f"{SECRET}。\n" if shown else f"正文{number}。\n\n## 一、标题\n", 索引号=f"{code}/2026-{number:05d}",
            信息分类=("通知公告", "政策解读", "20-01")[number % 3], 附件="[a.txt]" if number % 7 == 0 and not shown else None,
            解读=f"[{code}/2026-{number - 9:05d}]" if number % 30 == 11 and number > 109 else None, **shown)
        if number % 7 == 0:
            files[f"sites/{site}/docs/tongzhi/{2024 + number % 3}/a.txt"] = b"1\n"
    for order, (site, name, code) in enumerate((
        ("minzheng", "民政局", "DEMO00059"), ("caizheng", "财政局", "DEMO00061"), ("weisheng", "卫生局", "DEMO00062"),
        ("jiaotong", "交通局", "DEMO00063"), ("shuili", "水利局", "DEMO00064"),
    ), 2):
        files[f"sites/{site}/site.yml"] = BASE["sites/jiaoyu/site.yml"].replace("教育局", name).replace(
            "DEMO00032", code).replace("序号: 1", f"序号: {order}")
    files["sites/minzheng/docs/zhinan.md"] = page("甲县民政局指南", "[第101件事](tongzhi/2026/n101.html)\n")
    root = write_cluster(folder / "cluster", files, approve=False)
    approve(root, [path.relative_to(root).as_posix() for path in sorted(root.rglob("*.md"))])
    # Two versions of some items, so that pages show what changed in between.
    commit(root, "2026-03-06", "init", "-q")
    for number in (103, 107, 111):
        path = next(root.rglob(f"n{number}.md"))
        head = path.read_text("utf-8").partition("审查:")[0]
        path.write_text(f"{head}修订对比: true\n---\n\n改过的正文{number}。\n\n## 一、标题\n", "utf-8")
        approve(root, [path.relative_to(root).as_posix()])
    commit(root, "2026-04-01")
    ran = build(root, "--no-cache", "--out", folder / "here")
    assert ran.code == 0, ran.out
    made = snapshot(folder / "here")
    assert any(b"zq-change\"" in data for data in made.values()), "no page shows what changed"
    return root, made


def commit(root: Path, day: str, *before: str) -> None:
    (root / ".gitignore").write_text(".zhanqun/\ndist/\n.dist*\n", "utf-8")
    for words in (before, ("add", "-A"), ("commit", "-qm", "改")):
        if words:
            subprocess.run(
                ["git", "-C", str(root), "-c", "user.name=王五", "-c", "user.email=w@x.example", *words], check=True,
                env={**os.environ, **{f"GIT_{who}_DATE": f"{day}T10:00:00+08:00" for who in ("AUTHOR", "COMMITTER")}},
            )


def far(cluster: Cluster | str, root: Path, store: object, *args: object) -> Ran:
    """The program with workers, telling what it did itself all the same."""
    address = cluster if isinstance(cluster, str) else cluster.address
    done = subprocess.run(
        [sys.executable, "-c", SPY, "build", "--root", str(root), "--date", NOW, "--quiet", "--jobs", "1",
         "--executor", address, "--store", str(store), *map(str, args)],
        env=program_environment(), capture_output=True, text=True, timeout=240, check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def copied(root: Path, place: Path) -> Path:
    shutil.copytree(root, place, ignore=shutil.ignore_patterns(".zhanqun", "dist", ".dist*"))
    return place


def here(ran: Ran) -> list[str]:
    return [line for line in ran.out.splitlines() if line.startswith("HERE")]


def test_a_cluster_makes_the_bytes_that_one_machine_makes(
    dask: Cluster, made: tuple[Path, dict[str, bytes]], tmp_path: Path,
) -> None:
    root, clean = copied(made[0], tmp_path / "c"), made[1]
    store = tmp_path / "store"
    ran = far(dask, root, store)
    assert ran.code == 0, ran.out + ran.err
    assert snapshot(root / "dist") == clean
    # Everything but the theme's own files was made by the workers, which asked nothing back.
    assert here(ran) == ["HERE render assets"]
    assert store.stat().st_mode & 0o777 == 0o700
    assert not (store / "results").exists() or not list((store / "results").iterdir())
    # What the workers' answers left in the cache is what a build here would have left.
    again = build(root)
    assert (again.code, "输出未改动" in again.out) == (0, True)
    # Verdicts stand, every page is another: this time through fsspec.
    name = "sites/_cluster/cluster.yml"
    write(root, {name: (root / name).read_text("utf-8").replace("页脚:", "通知条: 今天停电\n页脚:", 1)})
    assert build(root, "--no-cache", "--out", tmp_path / "second").code == 0
    ran = far(dask, root, f"local://{tmp_path / 'other'}")
    assert (tmp_path / "other").stat().st_mode & 0o777 == 0o700
    assert ran.code == 0, ran.out + ran.err
    assert snapshot(root / "dist") == snapshot(tmp_path / "second")
    assert here(ran) == ["HERE render assets"]


def test_answers_hold_nothing_withheld_and_orders_go_by_digest(
    dask: Cluster, made: tuple[Path, dict[str, bytes]], tmp_path: Path,
) -> None:
    root, store = copied(made[0], tmp_path / "c"), tmp_path / "store"
    ran = far(dask, root, store, "KEEP")
    assert ran.code == 0, ran.out + ran.err
    answers = [path.read_bytes() for path in (store / "results").rglob("*") if path.is_file()]
    assert len(answers) > 8
    assert not any(SECRET.encode() in data for data in answers)
    sources = [path.read_bytes() for path in (store / "sources").rglob("*") if path.is_file()]
    assert any(SECRET.encode() in data for data in sources), "docs/scale.md says that the store holds it"


def test_a_worker_that_dies_costs_time_and_nothing_else(
    dask: Cluster, made: tuple[Path, dict[str, bytes]], tmp_path: Path,
) -> None:
    root, clean = copied(made[0], tmp_path / "c"), made[1]
    victim = dask.worker()
    store = tmp_path / "store"
    program = subprocess.Popen(
        [sys.executable, "-c", SPY, "build", "--root", str(root), "--date", NOW, "--quiet", "--executor", dask.address,
         "--store", str(store)], env=program_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    wait_for(lambda: program.poll() is not None or any((store / "results").glob("*/*")))
    victim.kill()
    out, err = program.communicate(timeout=240)
    assert program.returncode == 0, out + err
    assert snapshot(root / "dist") == clean


def test_a_program_of_another_version_is_refused(
    dask: Cluster, made: tuple[Path, dict[str, bytes]], tmp_path: Path,
) -> None:
    import zhanqun

    root = copied(made[0], tmp_path / "c")
    other = tmp_path / "other"
    shutil.copytree(Path(zhanqun.__file__).parents[2], other, ignore=shutil.ignore_patterns(
        ".git", "node_modules", "__pycache__", "sites", "tests", "benchmarks"))
    changed = other / "generator" / "zhanqun" / "text" / "width.py"
    changed.write_text(changed.read_text("utf-8") + "\n# another\n", "utf-8")
    worker = dask.worker(other / "generator")
    try:
        ran = far(dask, root, tmp_path / "store")
    finally:
        worker.kill()
        worker.wait(20)
    assert (ran.code, "不是同一版本" in ran.err) == (2, True), ran.err
    assert not (root / "dist").exists()


def test_no_scheduler_and_no_worker_are_told(made: tuple[Path, dict[str, bytes]], tmp_path: Path) -> None:
    root = copied(made[0], tmp_path / "c")
    ran = far("dask://127.0.0.1:9", root, tmp_path / "store", "HASTY")
    assert (ran.code, "连不上 Dask 调度器 127.0.0.1:9" in ran.err) == (2, True), ran.err
    alone = scheduler(tmp_path)
    try:
        ran = far(alone, root, tmp_path / "store")
    finally:
        ended(alone)
    assert (ran.code, "没有工作进程" in ran.err) == (2, True), ran.err
    assert not (root / "dist").exists()


def test_a_store_that_is_damaged_is_told(
    dask: Cluster, made: tuple[Path, dict[str, bytes]], tmp_path: Path,
) -> None:
    root, store = copied(made[0], tmp_path / "c"), tmp_path / "store"
    assert far(dask, root, store, "--out", tmp_path / "first", "--no-cache").code == 0
    for path in (store / "sources").rglob("*"):
        if path.is_file():
            data = path.read_bytes() or b"\0"
            path.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    ran = far(dask, root, store, "--no-cache")
    assert (ran.code, "与它的摘要不符" in ran.err) == (2, True), ran.err
    assert not (root / "dist").exists()


@pytest.mark.parametrize(("args", "said"), [
    (("--executor", "dask://h:1"), "要一起写"),
    (("--store", "x"), "要一起写"),
    (("--executor", "dask:/h:1", "--store", "x"), "应写成 dask://主机:端口"),
    (("--executor", "dask://h:70000", "--store", "x"), "应写成 dask://主机:端口"),
    (("--executor", "dask://127.0.0.1:9", "--store", "memory://x"), "只在一个进程里有效"),
    (("--executor", "dask://127.0.0.1:9", "--store", "nosuch://x"), "缺少它的 fsspec 驱动"),
    (("--executor", "dask://127.0.0.1:9", "--store", "OPEN"), "谁都能读"),
    (("--executor", "dask://127.0.0.1:9", "--store", "FILE"), "不是文件夹"),
])
def test_wrong_options_are_told(
    made: tuple[Path, dict[str, bytes]], tmp_path: Path, args: tuple[str, ...], said: str,
) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o755)
    (tmp_path / "file").write_text("1")
    (tmp_path / "file").chmod(0o600)
    places = {"OPEN": str(tmp_path / "open"), "FILE": str(tmp_path / "file")}
    ran = run(
        "build", "--root", made[0], "--out", tmp_path / "dist", "--no-cache", "--date", NOW,
        *(places.get(arg, arg) for arg in args))
    assert (ran.code, said in ran.err) == (2, True), ran.err


def test_without_the_extra_a_message_says_how_to_install(
    made: tuple[Path, dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    ran = run("build", "--root", made[0], "--out", tmp_path / "dist", "--no-cache", "--date", NOW,
              "--executor", "dask://127.0.0.1:9", "--store", tmp_path / "store")
    assert (ran.code, "pip install 'zhanqun[dask]'" in ran.err) == (2, True), ran.err


@pytest.mark.parametrize("scheme", ["", "file://", "local://"])
def test_the_store_gives_back_what_was_put_or_says_why_not(tmp_path: Path, scheme: str) -> None:
    store = Objects(f"{scheme}{tmp_path / 'store'}")
    digest = store.put("sources", b"one")
    assert store.get("sources", digest) == b"one"
    store.add("sources", {digest: lambda: pytest.fail("it is there")})
    with pytest.raises(StoreFault, match="被改动"):
        store.add("sources", {"0" * 64: lambda: b"two"})
    with pytest.raises(StoreFault, match="没有这个文件"):
        store.get("sources", "1" * 64)
    store.drop("sources")
    with pytest.raises(StoreFault):
        store.get("sources", digest)
    assert os.fspath(tmp_path / "store") in store.address
