"""Files to be published, before anything is written to the output folder."""

from __future__ import annotations

from dataclasses import dataclass

from zhanqun.model.ids import Address


@dataclass(frozen=True, slots=True)
class OutputFile:
    """One file of the output, with where it comes from."""

    path: Address
    data: bytes
    sources: tuple[str, ...] = ()
    """Cleared source paths behind it; empty for what the theme or the generator itself provides."""


@dataclass(frozen=True, slots=True)
class OutputRow:
    """What the manifest says of one file of the output."""

    path: Address
    size: int
    sha256: str
    key: str
    """Digest over everything the file was made from; equal key means equal bytes."""
    source: str
    """The cleared source file, or ``theme``, ``list``, ``feed``, ``data``, ``index`` …"""
    links: tuple[str, ...] = ()
    """Addresses of the output that a page made from a source file links to."""
