"""Who leads an agency and what it consists of, as a page says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """One entry of 领导 (条例第二十条第（二）项；国办发〔2017〕47号)."""

    name: str
    post: str
    duties: str = ""
    """分工."""
    resume: str = ""
    """简历."""
    photo: str = ""
    """照片: a picture's file, as written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One entry of 机构: an office of the agency, or a unit below it."""

    name: str
    duties: tuple[str, ...] = ()
    head: str = ""
    phone: str = ""
    place: str = ""
    below: tuple[Unit, ...] = ()
