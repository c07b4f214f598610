"""The wheel alone, in a clean environment and another folder: init, new, check, build, serve, explain."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # Without isolation: the build back end is in the locked tools, and no registry is asked.
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT)],
        check=True,
    )
    (made,) = folder.glob("zhanqun-*.whl")
    return made


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``zhanqun`` of a fresh virtual environment that holds the wheel and, by a .pth line, its locked dependencies."""
    folder = tmp_path_factory.mktemp("clean") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    subprocess.run([str(python), "-m", "pip", "install", "-q", "--no-deps", "--no-index", str(wheel)], check=True)
    site = next((folder / "lib").glob("python3*")) / "site-packages"
    ours = Path(sysconfig.get_path("purelib"))
    # Linked one by one, and never zhanqun itself: an editable install of the checkout would hide what the wheel lacks.
    for entry in sorted(ours.iterdir()):
        target = site / entry.name
        if "zhanqun" not in entry.name and entry.suffix != ".pth" and not target.exists():
            target.symlink_to(entry)
    return folder / "bin" / "zhanqun"


def run(command: Path, *args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(cwd), "LANG": "C.UTF-8"}
    return subprocess.run([str(command), *args], cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_the_wheel_holds_theme_rules_templates_and_engine_configuration(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "zhanqun/_assets/theme/",
        "zhanqun/_assets/rules/",
        "zhanqun/_assets/mkdocs.base.yml",
        "zhanqun/scaffold/cluster/sites/_cluster/catalog.yml",
        "zhanqun/scaffold/cluster/dot.gitignore",
    ):
        assert any(name.startswith(wanted) for name in names), wanted
    assert not any("__pycache__" in name or name.startswith("tests") for name in names)


def test_a_cluster_is_made_checked_and_built_from_the_wheel(command: Path, tmp_path: Path) -> None:
    made = run(command, "init", "站群", cwd=tmp_path)
    assert (made.returncode, made.stdout) == (0, "站群\n"), made.stderr
    root = tmp_path / "站群"
    checked = run(command, "check", cwd=root)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    built = run(command, "build", cwd=root)
    assert built.returncode == 0, built.stdout + built.stderr
    for page in ("index.html", "jiaoyu/index.html", "minzheng/index.html", "jiaoyu/zhinan.html"):
        assert (root / "dist" / page).is_file(), page
    again = run(command, "init", "站群", cwd=tmp_path)
    assert again.returncode == 2
    new = run(command, "new", "jiaoyu", "通知公告", "关于一件事的通知", cwd=root)
    assert (new.returncode, new.stdout.count("关于一件事的通知.md")) == (0, 1), new.stderr
    unapproved = run(command, "check", cwd=root)
    assert unapproved.returncode == 1
    assert "[approval]" in unapproved.stdout
    assert run(command, "explain", "approval", cwd=root).returncode == 0


def test_the_wheel_serves_rebuilds_and_stops(command: Path, tmp_path: Path) -> None:
    assert run(command, "init", "a", cwd=tmp_path).returncode == 0
    with subprocess.Popen(
        [str(command), "serve", "--root", "a", "--port", "0"], cwd=tmp_path, stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        try:
            line = next(line for line in process.stderr if "http://127.0.0.1:" in line)
            address = line[line.index("http") :].split()[0]
            with urllib.request.urlopen(address, timeout=10) as answer:
                assert "_zhanqun/reload.js" in answer.read().decode()
            name = tmp_path / "a/sites/jiaoyu/site.yml"
            name.write_text(name.read_text("utf-8").replace("示例县教育局", "新名教育局"), encoding="utf-8")
            until = time.monotonic() + 30
            while time.monotonic() < until:
                with urllib.request.urlopen(f"{address}jiaoyu/index.html", timeout=10) as answer:
                    if "新名教育局" in answer.read().decode():
                        break
                time.sleep(0.2)
            else:
                pytest.fail("the changed name never appeared")
        finally:
            process.send_signal(2)
        assert process.wait(20) == 0
