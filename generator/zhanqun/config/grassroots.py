"""grassroots.yml: the standard lists of open government at the grass roots (国办发〔2019〕54号), 26 fields."""

from __future__ import annotations

from zhanqun.config.fields import Fields
from zhanqun.model.cluster import Catalogue, GrassRootsMatter
from zhanqun.model.ids import ColumnCode
from zhanqun.text.nodes import Table
from zhanqun.text.notes import Notes
from zhanqun.text.suggest import did_you_mean

FIELDS = (
    "重大建设项目", "公共资源交易", "财政预决算", "安全生产", "税收管理", "征地补偿", "国有土地上房屋征收", "保障性住房",
    "农村危房改造", "生态环境", "公共文化服务", "公共法律服务", "扶贫", "救灾", "食品药品监管", "城乡规划", "市政服务",
    "义务教育", "户籍管理", "涉农补贴", "养老服务", "社会救助", "就业", "社会保险", "卫生健康", "城市综合执法",
)  # fmt: skip
"""领域."""
MANNERS = ("主动", "依申请")
LEVELS = ("县级", "乡级", "村级")
_KEYS = ("领域", "事项", "内容", "依据", "时限", "主体", "渠道", "对象", "方式", "层级", "栏目")


def read_grassroots(notes: Notes, table: Table, catalogue: Catalogue) -> tuple[GrassRootsMatter, ...]:
    """Faults are in the file's notes. ``栏目`` is a code or a path of the catalogue."""
    found: list[GrassRootsMatter] = []
    top = Fields(notes, "grassroots.yml 里", table, ("事项",))
    for fields in top.tables("事项", _KEYS, _KEYS[:7]):
        levels = fields.texts("层级", ("县级",))
        for level in levels:
            if level not in LEVELS:
                fields.error("层级", f"没有层级“{level[:20]}”", "可以写：" + "、".join(LEVELS))
        found.append(GrassRootsMatter(
            field=fields.choice("领域", FIELDS, ""), matter=fields.line_of("事项"), content=fields.text("内容"),
            basis=fields.text("依据"), deadline=fields.line_of("时限"), owner=fields.line_of("主体"),
            channels=fields.texts("渠道"), audience=fields.line_of("对象", "全社会"),
            manner=fields.choice("方式", MANNERS, "主动"), levels=levels, column=_column(fields, catalogue),
        ))
    return tuple(found)


def _column(fields: Fields, catalogue: Catalogue) -> ColumnCode | None:
    name = fields.line_of("栏目")
    if not name:
        return None
    column = catalogue.by_code.get(name) or catalogue.by_path.get(name)
    if column is None:
        if catalogue.columns:
            hint = did_you_mean(name, (*catalogue.by_code, *catalogue.by_path))
            fields.error("栏目", f"没有栏目“{name[:40]}”{hint}", "写 catalog.yml 里的代码或完整名称")
        return None
    return column.code
