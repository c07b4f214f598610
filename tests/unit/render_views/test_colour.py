from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanqun.stages.render.views.colour import (
    DARK_PAGE,
    DARK_PANEL,
    LIGHT_PAGE,
    LIGHT_PANEL,
    contrast,
    palette,
    site_css,
)

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
def test_any_configured_colour_gives_readable_variants(colour: str) -> None:
    tones = palette(colour)
    assert contrast(tones.main, "#ffffff") >= 4.5
    assert contrast(tones.dusk, "#ffffff") >= 4.5
    assert contrast(tones.deep, "#ffffff") >= 4.5
    assert min(contrast(tones.link, ground) for ground in (LIGHT_PAGE, LIGHT_PANEL, tones.tint)) >= 4.5
    assert min(contrast(tones.lit, ground) for ground in (DARK_PAGE, DARK_PANEL)) >= 4.5


def test_a_readable_colour_is_kept_as_it_is() -> None:
    assert palette("#1a4f9c").main == "#1a4f9c"


def test_contrast_of_black_and_white_is_twenty_one() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)


@pytest.mark.parametrize("wrong", ["red", "#12", "#12345", "1a4f9c", "#1a4f9g", "", "#1a4f9c;}"])
def test_what_is_no_colour_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="not a colour"):
        palette(wrong)


def test_the_style_sheet_names_only_variables() -> None:
    assert site_css("#8c1d18").startswith(":root{--zq-site-main:#8c1d18;")
