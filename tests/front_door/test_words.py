"""What the command line says when it is called wrongly, and how findings look."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from helpers.run import Zhanqun
from zhanqun.commands.trouble import bug_details
from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.report.summary import Summary, counts_line, output_line
from zhanqun.report.text import findings_text
from zhanqun.report.tools import COUNTS, github_text, report_json

WRONG = {
    ("bild",): "错误：没有命令 'bild'；是不是 build",
    ("build", "--daet", "x"): "错误：没有选项 --daet；是不是 --date",
    ("build", "--date", "2026-02-30"): "错误：--date '2026-02-30' 不是日期；写法：2026-08-22 或 '2026-08-22 09:00'",
    ("build", "--date", "2026年8月"): "错误：--date '2026年8月' 不是日期；写法：2026-08-22 或 '2026-08-22 09:00'",
    ("build", "--jobs", "0"): "错误：--jobs '0' 不对；应为 1 到 256 的整数",
    ("build", "x"): "错误：多余的参数：x",
    ("build", "--root", "没有"): "错误：目录不存在：没有",
    ("check", "--format", "xml"): "错误：--format 'xml' 不在可选值之内；可选：text、json、github",
    ("new", "jiaoyu"): "错误：缺少 栏目",
    ("approve", "x.md", "--by", "张三"): "错误：缺少 --step",
    ("explain", "没有这条"): "错误：没有规则 '没有这条'；用 zhanqun explain 列出全部规则",
}


@pytest.mark.parametrize("args", WRONG, ids=" ".join)
def test_a_wrong_call_says_what_to_write_and_exits_2(zhanqun: Zhanqun, args: tuple[str, ...]) -> None:
    ran = zhanqun(*args)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[0] == WRONG[args]


def test_a_folder_that_is_no_cluster_is_named(zhanqun: Zhanqun, tmp_path: Path) -> None:
    ran = zhanqun("build", "--root", tmp_path)
    assert ran.code == 2
    assert "不是站群目录：没有 sites/ 或 mkdocs.base.yml" in ran.err


@pytest.mark.parametrize("args", [(), ("--help",), ("build", "--help"), ("approve", "-h")], ids=" ".join)
def test_help_is_chinese_throughout(zhanqun: Zhanqun, args: tuple[str, ...]) -> None:
    ran = zhanqun(*args)
    assert ran.code == 0
    assert "用法：" in ran.out and "例：" in ran.out
    assert not any(word in ran.out for word in ("Usage", "Options", "Commands", "Show this"))


def test_help_imports_nothing_of_the_commands() -> None:
    heavy = ["rich", "mkdocs", "yaml", "watchfiles", "numpy", "lunr", "zhanqun.config", "zhanqun.commands.build"]
    program = f"import sys, zhanqun.cli as c; c.main(['--help']); print([n for n in {heavy} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def _finding(line: int = 14, *, severity: Severity = Severity.ERROR, evidence: str = "") -> Finding:
    return Finding(
        rule=RuleId("id-number"),
        severity=severity,
        where=Location("sites/jiaoyu/docs/a.md", line, 12),
        message="正文中有公民身份号码",
        help="删除或遮盖后再检查",
        evidence=evidence,
    )


def test_a_finding_shows_place_masked_evidence_and_the_next_step() -> None:
    text = findings_text([_finding(evidence="联系人：██，证件号 ██████")])
    assert text == (
        "错误[id-number]: 正文中有公民身份号码\n"
        "   --> sites/jiaoyu/docs/a.md:14:12\n"
        "   |\n"
        "14 | 联系人：██，证件号 ██████\n"
        "   |\n"
        "    = 处理：删除或遮盖后再检查\n"
        "    = 说明：zhanqun explain id-number\n\n"
    )


def test_long_lists_are_cut_and_errors_come_first() -> None:
    many = [_finding(line, severity=Severity.WARNING) for line in range(1, 31)] + [_finding(40)]
    text = findings_text(many)
    assert text.count("说明：") == 20
    assert "a.md:40:12" in text
    assert "……另有 11 个问题（加 --all 全部列出）" in text
    assert findings_text(many, show_all=True).count("说明：") == 31


def test_the_last_lines_count() -> None:
    counts = {"items": 412, "cleared": 409, "withheld": 3}
    told = Summary(findings=(_finding(), _finding(), _finding(severity=Severity.WARNING)), counts=counts)
    assert counts_line(told) == "2 个错误，1 个警告（检查 412 条，可公开 409 条，未公开 3 条）"
    assert counts_line(Summary(counts={"items": 9, "cleared": 5, "withheld": 3, "held": 2, "stubs": 1})) == (
        "没有发现问题（检查 9 条，可公开 5 条，未公开 3 条，其中按规定暂不公开 2 条，已撤下留说明页 1 条）"
    )
    assert output_line(told, "dist") == "输出未改动：dist"
    assert output_line(Summary(counts={"written": 3, "removed": 1, "unchanged": 9}), "dist") == (
        "输出已更新：dist（写入 3 个文件，删除 1 个，9 个未变）"
    )


def test_the_report_has_every_count_and_is_sorted() -> None:
    import json

    value = json.loads(report_json(Summary(findings=(_finding(9), _finding(2)), seconds={"gate": 0.12345})))
    assert list(value) == [*COUNTS, "findings", "seconds"]
    assert [finding["line"] for finding in value["findings"]] == [2, 9]
    assert value["seconds"] == {"gate": 0.123}


def test_annotations_escape_what_would_end_them() -> None:
    finding = Finding(
        rule=RuleId("x"), severity=Severity.WARNING, where=Location("a,b:c.md", 3), message="100%\n第二行", help="改"
    )
    assert github_text([finding]) == "::warning file=a%2Cb%3Ac.md,line=3,title=x::100%25%0A第二行%0A处理：改\n"


def test_details_of_a_bug_quote_no_document() -> None:
    def fail() -> None:
        try:
            raise ValueError("机密内容")
        except ValueError as error:
            raise RuntimeError("也是机密内容") from error

    try:
        fail()
    except RuntimeError as error:
        details = bug_details(error)
    assert "机密" not in details
    assert "RuntimeError" in details and "ValueError" in details and ", in fail" in details
