"""``zhanqun new``: a file with its front matter filled in and the next index number."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from zhanqun.model.cluster import Cluster, Column, Site
from zhanqun.model.errors import UsageError

_HEAD = 65_536
_INDEX = re.compile(r"^索引号[ \t]*:[ \t]*[\"']?([^\s\"'#]+)", re.MULTILINE)
_COLUMN = re.compile(r"^(?:信息分类|category)[ \t]*:[ \t]*[\"']?([^\n\"'#]+?)[\"']?[ \t]*(?:#.*)?$", re.MULTILINE)

BLOCKS = {
    "征集": "征集:\n  开始: {today}\n  截止:\n  渠道: []\n",
    "办事": "办事:\n  事项名称: {title}\n  设定依据: []\n  申请条件: []\n  办理材料: []\n  办理地点:\n"
    "  办理时间:\n  联系电话:\n  办理流程: []\n",
    "公示": "公示:\n  类型: 名单\n  开始: {today}\n  受理机构:\n  联系电话:\n公示截止:\n",
}
"""What an item of such a column must say besides, empty where only people know."""


def create_item(cluster: Cluster, site_id: str, column_name: str, title: str, today: date) -> Path:
    """Write the new item and return its path. Never overwrites. UsageError for an unknown site or column."""
    site = find_site(cluster, site_id)
    column = find_column(cluster, column_name)
    title = " ".join(unicodedata.normalize("NFC", title).split())
    if not title:
        raise UsageError("标题是空的")
    docs = Path(cluster.root) / "sites" / site.id / "docs"
    heads = _heads(docs)
    index_no = _next_index(site, today.year, heads)
    folder = docs / _folder(column, docs, heads) / str(today.year)
    if folder.resolve() != folder:
        raise UsageError(f"{folder} 经过符号链接，会写到公开范围之外；换成真正的文件夹后重试")
    folder.mkdir(parents=True, exist_ok=True)
    text = front_matter(site, column, title, index_no, today)
    slug = slug_of(title) or index_no.rpartition("-")[2]
    for attempt in range(1, 1000):
        place = folder / (f"{slug}.md" if attempt == 1 else f"{slug}-{attempt}.md")
        try:
            with place.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except FileExistsError:
            continue
        return place
    raise UsageError(f"{folder} 里名为 {slug} 的文件太多；请换一个标题")


def taken_name(place: Path, title: str) -> Path | None:
    """The file that has the name which the new one would have got; none when the name was free."""
    slug = slug_of(title)
    return place.with_stem(slug) if slug and place.stem != slug else None


def find_site(cluster: Cluster, name: str) -> Site:
    """By folder name, short name or full name."""
    for site in cluster.sites:
        if name in (site.id, site.short, site.name):
            return site
    near = get_close_matches(name, [site.id for site in cluster.sites], n=1)
    known = "、".join(f"{site.id}（{site.short}）" for site in cluster.sites[:20])
    raise UsageError(f"没有站点 '{name}'；" + (f"是不是 {near[0]}" if near else f"有：{known}"))


def find_column(cluster: Cluster, name: str) -> Column:
    """By code, path, or a name that only one column has."""
    catalogue = cluster.catalogue
    found = catalogue.by_code.get(name) or catalogue.by_path.get(name)
    if found is not None:
        return found
    same = [column for column in catalogue.columns if column.name == name]
    if len(same) == 1:
        return same[0]
    if same:
        paths = "、".join("/".join(column.path) for column in same)
        raise UsageError(f"有 {len(same)} 个栏目叫 '{name}'；请写全路径：{paths}")
    near = get_close_matches(name, [column.name for column in catalogue.columns], n=3, cutoff=0.5)
    raise UsageError(f"目录里没有栏目 '{name}'" + (f"；是不是 {'、'.join(near)}" if near else "；见 catalog.yml"))


def front_matter(site: Site, column: Column, title: str, index_no: str, today: date) -> str:
    """The file's text. What only people know stays empty: the check names each empty line."""
    lines = {
        "标题": _quoted(title),
        "公开属性": "主动公开",
        "信息分类": _quoted("/".join(column.path)),
        "索引号": index_no,
        "成文日期": today.isoformat(),
        "发布日期": today.isoformat(),
        "发文机关": _quoted(site.name),
    }
    if column.kind == "解读":
        lines["解读"] = "[]"
    block = BLOCKS.get(column.kind, "").format(title=_quoted(title), today=today.isoformat())
    for key in column.required_fields:
        if key not in lines and f"\n{key}:" not in f"\n{block}":
            lines[key] = ""
    head = "".join(f"{key}: {value}".rstrip() + "\n" for key, value in lines.items())
    return f"---\n{head}{block}---\n\n"


def slug_of(title: str) -> str:
    """File name for a title: Chinese characters, letters and digits are kept, all else becomes one hyphen."""
    text = unicodedata.normalize("NFKC", title).lower()
    return re.sub(r"[^0-9a-z\u3400-\u4dbf\u4e00-\u9fff]+", "-", text)[:40].strip("-")


def _quoted(text: str) -> str:
    """Plain when YAML reads it plainly, otherwise in double quotes as JSON, which YAML reads alike."""
    if re.fullmatch(r"[\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff《》（）、，。“”〔〕/]*", text):
        return text
    return json.dumps(text, ensure_ascii=False)


def _heads(docs: Path) -> dict[Path, str]:
    heads = {}
    for path in sorted(docs.rglob("*.md")):
        if not path.is_file():
            continue  # A pipe would be waited for without end.
        try:
            with path.open("rb") as file:
                heads[path] = file.read(_HEAD).decode("utf-8", "replace").partition("\n---")[0]
        except OSError:
            continue
    return heads


def _next_index(site: Site, year: int, heads: dict[Path, str]) -> str:
    front = f"{site.code}/{year}-"
    used = [
        int(serial)
        for text in heads.values()
        for found in _INDEX.findall(text)
        if found.startswith(front) and (serial := found.removeprefix(front)).isdecimal()
    ]
    return f"{front}{max(used, default=0) + 1:05d}"


def _folder(column: Column, docs: Path, heads: dict[Path, str]) -> str:
    """Where this site keeps that column already, or the column's code."""
    names = {column.code, "/".join(column.path)}
    places: Counter[str] = Counter()
    for path, text in heads.items():
        found = _COLUMN.search(text)
        parent = path.parent.relative_to(docs).as_posix()
        if found and found[1] in names and re.fullmatch(r"(?:.+/)?\d{4}", parent):
            places[parent.rpartition("/")[0]] += 1
    best = sorted(places.items(), key=lambda place: (-place[1], place[0]))
    return next((name for name, _ in best if name), column.code)
