"""The national indicators that a static website can judge by itself (国办秘函〔2019〕19号).

The document's points are not known for certain ([疑] in the standards): weights are our defaults, the score an
estimate. Thresholds are cluster.yml 策略.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhanqun.duties.columns import asked_columns
from zhanqun.duties.facts import Facts
from zhanqun.duties.interpretations import needs_interpretation
from zhanqun.model.catalog import LinkedItem
from zhanqun.model.cluster import Column, Site
from zhanqun.model.duty import Duty, Ref
from zhanqun.model.inspection import Indicator

BASIS = "国办秘函〔2019〕19号"
OK, BAD, PART, NONE, BY_HAND = "符合", "不符合", "部分符合", "不适用", "须人工"


@dataclass(frozen=True, slots=True)
class Ground:
    """What one judgement looks at: one site, or all of them as one website."""

    facts: Facts
    sites: tuple[Site, ...]
    duties: Sequence[Duty]
    items: Sequence[LinkedItem]

    def of(self, *rules: str) -> list[Duty]:
        return [duty for duty in self.duties if duty.rule in rules and duty.level != "notice"]

    def newest(self) -> date | None:
        return max((linked.card.published.day for linked in self.items), default=None)

    def asked(self, wanted: Callable[[Column], bool]) -> list[tuple[Site, Column]]:
        return [(site, column) for site in self.sites for column in asked_columns(self.facts, site) if wanted(column)]


def judge(ground: Ground) -> tuple[Indicator, ...]:
    """Every indicator for one ground: the vetoes, then what costs points."""
    return (
        _dates(ground), _home(ground), _columns(ground), _channel(ground), _services(ground),
        _kept(ground, "overview", "机构职能", "机构职能栏目有内容、按期更新", 6, lambda column: column.kind == "机构"),
        _kept(ground, "leaders", "领导信息", "负责人信息有内容、按期更新", 6, lambda column: column.kind == "领导"),
        _kept(ground, "news", "动态要闻", "动态栏目两周内更新", 8, lambda column: column.kind == "动态"),
        _kept(ground, "documents", "政策文件", "文件栏目六个月内更新", 10, lambda column: column.kind == "文件"),
        _kept(ground, "readings", "政策解读", "解读栏目六个月内更新", 8, lambda column: column.kind == "解读"),
        _share(ground), _linked(ground),
        _kept(ground, "others", "其他栏目", "应有的栏目不空白、按期更新", 10,
              lambda column: column.kind not in ("机构", "领导", "动态", "文件", "解读")),
        _feedback(ground), _guide(ground), _catalogue(ground), _marks(ground), _timely(ground),
    )  # fmt: skip


def _made(
    id_: str, name: str, rule: str, verdict: str, evidence: str, *, refs: Iterable[Ref] = (), weight: int = 0,
    share: float = 1.0, part: str = "扣分", doubtful: bool = True, basis: str = BASIS,
) -> Indicator:
    return Indicator(
        id=id_, part=part, name=name, rule=rule, basis=basis, verdict=verdict, evidence=evidence, refs=tuple(refs),
        weight=0 if verdict in (NONE, BY_HAND) else weight, share=round(share, 4), doubtful=doubtful,
    )


def _refs(duties: Iterable[Duty]) -> tuple[Ref, ...]:
    return tuple(Ref(f"{duty.site_name} {duty.subject}", duty.url) for duty in duties if duty.url)


def _veto(id_: str, name: str, rule: str, verdict: str, evidence: str, refs: Iterable[Ref] = ()) -> Indicator:
    return _made(id_, name, rule, verdict, evidence, refs=refs, part="单项否决", doubtful=False)


def _dates(ground: Ground) -> Indicator:
    """Whether a date was forged, only people can say."""
    found = ground.of("date-before-commit")
    if not ground.facts.committed:
        return _veto("dates", "弄虚作假（发稿日期）", "发布日期和提交时间相符", BY_HAND, "没有提交记录可以比对")
    said = f"{len(found)} 条的发布日期比第一次提交早 {ground.facts.number('倒填天数')} 天以上" if found else "发布日期和提交时间相符"
    return _veto("dates", "弄虚作假（发稿日期）", "发布日期和提交时间相符", BY_HAND if found else OK, said, _refs(found))


def _home(ground: Ground) -> Indicator:
    days = ground.facts.number("首页更新天数")
    newest = ground.newest()
    fresh = newest is not None and newest >= ground.facts.day - timedelta(days)
    refs = [ground.facts.ref(linked) for linked in ground.items if linked.card.published.day == newest][:5]
    return _veto("home", "首页不更新", f"{days} 天内首页有信息更新", OK if fresh else BAD,
                 f"最新一条发布于 {newest}" if newest else "没有任何信息", refs)


def _columns(ground: Ground) -> Indicator:
    """① news and announcements counted together, ② stale for long, ③ blank."""
    facts = ground.facts
    limits = tuple(facts.number(name) for name in ("不更新栏目数", "长期不更新栏目数", "空白栏目数"))
    blank, stale = ground.of("blank-column"), ground.of("stale-column")
    spans = {"动态": facts.number("动态更新天数"), "公告": facts.number("公告更新天数"), "文件": facts.number("公告更新天数")}
    first = []
    for site in ground.sites:
        for column in facts.cluster.catalogue.columns:
            if column.kind not in spans or not facts.required(site, column) or not _first_level(facts, column):
                continue
            newest = facts.shelf(site.id, column.code).newest
            if newest is not None and newest < facts.day - timedelta(spans[column.kind]):
                first.append(Ref(f"{site.name} {'/'.join(column.path)}", facts.column_url(site, column)))
    counts = (len(first), len(stale), len(blank))
    bad = any(count >= limit for count, limit in zip(counts, limits, strict=True))
    return _veto(
        "columns", "栏目不更新",
        f"①动态 {spans['动态']} 天、公告和文件 {spans['公告']} 天未更新的不到 {limits[0]} 个；"
        f"②应更新而长期未更新的不到 {limits[1]} 个；③空白的不到 {limits[2]} 个",
        BAD if bad else OK, f"①{counts[0]} 个，②{counts[1]} 个，③{counts[2]} 个", (*first, *_refs((*stale, *blank))),
    )


def _first_level(facts: Facts, column: Column) -> bool:
    """19号 counts 一级栏目: the highest column of its kind; not those that the catalogue lets rest for a year."""
    parent = facts.cluster.catalogue.by_code[column.parent] if column.parent else None
    return (parent is None or parent.kind != column.kind) and column.update in ("2周", "月", "季", "6个月")


def _channel(ground: Ground) -> Indicator:
    found = [
        (site, column) for site in ground.sites for column in ground.facts.cluster.catalogue.columns
        if (column.kind in ("征集", "问答") or "依申请" in column.name)
        and ground.facts.shelf(site.id, column.code).items + ground.facts.shelf(site.id, column.code).pages
    ]
    refs = [Ref(f"{site.name} {column.name}", ground.facts.column_url(site, column)) for site, column in found]
    return _veto("channel", "互动回应差①", "有网上咨询建言渠道；三个月未回应的留言由互动平台核对",
                 BY_HAND if found else BAD, f"有渠道栏目 {len(found)} 个，留言答复情况须人工核对" if found else "没有渠道",
                 refs[:20])


def _services(ground: Ground) -> Indicator:
    asked = ground.asked(lambda column: column.kind == "办事")
    have = [linked for linked in ground.items if linked.item.head.service is not None]
    if not asked and not have:
        return _veto("services", "服务不实用", "无对外服务职能的不查", NONE, "目录没有要求办事指南")
    return _veto("services", "服务不实用", "有办事指南，八类要素齐全（缺要素的过不了审查）", OK if have else BAD,
                 f"办事指南 {len(have)} 个，要素都齐全", [ground.facts.ref(linked) for linked in have][:20])


def _kept(
    ground: Ground, id_: str, name: str, rule: str, weight: int, wanted: Callable[[Column], bool]
) -> Indicator:
    """Columns of a kind: there, and fresh. The share is of the columns that are."""
    asked = ground.asked(wanted)
    if not asked:
        return _made(id_, name, rule, NONE, "目录没有要求")
    codes = {(site.id, column.code) for site, column in asked}
    faults = [duty for duty in ground.of("blank-column", "stale-column") if (duty.site, duty.column) in codes]
    good = len(asked) - len(faults)
    return _made(
        id_, name, rule, OK if not faults else PART if good else BAD,
        f"应有 {len(asked)} 个栏目，空白或未按期更新 {len(faults)} 个", refs=_refs(faults), weight=weight,
        share=good / len(asked),
    )


def _share(ground: Ground) -> Indicator:
    wanted = [linked for linked in ground.items if needs_interpretation(ground.facts, linked)]
    lacking = [linked for linked in wanted if not linked.explained_by]
    rule = "规章、行政规范性文件有解读（抽查改为全查）"
    if not wanted:
        return _made("interpreted", "解读比例", rule, NONE, "没有应解读的文件")
    done = len(wanted) - len(lacking)
    return _made("interpreted", "解读比例", rule, OK if not lacking else PART if done else BAD,
                 f"应解读 {len(wanted)} 件，已解读 {done} 件", refs=[ground.facts.ref(one) for one in lacking],
                 weight=10, share=done / len(wanted))


def _linked(ground: Ground) -> Indicator:
    readings = [linked for linked in ground.items if linked.card.kind == "解读"]
    loose = [linked for linked in readings if not linked.explains]
    rule = "解读稿和原文互相链接"
    if not readings:
        return _made("relations", "解读关联", rule, NONE, "没有解读稿")
    return _made("relations", "解读关联", rule, OK if not loose else PART,
                 f"解读稿 {len(readings)} 篇，没有链接原文 {len(loose)} 篇",
                 refs=[ground.facts.ref(one) for one in loose], weight=6, share=1 - len(loose) / len(readings))


def _feedback(ground: Ground) -> Indicator:
    ended = [linked for linked in ground.items
             if linked.item.head.consultation and linked.item.head.consultation.end < ground.facts.day]
    faults = ground.of("feedback-missing", "consultation-short")
    rule = "征集不少于规定天数，结束后按期反馈"
    if not ended and not faults:
        return _made("feedback", "征集调查", rule, NONE, "没有已结束的征集")
    share = max(0.0, 1 - len(faults) / max(1, len(ended)))
    return _made("feedback", "征集调查", rule, OK if not faults else PART if share else BAD,
                 f"已结束 {len(ended)} 个，问题 {len(faults)} 个", refs=_refs(faults), weight=6, share=share)


def _guide(ground: Ground) -> Indicator:
    faults = ground.of("guide-incomplete", "guide-old")
    return _made("guide", "公开指南", "九项要素齐全、及时更新", OK if not faults else BAD,
                 f"有问题的站点 {len(faults)} 个", refs=_refs(faults), weight=8,
                 share=1 - min(1.0, len(faults) / len(ground.sites)), doubtful=False, basis="条例第十二条第二款")


def _catalogue(ground: Ground) -> Indicator:
    faults = ground.of("catalogue-incomplete")
    refs = [ref for duty in faults for ref in duty.refs]
    return _made("catalogue", "公开目录", "索引、名称、内容概述、生成日期四项要素", OK if not faults else PART,
                 f"缺要素的信息 {len({ref.url for ref in refs})} 条", refs=refs[:50], weight=6,
                 share=1.0 if not faults else 0.5, doubtful=False, basis="条例第十二条第三款")


def _marks(ground: Ground) -> Indicator:
    """The seven elements of the foot are required by configuration; demonstration marks are no real ones."""
    demo = ground.facts.cluster.demo
    return _made("marks", "网站标识和标签", "底部七项、十个必选网页标签、找错入口由模板生成",
                 BY_HAND if demo else OK, "演示站群用的是占位标识" if demo else "配置齐全，每页都有", weight=8,
                 basis="国办发〔2017〕47号附件")


def _timely(ground: Ground) -> Indicator:
    faults = ground.of("late-publication")
    recent = ground.facts.day - timedelta(ground.facts.number("超期回看天数"))
    whole = sum(linked.card.published.day >= recent and linked.item.head.formed is not None for linked in ground.items)
    rule = "按条例和法律规定的期限公开"
    if not whole:
        return _made("timely", "公开及时", rule, NONE, "近期没有有成文日期的信息")
    return _made("timely", "公开及时", rule, OK if not faults else PART, f"近期 {whole} 条，超期 {len(faults)} 条",
                 refs=_refs(faults), weight=8, share=max(0.0, 1 - len(faults) / whole), doubtful=False,
                 basis="条例第二十六条等")
