"""The annual report on disclosure: its tables as the State Council's office laid them down (国办公开办函〔2021〕30号)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhanqun.model.finding import Finding

APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
"""The six columns of the third table beside 总计; the last five are 法人或其他组织."""
TOTAL = "总计"

FOI_ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("本年新收", "一、本年新收政府信息公开申请数量", "", ""),
    ("上年结转", "二、上年结转政府信息公开申请数量", "", ""),
    ("予以公开", "三、本年度办理结果", "（一）予以公开", ""),
    ("部分公开", "三、本年度办理结果", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", ""),
    ("国家秘密", "三、本年度办理结果", "（三）不予公开", "1.属于国家秘密"),
    ("其他法律行政法规禁止公开", "三、本年度办理结果", "（三）不予公开", "2.其他法律行政法规禁止公开"),
    ("危及三安全一稳定", "三、本年度办理结果", "（三）不予公开", "3.危及“三安全一稳定”"),
    ("保护第三方合法权益", "三、本年度办理结果", "（三）不予公开", "4.保护第三方合法权益"),
    ("三类内部事务信息", "三、本年度办理结果", "（三）不予公开", "5.属于三类内部事务信息"),
    ("四类过程性信息", "三、本年度办理结果", "（三）不予公开", "6.属于四类过程性信息"),
    ("行政执法案卷", "三、本年度办理结果", "（三）不予公开", "7.属于行政执法案卷"),
    ("行政查询事项", "三、本年度办理结果", "（三）不予公开", "8.属于行政查询事项"),
    ("不掌握相关信息", "三、本年度办理结果", "（四）无法提供", "1.本机关不掌握相关政府信息"),
    ("需要另行制作", "三、本年度办理结果", "（四）无法提供", "2.没有现成信息需要另行制作"),
    ("补正后仍不明确", "三、本年度办理结果", "（四）无法提供", "3.补正后申请内容仍不明确"),
    ("信访举报投诉", "三、本年度办理结果", "（五）不予处理", "1.信访举报投诉类申请"),
    ("重复申请", "三、本年度办理结果", "（五）不予处理", "2.重复申请"),
    ("公开出版物", "三、本年度办理结果", "（五）不予处理", "3.要求提供公开出版物"),
    ("大量反复申请", "三、本年度办理结果", "（五）不予处理", "4.无正当理由大量反复申请"),
    ("确认或重新出具", "三、本年度办理结果", "（五）不予处理", "5.要求行政机关确认或重新出具已获取信息"),
    ("逾期不补正", "三、本年度办理结果", "（六）其他处理",
     "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("逾期不缴费", "三、本年度办理结果", "（六）其他处理",
     "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("其他处理", "三、本年度办理结果", "（六）其他处理", "3.其他"),
    ("办理总计", "三、本年度办理结果", "（七）总计", ""),
    ("结转下年", "四、结转下年度继续办理", "", ""),
)  # fmt: skip
"""Key in data/foi/YYYY.yml, and the three levels of the row's name: 25 rows."""
FOI_KEYS = tuple(row[0] for row in FOI_ROWS)
RESULTS = FOI_KEYS[2:23]
"""The rows that add up to 办理总计."""

OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
SUITS = ("行政复议", "未经复议直接起诉", "复议后起诉")

FoiTable = Mapping[str, Mapping[str, int]]
"""Column (six applicants and 总计) -> row key -> number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiNumbers:
    """data/foi/YYYY.yml: sums only, nothing of any applicant."""

    path: str
    table: FoiTable
    suits: Mapping[str, Mapping[str, int]]
    """SUITS -> OUTCOMES -> number."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """``自然人`` or ``行政复议`` -> line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearNumbers:
    """data/annual/YYYY.yml: what no document of the site says."""

    path: str
    documents: Mapping[str, tuple[int, int, int]]
    """``规章``, ``行政规范性文件`` -> 制发, 废止, 现行有效, where the office knows better than the content."""
    decisions: Mapping[str, int]
    """行政许可 行政处罚 行政强制."""
    charges: str
    """行政事业性收费, in 万元, as written; empty: not said."""
    fee: str
    """信息处理费, in 元."""
    texts: Mapping[str, str]
    """总体情况's parts, 存在问题, 改进情况, 其他事项."""
    website: Mapping[str, str]
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualReport:
    """Everything that the report's pages show, and what is wrong with it."""

    site: str
    agency: str
    year: int
    title: str
    documents: Mapping[str, tuple[int, int, int]]
    counted: Mapping[str, tuple[int, int, int]]
    """The same as the content alone gives it."""
    decisions: Mapping[str, int | None]
    charges: str
    foi: FoiNumbers | None
    chapters: tuple[tuple[str, tuple[str, ...]], ...]
    """Heading and paragraphs of each of the six chapters."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebsiteReport:
    """政府网站工作年度报表 (国办函〔2018〕12号)."""

    year: int
    title: str
    rows: tuple[tuple[str, str, str, str], ...]
    """Group, name, value, where the value comes from (内容, 配置, 填报, 待填)."""
    findings: tuple[Finding, ...]
