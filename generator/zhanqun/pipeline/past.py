"""What git knows of each site, kept between builds: a new commit adds what it changed and no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

import msgspec

from zhanqun.memo import Lost, Store
from zhanqun.model.address import is_content
from zhanqun.model.cluster import Cluster
from zhanqun.model.history import FileHistory, History
from zhanqun.stages.collect import add_history, current_place, read_history, read_later, still_so
from zhanqun.text.fingerprint import fingerprint_hex

_site = msgspec.msgpack.Decoder(dict[str, FileHistory])


class _Known(msgspec.Struct):
    head: str
    salt: str
    available: bool
    note: str
    digests: dict[str, str]
    """Site -> digest of its history."""
    broken: bool = False


class Past:
    """The history of every site, read from the store when asked for."""

    def __init__(self, store: Store, known: _Known, dirty: frozenset[str]) -> None:
        self._store = store
        self._known = known
        self._dirty = dirty
        self._decoded: dict[str, dict[str, FileHistory]] = {}
        """What was asked for already: verdicts, versions and pages ask for the same sites."""
        self.note, self.broken = known.note, known.broken

    def digest(self, site: str) -> str:
        """Changes whenever something that verdicts or pages show of a site's history changes."""
        dirty = sorted(path for path in self._dirty if path.startswith(f"sites/{site}/"))
        return fingerprint_hex(self._known.available, self._known.digests.get(site, ""), dirty)

    def sites(self) -> tuple[str, ...]:
        return tuple(sorted(self._known.digests))

    def stands(self, cluster: Cluster) -> bool:
        """Whether git would say the same now, where it is git that tells who approved: asked when the sources were read.

        What was edited or committed between the question and the reading would else pass for what was approved.
        """
        return not _by_trailers(cluster) or not self._known.available or still_so(cluster, self._known.head, self._dirty)

    def of(self, sites: Iterable[str]) -> History:
        """History of the files of some sites. Raises Lost."""
        files: dict[str, FileHistory] = {}
        for site in sites:
            if site not in self._decoded:
                self._decoded[site] = _read(self._store, self._known, site)
            files.update(self._decoded[site])
        return History(self._known.available, self._known.note, files, self._dirty)


def read_past(cluster: Cluster, store: Store) -> Past:
    """Bring the kept history up to the commit that is checked out."""
    salt = fingerprint_hex([(reviewer.name, reviewer.emails) for reviewer in cluster.reviewers])
    trailers = _by_trailers(cluster)
    data = store.get("history/_known")
    known = msgspec.msgpack.decode(data, type=_Known) if data else None
    place = current_place(cluster.root)
    head = place.head if place is not None else ""
    # With trailers, which commit touched a file last depends on the whole walk: it is read anew.
    usable = known is not None and known.salt == salt and known.available and not trailers
    if known is not None and usable and head and known.head == head and _complete(store, known):
        return Past(store, known, frozenset())
    if known is not None and usable and head and _complete(store, known):
        later = read_later(cluster, known.head, place)
        if later is not None and later.available and (added := _add(store, known, later, head)) is not None:
            return Past(store, added, frozenset())
    whole = read_history(cluster, place)
    if not trailers:
        whole = replace(whole, files=_without_trailers(whole.files))
    return Past(store, _replace(store, whole, head, salt), whole.dirty)


def _by_trailers(cluster: Cluster) -> bool:
    return any(site.approvals == "trailers" for site in cluster.sites)


def _complete(store: Store, known: _Known) -> bool:
    return all(store.has(f"history/{site}") for site in known.digests)


def _add(store: Store, known: _Known, later: History, head: str) -> _Known | None:
    """None where what came later is about more than the files it touched."""
    found = {site: (_read(store, known, site), files) for site, files in _by_site(_without_trailers(later.files)).items()}
    if any(before[path].moved for before, files in found.values() for path in before.keys() & files.keys()):
        return None
    digests = dict(known.digests)
    for site, (before, files) in found.items():
        digests[site] = _put(store, site, add_history(before, files))
    known = _Known(head, known.salt, True, known.note, digests)
    store.put("history/_known", msgspec.msgpack.encode(known))
    return known


def _replace(store: Store, whole: History, head: str, salt: str) -> _Known:
    digests = {site: _put(store, site, files) for site, files in _by_site(whole.files).items()}
    known = _Known(head, salt, whole.available, whole.note, digests, whole.broken)
    store.put("history/_known", msgspec.msgpack.encode(known))
    return known


def _without_trailers(files: Mapping[str, FileHistory]) -> dict[str, FileHistory]:
    """Which commit touched a file last shifts with every commit; where nothing asks for it, nothing may depend on it."""
    return {
        path: FileHistory(history.authors, history.revisions, (), moved=history.moved) for path, history in files.items()
    }


def _by_site(files: Mapping[str, FileHistory]) -> dict[str, dict[str, FileHistory]]:
    found: defaultdict[str, dict[str, FileHistory]] = defaultdict(dict)
    for path, history in files.items():
        parts = path.split("/", 3)
        if len(parts) == 4 and is_content(path):
            found[parts[1]][path] = history
    return dict(found)


def _read(store: Store, known: _Known, site: str) -> dict[str, FileHistory]:
    """The record of a site. Raises Lost when it is not the one that is known.

    Where nothing is known, because git refuses to tell or the clone is shallow, an earlier build may have left a record: it
    tells who approved what stood there then.
    """
    if site not in known.digests:
        return {}
    data = store.get(f"history/{site}")
    if data is None or fingerprint_hex(data) != known.digests[site]:
        raise Lost(f"history/{site}")
    return _site.decode(data)


def _put(store: Store, site: str, files: Mapping[str, FileHistory]) -> str:
    data = msgspec.msgpack.encode(dict(sorted(files.items())))
    store.put_changed(f"history/{site}", data)
    return fingerprint_hex(data)
