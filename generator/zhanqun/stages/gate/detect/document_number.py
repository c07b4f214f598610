"""Document numbers: 机关代字〔年份〕顺序号号 (GB/T 9704-2012 7.2.5), and the repair of common slips."""

from __future__ import annotations

import re

_GOOD = re.compile(r"^[\u4e00-\u9fff]{1,16}(?:[A-Z]{1,3})?(?:〔(?:19|20)\d{2}〕[1-9]\d{0,5}号)$")
_ORDER = re.compile(
    r"^[\u4e00-\u9fff、\s]{0,40}?(?:令|公告|通告|决定|决议|通报)?\s*(?:第\s?(?:[1-9]\d{0,4}|[一二三四五六七八九十百零〇]+)\s?号)$"
    r"|^[\u4e00-\u9fff]{0,30}?(?:公告|通告|令|通报|决定)?\s?(?:19|20)\d{2}年\s?第\s?\d{1,4}号(?:公告|通告|令)?$"
)
_OPEN, _CLOSE = "〔\\[［【（(〈《<{", "〕\\]］】）)〉》>}"
_SLIP = re.compile(
    rf"^\s*([\u4e00-\u9fff]{{1,16}}?)\s*[{_OPEN}]?\s*((?:19|20)\d{{2}})\s*年?\s*[{_CLOSE}]?\s*(?:第|字第)?\s*0*([1-9]\d{{0,5}})\s*号?\s*$"
)
NONE = frozenset({"", "无", "-", "/", "—"})


def is_well_formed(number: str) -> bool:
    """True for the form of the standard, for orders (令第7号) and announcements (2024年第3号), and for none."""
    return number in NONE or _GOOD.match(number) is not None or _ORDER.match(number) is not None


def repair(number: str) -> str | None:
    """Return the number as the standard writes it, or none when the year cannot be told. Never guesses digits."""
    from unicodedata import normalize

    slip = _SLIP.match("".join(normalize("NFKC", c) if c not in "〔〕" else c for c in number))
    if slip is None or not any(c in number for c in "[]［］【】（）()〈〉《》<>{}〔〕"):
        return None
    code = slip.group(1).removesuffix("字") if "字第" in number else slip.group(1)
    return f"{code}〔{slip.group(2)}〕{slip.group(3)}号"
