"""Text made safe for HTML attributes, XML, JSON in HTML and spreadsheets. Nothing here knows what it is about."""

from __future__ import annotations

import re

# What XML 1.0 cannot hold at all, plus C1 controls and non-characters, which no reader should meet either.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BREAKS = re.compile("[\t\n\r\u2028\u2029]+")
# The first characters that make Excel, WPS or LibreOffice read a cell as a formula, full-width forms included.
_FORMULA = tuple("=+-@＝＋－＠")


def line(text: str) -> str:
    """One line of text: control characters removed, line breaks and tabs become one space."""
    if text.isprintable():
        return text
    return _BREAKS.sub(" ", _FORBIDDEN.sub("", text))


def escape(text: str) -> str:
    """One line, escaped for an attribute in double quotes or for text, in HTML and XML alike."""
    text = line(text)
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if '"' in text:
        text = text.replace('"', "&quot;")
    return text


def script_safe(json: str) -> str:
    """JSON that cannot end or disturb the ``<script>`` around it; still the same JSON value."""
    if "<" in json:
        json = json.replace("<", "\\u003c")
    if ">" in json:
        json = json.replace(">", "\\u003e")
    if "&" in json:
        json = json.replace("&", "\\u0026")
    return json


def cell(text: str) -> str:
    """A spreadsheet cell that no program runs as a formula.

    A cell that would start one gets an apostrophe in front, and so does a cell that starts with an apostrophe:
    who removes one leading apostrophe always has the text again (``plain_cell``).
    """
    text = line(text)
    return "'" + text if text.lstrip().startswith((*_FORMULA, "'")) else text


def plain_cell(text: str) -> str:
    """The text that ``cell`` was given."""
    return text[1:] if text.startswith("'") else text
