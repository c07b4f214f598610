"""Rules that look across files, one file each, in order of their ids. Each takes a ``Board`` and yields findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from zhanqun.model.finding import Finding
from zhanqun.stages.gate.across import (
    alias,
    configured,
    guide_element,
    index_number_changed,
    index_number_twice,
    item_renamed,
    relation,
    reserved_address,
    same_address,
    shared_attachment,
    unnamed_file,
    waiver,
)
from zhanqun.stages.gate.board import Board

ACROSS: tuple[Callable[[Board], Iterator[Finding]], ...] = (
    alias.check,
    configured.check,
    guide_element.check,
    index_number_changed.check,
    index_number_twice.check,
    item_renamed.check,
    relation.check,
    reserved_address.check,
    same_address.check,
    shared_attachment.check,
    unnamed_file.check,
    waiver.check,
)
