"""Where the files are that the package brings along: theme, rule pages, engine configuration.

In a checkout they lie at the repository's root, in a wheel under ``zhanqun/_assets`` (pyproject.toml maps
them). The wheel's copy wins, because an installed package may by chance lie inside some other checkout.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_WHEEL = _PACKAGE / "_assets"
_CHECKOUT = _PACKAGE.parent.parent


def theme_folder() -> Path:
    """Folder of the theme ``zhanqun`` (templates and assets). It exists; FileNotFoundError otherwise."""
    return _find("theme", "themes/zhanqun")


def rules_folder() -> Path:
    """Folder with one Chinese page per rule, ``<rule-id>.md``. FileNotFoundError when missing."""
    return _find("rules", "docs/rules")


def base_config() -> Path:
    """The engine configuration that a new cluster starts from. FileNotFoundError when missing."""
    return _find("mkdocs.base.yml", "mkdocs.base.yml")


def _find(in_wheel: str, in_checkout: str) -> Path:
    for place in (_WHEEL / in_wheel, _CHECKOUT / in_checkout):
        if place.exists():
            return place
    raise FileNotFoundError(in_checkout)
