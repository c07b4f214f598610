"""The fast scanner reads what the general parser reads, and the canonical form is independent and injective."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zhanqun.stages.decode.canonical import canonical_form
from zhanqun.text.nodes import Listing, Node, Scalar, Table
from zhanqun.text.yaml_fast import read_common
from zhanqun.text.yaml_strict import read_general, read_yaml

# Pieces that make lines of front matter, lines that nearly are, and lines that only look like it.
_PIECES = st.sampled_from(
    ["标题", "a", "b", "c1", ": ", ":", " ", "  ", "\n", "\n  ", "\n- ", "\n  - ", "- ", "-", "'", '"', "[", "]", "{", "}",
     ", ", ",", "#", " #", "&x", "*x", "!", "|", ">", "%", "@", "`", "?", "? ", "~", "2026-03-05", "09:30", "http://x/y",
     "〔2026〕1号", "。", "“", "\\", "\u3000", "\xa0", "---", "...", "<<", "\n    ", "\n\n", "é", "😀", "=", ".", "_", "·",
     "\n甲: 乙", "\n丙:\n  - 丁\n  - 戊", "\n己: {人: 庚, 日: 辛}", "\n壬: [癸, 子\\\\丑]",
     "[a@b, c%d+e-]", "{a: b, c: d, e: f}", "{a: b, c: d, a: f}", "{k: v\\\\w, l: m：n}", "\n丑: \"寅\"", "\n卯:\n- 辰\n- 巳: 午\n  未: 申"]
)  # fmt: skip
_LINES = st.lists(_PIECES, max_size=25).map("".join)


@given(_LINES)
@example("a: b\n  - c\n")
@example("a:\n- b\nc: d\n")
@example("a:\n  - b: c\n    d: e\n  - f\n")
@example("a: [b, c]\nd: {e: f, g: h}\n")
@example("a: b\n\n# x\nc: ''\n")
@example("a:\n  b:\n    c: d\n   e: f\n")
@example("a: [b , c]\n")
@example("a: {b: c , d: e}\n")
@example("a: 'b' \n")
@example("- a: b\n")
@example("a: b\n c: d\n")
@example("a:\nb:\n")
@example("a: - b\n")
@example("a: b\n---\nc: d\n")
def test_fast_and_general_reading_agree(text: str) -> None:
    common = read_common(text, 2)
    if common is not None:
        general = read_general(text, 2)
        assert general.faults == ()
        assert common == general.root


@given(st.text(max_size=200))
def test_reading_never_raises(text: str) -> None:
    reading = read_yaml(text, first_line=2)
    assert reading.root is not None or reading.faults
    for fault in reading.faults:
        assert fault.line >= 2 and fault.column >= 1


_CHARS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Cn", "Co", "Zl", "Zp"))
_TEXT = st.text(_CHARS, max_size=12)
_KEYS = st.text(_CHARS, min_size=1, max_size=6).filter(lambda key: key != "<<" and key.strip() == key)
_TREES = st.recursive(
    _TEXT, lambda below: st.lists(below, max_size=3) | st.dictionaries(_KEYS, below, max_size=3), max_leaves=8
)
_FRONTS = st.dictionaries(_KEYS, _TREES, min_size=1, max_size=5)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _flow(tree: Any) -> str:
    if isinstance(tree, str):
        return _quoted(tree)
    if isinstance(tree, list):
        return "[" + ", ".join(_flow(item) for item in tree) + "]"
    return "{" + ", ".join(f"{_quoted(key)}: {_flow(value)}" for key, value in tree.items()) + "}"


def _single(tree: Any) -> str:
    """The same tree with single quotes."""
    if isinstance(tree, str):
        return "'" + tree.replace("'", "''") + "'"
    if isinstance(tree, list):
        return "[ " + " , ".join(_single(item) for item in tree) + " ]"
    return "{ " + " , ".join(f"{_single(key)} : {_single(value)}" for key, value in tree.items()) + " }"


def _shuffled(tree: Any, seed: int) -> Any:
    if isinstance(tree, dict):
        keys = sorted(tree)
        random.Random(seed).shuffle(keys)
        return {key: _shuffled(tree[key], seed) for key in keys}
    return [_shuffled(item, seed) for item in tree] if isinstance(tree, list) else tree


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Listing):
        return [_plain(item) for item in node.items]
    return {key: _plain(entry.value) for key, entry in node.entries.items()}


def _read(text: str) -> Table:
    reading = read_yaml(text)
    assert reading.faults == () and isinstance(reading.root, Table)
    return reading.root


def _depth(tree: Any) -> int:
    below = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else None
    return 0 if below is None else 1 + max(map(_depth, below), default=0)


@given(_FRONTS.filter(lambda front: _depth(front) <= 8))
def test_what_is_written_is_what_is_read(front: dict[str, Any]) -> None:
    text = "".join(f"{_quoted(key)}: {_flow(value)}\n" for key, value in front.items())
    assert _plain(_read(text)) == front


@given(_FRONTS.filter(lambda front: _depth(front) <= 8), st.integers(0, 9))
def test_the_canonical_form_does_not_depend_on_order_or_quotes(front: dict[str, Any], seed: int) -> None:
    front.pop("公示", None)
    one = "".join(f"{_quoted(key)}: {_flow(value)}\n" for key, value in front.items())
    other = "".join(f"{_single(key)}: {_single(value)}\n" for key, value in _shuffled(front, seed).items())
    assert canonical_form(_read(one)) == canonical_form(_read(other + "审查: {初审: x}\n" if "审查" not in front else other))


@given(_FRONTS, _FRONTS)
@example({"a": ["b", "c"]}, {"a": "b,c"})
@example({"a": {"b": "c"}}, {"a": [["b", "c"]]})
@example({"a": ""}, {"a": []})
@example({"a": "1"}, {"a": "01"})
@example({"a": "é"}, {"a": "e\u0301"})
def test_different_front_matters_have_different_canonical_forms(one: dict[str, Any], other: dict[str, Any]) -> None:
    reserved = {"审查", "公示", "title", "category"}
    if reserved & (one.keys() | other.keys()) or max(_depth(one), _depth(other)) > 8:
        return
    forms = [
        canonical_form(_read("".join(f"{_quoted(key)}: {_flow(value)}\n" for key, value in front.items())))
        for front in (one, other)
    ]
    assert (forms[0] == forms[1]) == (one == other)


def test_the_canonical_form_is_exactly_this() -> None:
    front = _read("title: 甲\n审查: {初审: x}\n公示: {类型: 名单, 事项: {丙: 1, 乙: 2}}\n关键词: [b, a]\n摘要: \"a\\nb\"\n")
    assert canonical_form(front).decode() == (
        "zhanqun-front-matter-1\n"
        '{"公示":{"事项":[["丙","1"],["乙","2"]],"类型":"名单"},"关键词":["b","a"],"摘要":"a\\nb","标题":"甲"}'
    )


def test_typical_front_matter_takes_the_fast_path() -> None:
    text = (
        "标题: 关于做好招生工作的通知\n公开属性: 主动公开\n信息分类: 法定主动公开内容/规范性文件\n发布日期: 2026-03-05 09:30\n"
        "索引号: 01404053X/2026-00045\n发文字号: 甲教发〔2026〕12号\n主题分类: 综合政务\\政务公开\n关键词: [招生, 义务教育]\n"
        "来源: \"甲县教育局\"\n附件:\n  - 文件: 附件1.docx\n    名称: 招生计划表\n"
        f"审查:\n  摘要: sha256:{'0' * 64}\n  初审: {{人: 张三, 日期: 2026-03-03, 结论: 可以公开}}\n"
    )
    assert read_common(text, 2) is not None


@pytest.mark.parametrize(
    "text",
    [" " * 60_000 + "[x", "a: b" + " " * 60_000 + "[", "a: [" + "b, " * 20_000 + "*]", "a: [" + "b " * 30_000 + "*]",
     "a: {" + "k: v, " * 10_000 + "*}", "a: [" + "]" * 60_000 + "x", "a: " + "'" * 60_000, "- " * 30_000, "? " * 30_000,
     "a: &b\n" * 10_000, "a: b\n" * 12_000, "a: |\n" + "  x\n" * 15_000, "-" * 60_000, "甲" * 20_000, "a:\n" * 20_000],
)  # fmt: skip
def test_no_text_of_the_allowed_size_hangs_or_fills_the_report(text: str) -> None:
    reading = read_yaml(text)
    assert len(reading.faults) <= 100
