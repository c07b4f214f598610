"""One item as open data: keys as in front matter, in one order, and the JSON Schema that describes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhanqun.model.address import address_of
from zhanqun.model.catalog import Card, LinkedItem
from zhanqun.model.cluster import Cluster
from zhanqun.model.item import Consultation, Notice, Openness, Service, Validity
from zhanqun.stages.render.machine.text import line
from zhanqun.stages.render.machine.urls import Urls

_T: dict[str, Any] = {"type": "string", "minLength": 1}
_DAY: dict[str, Any] = {"type": "string", "format": "date"}
_MOMENT: dict[str, Any] = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?$"}
_URL: dict[str, Any] = {"type": "string", "format": "uri"}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_SHA: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def _list(of: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of, "minItems": 1}


def _object(required: tuple[str, ...] = (), **properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


@dataclass(frozen=True, slots=True)
class Maker:
    """What the getters below need besides the item."""

    cluster: Cluster
    urls: Urls
    day: date
    """Of the build: what is dated later is not told yet."""

    def record(self, linked: LinkedItem) -> dict[str, Any]:
        """The item's object. Keys without a value are left out; the order of keys never changes."""
        found: dict[str, Any] = {}
        for key, get in _GETTERS:
            value = get(self, linked)
            if value:
                found[key] = value
        return found

    def link(self, card: Card) -> dict[str, str]:
        return _some(索引号=line(card.index_no), 标题=line(card.title), 网址=self.urls.url(card.address, card.site))

    def files(self, linked: LinkedItem) -> list[dict[str, Any]]:
        site = linked.card.site
        return [
            {"名称": line(file.name), "网址": self.urls.url(address_of(self.cluster, file.path), site),
             "字节数": file.size, "sha256": file.sha256.removeprefix("sha256:")}
            for file in linked.item.files
            if file.listed
        ]


@dataclass(frozen=True, slots=True)
class Field:
    key: str
    schema: Mapping[str, Any]
    get: Callable[[Maker, LinkedItem], Any]
    note: str = ""
    required: bool = False


def _some(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value or value == 0}


def _lines(values: tuple[str, ...]) -> list[str]:
    return [line(value) for value in values]


def _day(value: object) -> str:
    return "" if value is None else str(value)


def _consultation(value: Consultation, day: date) -> dict[str, Any]:
    back = value.feedback if value.feedback and value.feedback.day <= day else None
    return _some(
        开始=_day(value.start), 截止=_day(value.end), 渠道=_lines(value.channels), 说明=line(value.explanation),
        缩短理由=line(value.short_reason),
        反馈=_some(日期=_day(back.day), 收到=back.received, 采纳=back.adopted, 说明=line(back.note)) if back else None,
    )


def _service(value: Service) -> dict[str, Any]:
    return _some(
        事项名称=line(value.name), 设定依据=_lines(value.basis), 申请条件=_lines(value.conditions),
        办理材料=_lines(value.materials), 办理地点=line(value.place), 办理时间=line(value.hours),
        联系电话=line(value.phone), 办理流程=_lines(value.process), 收费=line(value.fee),
        办理时限=line(value.time_limit),
    )


def _notice(value: Notice) -> dict[str, Any]:
    return _some(
        类型=line(value.kind), 开始=_day(value.start), 受理机构=line(value.office), 联系电话=line(value.phone),
        事项={line(key): line(text) for key, text in value.fields},
    )


_LINK = _object(("标题", "网址"), 索引号=_T, 标题=_T, 网址=_URL)

FIELDS: tuple[Field, ...] = (
    Field("索引号", _T, lambda m, x: line(x.card.index_no), "发布后不变"),
    Field("标题", _T, lambda m, x: line(x.card.title), required=True),
    Field("公开属性", {"const": Openness.ACTIVE.value}, lambda m, x: x.item.head.openness.value,
          "只有主动公开的信息在开放数据里", required=True),
    Field("信息分类", _T, lambda m, x: x.card.column, "栏目代码，见 catalog.csv", required=True),
    Field("栏目", _T, lambda m, x: "/".join(m.cluster.catalogue.by_code[x.card.column].path), "栏目路径",
          required=True),
    Field("类型", _T, lambda m, x: x.card.kind, "栏目类型", required=True),
    Field("站点", _T, lambda m, x: x.card.site, "见 departments.json", required=True),
    Field("网址", _URL, lambda m, x: m.urls.url(x.card.address, x.card.site), required=True),
    Field("发布日期", _MOMENT, lambda m, x: str(x.card.published), required=True),
    Field("成文日期", _DAY, lambda m, x: _day(x.card.formed)),
    Field("发文机关", _T, lambda m, x: line(x.card.issuer)),
    Field("联合发文", _list(_T), lambda m, x: _lines(x.item.head.co_issuers)),
    Field("发文字号", _T, lambda m, x: line(x.card.doc_no)),
    Field("文种", _T, lambda m, x: line(x.card.genre)),
    Field("主题分类", _list(_T), lambda m, x: _lines(x.card.topics)),
    Field("关键词", _list(_T), lambda m, x: _lines(x.card.keywords)),
    Field("摘要", _T, lambda m, x: line(x.card.summary)),
    Field("来源", _T, lambda m, x: line(x.item.head.source)),
    Field("作者", _T, lambda m, x: line(x.item.head.author)),
    Field("公开依据", _T, lambda m, x: line(x.item.head.basis)),
    Field("有效性", {"enum": [value.value for value in Validity]}, lambda m, x: x.card.validity, required=True),
    Field("生效日期", _DAY, lambda m, x: _day(x.item.head.effective)),
    Field("失效日期", _DAY, lambda m, x: _day(x.item.head.expires)),
    Field("废止日期", _DAY, lambda m, x: _day(x.item.head.repealed)),
    Field("废止依据", _T, lambda m, x: line(x.item.head.repealed_by)),
    Field("解读", _list(_LINK), lambda m, x: [m.link(card) for card in x.explains], "本条解读的文件"),
    Field("相关", _list(_LINK), lambda m, x: [m.link(card) for card in x.related]),
    Field("附件", _list(_object(("名称", "网址", "字节数", "sha256"), 名称=_T, 网址=_URL,
                              字节数=_COUNT, sha256=_SHA)), lambda m, x: m.files(x)),
    Field("转载", _object(("网站", "网址", "时间"), 网站=_T, 网址=_T, 时间=_MOMENT),
          lambda m, x: {"网站": line(x.item.head.repost.site), "网址": line(x.item.head.repost.url),
                        "时间": str(x.item.head.repost.time)} if x.item.head.repost else None),
    Field("公示截止", _DAY, lambda m, x: _day(x.card.until)),
    Field("更正", _list(_object(("日期",), 日期=_DAY, 说明=_T)),
          lambda m, x: [_some(日期=_day(c.day), 说明=line(c.note)) for c in x.item.head.corrections]),
    Field("征集", _object(("开始", "截止"), 开始=_DAY, 截止=_DAY, 渠道=_list(_T), 说明=_T, 缩短理由=_T,
                        反馈=_object(("日期",), 日期=_DAY, 收到=_COUNT, 采纳=_COUNT, 说明=_T)),
          lambda m, x: _consultation(x.item.head.consultation, m.day) if x.item.head.consultation else None),
    Field("办事", _object(("事项名称",), 事项名称=_T, 设定依据=_list(_T), 申请条件=_list(_T), 办理材料=_list(_T),
                        办理地点=_T, 办理时间=_T, 联系电话=_T, 办理流程=_list(_T), 收费=_T, 办理时限=_T),
          lambda m, x: _service(x.item.head.service) if x.item.head.service else None),
    Field("公示", _object(("类型",), 类型=_T, 开始=_DAY, 受理机构=_T, 联系电话=_T,
                        事项={"type": "object", "additionalProperties": {"type": "string"}}),
          lambda m, x: _notice(x.item.head.notice) if x.item.head.notice else None),
    Field("归档", _DAY, lambda m, x: _day(x.item.head.archived)),
    Field("联系电话", _T, lambda m, x: line(x.item.head.contact_phone)),
    Field("审图号", _T, lambda m, x: line(x.item.head.map_number)),
    Field("演示说明", _T, lambda m, x: line(x.item.head.demo_note)),
    Field("sha256", _SHA, lambda m, x: x.card.sha256.removeprefix("sha256:"), "源文件的 SHA-256", required=True),
)
_GETTERS = tuple((found.key, found.get) for found in FIELDS)


def item_schema(schema_url: str) -> dict[str, Any]:
    """JSON Schema 2020-12 of one line of ``items-<year>.jsonl``, made from the same table as the lines."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": schema_url,
        "title": "政府信息公开条目", "description": "items-<年>.jsonl 的一行。没有值的键不出现。", "type": "object",
        "properties": {
            found.key: {**found.schema, "description": found.note} if found.note else dict(found.schema)
            for found in FIELDS
        },
        "required": [found.key for found in FIELDS if found.required], "additionalProperties": False,
    }
