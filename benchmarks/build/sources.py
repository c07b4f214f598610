"""The public items of a made cluster, as plain as every peer can take them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

LIMIT = 100
"""Characters of the description, which every peer is given ready made."""


@dataclass(frozen=True, slots=True)
class Column:
    code: str
    name: str
    parents: tuple[str, ...]
    """Codes from the outermost inwards."""


@dataclass(frozen=True, slots=True)
class Source:
    path: str
    """Below the cluster."""
    site: str
    column: Column
    stem: str
    title: str
    published: str
    """YYYY-MM-DDTHH:MM:00+08:00."""
    formed: str
    number: str
    issuer: str
    document: str
    description: str
    files: tuple[str, ...]
    """Names of attachments beside the item."""
    body: str

    @property
    def year(self) -> str:
        return self.published[:4]


def read_columns(cluster: Path) -> dict[str, Column]:
    """Code -> column, in the order of the catalogue."""
    text = (cluster / "sites/_cluster/catalog.yml").read_text(encoding="utf-8")
    found: dict[str, Column] = {}

    def walk(entries: list[dict[str, object]], parents: tuple[str, ...]) -> None:
        for entry in entries:
            code = str(entry["代码"])
            found[code] = Column(code, str(entry["名称"]), parents)
            walk(entry.get("下级", []), (*parents, code))  # type: ignore[arg-type]

    walk(yaml.load(text, Loader=yaml.CSafeLoader)["栏目"], ())
    return found


def read_sites(cluster: Path) -> dict[str, dict[str, str]]:
    """Site id -> its name and short name, the mother first."""
    found = {}
    for path in sorted(cluster.glob("sites/*/site.yml")):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        found[path.parent.name] = {"name": data["名称"], "short": data["简称"], "order": int(data["序号"])}
    return dict(sorted(found.items(), key=lambda pair: pair[1]["order"]))


def read_items(cluster: Path) -> Iterator[Source]:
    """Every public item, sorted by path. Closed ones are left out: no peer could be told to keep them back."""
    columns = read_columns(cluster)
    for path in sorted(cluster.glob("sites/*/docs/**/*.md")):
        item = read_item(cluster, path, columns)
        if item is not None:
            yield item


def read_item(cluster: Path, path: Path, columns: dict[str, Column]) -> Source | None:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    data = yaml.load(head, Loader=yaml.CSafeLoader)
    if data["公开属性"] != "主动公开":
        return None
    relative = path.relative_to(cluster)
    published = str(data["发布日期"])
    return Source(
        path=relative.as_posix(), site=relative.parts[1], column=columns[str(data["信息分类"])], stem=path.stem,
        title=str(data["标题"]), published=f"{published[:10]}T{published[11:16] or '09:00'}:00+08:00",
        formed=str(data["成文日期"]), number=str(data["索引号"]), issuer=str(data["发文机关"]),
        document=str(data.get("发文字号", "")), description=" ".join(body.split())[:LIMIT],
        files=tuple(each["文件"] for each in data.get("附件", ())), body=body.strip(),
    )
