"""The tree that strict YAML is read into: text, lists and tables, each with its place in the file.

Lines and columns count from 1, columns in characters. An empty value stands where its key stands; a list or
table stands where its first entry stands. Scalars stay text: typing them is the reader's business, so that ``yes``
and ``12:30`` never turn into something else.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class Scalar(NamedTuple):
    text: str
    line: int
    column: int


class Listing(NamedTuple):
    items: tuple[Node, ...]
    line: int
    column: int


class Table(NamedTuple):
    entries: dict[str, Entry]
    """In the order written. Not to be changed by anyone."""
    line: int
    column: int


class Entry(NamedTuple):
    """One key of a table: where the key stands, and its value."""

    line: int
    column: int
    value: Node


Node: TypeAlias = Scalar | Listing | Table


class Fault(NamedTuple):
    """Something in a document that strict YAML refuses."""

    kind: str
    """``duplicate-key``, ``characters`` or ``syntax``."""
    line: int
    column: int
    message: str
    """Chinese; quotes at most a key, never a value."""
    help: str
    also: int = 0
    """Line of the other side, or 0."""


class Reading(NamedTuple):
    root: Node | None
    """None when the document could not be read at all; with faults it may be there but must not be used."""
    faults: tuple[Fault, ...]
