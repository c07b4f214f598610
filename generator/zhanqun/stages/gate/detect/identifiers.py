"""Passports and travel permits, plates, personal mail addresses, WeChat numbers."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.stages.gate.detect.screen import screen
from zhanqun.stages.gate.detect.spans import Detector, Span
from zhanqun.stages.gate.detect.tables import has_table, tables_of
from zhanqun.text.patterns import later

_PASSPORT = later(
    r"(?:护照|通行证|回乡证|台胞证|居留证)[^\n。；;]{0,16}?(?<![A-Za-z0-9])"
    r"((?:[EGDSPK][A-Za-z]?(?:[ \-]?\d){7,8}|[CHMTW](?:[ \-]?\d){8,10}|14\d{7}|15\d{7}))(?![A-Za-z0-9])"
)
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = later(
    rf"(?<![\u4e00-\u9fff])([{_PROVINCE}][A-HJ-NP-Z][·•.\s]?(?=[A-HJ-NP-Z\d]{{0,5}}\d)[A-HJ-NP-Z\d]{{4,5}}[A-HJ-NP-Z\d警学挂港澳])(?![A-Za-z\d])"
    rf"|(?:车牌|号牌|车号|车辆)[^\n。；;]{{0,10}}?([{_PROVINCE}][A-HJ-NP-Z][·•.\s]?[A-HJ-NP-Z\d]{{5,6}})(?![A-Za-z\d])"
)
_PROVINCE_LETTER = later(rf"[A-HJ-NP-Z](?<=[{_PROVINCE}].)")
_MAIL = later(r"(?<![A-Za-z0-9._%+-])([A-Za-z0-9][A-Za-z0-9._%+-]{0,63})@((?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,12})")
_AT = later(r"@(?<=[A-Za-z0-9._%+-]@)[A-Za-z0-9-]")
_BOXES = "(?:qq|foxmail|163|126|sina|sohu|139|189|gmail|hotmail|outlook)"
_SPACED_AT = later(rf"@\s{{0,2}}{_BOXES}")
"""The middle of an address, looked for first: every page has an @ or two."""
_SPACED_MAIL = later(
    rf"(?<![A-Za-z0-9._%+-])([A-Za-z0-9][A-Za-z0-9._%+-]{{0,63}})\s{{0,2}}@\s{{0,2}}{_BOXES}"
    r"\s{0,2}\.\s{0,2}(?:com|cn|net)(?![A-Za-z])"
)
_PASSPORT_HEAD = later(r"护照|通行证|回乡证|台胞证|居留证")
_PASSPORT_CELL = later(r"(?:[EGDSPK][A-Za-z]?\d{7,8}|[CHMTW]\d{8,10}|1[45]\d{7})\Z")
_WECHAT_HEAD = later(r"微信(?:号|账号|帐号|ID)?\Z")
_WECHAT_CELL = later(r"(?:[A-Za-z][A-Za-z0-9_-]{5,19}|\d{6,12})\Z")
_FREE = later(
    r"(?i)(?:^|\.)(?:qq|vip\.qq|foxmail|163|126|yeah|sina|sohu|139|189|aliyun|gmail|hotmail|outlook|live|icloud|yahoo|21cn|tom|wo|msn)"
    r"\.(?:com|net|cn|com\.cn|cn\.com)$"
)
_WECHAT = later(r"(?:微\s*信|[Vv]信|[Ww]e[Cc]hat)\s*(?:号码?|账号|帐号|ID|id)?\s*[:：]\s*([A-Za-z][A-Za-z0-9_-]{5,19}|\d{6,12})(?!@)")


_TRIGGERS = frozenset(
    {"护照", "通行证", "回乡证", "台胞证", "居留证", "微信", "微 信", "V信", "v信", "WeChat", "wechat", "车牌", "号牌", "车号", "车辆"}
)


def maybe(text: str) -> bool:
    seen = screen(text)
    return seen.plate or b"@" in seen.ascii or (bool(seen.words) and not _TRIGGERS.isdisjoint(seen.words))


def find(text: str) -> Iterator[Span]:
    """Yield passports (error), then plates, private mail boxes and WeChat numbers (warnings)."""
    seen = screen(text)
    for found in _PASSPORT.finditer(text) if "证" in text or "护照" in text else ():
        yield Span(found.start(1), found.end(1), "passport", Severity.ERROR)
    # One search for two letters first: an index number has a plate's letters and figures, no province.
    plate = seen.plate and ("车" in text or "牌" in text or _PROVINCE_LETTER.search(text) is not None)
    for found in _PLATE.finditer(text) if plate else ():
        group = 1 if found.group(1) else 2
        yield Span(found.start(group), found.end(group), "plate")
    if _AT.search(text):
        for found in _MAIL.finditer(text):
            if _FREE.search(found.group(2)):
                yield Span(found.start(), found.end(), "mail")
    if _SPACED_AT.search(text):
        for found in _SPACED_MAIL.finditer(text):
            if not _MAIL.match(text, found.start()):
                yield Span(found.start(), found.end(), "mail")
    wechat = ("微" in text and "信" in text) or "V信" in text or "v信" in text or "hat" in text
    for found in _WECHAT.finditer(text) if wechat else ():
        yield Span(found.start(1), found.end(1), "wechat")
    if ("证" in text or "护照" in text or "微" in text) and has_table(text):
        yield from _in_columns(text)


def _in_columns(text: str) -> Iterator[Span]:
    """Numbers that only the head of their column explains."""
    for table in tables_of(text):
        for heads, cells, key, severity in (
            (_PASSPORT_HEAD, _PASSPORT_CELL, "passport", Severity.ERROR), (_WECHAT_HEAD, _WECHAT_CELL, "wechat", None),
        ):  # fmt: skip
            for head in table.columns(heads):
                for cell in table.below(head):
                    if cells.match(cell.text):
                        yield Span(cell.start, cell.end, key, severity)


DETECTOR = Detector(
    id=RuleId("personal-identifier"),
    title="出现护照、车牌、私人邮箱或微信号",
    severity=Severity.WARNING,
    prefilter=maybe,
    find=find,
    messages=MappingProxyType(
        {
            "passport": ("出现护照或通行证号码", "删除该号码后重新审查"),
            "plate": ("出现机动车号牌", "个人车辆的号牌遮盖中段；公务车辆、依法公告的车辆可以保留"),
            "mail": ("出现商业邮箱，可能是个人邮箱", "个人邮箱请删除；确为对外公布的工作邮箱，加“公开联系方式: true”或改用政务邮箱"),
            "wechat": ("出现微信号", "个人微信号请删除；确为单位公众号，写明公众号名称"),
        }
    ),
)
