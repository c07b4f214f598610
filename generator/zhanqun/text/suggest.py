"""Did you mean: the known word nearest to one that is not known."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

# Letters of other alphabets that look like Latin ones, and traditional forms of characters in our keys.
_LOOKALIKES = str.maketrans(
    "аеорсухіԁӏαορν標題開屬發號關鍵詞審結論機備據類組編導鏈網稱義務徵辦際轉載撤遞聯繫電話從屆頁銷",
    "aeopcyxidlaopv标题开属发号关键词审结论机备据类组编导链网称义务征办际转载撤递联系电话从届页销",
)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that ``word`` was probably meant to be, or an empty string."""
    options = {_fold(option): option for option in known}
    folded = _fold(word)
    if not folded or len(folded) > 60:
        return ""
    if folded in options:
        return options[folded]
    close = difflib.get_close_matches(folded, options, n=1, cutoff=0.5)
    return options[close[0]] if close else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``，是不是想写“标题”？`` or nothing."""
    found = nearest(word, known)
    return f"，是不是想写“{found}”" if found else ""


def _fold(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().replace(" ", "").translate(_LOOKALIKES)
