"""Register tables (登记表): lists that the law wants kept, as CSV attachments with columns fixed for each kind.

What a kind does not name may not stand in the table: a column that nobody foresaw is a column that nobody checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Field:
    """One column that a kind of table may have."""

    name: str
    form: str = "text"
    """``text`` ``amount`` ``whole`` ``day`` ``month`` ``choice``, or masked: ``person`` ``identity`` ``card``; ``village``
    and ``body`` (a name of an organisation) must not give a person away."""
    required: bool = False
    """The column must be there and no cell of it empty."""
    detail: bool = False
    """Shown on demand, below the row's first cell, so that the table itself stays narrow."""
    facet: bool = False
    """Readers may choose by its values."""
    added: bool = False
    """Its sum is told."""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    fields: tuple[Field, ...]
    basis: str
    one_of: tuple[str, ...] = ()
    """Of these columns every row fills at least one."""
    plan: str = ""
    """Column that the monthly figures are measured against. Such a table has columns ``YYYY-MM``: the sum since the year's
    beginning, at the end of the month."""
    until: bool = False
    """Holds persons: the item must say when it is taken down (公示截止)."""

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)


_POWERS = (
    "行政许可", "行政处罚", "行政强制", "行政征收", "行政给付", "行政检查", "行政确认", "行政奖励", "行政裁决", "其他权力", "公共服务",
)

POWERS: Final = Kind(
    "权责清单",
    (
        Field("事项名称", required=True), Field("事项编码", detail=True),
        Field("事项类型", "choice", required=True, facet=True, choices=_POWERS),
        Field("承办机构", required=True, facet=True), Field("子项", detail=True), Field("实施主体", detail=True),
        Field("设定依据", required=True, detail=True), Field("责任事项", required=True, detail=True),
        Field("追责情形", required=True, detail=True), Field("办理时限"), Field("监督电话"), Field("备注", detail=True),
    ),
    "条例第二十条第（五）项、第（六）项；中办发〔2015〕21号",
)
FEES: Final = Kind(
    "收费目录",
    (
        Field("收费项目", required=True), Field("执收单位", required=True, facet=True),
        Field("收费类型", "choice", facet=True, choices=("行政事业性收费", "政府性基金", "政府定价经营服务性收费", "保证金")),
        Field("收费标准", required=True), Field("收费依据", required=True, detail=True),
        Field("收费对象", detail=True), Field("资金管理方式", facet=True),
        Field("减免规定", detail=True), Field("监督电话"), Field("备注", detail=True),
    ),
    "条例第二十条第（八）项",
)
PROJECTS: Final = Kind(
    "重大项目",
    (
        Field("项目名称", required=True), Field("项目代码", detail=True), Field("责任单位", required=True, facet=True),
        Field("建设单位", detail=True), Field("建设地点", detail=True), Field("建设内容", required=True, detail=True),
        Field("总投资（万元）", "amount", required=True, added=True),
        Field("本年计划投资（万元）", "amount", required=True, added=True),
        Field("批准文号", detail=True), Field("开工时间", "month", detail=True), Field("计划竣工时间", "month", detail=True),
        Field("形象进度", detail=True),
    ),
    "条例第二十条第（十）项；国办发〔2017〕94号",
    plan="本年计划投资（万元）",
)
SUBSIDIES: Final = Kind(
    "惠民补贴",
    (
        Field("姓名", "person"), Field("单位名称", "body"), Field("村（社区）", "village", required=True, facet=True),
        Field("补贴项目", required=True, facet=True), Field("身份证号", "identity"), Field("银行卡号", "card"),
        Field("人数", "whole", added=True), Field("面积（亩）", "amount", added=True), Field("数量", "amount"),
        Field("补贴标准"), Field("金额（元）", "amount", required=True, added=True),
        Field("批次", facet=True), Field("发放日期", "day"),
    ),
    "条例第二十条第（十一）项；个人信息保护法第十九条、第二十五条",
    one_of=("姓名", "单位名称"), until=True,
)
KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in (POWERS, FEES, PROJECTS, SUBSIDIES)}

MOST_ROWS: Final = 20_000
