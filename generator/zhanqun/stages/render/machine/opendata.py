"""Open data: items by site and year (JSON Lines, CSV), the catalogue, departments, the index of it all, DCAT.

One file ``items.jsonl`` of the whole cluster would be 60 MB at 100,000 items and be rewritten whole at each change;
parts by site and year change alone, and ``data/index.json`` names them with counts and digests.

CSV files start with a byte order mark: Excel and WPS on Chinese Windows take a file without one for GBK and show
nonsense. Programs read them as ``utf-8-sig``.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

import msgspec

from zhanqun.model.catalog import LinkedItem
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.ids import Address
from zhanqun.model.output import OutputFile
from zhanqun.stages.render.machine.record import Maker, item_schema
from zhanqun.stages.render.machine.text import cell, line
from zhanqun.stages.render.machine.urls import Urls, prefix

SCHEMA_PATH = "data/schema/item.schema.json"
_encode = msgspec.json.Encoder().encode

ITEM_COLUMNS = (
    "索引号", "标题", "信息分类", "栏目", "类型", "机构", "发布日期", "成文日期", "发文机关", "发文字号", "文种",
    "主题分类", "关键词", "有效性", "摘要", "附件数", "网址",
)
CATALOG_COLUMNS = ("代码", "名称", "路径", "类型", "依据", "说明", "更新周期", "时限", "条数", "最新发布日期", "网址")


@dataclass(frozen=True, slots=True)
class Part:
    """One data file as the index tells it; size and digest may also come from the manifest of the last build."""

    path: str
    site: str
    year: int
    rows: int
    size: int
    sha256: str

    @staticmethod
    def of(file: OutputFile, site: str, year: int, rows: int) -> Part:
        return Part(file.path, site, year, rows, len(file.data), hashlib.sha256(file.data).hexdigest())


def year_paths(site: str, year: int) -> tuple[Address, Address]:
    """Addresses of the JSON Lines file and of the CSV file of one site and year."""
    return Address(f"data/{site}/items-{year}.jsonl"), Address(f"data/{site}/items-{year}.csv")


def year_files(
    cluster: Cluster, maker: Maker, site: Site, year: int, items: Sequence[LinkedItem],
) -> tuple[OutputFile, OutputFile]:
    """The site's items of one year, in the order given (by address)."""
    lines_path, table_path = year_paths(site.id, year)
    records = [maker.record(linked) for linked in items]
    lines = b"".join(_encode(record) + b"\n" for record in records)
    rows = (_item_row(record, site) for record in records)
    return OutputFile(lines_path, lines), OutputFile(table_path, table(ITEM_COLUMNS, rows))


def _item_row(record: Mapping[str, Any], site: Site) -> tuple[str, ...]:
    get = record.get
    return (
        get("索引号", ""), record["标题"], record["信息分类"], record["栏目"], record["类型"], site.name,
        record["发布日期"], get("成文日期", ""), get("发文机关", ""), get("发文字号", ""), get("文种", ""),
        "；".join(get("主题分类", ())), "；".join(get("关键词", ())), record["有效性"], get("摘要", ""),
        str(len(get("附件", ()))), record["网址"],
    )


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """CSV (RFC 4180) with a byte order mark; no cell is run as a formula (``text.cell``)."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


@dataclass(frozen=True, slots=True)
class ColumnTotal:
    """Of a column with all below it."""

    count: int
    newest: date | None


def catalog_files(
    cluster: Cluster, urls: Urls, site: Site | None, totals: Mapping[str, ColumnTotal],
) -> tuple[OutputFile, OutputFile]:
    """``data/<site>/catalog.csv`` and ``.json``; without a site ``data/catalog.*`` with the whole cluster's totals."""
    base = f"data/{site.id}/" if site else "data/"
    records: list[dict[str, Any]] = []
    for column in cluster.catalogue.columns:
        total = totals.get(column.code) or ColumnTotal(0, None)
        record = {
            "代码": column.code, "名称": line(column.name), "路径": "/".join(map(line, column.path)),
            "类型": column.kind, "依据": line(column.basis), "说明": line(column.description),
            "更新周期": "" if column.update == "none" else column.update, "时限": column.deadline, "条数": total.count,
            "最新发布日期": total.newest.isoformat() if total.newest else "",
            "网址": urls.url(f"{prefix(site)}lanmu/{column.code}.html", site.id) if site and total.count else "",
        }
        records.append(record)
    rows = ([str(record[key]) for key in CATALOG_COLUMNS] for record in records)
    value = {"名称": line((site or cluster).name), "栏目": [
        {key: field for key, field in record.items() if field != ""} for record in records]}
    return OutputFile(Address(base + "catalog.csv"), table(CATALOG_COLUMNS, rows)), _json(base + "catalog.json", value)


def departments(cluster: Cluster, urls: Urls) -> OutputFile:
    """``data/departments.json``: every site and its disclosure office. No counts: they would change daily."""
    found = []
    for site in cluster.sites:
        record = {
            "站点": site.id, "名称": line(site.name), "简称": line(site.short), "机构代码": line(site.code),
            "角色": "母站" if site.role == "mother" else "子站", "机构类型": line(site.org_type),
            "上级": site.parent or "", "说明": line(site.description), "网址": urls.url(prefix(site), site.id),
            "订阅": urls.url(f"{prefix(site)}feeds/all.xml", site.id),
            "公开机构": {line(key): line(value) for key, value in site.office.items()},
        }
        found.append({key: value for key, value in record.items() if value})
    return _json("data/departments.json", {"名称": line(cluster.name), "机构": found})


def schema_file(urls: Urls) -> OutputFile:
    return _json(SCHEMA_PATH, item_schema(urls.shared(SCHEMA_PATH)))


def index_file(cluster: Cluster, urls: Urls, parts: Sequence[Part]) -> OutputFile:
    """``data/index.json``: every part with its count, size and SHA-256, in the order given."""
    lines_rows = sum(part.rows for part in parts if part.path.endswith(".jsonl"))
    value = {
        "名称": f"{line(cluster.name)}政府信息公开数据", "条目数": lines_rows, "数据结构": urls.shared(SCHEMA_PATH),
        "栏目": urls.shared("data/catalog.json"), "机构": urls.shared("data/departments.json"),
        "文件": [
            {"网址": urls.shared(part.path), "站点": part.site, "年份": part.year,
             "格式": part.path.rsplit(".", 1)[1], "条数": part.rows, "字节数": part.size, "sha256": part.sha256}
            for part in parts
        ],
    }
    return _json("data/index.json", value)


def dcat_file(cluster: Cluster, urls: Urls, years: Mapping[str, Sequence[int]]) -> OutputFile:
    """``data/dcat.jsonld`` (DCAT 3): one data set per site, one distribution per year and format.

    No sizes and digests: they are in index.json, and with them every change would rewrite this file too.
    """
    publisher = {"@type": "foaf:Organization", "foaf:name": line(cluster.name)}
    datasets = [
        {
            "@id": urls.shared(f"data/{site.id}/"), "@type": "dcat:Dataset",
            "dct:title": f"{line(site.name)}政府信息公开条目", "dct:language": "zh-CN",
            "dct:publisher": {"@type": "foaf:Organization", "foaf:name": line(site.name)},
            "dcat:landingPage": {"@id": urls.url(prefix(site), site.id)},
            "dcat:distribution": [
                _distribution(urls, path) for year in years[site.id] for path in year_paths(site.id, year)
            ],
        }
        for site in cluster.sites
        if years.get(site.id)
    ]
    return _json("data/dcat.jsonld", {
        "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
                     "foaf": "http://xmlns.com/foaf/0.1/"},
        "@id": urls.shared("data/dcat.jsonld"), "@type": "dcat:Catalog",
        "dct:title": f"{line(cluster.name)}政府信息公开数据目录", "dct:language": "zh-CN", "dct:publisher": publisher,
        "foaf:homepage": {"@id": urls.root}, "dcat:dataset": datasets,
    })


def _distribution(urls: Urls, path: str) -> dict[str, Any]:
    table_file = path.endswith(".csv")
    found: dict[str, Any] = {
        "@type": "dcat:Distribution", "dct:title": path.rsplit("/", 1)[1],
        "dcat:downloadURL": {"@id": urls.shared(path)},
        "dcat:mediaType": "text/csv; charset=utf-8; header=present" if table_file else "application/jsonl",
    }
    if not table_file:
        found["dct:conformsTo"] = {"@id": urls.shared(SCHEMA_PATH)}
    return found


def _json(path: str, value: Mapping[str, Any]) -> OutputFile:
    return OutputFile(Address(path), msgspec.json.format(_encode(value), indent=1) + b"\n")
