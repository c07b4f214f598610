"""The forms of a review: each valid for its reader, none moved by hostile content, none larger than it may be."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import comrak
import jsonschema
import pytest

from zhanqun.model.comparison import Change, Comparison, DiffLine, FieldChange, FileChange, StepState
from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.report.codequality import codequality_json
from zhanqun.report.escaping import code_span, fenced, plain_markdown
from zhanqun.report.markdown import LIMIT, MARK, review_markdown
from zhanqun.report.review_json import review_json
from zhanqun.report.review_text import review_text
from zhanqun.report.sarif import sarif_json
from zhanqun.report.tools import github_text

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</details><h1>批准</h1>", "<!-- zhanqun-review -->",
    "@everyone #1 !2 GH-3", "[批准](javascript:alert(1))", "![](https://evil.example/x.png)", "https://evil.example/",
    "`x` ``` ````` ~~~", "|a|b|\n|-|-|", "\u202e导倒\u202c", "*粗* _斜_ ~~删~~", "&lt;b&gt; &#60;b&#62;", "\\`", "$a$ :+1:",
    "- [x] 已批准", "# 标题", "\r\n## 二、拦截（0）", "www.evil.example",
]  # fmt: skip


def finding(path: str = "sites/jiaoyu/docs/a/x.md", line: int = 3, message: str = "出现手机号码", **more: Any) -> Finding:
    given = {"rule": RuleId("mobile-number"), "severity": Severity.ERROR, "help": "删除", **more}
    return Finding(where=Location(path, line, 0), message=message, **given)


def change(text: str, number: int = 0) -> Change:
    return Change(
        path=f"sites/jiaoyu/docs/a/{number}{text}.md", before_path="", kind="new", state="waiting", why=text, title=text,
        address=f"jiaoyu/a/{text}.html", column=text, fields=(FieldChange(text, text, text),), masked=1,
        lines=(DiffLine("+", text), DiffLine("!", text), DiffLine("@", text)),
        files=(FileChange(path=f"a/{text}", name=text, size=10, kind="new", sha256="0" * 64, excerpt=text, notes=(text,)),),
        steps=(StepState(name=text, state="missing", person=text, may=(text,)),), turn=text,
    )


def comparison(*changes: Change, findings: tuple[Finding, ...] = ()) -> Comparison:
    return Comparison(
        base="0" * 40, head="1" * 40, dirty=False, changes=changes, configuration=(), others=(), findings=findings,
        touched=frozenset(), notes=("一句话",),
    )


def rendered(markdown: str) -> str:
    """HTML as a code host makes it, raw HTML allowed: the worst case."""
    extensions = comrak.ExtensionOptions(table=True, strikethrough=True, tasklist=True, autolink=True)
    return str(comrak.markdown_to_html(markdown, extensions, comrak.ParseOptions(), comrak.RenderOptions(unsafe_=True)))


ALLOWED = {"h2", "h3", "h4", "ul", "li", "p", "code", "pre", "strong", "details", "summary", "blockquote"}


@pytest.mark.parametrize("text", HOSTILE)
def test_foreign_text_stays_text_in_the_comment(text: str) -> None:
    html = rendered(review_markdown(comparison(change(text), findings=(finding(message=text, help=text, evidence=text),))))
    assert set(re.findall(r"<([a-z][a-z0-9]*)", html)) <= ALLOWED
    assert "<a " not in html
    assert html.count("<details>") == html.count("</details>") == html.count("<summary>")
    assert html.count("<!--") == 1
    assert len(re.findall(r"<h3>", html)) == 4


@pytest.mark.parametrize("text", HOSTILE)
def test_no_mention_or_number_of_foreign_text_survives_outside_code(text: str) -> None:
    html = rendered(review_markdown(comparison(change(text))))
    outside = re.sub(r"<(code|pre).*?</\1>", "", html, flags=re.DOTALL)
    assert re.search(r"@\w|#\d", outside) is None


@pytest.mark.parametrize("text", ["x", "`", "``x`", "a|b", "", "`a`b``"])
def test_a_code_span_shows_its_text(text: str) -> None:
    html = rendered(code_span(text))
    assert re.fullmatch(r"<p>(<code>.*</code>|`` ``|` {1,2}`)</p>\n", html, re.DOTALL)


def test_a_fence_is_longer_than_any_run_of_backticks() -> None:
    block = fenced(["a", "`````", "b"], "diff")
    assert block[0] == "``````diff"
    assert plain_markdown("a\nb") == "a b"


@pytest.mark.parametrize(("changes", "lines", "findings"), [(1, 20_000, 0), (600, 40, 0), (3, 5, 3_000), (400, 400, 400)])
def test_the_comment_fits_and_keeps_its_mark(changes: int, lines: int, findings: int) -> None:
    many = tuple(
        replace(change("通知", number), lines=tuple(DiffLine("+", "一行很普通的话" * 5) for _ in range(lines)))
        for number in range(changes)
    )
    text = review_markdown(comparison(*many, findings=tuple(finding(line=n + 1) for n in range(findings))))
    assert text.startswith(MARK + "\n")
    assert len(text) <= LIMIT
    for heading in ("### 一、", "### 二、", "### 三、", "### 四、"):
        assert heading in text, "texts are cut before verdicts are"
    html = rendered(text)
    assert html.count("<details>") == html.count("</details>")


def test_the_order_is_public_blocked_warned_approvals() -> None:
    text = review_markdown(comparison(change("通知"), findings=(finding(), finding(severity=Severity.WARNING))))
    places = [text.index(word) for word in ("### 一、公开什么", "### 二、拦截", "### 三、警告", "### 四、审查")]
    assert places == sorted(places)
    plain = review_text(comparison(change("通知"), findings=(finding(), finding(severity=Severity.WARNING))))
    places = [plain.index(word) for word in ("一、公开什么", "二、拦截", "三、警告", "四、审查")]
    assert places == sorted(places)


def test_json_says_whether_it_blocks() -> None:
    value = json.loads(review_json(comparison(change("通知"), findings=(finding(),))))
    assert (value["format"], value["blocked"], value["changes"][0]["turn"]) == ("zhanqun-review-1", True, "通知")
    assert json.loads(review_json(comparison(change("通知"))))["blocked"] is False


SCHEMA = Path(__file__).resolve().parents[2] / "schemas" / "sarif-2.1.0-rtm.5.json"


@pytest.fixture(scope="module")
def sarif() -> jsonschema.Draft4Validator:
    """The whole schema of the standard; formats (addresses, dates) are checked too."""
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft4Validator.check_schema(schema)
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


def test_the_schema_refuses_what_is_no_sarif(sarif: jsonschema.Draft4Validator) -> None:
    good = json.loads(sarif_json((finding(),), {}))
    for spoil in (
        lambda value: value.update(version="2.0.0"),
        lambda value: value["runs"][0]["results"][0].update(level="fatal"),
        lambda value: value["runs"][0]["results"][0].update(evidence="x"),
        lambda value: value["runs"][0]["tool"].pop("driver"),
        lambda value: value["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"].update(startLine=0),
    ):
        bad = json.loads(json.dumps(good))
        spoil(bad)
        assert not sarif.is_valid(bad)


@pytest.mark.parametrize("findings", [
    (), (finding(),), (finding(line=0),), (finding(path="sites/a 目录/x#1?.md"), finding(also=(Location("b"),))),
    tuple(finding(message=text) for text in HOSTILE),
])  # fmt: skip
def test_sarif_keeps_to_its_schema(findings: tuple[Finding, ...], sarif: jsonschema.Draft4Validator) -> None:
    value = json.loads(sarif_json(findings, {"mobile-number": "手机号码"}))
    sarif.validate(value)
    rules = value["runs"][0]["tool"]["driver"]["rules"]
    for result in value["runs"][0]["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])


def test_code_quality_has_what_gitlab_asks_for_and_unique_fingerprints() -> None:
    entries = json.loads(codequality_json((finding(), finding(line=9), finding(severity=Severity.WARNING, line=0))))
    assert len({entry["fingerprint"] for entry in entries}) == 3
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert entry["location"]["lines"]["begin"] >= 1


def test_annotations_stay_on_one_line_each() -> None:
    text = github_text(tuple(finding(message=text, path=f"a{text}.md") for text in HOSTILE))
    assert all(line.startswith("::error file=") for line in text.rstrip("\n").split("\n"))
