"""What each form of column lets pass."""

from __future__ import annotations

import pytest

from zhanqun.model.tables import Field
from zhanqun.text.table_cells import fault_of


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        ("person", ["王*", "*明", "王*明", "欧**华", "张某", "张某某", "***", "王××"],
         ["王明", "王小明", "王小*", "欧阳*明", "Wang*", "王*1"]),
        ("identity", ["3410**************", "******************", "1990**************"],
         ["341021199001011234", "341021****1234", "**************1234", "341021************", "3410", "3410*************X"]),
        ("card", ["**** **** **** 1234", "****************", "***34"], ["6222021234561234", "6222************", "****12345", "1234", "622***1234"]),
        ("village", ["柳湾村", "禾丰社区"], ["柳湾村3组", "柳湾村三组", "禾丰社区二栋", "县城一路12号", "电话0000"]),
        ("body", ["柳湾果蔬合作社", "县农业发展公司（演示）"], ["王小明", "王明"]),
        ("amount", ["0", "12", "1,200.50", "0.5"], ["-5", "1200元", "1,20", "约100", "1e3"]),
        ("whole", ["3", "1,000"], ["3.5", "三"]),
        ("day", ["2026-03-05"], ["2026-3-5", "2026-02-30", "2026年3月5日"]),
        ("month", ["2026-03"], ["2026-13", "2026-3", "2026"]),
        ("text", ["每亩86元", "+86 0000"], ["=1+1", "@SUM(A1)", "+SUM(A1)"]),
    ],
)
def test_forms(form: str, good: list[str], bad: list[str]) -> None:
    field = Field("列", form)
    assert [cell for cell in good if fault_of(field, cell) is not None] == []
    assert [cell for cell in bad if fault_of(field, cell) is None] == []


def test_a_cell_is_never_quoted() -> None:
    for form in ("person", "identity", "card", "village", "amount", "day", "month"):
        fault = fault_of(Field("列", form), "王小明341021199001011234号")
        assert fault is not None
        assert "王小明" not in "".join(fault)
        assert "3410211990" not in "".join(fault)


def test_an_empty_cell_is_wrong_only_where_it_is_needed() -> None:
    assert fault_of(Field("列", "amount"), "") is None
    assert fault_of(Field("列", "amount", required=True), "-") is not None
