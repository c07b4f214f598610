"""catalog.yml × cleared items × the day = duties."""

from __future__ import annotations

from zhanqun.duties.columns import column_duties, next_dues
from zhanqun.duties.dates import date_duties
from zhanqun.duties.deadlines import late_duties
from zhanqun.duties.elements import catalogue_duties, guide_duties
from zhanqun.duties.facts import Facts
from zhanqun.duties.interpretations import interpretation_duties
from zhanqun.duties.notices import consultation_duties, notice_duties, reassess_duties
from zhanqun.duties.registers import register_duties
from zhanqun.duties.yearly import yearly_duties
from zhanqun.model.duty import Duties, Duty

_WEIGHT = {"error": 0, "warning": 1, "notice": 2}
_EACH = (
    column_duties, late_duties, interpretation_duties, consultation_duties, notice_duties, reassess_duties,
    guide_duties, catalogue_duties, register_duties, date_duties, yearly_duties,
)  # fmt: skip


def compute_duties(facts: Facts) -> Duties:
    """Everything that is owed on ``facts.day``. Linear in the number of items."""
    found: list[Duty] = [duty for each in _EACH for duty in each(facts)]
    order = {site.id: number for number, site in enumerate(facts.cluster.sites)}
    columns = {column.code: column.order for column in facts.cluster.catalogue.columns}
    found.sort(key=lambda duty: (
        _WEIGHT[duty.level], order[duty.site], duty.rule, columns.get(duty.column, -1) if duty.column else -1,
        duty.due.toordinal() if duty.due else 0, duty.url, duty.path, duty.message,
    ))
    return Duties(
        day=facts.day, duties=tuple(found), upcoming=next_dues(facts), standards=facts.cluster.standards_version
    )
