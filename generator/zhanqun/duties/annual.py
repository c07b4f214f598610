"""Content and the two data files of a site -> its annual report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from zhanqun.duties.annual_check import check_documents, check_foi, check_texts, check_years, missing
from zhanqun.duties.facts import Facts
from zhanqun.duties.statistics import compute_statistics
from zhanqun.model.annual import TOTAL, AnnualReport, FoiNumbers, YearNumbers
from zhanqun.model.catalog import LinkedItem
from zhanqun.model.cluster import Site
from zhanqun.model.finding import Finding
from zhanqun.model.item import Validity
from zhanqun.model.statistics import Statistics

RULES, NORMS = "规章", "行政规范性文件"
PARTS = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")
"""The five sides of the first chapter."""
DECISIONS = ("行政许可", "行政处罚", "行政强制")


def draft_annual(
    facts: Facts, site: Site, year: int, foi: FoiNumbers | None, said: YearNumbers | None, *,
    foi_before: FoiNumbers | None = None, said_before: YearNumbers | None = None,
) -> AnnualReport:
    """``facts`` are gathered for this site alone. Nothing is guessed: what nobody says is left open and is an error."""
    counted = {name: count_documents(facts, site, year, name) for name in (RULES, NORMS)}
    documents = {name: (said.documents.get(name) if said else None) or counted[name] for name in counted}
    statistics = compute_statistics(facts, date(year, 1, 1), date(year, 12, 31))
    texts = dict(said.texts) if said else {}
    chapters = (
        ("一、总体情况", tuple(_overall(texts, statistics, foi, year))),
        ("二、主动公开政府信息情况", ()),
        ("三、收到和处理政府信息公开申请情况", ()),
        ("四、政府信息公开行政复议、行政诉讼情况", ()),
        ("五、存在的主要问题及改进情况", _lines(texts.get("问题和改进", ""))),
        ("六、其他需要报告的事项", tuple(_other(texts, said))),
    )
    before = {name: said_before.documents.get(name) if said_before else None for name in counted}
    known = {name: number or count_documents(facts, site, year - 1, name) for name, number in before.items()}
    findings = [
        *_open(site, year, foi, said),
        *(check_foi(foi) if foi else ()), *(check_years(foi, foi_before) if foi else ()),
        *check_documents(f"sites/{site.id}/data/annual/{year}.yml", 0, documents, known),
        *(check_texts(texts, said, foi, said.fee) if said else ()),
    ]
    return AnnualReport(
        site=site.id, agency=site.name, year=year, title=f"{site.name}{year}年政府信息公开工作年度报告",
        documents=documents, counted=counted,
        decisions={name: said.decisions.get(name) if said else None for name in DECISIONS},
        charges=said.charges if said else "", foi=foi, chapters=chapters,
        findings=tuple(sorted(findings, key=Finding.order)),
    )


def count_documents(facts: Facts, site: Site, year: int, name: str) -> tuple[int, int, int]:
    """制发, 废止 in the year, 现行有效 on its last day, of what the site has published."""
    made = repealed = valid = 0
    end = date(year, 12, 31)
    for linked in facts.catalog.items.get(site.id, ()):
        if _sort(facts, linked) != name:
            continue
        head = linked.item.head
        formed = head.formed or head.published.day
        over = head.repealed or (head.expires if head.validity is Validity.VOID else None)
        gone = head.validity in (Validity.REPEALED, Validity.VOID)
        made += formed.year == year
        repealed += gone and over is not None and over.year == year
        valid += formed <= end and (not gone or (over is not None and over > end))
    return made, repealed, valid


def _sort(facts: Facts, linked: LinkedItem) -> str:
    head = linked.item.head
    column = facts.cluster.catalogue.by_code[head.column]
    if head.repost is not None or column.kind != "文件":
        return ""
    if head.genre in ("规章", "政府令"):
        return RULES
    return NORMS if column.name.endswith("规范性文件") else ""


def _overall(
    texts: Mapping[str, str], found: Statistics, foi: FoiNumbers | None, year: int
) -> Iterator[str]:
    yield (
        "本报告按照《中华人民共和国政府信息公开条例》和国务院办公厅规定的格式编制，"
        f"所列数据的统计期限自{year}年1月1日起至12月31日止。"
    )
    for number, name in zip("一二三四五", PARTS, strict=True):
        said = texts.get(name, "")
        if name == "主动公开":
            said = _active(found) + said
        elif name == "依申请公开" and foi is not None and "新收" not in said:
            total = foi.table[TOTAL]
            said = (f"全年新收政府信息公开申请{total['本年新收']}件，上年结转{total['上年结转']}件，"
                    f"办结{total['办理总计']}件，结转下年度{total['结转下年']}件。") + said
        yield f"（{number}）{name}。{said or '【待填】'}"


def _active(found: Statistics) -> str:
    kinds = "、".join(f"{row.name}{row.value}条" for row in sorted(found.kinds, key=lambda row: -row.value) if row.value)
    rate = found.rates[0]
    text = f"全年主动公开政府信息{len(found.published)}条" + (f"，其中{kinds}" if kinds else "") + "。"
    if rate.dated:
        text += f"有公开期限的{len(rate.dated)}条，按期公开{len(rate.dated) - len(rate.late)}条。"
    if rate.to_interpret:
        text += f"应当解读的文件{len(rate.to_interpret)}件，已解读{len(rate.interpreted)}件。"
    return text


def _other(texts: Mapping[str, str], said: YearNumbers | None) -> Iterator[str]:
    if said is not None and said.fee and "信息处理费" not in texts.get("其他事项", ""):
        yield f"按照《政府信息公开信息处理费管理办法》，本年度收取信息处理费{said.fee}元。"
    yield from _lines(texts.get("其他事项", ""))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _open(site: Site, year: int, foi: FoiNumbers | None, said: YearNumbers | None) -> Iterator[Finding]:
    """What somebody still has to say."""
    folder = f"sites/{site.id}/data"
    if foi is None:
        yield missing(f"{folder}/foi/{year}.yml", f"没有 {year} 年的依申请公开汇总数，第三、四章的表格是空的",
                      "新建这个文件，只写汇总数，不写申请人；键见 docs/reports.md")
    path = f"{folder}/annual/{year}.yml"
    if said is None:
        yield missing(path, f"没有 {year} 年的填报数，许可、处罚、强制、收费和第五、六章是空的",
                      "新建这个文件；键见 docs/reports.md")
        return
    for name in DECISIONS:
        if name not in said.decisions:
            yield missing(path, f"没有填报“{name}”的数量", f"补上“{name}: 数量”，没有就写 0")
    if not said.charges:
        yield missing(path, "没有填报“行政事业性收费”的金额", "补上“行政事业性收费: 万元数”，没有就写 0")
    if not said.fee:
        yield missing(path, "没有填报“信息处理费”，第六章必须写明", "补上“信息处理费: 元数”，没有就写 0")
    for name in (*PARTS[1:], "问题和改进"):
        if not said.texts.get(name) and not (name == "依申请公开" and foi is not None):
            yield missing(path, f"“{name}”是空的", f"补上“{name}: |”和正文")
