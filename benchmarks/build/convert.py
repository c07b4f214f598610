"""Write the items as each peer's own source tree. Conversion is never part of a measurement."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from sources import Column, Source, read_columns, read_sites

HERE = Path(__file__).resolve().parent
HOST = "https://www.qihe.example/"


def chain(item: Source) -> tuple[str, ...]:
    """Folders of an item: its site, then the columns from the outermost inwards."""
    return (item.site, *item.column.parents, item.column.code)


def sections(cluster: Path, items: Sequence[Source]) -> dict[str, str]:
    """Folder -> title of every department and column that holds something."""
    sites, columns = read_sites(cluster), read_columns(cluster)
    found: dict[str, str] = {}
    for item in items:
        steps = chain(item)
        for end in range(1, len(steps) + 1):
            name = sites[item.site]["name"] if end == 1 else columns[steps[end - 1]].name
            found.setdefault("/".join(steps[:end]), name)
    return dict(sorted(found.items()))


def write_hugo(cluster: Path, items: Sequence[Source], out: Path) -> list[Path]:
    """Theme, configuration, sections, items; returns the items' files."""
    shutil.copytree(HERE / "hugo/layouts", out / "layouts")
    title = _mother(cluster)
    _json(out / "hugo.json", {
        "baseURL": HOST, "title": title, "defaultContentLanguage": "zh-cn", "uglyURLs": True, "disablePathToLower": True,
        "disableKinds": ["taxonomy", "term"], "pagination": {"pagerSize": 20, "disableAliases": True},
        "outputs": {"home": ["html", "rss"], "section": ["html", "rss"], "page": ["html"]},
        # Chinese has no use for curly quotes of other kinds, and nobody else turns bare addresses into links.
        "markup": {"goldmark": {
            "renderer": {"unsafe": True}, "extensions": {"typographer": {"disable": True}, "linkify": False}}},
        "enableRobotsTXT": True, "buildFuture": True,
    })
    _text(out / "static/assets/style.css", "body{margin:0}\n")
    _text(out / "content/_index.md", f"---\ntitle: {_quote(title)}\n---\n")
    for folder, name in sections(cluster, items).items():
        _text(out / "content" / folder / "_index.md", f"---\ntitle: {_quote(name)}\n---\n")
    return _items(cluster, items, out / "content", out / "static", _hugo_head)


def write_eleventy(cluster: Path, items: Sequence[Source], out: Path) -> list[Path]:
    shutil.copytree(HERE / "eleventy", out)
    _json(out / "sections.json", {"title": _mother(cluster), "sections": sections(cluster, items)})
    _json(out / "src/items/items.json", {"layout": "item.11ty.mjs", "tags": ["item"]})
    _json(out / "package.json", {"type": "module", "private": True})
    (out / "node_modules").symlink_to(HERE / "node_modules")
    _text(out / "files/assets/style.css", "body{margin:0}\n")
    return _items(cluster, items, out / "src/items", out / "files", _eleventy_head)


def write_mkdocs(cluster: Path, items: Sequence[Source], out: Path, *, search: bool) -> list[Path]:
    """One site of everything, its navigation the front page only: with every page in it the cost is quadratic."""
    _text(out / "mkdocs.yml", _mkdocs(_mother(cluster), search))
    _text(out / "docs/index.md", f"# {_mother(cluster)}\n")
    return _items(cluster, items, out / "docs", out / "docs", _mkdocs_head)


def write_projects(cluster: Path, items: Sequence[Source], out: Path) -> list[Path]:
    """One MkDocs project for each department, below one for the mother."""
    plugins = "plugins:\n  - projects:\n      cache: false\n      log: false\n"
    _text(out / "mkdocs.yml", _mkdocs(_mother(cluster), search=False).replace("plugins: []\n", plugins))
    _text(out / "docs/index.md", f"# {_mother(cluster)}\n")
    paths: list[Path] = []
    for site, names in read_sites(cluster).items():
        own = [item for item in items if item.site == site]
        _text(out / "projects" / site / "mkdocs.yml", _mkdocs(names["name"], search=False))
        _text(out / "projects" / site / "docs/index.md", f"# {names['name']}\n")
        docs = out / "projects" / site / "docs"
        paths += _items(cluster, own, docs, docs, _mkdocs_head, skip=1)
    return paths


def write_zensical(cluster: Path, items: Sequence[Source], out: Path) -> list[Path]:
    """As MkDocs; its link validation (60 % of a build, pure Python) is off, as its tuned users would."""
    paths = write_mkdocs(cluster, items, out, search=True)
    with (out / "mkdocs.yml").open("a", encoding="utf-8") as handle:
        handle.write("validation: false\n")
    return paths


def _mkdocs(title: str, search: bool) -> str:
    plugins = "plugins:\n  - search:\n      lang: zh\n" if search else "plugins: []\n"
    return (
        f"site_name: {_quote(title)}\nsite_url: {HOST}\nuse_directory_urls: false\n"
        "theme:\n  name: material\n  language: zh\n  font: false\n"
        f"{plugins}markdown_extensions:\n  - tables\nnav:\n  - index.md\nnot_in_nav: |\n  /**\n"
    )


def _items(
    cluster: Path, items: Sequence[Source], out: Path, static: Path, head: Callable[[Source], str], skip: int = 0,
) -> list[Path]:
    paths = []
    for item in items:
        folder = Path(*chain(item)[skip:], item.year)
        target = out / folder / f"{item.stem}.md"
        _text(target, head(item) + item.body + "\n")
        for name in item.files:
            copy = static / folder / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile((cluster / item.path).parent / name, copy)
        paths.append(target)
    return paths


def _hugo_head(item: Source) -> str:
    return _front({
        "title": item.title, "date": item.published, "description": item.description, "number": item.number,
        "issuer": item.issuer, "formed": item.formed, "document": item.document, "files": item.files,
    })


def _eleventy_head(item: Source) -> str:
    folder = "/".join((*chain(item), item.year))
    return _front({
        "title": item.title, "date": item.published, "description": item.description, "number": item.number,
        "issuer": item.issuer, "formed": item.formed, "document": item.document, "files": item.files,
        "published": item.published.replace("T", " ")[:16], "column": item.column.name, "folder": folder,
        "permalink": f"/{folder}/{item.stem}.html",
    })


def _mkdocs_head(item: Source) -> str:
    """A title, the table of elements and the list of attachments as Markdown: there is no template for them."""
    column: Column = item.column
    files = "".join(f"- [{_plain(name)}](<{name}>)\n" for name in item.files)
    return (
        _front({"title": item.title, "description": item.description})
        + f"# {_plain(item.title)}\n\n| 要素 | 内容 | 要素 | 内容 |\n|---|---|---|---|\n"
        f"| 索引号 | {item.number} | 信息分类 | {column.name} |\n| 发文机关 | {item.issuer} | 成文日期 | {item.formed} |\n"
        f"| 发文字号 | {item.document} | 发布日期 | {item.published[:10]} |\n\n{files}\n"
    )


def _front(values: dict[str, object]) -> str:
    lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
    return f"---\n{lines}---\n\n"


def _plain(text: str) -> str:
    return text.replace("<", "\\<").replace("[", "\\[").replace("#", "\\#")


def _mother(cluster: Path) -> str:
    return next(iter(read_sites(cluster).values()))["name"]


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _json(path: Path, value: object) -> None:
    _text(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
