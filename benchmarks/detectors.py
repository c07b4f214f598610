"""Figures of the detectors: precision and recall on the labelled set, alarms and time on real documents.

    python benchmarks/detectors.py [--items FOLDER] [--write docs/detectors.md]

Prints rule names and counts, never a text.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests")]

from unit.detect.labelled import cases  # noqa: E402
from zhanqun.stages.gate.detect.scan import SECRETS, WRITING, scan, scan_all, secrets_on  # noqa: E402

DAY = date(2026, 11, 1)
"""The day on which the documents count as published, for days of birth."""
TITLES = {detector.id: detector.title for detector in (*SECRETS, *WRITING)}


def labelled() -> list[str]:
    """One table row a rule: cases, found, alarms elsewhere, precision, recall."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for case in cases(seed=77, rounds=60):
        found = {match.detector for match in scan_all(case.text)}
        if case.rule:
            total[case.rule] += 1
            right[case.rule] += case.rule in found
        # A seeded text may break two rules at once (an identity number in a list); only clean texts count as false alarms.
        wrong.update(found if not case.rule else ())
    rows = ["| 规则 | 应报 | 报出 | 误报（清白文本） | 精确率 | 召回率 |", "| --- | --: | --: | --: | --: | --: |"]
    for rule in sorted(total):
        precision = right[rule] / max(1, right[rule] + wrong[rule])
        rows.append(
            f"| {rule} {TITLES[rule]} | {total[rule]} | {right[rule]} | {wrong[rule]} | {precision:.3f} | {right[rule] / total[rule]:.3f} |"
        )
    return rows


def bodies(folder: Path) -> Iterable[str]:
    for file in sorted(folder.rglob("*.md")):
        text = file.read_text(encoding="utf-8")
        end = text.find("\n---", 3)
        yield text[end + 5 :] if text.startswith("---") and end > 0 else text


def real(folder: Path) -> list[str]:
    """One table row a rule: documents with an error or a warning, per 1,000."""
    documents: Counter[tuple[str, str]] = Counter()
    texts = list(bodies(folder))
    for text in texts:
        documents.update({(match.detector, match.severity.value) for match in scan_all(text, (*secrets_on(DAY), *WRITING))})
    rows = [
        f"{len(texts)} 份真实文件，{sum(map(len, texts)) / 1e6:.1f} 百万字。",
        "",
        "| 规则 | 错误（每千份） | 警告（每千份） |",
        "| --- | --: | --: |",
    ]
    for detector in sorted((*SECRETS, *WRITING), key=lambda one: one.id):
        each = [documents[(detector.id, level)] * 1000 / max(1, len(texts)) for level in ("error", "warning")]
        rows.append(f"| {detector.id} {detector.title} | {each[0]:.2f} | {each[1]:.2f} |")
    return rows


def speed(folder: Path) -> list[str]:
    """Time of all detectors together on bodies of 2,500 characters: the best of five passes."""
    cut = [(text * 5000)[:2500] if len(text) < 2500 else text[:2500] for text in bodies(folder) if len(text) > 200]
    clean = [
        text
        for text in cut
        if not scan_all(text, (*SECRETS, *WRITING)) and not any(one.prefilter(text) for one in SECRETS)
    ]
    rows = []
    for name, group in (("全部正文", cut), ("没有任何触发字样的正文", clean)):
        best = float("inf")
        for _ in range(7):
            start = time.process_time()
            for text in group:
                for detector in (*SECRETS, *WRITING):
                    scan(text, detector)
            best = min(best, time.process_time() - start)
        rows.append(f"- {name}（{len(group)} 份，各取 2,500 字）：{best / max(1, len(group)) * 1e6:.0f} µs 处理器时间一份")
    return rows


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=Path)
    parser.add_argument("--write", type=Path)
    chosen = parser.parse_args()
    lines = ["# 检测规则的数字", "", "由 `python benchmarks/detectors.py --items 文件夹 --write docs/detectors.md` 生成。", "",
             "## 标注集：精确率与召回率", "",
             "标注集由 `tests/unit/detect/labelled.py` 生成：法律文句里按种子放入号码、标志等"
             "（全角、加空格、分组、夹零宽字符、加粗、拆格、换行、链接、斜线、逗号、强调、标签、汉字数字），另有同样多的清白文本。", "",
             *labelled()]  # fmt: skip
    if chosen.items:
        lines += [
            "",
            "## 真实文件上的报警",
            "",
            "几乎都是依法公开的文件，报警越少越好。",
            "",
            *real(chosen.items),
            "",
            "## 耗时",
            "",
            *speed(chosen.items),
        ]
    text = "\n".join(lines) + "\n"
    if chosen.write:
        chosen.write.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
