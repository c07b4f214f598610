"""``zhanqun init``: copy the template into an empty folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from zhanqun import __version__, assets
from zhanqun.model.errors import UsageError, why

TEMPLATE = Path(__file__).resolve().parent / "cluster"


def create_cluster(target: Path, today: date) -> tuple[Path, ...]:
    """Write a new cluster into ``target`` and return the sources that still need approval, sorted.

    The folder is created; UsageError when it is there with more than .git in it, or cannot be written.
    """
    # A clone of a repository that was just made on a platform holds .git alone.
    if target.exists() and (not target.is_dir() or any(one.name != ".git" for one in target.iterdir())):
        raise UsageError(f"{target} 已存在且不是空目录；请另选一个目录（刚建好的 git 仓库，里面只有 .git 的，可以用）")
    words = {"@INSTALL@": "pip install zhanqun==@VERSION@", "@DATE@": today.isoformat(), "@YEAR@": str(today.year), "@VERSION@": __version__}
    sources = []
    try:
        for source in sorted(TEMPLATE.rglob("*")):
            if not source.is_file() or "__pycache__" in source.parts:
                continue
            place = target / _filled(source.relative_to(TEMPLATE).as_posix().replace("dot.", "."), words)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(_filled(source.read_text(encoding="utf-8"), words), encoding="utf-8")
            if place.suffix == ".sh" or place.parent.name == ".githooks":
                place.chmod(0o755)
            if place.suffix == ".md" and "docs" in place.parts:
                sources.append(place)
        (target / "mkdocs.base.yml").write_bytes(assets.base_config().read_bytes())
    except OSError as error:
        raise UsageError(f"写不了 {target}：{why(error)}") from error
    return tuple(sources)


def _filled(text: str, words: dict[str, str]) -> str:
    for word, value in words.items():
        text = text.replace(word, value)
    return text
