"""Penalties that the law seals, and minors in cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from types import MappingProxyType

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.stages.gate.detect.screen import screen
from zhanqun.stages.gate.detect.spans import Detector, Span
from zhanqun.text.patterns import later

_BASIS = later(
    r"治\s*安\s*管\s*理\s*处\s*罚\s*法\s*[》〉>]{0,2}\s*(?:[（(][^）)\n]{0,20}[）)])?\s*(?:之规定)?\s*第\s*[一二三四五六七八九十百\d]{1,6}\s*条"
    r"|公[^\n]{0,8}行罚决字"
)
_PARTY = later(
    r"(?:被处罚人|违法行为人|被侵害人|违法嫌疑人|被处罚单位|行政相对人(?:名称|姓名)?|当事人)\s*(?:姓名|名称)?\s*[:：|\t]"
    r"|(?:违法行为人|被处罚人|违法嫌疑人)[\u4e00-\u9fff×*某]{2,4}[，,、（(因于]"
)
_DECIDED = later(r"拘留|罚款|警告|处罚内容|处罚结果|处罚决定书")
_NUMBER = later(r"公[^\s，。；|\t]{0,10}行罚决字\s*[〔\[（(]?\s*\d{4}\s*[〕\]）)]?\s*(?:第)?\s*\d+\s*号")
_POLICE_LIST = later(r"(?:处罚依据|法律依据|违法依据)[^\n]{0,200}")


def maybe_sealed(text: str) -> bool:
    words = screen(text).words
    return "治安管理处" in words or "行罚决" in words


def find_sealed(text: str) -> Iterator[Span]:
    """Yield where a public-order penalty of somebody is told; citing the law is none."""
    for number in _NUMBER.finditer(text):
        yield Span(number.start(), number.end(), "number")
        return
    basis = _BASIS.search(text)
    if basis and _PARTY.search(text) and _DECIDED.search(text):
        yield Span(basis.start(), basis.end(), "decision")


SEALED = Detector(
    id=RuleId("sealed-penalty"),
    title="公开了治安管理处罚",
    severity=Severity.ERROR,
    prefilter=maybe_sealed,
    find=find_sealed,
    messages=MappingProxyType(
        {
            "decision": ("内容是对具体当事人的治安管理处罚，依法应当封存", "撤下该条目；2026 年 1 月 1 日起违反治安管理的记录不得公开"),
            "number": ("出现公安机关行政处罚决定书文号，治安管理处罚依法应当封存", "撤下该条目；不属治安管理处罚的，登记豁免并写明理由"),
        }
    ),
)

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
PERSON = rf"[{_SURNAMES}](?![某×*xX○])[\u4e00-\u9fff]{{1,2}}"
_ROLE = (
    r"(?:被害人|受害人|被告人|犯罪嫌疑人|嫌疑人|违法行为人|原告|死者|伤者|患者|女童|男童|儿童|幼女|少年|女孩|男孩|未成年人|学生|其子|其女|之子|之女)"
)
_AGED = later(
    rf"{_ROLE}\s*[:：]?\s*({PERSON})\s*[，,、（(]\s*(?:男|女)?[^\n。；]{{0,10}}?(?:现年|年仅|时年|年龄)?\s*(?<!\d)(?:1[0-7]|[1-9])\s*(?:周)?岁"
)
_BORN = later(rf"{_ROLE}\s*[:：]?\s*({PERSON})\s*[，,、（(]\s*(?:男|女)\s*[，,]\s*((?:19|20)\d{{2}})\s*年\d{{1,2}}月")
_UNDER = later(rf"未成年(?:的)?(?:被害人|受害人|被告人|犯罪嫌疑人|嫌疑人|当事人)\s*({PERSON})(?=[，,、（(的系因在])")
_CASE = later(r"案|犯罪|侵害|性侵|猥亵|强奸|殴打|处罚|判处|起诉|立案|侦查|事故|遇害|欺凌|虐待")
_YEAR = later(r"((?:19|20)\d{2})年")
_BIRTH = later(r"\s*\d{1,2}\s*月\s*(?:\d{1,2}\s*日)?\s*出?生")


def maybe_minor(text: str) -> bool:
    words = screen(text).words
    return not words.isdisjoint(("未成年", "岁", "出生", "月生", "日生"))


def find_minor(text: str, day: date | None = None) -> Iterator[Span]:
    """Yield whole names of minors beside their role in a case. Without a day, the latest year told that is no birth's counts."""
    if not _CASE.search(text):
        return
    seen: set[int] = set()
    latest = day.year if day else max((int(m.group(1)) for m in _YEAR.finditer(text) if not _BIRTH.match(text, m.end())), default=0)
    for pattern in (_AGED, _UNDER, _BORN):
        for found in pattern.finditer(text):
            if pattern is _BORN and (not latest or latest - int(found.group(2)) >= 18):
                continue
            if found.start(1) not in seen:
                seen.add(found.start(1))
                yield Span(found.start(1), found.end(1), "minor")


MINOR = Detector(
    id=RuleId("minor-in-case"),
    title="案件里出现未成年人姓名",
    severity=Severity.ERROR,
    prefilter=maybe_minor,
    find=find_minor,
    messages=MappingProxyType(
        {"minor": ("案件里出现未成年人的完整姓名", "改用“张某”一类的称呼，并删去学校、住址等能认出本人的信息（未成年人保护法第一百零三条）")}
    ),
)


@lru_cache(maxsize=64)
def minor_on(day: date) -> Detector:
    """The detector for something that is public from a day: years of birth count against it."""
    return replace(MINOR, find=partial(find_minor, day=day))
