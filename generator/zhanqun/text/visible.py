"""Characters that rearrange or hide what is shown, made visible for people."""

from __future__ import annotations

_UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u2028\u2029"


def visible(text: str) -> str:
    """Invisible and direction characters as code points in 〔〕, so that a reviewer sees that they are there."""
    if text.isprintable() and not any(char in text for char in _UNSEEN):
        return text
    return "".join(
        char if char in "\n\t" or (char.isprintable() and char not in _UNSEEN) else f"〔U+{ord(char):04X}〕"
        for char in text
    )


def visible_line(text: str) -> str:
    """The same for a name or a path, which has no lines."""
    return visible(text).replace("\n", "〔U+000A〕").replace("\t", "〔U+0009〕")
