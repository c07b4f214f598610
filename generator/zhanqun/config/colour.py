"""Contrast of configured colours (WCAG 2.2, 1.4.3; GB/T 37668)."""

from __future__ import annotations

import re

_FORM = re.compile(r"#[0-9a-fA-F]{6}")
LEAST = 4.5
"""Smallest contrast of text against its ground."""


def is_colour(text: str) -> bool:
    """True for ``#rrggbb``."""
    return bool(_FORM.fullmatch(text))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
