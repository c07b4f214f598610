"""The figures of one run, in the form that every output of a run uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhanqun.model.finding import Finding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run has to say. ``counts`` uses the names of the --report file: items, cleared, withheld …"""

    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def errors(self) -> int:
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors

    def sorted(self) -> tuple[Finding, ...]:
        """The same order on every machine."""
        return tuple(sorted(self.findings, key=Finding.order))


def counts_line(summary: Summary) -> str:
    """``2 个错误，1 个警告（检查 412 条，可公开 409 条，未公开 3 条）``: the last line of every check and build."""
    said = []
    if summary.errors:
        said.append(f"{summary.errors} 个错误")
    if summary.warnings:
        said.append(f"{summary.warnings} 个警告")
    head = "，".join(said) or "没有发现问题"
    if not summary.counts:
        return head
    counts = summary.counts
    held = counts.get("held", 0)
    kept_back = counts.get("withheld", 0)
    back = f"未公开 {kept_back} 条"
    if held:
        back += f"，其中按规定暂不公开 {held} 条"
    if stubs := counts.get("stubs", 0):
        back += f"，已撤下留说明页 {stubs} 条"
    return f"{head}（检查 {counts.get('items', 0)} 条，可公开 {counts.get('cleared', 0)} 条，{back}）"


def output_line(summary: Summary, out: str) -> str:
    """What happened to the output folder, in one line."""
    written, removed = summary.counts.get("written", 0), summary.counts.get("removed", 0)
    if not written and not removed:
        return f"输出未改动：{out}"
    text = f"输出已更新：{out}（写入 {written} 个文件"
    if removed:
        text += f"，删除 {removed} 个"
    return f"{text}，{summary.counts.get('unchanged', 0)} 个未变）"
