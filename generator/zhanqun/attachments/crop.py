"""Pictures that a document shows in part: what was cut off is still in the file, whole."""

from __future__ import annotations

import re
from collections.abc import Mapping

ELEMENTS = frozenset({"srcRect", "imagedata", "graphic-properties"})
"""Of DrawingML, of VML, of OpenDocument."""
_EDGES = ("l", "t", "r", "b")
_OLD = ("cropleft", "croptop", "cropright", "cropbottom")
_LEAST = 0.005
"""Share of a side below which nothing can be seen; programs leave such rests by rounding."""
_LENGTH = re.compile(r"-?\d*\.?\d+")


def is_cropped(element: str, attributes: Mapping[str, str]) -> bool:
    """True when the element, named without its prefix, cuts something off a picture."""
    if element == "graphic-properties":
        clip = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "clip"), "")
        return any(float(length) > 0 for length in _LENGTH.findall(clip))
    edges = _EDGES if element == "srcRect" else _OLD
    return any(share(attributes[edge]) > _LEAST for edge in edges if edge in attributes)


def share(value: str) -> float:
    """Part of a side that is cut off; below nothing for a picture that is set in. What is unclear counts as all."""
    value = value.strip()
    try:
        if value.endswith("%"):
            return float(value[:-1]) / 100
        if value.endswith("f"):
            return float(value[:-1]) / 65536
        return float(value) if "." in value else float(value) / 100_000 if abs(float(value)) > 1 else float(value)
    except ValueError:
        return 1.0
