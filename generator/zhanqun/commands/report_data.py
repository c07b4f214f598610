"""Numbers that no document holds: data/adopted.yml, data/foi/YYYY.yml and data/annual/YYYY.yml of a site."""

from __future__ import annotations

import re
from pathlib import Path

from zhanqun.config.fields import Fields
from zhanqun.config.files import collect, read_config
from zhanqun.duties.annual import DECISIONS, NORMS, PARTS, RULES
from zhanqun.duties.website import WEBSITE_KEYS
from zhanqun.model.annual import APPLICANTS, FOI_KEYS, OUTCOMES, RESULTS, SUITS, TOTAL, FoiNumbers, YearNumbers
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.errors import UsageError
from zhanqun.text.nodes import Table

_DOCUMENTS = ("制发", "废止", "现行有效")


def adopted_items(cluster: Cluster) -> frozenset[str]:
    """``采用`` of the mother's data/adopted.yml: index numbers or paths of items of the departments."""
    file = read_config(Path(cluster.root), f"sites/{cluster.mother.id}/data/adopted.yml", required=False)
    fields = Fields(file.notes, "adopted.yml 里", file.table, ("采用",))
    found = frozenset(fields.texts("采用"))
    if file.notes.failed:
        raise UsageError("采用清单有错", collect([file]))
    return found


def foi_numbers(cluster: Cluster, site: Site, year: int) -> FoiNumbers | None:
    """sites/<site>/data/foi/<year>.yml; none when there is no such file. What is not written is 0; sums are computed
    only where none is written, so that a written sum is always checked.
    """
    path = f"sites/{site.id}/data/foi/{year}.yml"
    file = read_config(Path(cluster.root), path, required=False)
    if not file.present:
        return None
    top = Fields(file.notes, f"foi/{year}.yml 里", file.table, ("申请", "行政复议", "行政诉讼"))
    asked = top.table("申请", (*APPLICANTS, TOTAL))
    lines: dict[str, int] = {}
    table: dict[str, dict[str, int]] = {}
    for name in (*APPLICANTS, TOTAL):
        column = asked.table(name, FOI_KEYS) if asked else None
        table[name] = {key: column.whole(key, 0) if column else 0 for key in FOI_KEYS}
        if column is not None:
            lines[name] = column.line
        if name != TOTAL and not (column and column.node_of("办理总计")):
            table[name]["办理总计"] = sum(table[name][key] for key in RESULTS)
    written = asked.node_of(TOTAL) if asked else None
    for key in FOI_KEYS:
        if not isinstance(written, Table) or key not in written.entries:
            table[TOTAL][key] = sum(table[name][key] for name in APPLICANTS)
    suits = {"行政复议": _outcomes(top, "行政复议", lines)}
    court = top.table("行政诉讼", SUITS[1:])
    for name in SUITS[1:]:
        suits[name] = _outcomes(court, name, lines)
    if file.notes.failed:
        raise UsageError(f"{path} 有错", collect([file]))
    return FoiNumbers(path=path, table=table, suits=suits, lines=lines)


def _outcomes(fields: Fields | None, name: str, lines: dict[str, int]) -> dict[str, int]:
    row = fields.table(name, OUTCOMES) if fields else None
    found = {key: row.whole(key, 0) if row else 0 for key in OUTCOMES}
    if row is not None:
        lines[name] = row.line
    if not (row and row.node_of("总计")):
        found["总计"] = sum(found[key] for key in OUTCOMES[:4])
    return found


def year_numbers(cluster: Cluster, site: Site, year: int) -> YearNumbers | None:
    """sites/<site>/data/annual/<year>.yml; none when there is no such file."""
    path = f"sites/{site.id}/data/annual/{year}.yml"
    file = read_config(Path(cluster.root), path, required=False)
    if not file.present:
        return None
    texts = (*PARTS, "问题和改进", "其他事项")
    known = (RULES, NORMS, *DECISIONS, "行政事业性收费", "信息处理费", *texts, "网站")
    top = Fields(file.notes, f"annual/{year}.yml 里", file.table, known)
    documents: dict[str, tuple[int, int, int]] = {}
    for name in (RULES, NORMS):
        row = top.table(name, _DOCUMENTS, _DOCUMENTS)
        if row is not None:
            documents[name] = (row.whole("制发", 0), row.whole("废止", 0), row.whole("现行有效", 0))
    website = top.table("网站", WEBSITE_KEYS)
    found = YearNumbers(
        path=path, documents=documents, charges=_amount(top, "行政事业性收费"), fee=_amount(top, "信息处理费"),
        decisions={name: top.whole(name, 0) for name in DECISIONS if top.node_of(name) is not None},
        texts={name: text for name in texts if (text := top.text(name))},
        website={name: text for name in WEBSITE_KEYS if website and (text := website.line_of(name))},
        lines={name: entry.line for name, entry in file.table.entries.items()},
    )
    if file.notes.failed:
        raise UsageError(f"{path} 有错", collect([file]))
    return found


def _amount(fields: Fields, key: str) -> str:
    text = fields.line_of(key)
    if text and not re.fullmatch(r"[0-9]{1,12}(?:\.[0-9]{1,6})?", text):
        fields.error(key, f"{key}应当是数字", "写成阿拉伯数字，可以有小数，不带单位")
        return ""
    return text
