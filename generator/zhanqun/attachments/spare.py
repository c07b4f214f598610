"""The words of a package that no reader asks for: attributes, comments, settings, data behind the pages."""

from __future__ import annotations

import re

from zhanqun.attachments.crop import ELEMENTS as _CROPPING
from zhanqun.attachments.crop import is_cropped
from zhanqun.attachments.reading import INSIDE, Notes
from zhanqun.attachments.xml import DEPTH, ELEMENTS, Absurd, feed, local_name, parser_of

_SHORT = 8
"""ASCII below this many letters is no number of a person, and no word of any list."""
_FIGURE = r"(?:-?(?:\d{1,6}(?:\.\d+)?|\.\d+)|g)"
_DULL = re.compile(
    r"[-+]?\d{0,10}(?:\.\d*)?(?:[eE][-+]?\d+)?%?"  # figures of drawings; those in cells are read as cells
    r"|\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?|[0-9A-Fa-f]{32,}"
    r"|https?://(?:schemas\.(?:openxmlformats|microsoft)\.(?:org|com)|purl\.o(?:clc|asis)\.org|www\.w3\.org)/\S*"
    rf"|(?=[^.]*\d\.\d){_FIGURE}(?:[\s,]+{_FIGURE})+"  # places on a page
    r"|[A-Za-z0-9+/\s]{60,}={0,2}"  # keys and pictures written as letters
)
_POINTS = re.compile(r"[-\d\s.,;:'\"!?*+a-zA-Z]*\Z")
"""Ink and outlines: many short figures."""
_LONG = re.compile(r"\d{8}")
_JOINED = frozenset({"instrText", "delInstrText"})
"""Pieces of one instruction stand in several elements."""


class Spare:
    """Collects, over all parts, every value that may hold words or a number of a person."""

    def __init__(self) -> None:
        self.values: dict[str, None] = {}
        self.cropped = 0
        """Places that show a part of a picture."""
        self._names: dict[str, str] = {}

    def take(self, data: bytes, read: frozenset[str] = frozenset()) -> None:
        """One XML part. ``read``: names of elements whose text its reader has taken already. Raises ``Refused``."""
        parts: list[str] = []
        instruction: list[str] = []
        depth = count = 0
        element = ""

        def start(name: str, attributes: list[str]) -> None:
            nonlocal depth, count, element
            depth += 1
            count += 1
            if depth > DEPTH or count > ELEMENTS:
                raise Absurd
            for value in attributes[1::2]:
                if len(value) >= _SHORT or not value.isascii():
                    self._keep(value)
            if parts:
                flush(parts)
            element = self._names.get(name, "")
            if not element:
                element = self._names[name] = local_name(name)
                self._keep(name)
            if element in _CROPPING:
                self.cropped += is_cropped(element, dict(zip(attributes[::2], attributes[1::2], strict=True)))
            elif element == "fldChar":
                flush(instruction)

        def end(name: str) -> None:
            nonlocal depth, element
            depth -= 1
            element = ""
            if parts:
                flush(parts)
            if instruction and local_name(name) == "p":
                flush(instruction)

        def flush(pieces: list[str]) -> None:
            self._keep("".join(pieces))
            pieces.clear()

        def text(data: str) -> None:
            if element not in read and not data.isspace():
                (instruction if element in _JOINED else parts).append(data)

        parser = parser_of()
        parser.ordered_attributes = True
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
        parser.CommentHandler = self._keep
        parser.ProcessingInstructionHandler = lambda target, said: self._keep(f"{target} {said}")
        feed(parser, data)

    def strings(self, data: bytes) -> None:
        """Words in a part that is no XML: as they are in memory, or in the letters of the system."""
        if b"\0" not in data:
            self._keep(data.decode("gb18030", "replace"))
            self._keep(data.decode("utf-8", "replace"))
            return
        for found in _WIDE.findall(data):
            self._keep(found.decode("utf-16-le", "ignore"))
        for found in _NARROW.findall(data):
            self._keep(found.decode("gb18030", "ignore"))

    def _keep(self, value: str) -> None:
        value = value.strip()
        if (len(value) < _SHORT and value.isascii()) or _DULL.fullmatch(value):
            return
        if len(value) > 40 and value.isascii() and not _LONG.search(value) and _POINTS.match(value):
            return
        self.values[value] = None

    def tell(self, notes: Notes) -> None:
        """Everything that no reader has given to the detectors by another way."""
        known = "\n".join(text for _, text in notes.blocks)
        if len(known) * len(self.values) > 1_000_000_000:
            known = ""
        notes.block(INSIDE, "\n".join(value for value in self.values if value not in known))


_WIDE = re.compile(rb"(?:[\x20-\x7e]\x00|[\x00-\xff][\x4e-\x9f]){6,}")
_NARROW = re.compile(rb"(?:[\x20-\x7e]|[\x81-\xfe][\x40-\xfe]){8,}")
