"""Which sites' output must be made again, decided from digests alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import msgspec

from zhanqun.memo import Store
from zhanqun.pipeline.produce import DataPart, Standing
from zhanqun.stages.write import ManifestPart


class Group(msgspec.Struct, frozen=True):
    """What the last build made of one site."""

    key: str
    """Digest over everything its output depends on, the day aside."""
    day: int
    """Ordinal of the day for which it was made."""
    until: int
    """Ordinal of the first later day on which it is another; 0 for never."""
    part: str
    """SHA-256 of its part of the manifest."""
    data: tuple[DataPart, ...]
    outward: tuple[str, ...]
    """Output paths of other sites that its pages link to."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """All groups of one output folder."""

    whole: str
    """Digest over everything the whole output depends on, the day included."""
    groups: Mapping[str, Group]

    def part(self, name: str) -> str:
        """SHA-256 of a part of the manifest as it was written; empty when there is none."""
        group = self.groups.get(name)
        return group.part if group is not None else ""


class _Stored(msgspec.Struct):
    whole: str
    groups: dict[str, Group]


def load_ledger(store: Store, mark: str) -> Ledger:
    """``mark``: of the output folder, see ``BuildOptions.mark``."""
    data = store.get(f"output/{mark}")
    if data is None:
        return Ledger("", {})
    stored = msgspec.msgpack.decode(data, type=_Stored)
    return Ledger(stored.whole, stored.groups)


def save_ledger(store: Store, mark: str, ledger: Ledger) -> None:
    store.put(f"output/{mark}", msgspec.msgpack.encode(_Stored(ledger.whole, dict(ledger.groups))))


def stands(group: Group | None, key: str, day: date, part: ManifestPart | None) -> bool:
    """True when the output holds exactly what a build today would make of the site."""
    return (
        group is not None and part is not None and group.key == key and group.part == part.sha256
        and group.day <= day.toordinal() and (not group.until or day.toordinal() < group.until)
    )


class _Units(msgspec.Struct):
    part: str
    """SHA-256 of the site's part of the manifest."""
    units: dict[str, Standing]


def load_units(store: Store, mark: str, site: str, part: ManifestPart | None) -> dict[str, Standing]:
    """What the output holds of each unit of a site; nothing when its part of the manifest is not the one recorded."""
    data = store.get(f"output/{mark}-{site}")
    if data is None or part is None:
        return {}
    found = msgspec.msgpack.decode(data, type=_Units)
    return found.units if found.part == part.sha256 else {}


def save_units(store: Store, mark: str, site: str, part: ManifestPart, units: Mapping[str, Standing]) -> None:
    store.put_changed(f"output/{mark}-{site}", msgspec.msgpack.encode(_Units(part.sha256, dict(units))))
