# ruff: noqa: E501
"""The same secret in every dress and place that a Markdown file has: each is found by the gate, and never repeated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from helpers.clusters import item, write_cluster
from zhanqun.pipeline import BuildOptions, check

IDENTITY, MOBILE, CARD = "11010519491231002X", "13812345678", "6222020200112233446"
FOLDER = "sites/jiaoyu/docs/tongzhi/2026"


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


def dresses(number: str) -> Iterator[tuple[str, str]]:
    """Ways to write any number."""
    half = len(number) // 2
    first, last = number[:half], number[half:]
    scripts = {"other": 0x660, "Tibetan": 0xF20, "Mongolian": 0x1810, "Thai": 0xE50, "New Tai Lue": 0x19D0, "Adlam": 0x1E950}
    yield from {
        "plain": number, "full width": full_width(number), "spaced": " ".join(number), "wide spaces": "\u3000".join(number),
        "zero width": f"{first}\u200b{last}", "soft hyphen": f"{first}\u00ad{last}", "turned": f"{first}\u202e\u202c{last}",
        "variation": f"{first}\ufe0f{last}", "bold": f"{first}**{last}**", "struck": f"{first}~~{last}~~",
        "code": f"`{number}`", "half code": f"{first}`{last}`", "span": f"{first}<span>{last}</span>",
        "sub": f"{first}<sub>{last}</sub>", "references": "".join(f"&#{ord(char)};" for char in number),
        "link text": f"[{number}](https://www.example.gov.cn/)", "link target": f"[见](https://www.example.gov.cn/?id={number})",
        "link title": f'[见](https://www.example.gov.cn/ "{number}")', "alternative text": f"![{number}](https://www.example.gov.cn/a.png)",
        "heading": f"## {number}", "footnote": f"见[^1]\n\n[^1]: {number}", "comment": f"<!-- {number} -->",
        "attribute": f'<span title="{number}">甲</span>', "fence": f"```\n{number}\n```", "cell": f"| 甲 |\n|---|\n| {number} |",
        **{f"{name} digits": "".join(chr(zero + int(char)) if char.isdigit() else char for char in number)
           for name, zero in scripts.items()},
        "mathematical": "".join(chr(0x1D7CE + int(char)) if char.isdigit() else char for char in number),
    }.items()  # fmt: skip


def pieces(number: str) -> Iterator[tuple[str, str]]:
    """Ways to take an identity number apart."""
    a, b, c = number[:6], number[6:14], number[14:]
    yield from {
        "hyphens": f"{a}-{b}-{c}", "dashes": f"{a}–{b}–{c}", "dots": f"{a}·{b}·{c}", "no-break spaces": f"{a}\u00a0{b}\u00a0{c}",
        "lines": f"{a}\n{b}\n{c}", "paragraphs": f"{a}\n\n{b}\n\n{c}", "hard breaks": f"{a}  \n{b}\\\n{c}", "breaks": f"{a}<br>{b}<br>{c}",
        "quotation": f"> {a}\n> {b}\n> {c}", "list": f"- {a}\n- {b}\n- {c}", "cells": f"| 一 | 二 | 三 |\n|---|---|---|\n| {a} | {b} | {c} |",
        "rows": f"| 甲 |\n|---|\n| {a} |\n| {b} |\n| {c} |", "html cells": f"<table><tr><td>{a}</td><td>{b}</td><td>{c}</td></tr></table>",
        "slashes": f"{a}/{b}/{c}", "commas": f"{a},{b},{c}", "wide commas": f"{a}，{b}，{c}", "wide slashes": f"{a}／{b}／{c}",
        "dots below": f"{a}.{b}.{c}", "emphasis": f"{a}*{b}*{c}", "link": f"[{a}](https://www.example.gov.cn/){b}{c}",
        "link inside": f"{a}[**{b}**](https://www.example.gov.cn/){c}", "link by name": f"{a}[{b}][1]{c}", "footnote marks": f"{a}[^1]{b}[^2]{c}",
        "tags with attributes": f'{a}<b class="x">{b}</b>{c}', "raised": f"{a}<sup>{b}</sup>{c}",
        "characters": "".join("〇一二三四五六七八九"[int(x)] if x.isdigit() else x for x in number),
        "capitals": "".join("零壹贰叁肆伍陆柒捌玖"[int(x)] if x.isdigit() else x for x in number),
        "half characters": a + "".join("〇一二三四五六七八九"[int(x)] for x in b) + c,
        "one a cell": "| " + " | ".join("号" * 18) + " |\n|" + "---|" * 18 + "\n| " + " | ".join(number) + " |", "tabs": f"{a}\t{b}\t{c}",
    }.items()  # fmt: skip


WORDS = {
    "classification-mark": [
        "机密★10年", "机　密　★　１０年", "秘密\n\n关于一件事", "**机密**★20年", "机\u200b密★长期", "说明。\n\n说明。\n\n机密★5年", "机\n密\n★\n1年",
        "| 机 | 密 | ★ |\n|---|---|---|\n| 1 | 2 | 3 |", "000012\n\n机密★1年", "份号：000012", "根据市委密电〔2024〕5号。", "密级：机密",
        "<b>机</b><b>密</b>★10年", "机&#x5bc6;★10年", "機密★10年", "# 绝密", "（秘密）", "机密＊10年", "[机密★10年](https://www.example.gov.cn/)",
    ],
    "internal-mark": [
        "此件不公开", "（此件　不公开）", "此件\u200b不公开", "**内部**资料，注意保存", "| 内部资料 | 注意保存 |\n|---|---|\n| 1 | 2 |", "〔内部文件〕",
        "此件不公&#24320;", "工作秘密★3年", "仅供领导参阅", "说明文字。" * 80 + "\n\n此 件 不 公 开\n\n" + "说明文字。" * 80,
        "说明文字。" * 80 + "\n\n工　作　秘　密\n\n" + "说明文字。" * 80,
    ],
    "home-address": [
        "家庭住址：幸福路１２号３号楼２单元５０１室", "家庭住\u200b址：幸福路12号3号楼2单元501室", "**家庭住址**：幸福路12号3号楼2单元**501**室",
        "| 姓名 | 家庭住址 |\n|---|---|\n| 张三丰 | 幸福路12号3号楼2单元501室 |", "户籍所在地：东风村3组12号",
    ],
    "personal-identifier": [
        "护照号码：Ｅ１２３４５６７８", "护照号：E 1234 5678", "| 姓名 | 护照号 |\n|---|---|\n| 张三丰 | E12345678 |", "车牌号皖A·12345", "号牌皖Ａ１２３４５",
        "邮箱ｚｈａｎｇ＠１６３．ｃｏｍ", "邮箱 zhang @ 163 . com", "[信](mailto:zhang@163.com)", "微 信 号：zhangsan88",
        "| 姓名 | 微信号 |\n|---|---|\n| 张三丰 | zhangsan88 |", "港澳通行证 C12345678",
    ],
    "name-list": [
        "| **姓名** | **残疾等级** |\n|---|---|\n| 张三丰 | 二级 |", "| 姓 名 | 病种 |\n|---|---|\n| 张三丰 | 尿毒症 |", "姓名\t残疾等级\n张三丰\t二级",
        "<table><tr><th>姓名</th><th>残疾类别</th></tr><tr><td>张三丰</td><td>肢体</td></tr></table>",
        "| 姓名 | 残\u200b疾等级 |\n|---|---|\n| 张三丰 | 二级 |",
    ],
    "sealed-penalty": [
        "违法行为人：张三丰\n依据《中华人民共和国治安管理处罚法》第四十三条，决定行政拘留5日。",
        "违法行为人：张三丰\n依据治 安 管 理 处 罚 法第四十三条，决定行政拘留5日。",
        "| 被处罚人 | 依据 | 处罚 |\n|---|---|---|\n| 张三丰 | 治安管理处罚法第43条 | 行政拘留5日 |",
    ],
    "minor-in-case": ["被害人张小明（女，９ 岁）被猥亵一案已经立案。", "被害人**张小明**（女，9岁）被猥亵一案已经立案。"],
    "hidden-text": ['<span style="opacity:0">隐</span>', '<font color="white">隐</font>', "<p hidden>隐</p>", "[//]: # (隐)", "公告\u202e容内\u202c"],
    "hidden-link": ["[](https://evil.example/)", "[见](java&#115;cript:alert(1))", "[https://www.gov.cn](https://evil.example/)", "[见](jAvAscript:x)"],
}  # fmt: skip


def front_matter(number: str) -> dict[str, str]:
    """The keys that take any text, with the number in them."""
    return {
        "标题": f'"{number}"', "摘要": f'"{number}"', "关键词": f'["{number}"]', "来源": f'"{number}"', "作者": f'"{number}"',
        "发文机关": f'"{number}"', "联合发文": f'["{number}"]', "发文字号": f'"{number}"', "联系电话": f'"{number}"', "公开依据": f'"{number}"',
        "演示说明": f'"{number}"', "审图号": f'"{number}"', "索引号": f'"{number}"', "别名": f'["jiaoyu/{number}.html"]', "相关": f'["{number}"]',
        "文种": f'"{number}"', "主题分类": f'["{number}"]', "更正": f'[{{日期: 2026-03-06, 说明: "{number}"}}]',
        "公示": f'{{类型: 名单, 受理机构: "{number}", 联系电话: 010-1234567}}', "附件": f'[{{文件: b.txt, 名称: "{number}"}}]',
    }  # fmt: skip


def cases() -> dict[str, tuple[str, str]]:
    """Name -> (rule, text of the item)."""
    found: dict[str, tuple[str, str]] = {}
    for rule, number, said in (
        ("resident-id", IDENTITY, "号码"), ("mobile-number", MOBILE, "电话"), ("bank-card", CARD, "银行卡号："),
    ):  # fmt: skip
        for name, text in dresses(number):
            lead = "" if text.startswith(("|", "#", "`", "!", "<", "[")) and name != "half code" else f"张三，{said}"
            found[f"{rule}, {name}"] = (rule, item(body=f"{lead}{text}\n"))
    for name, text in pieces(IDENTITY):
        found[f"resident-id in {name}"] = ("resident-id", item(body=f"{text}\n"))
    for rule, texts in WORDS.items():
        for number, text in enumerate(texts):
            found[f"{rule} {number}"] = (rule, item(body=f"{text}\n"))
    for key, value in front_matter(IDENTITY).items():
        found[f"resident-id as {key}"] = ("resident-id", item(**{key: value}) if key != "标题" else item(value))
    return found


CASES = cases()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, set[str]], str]:
    """Rules found, by case; and everything that was said."""
    files: dict[str, str | bytes | None] = {f"{FOLDER}/c{at}.md": text for at, (_, text) in enumerate(CASES.values())}
    files |= {
        f"{FOLDER}/b.txt": "附件", f"{FOLDER}/{IDENTITY}.md": item("文件名"), f"{FOLDER}/{MOBILE}名单.txt": "附件",
        f"{FOLDER}/attached.md": item("附件名", 附件=f"[{MOBILE}名单.txt]"),
    }  # fmt: skip
    root = write_cluster(tmp_path_factory.mktemp("disguises") / "c", files, approve=False)
    result = check(BuildOptions(root=root, out=root / "dist", now=datetime(2026, 8, 22, 9), jobs=1, cache=True, progress=lambda *_: None))
    names = {f"{FOLDER}/c{at}.md": name for at, name in enumerate(CASES)}
    found: dict[str, set[str]] = {}
    for finding in result.findings:
        for place in (finding.where, *finding.also):
            found.setdefault(names.get(place.path, place.path), set()).add(str(finding.rule))
    kept = b"".join(path.read_bytes() for path in sorted((root / ".zhanqun" / "cache").rglob("*")) if path.is_file())
    return found, repr(result.findings) + kept.decode("utf-8", "ignore").replace(f"{IDENTITY}.md", "").replace(f"{MOBILE}名单.txt", "")


@pytest.mark.parametrize("name", list(CASES))
def test_it_is_found(name: str, told: tuple[dict[str, set[str]], str]) -> None:
    assert CASES[name][0] in told[0].get(name, set())


def test_names_of_files_are_looked_at(told: tuple[dict[str, set[str]], str]) -> None:
    found, _ = told
    assert "resident-id" in found[f"{FOLDER}/{'█' * 18}.md"]
    assert "mobile-number" in found[f"{FOLDER}/attached.md"]


def test_nothing_is_repeated(told: tuple[dict[str, set[str]], str]) -> None:
    _, said = told
    assert not any(number in said for number in (IDENTITY, MOBILE, CARD, full_width(IDENTITY)))


@pytest.mark.parametrize("sentence", [
    "此项工作由内部审计机构负责，资料内部流转。", "治 安 巡 逻", "价格12–15元，2024–2025年，编号3–5。", "> 2024年\n> 12月\n> 31日", "A > B，1 > 0。",
    "工 程 地 点：甲县一路1号", "<table><tr><td>2024</td><td>12</td></tr></table>",
])  # fmt: skip
def test_ordinary_writing_is_left_alone(sentence: str, told: tuple[dict[str, set[str]], str]) -> None:
    from zhanqun.stages.gate.detect.scan import scan_all

    del told
    assert scan_all(sentence) == ()
