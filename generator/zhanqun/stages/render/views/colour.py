"""A site's one main colour and the readable variants computed from it.

Contrast is the ratio of WCAG 2.2 (relative luminance). Whatever colour a department configures, text and
controls drawn with these variables reach the ratios named below; the configured tone is kept where it can be.
"""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass

_FORM = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")

LIGHT_PAGE = "#ffffff"
LIGHT_PANEL = "#f2f4f7"
DARK_PAGE = "#14181d"
DARK_PANEL = "#20262e"

TEXT_RATIO = 4.5
LINK_RATIO = 5.5


@dataclass(frozen=True, slots=True)
class Palette:
    """Hexadecimal colours ``#rrggbb``."""

    main: str
    """Background of the head; white text on it has at least 4.5:1."""
    link: str
    """Links and marks on white and on the light panel, at least 5.5:1."""
    deep: str
    """Pressed and hovered state of ``main`` and ``link``, darker than both."""
    tint: str
    """A pale wash for panels; ``link`` on it still has at least 4.5:1."""
    lit: str
    """Links and marks on the dark page and panel, at least 5.5:1."""
    dusk: str
    """Background of the head in the dark scheme."""


def parse(colour: str) -> tuple[float, float, float]:
    """``#rgb`` or ``#rrggbb`` to three numbers of 0..1. Raises ValueError for anything else."""
    if not _FORM.fullmatch(colour):
        raise ValueError(f"not a colour of the form #rrggbb: {colour!r}")
    digits = colour[1:]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[0:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parse(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def palette(colour: str) -> Palette:
    """Variants of a configured colour. Raises ValueError when it is not ``#rgb`` or ``#rrggbb``."""
    hue, light, saturation = colorsys.rgb_to_hls(*parse(colour))
    main = _darken(hue, light, saturation, (LIGHT_PAGE,), TEXT_RATIO)
    main_light = colorsys.rgb_to_hls(*parse(main))[1]
    link = _darken(hue, main_light, saturation, (LIGHT_PAGE, LIGHT_PANEL), LINK_RATIO)
    link_light = colorsys.rgb_to_hls(*parse(link))[1]
    return Palette(
        main=main,
        link=link,
        deep=_hex(hue, link_light * 0.68, saturation),
        tint=_hex(hue, 0.962, min(saturation, 0.45)),
        lit=_lighten(hue, max(main_light, 0.6), min(saturation, 0.75), (DARK_PAGE, DARK_PANEL), LINK_RATIO),
        dusk=_hex(hue, min(main_light, 0.17), saturation * 0.7),
    )


def site_css(colour: str) -> str:
    """The whole text of ``assets/site-<id>.css``."""
    tones = palette(colour)
    pairs = (
        ("main", tones.main),
        ("link", tones.link),
        ("deep", tones.deep),
        ("tint", tones.tint),
        ("lit", tones.lit),
        ("dusk", tones.dusk),
    )
    return ":root{" + ";".join(f"--zq-site-{name}:{value}" for name, value in pairs) + "}\n"


def _darken(hue: float, light: float, saturation: float, grounds: tuple[str, ...], ratio: float) -> str:
    """Same tone, only as much darker as the ratio against every ground asks. Black ends the search."""
    while True:
        tone = _hex(hue, light, saturation)
        if light <= 0 or all(contrast(tone, ground) >= ratio for ground in grounds):
            return tone
        light = max(0.0, light - 0.01)


def _lighten(hue: float, light: float, saturation: float, grounds: tuple[str, ...], ratio: float) -> str:
    while True:
        tone = _hex(hue, light, saturation)
        if light >= 1 or all(contrast(tone, ground) >= ratio for ground in grounds):
            return tone
        light = min(1.0, light + 0.01)


def _hex(hue: float, light: float, saturation: float) -> str:
    red, green, blue = colorsys.hls_to_rgb(hue, light, saturation)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
