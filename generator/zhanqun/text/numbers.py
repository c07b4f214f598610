"""Forms of document numbers, index numbers and organisation codes. Pure; no judgement about severity."""

from __future__ import annotations

import re
from typing import Final

DOCUMENT: Final = re.compile(r"[\u4e00-\u9fa5]{2,15}〔(?:19|20)[0-9]{2}〕[1-9][0-9]*号")
"""GB/T 9704-2012 7.2.5: 代字〔年〕号, year in full, no leading zero, no 第."""

_ORDER = re.compile(
    r"(?:[\u4e00-\u9fa5]{1,20}(?:令|公告|通告)第|[\u4e00-\u9fa5]{0,20}(?:19|20)[0-9]{2}年第)[1-9][0-9]*号"
)
_BRACKETED = re.compile(
    r"([\u4e00-\u9fa5]{2,15}) ?[\[［(（【〈《〔]((?:19|20)[0-9]{2})[\]］)）】〉》〕] ?第?0*([1-9][0-9]*) ?号"
)

INDEX: Final = re.compile(r"(?:[0-9A-Z]{8}[0-9X]|[0-9A-HJ-NPQRTUWXY]{18})/(?:19|20)[0-9]{2}-[0-9]{5,7}")
"""国办秘函〔2009〕6号: organisation code / year - serial of five digits (seven in use)."""

INDEX_LOCAL: Final = re.compile(r"[0-9A-Za-z-]{1,30}/(?:19|20)[0-9]{2}-[0-9]{1,10}")
"""Local schemes that are in real use; allowed with a warning."""

_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def is_document_number(text: str) -> bool:
    """True for the standard form and the accepted exceptions: 国令第711号, 2026年第3号, 无."""
    return bool(DOCUMENT.fullmatch(text) or _ORDER.fullmatch(text)) or text == "无"


def mended_document_number(text: str) -> str:
    """The standard form of a document number with wrong brackets, 第 or leading zeros; empty when that is not sure."""
    found = _BRACKETED.fullmatch(text)
    return f"{found[1]}〔{found[2]}〕{found[3]}号" if found else ""


def is_index_number(text: str) -> bool:
    return bool(INDEX.fullmatch(text))


def is_organisation_code(text: str) -> bool:
    """9-character organisation code (GB 11714) or 18-character credit code (GB 32100), check character right."""
    if re.fullmatch(r"[0-9A-Z]{8}[0-9X]", text):
        total = sum(int(char, 36) * weight for char, weight in zip(text, (3, 7, 9, 10, 5, 8, 4, 2), strict=False))
        return text[8] == "0123456789X0"[11 - total % 11]
    if re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{18}", text):
        total = sum(_CREDIT.index(char) * pow(3, place, 31) for place, char in enumerate(text[:17]))
        return text[17] == _CREDIT[-total % 31]
    return False
