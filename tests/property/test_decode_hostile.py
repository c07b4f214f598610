"""Whatever the bytes: decoding gives located findings or a value, never both an error and a value, never a traceback."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from helpers.reading import HEAD, PATH, decode, source
from zhanqun.model.decoded import Decoded
from zhanqun.model.finding import Severity
from zhanqun.model.keys import ITEM_KEYS

_JUNK = st.sampled_from(
    ["", "[", "{", "}", "[]", "{}", "- a", "*a", "&a b", "!!int 1", "|", ">", "'", '"', "a: b", "[[a]]", "{a: b}", "[{a: b}]",
     "2026-02-30", "2026-03-05", "true", "-", "\t", "\0", "\u202e", "\n  - a\n  - {b: c}", "\n  a: b", "\n---", "\r\n", "甲"]
)  # fmt: skip


def _check(decoded: Decoded) -> None:
    errors = [finding for finding in decoded.findings if finding.severity is Severity.ERROR]
    assert (decoded.value is None) == bool(errors)
    assert list(decoded.findings) == sorted(decoded.findings, key=lambda finding: finding.order())
    for finding in decoded.findings:
        assert finding.where.path == PATH and finding.where.line >= 1
        assert finding.message and finding.help and not finding.message.endswith("。")


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    _check(decode(data))


@given(st.binary(max_size=200))
def test_any_bytes_between_fences(data: bytes) -> None:
    _check(decode(b"---\n" + data + b"\n---\nbody\n"))


@given(st.dictionaries(st.sampled_from(ITEM_KEYS), _JUNK | st.text(max_size=20), max_size=6))
def test_any_value_for_any_key(keys: dict[str, str]) -> None:
    try:
        data = source(**keys).encode()
    except UnicodeEncodeError:
        return
    _check(decode(data))


@given(st.sampled_from(ITEM_KEYS), _JUNK, _JUNK)
def test_any_two_lines_for_a_key(key: str, one: str, other: str) -> None:
    _check(decode(source(**{key: f"\n  文件: {one}\n  日期: {other}\n"})))


@given(st.integers(0, 400), st.integers(0, 30))
def test_any_cut_of_a_valid_file(start: int, length: int) -> None:
    data = source(摘要="x", 附件="[a.pdf]").encode()
    _check(decode(data[:start] + data[start + length :]))


def test_the_valid_file_is_valid() -> None:
    assert decode(source()).value is not None
    assert set(HEAD) <= set(ITEM_KEYS)
