"""Earlier versions of an item that may be shown: each judged by today's gate as it stood in its own commit.

Only of items whose approved version of today asks for it (修订对比: true): a text that was changed because it should
never have been public must not come back beside the new one. A version is then public only when its own approval, its
own files and every rule of today say so; a waiver does not help, and what cannot be told counts as withheld. Items that
were committed once are not looked at.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from itertools import zip_longest

import msgspec

from zhanqun.memo import Store
from zhanqun.model.catalog import EarlierVersion
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.facts import SiteFacts
from zhanqun.model.finding import Severity
from zhanqun.model.history import FileHistory, History, Revision
from zhanqun.model.item import Item
from zhanqun.model.rule import AttachmentBytes, Context
from zhanqun.model.verdict import ClearedItem, Verdict
from zhanqun.pipeline.pack import chunk_count, load_chunk
from zhanqun.pipeline.survey import Survey
from zhanqun.stages.collect import Blobs, open_blobs
from zhanqun.stages.decode import decode_source
from zhanqun.stages.gate import approval_digest, gate_source, name_files, relative_name, scan_all
from zhanqun.text.fingerprint import fingerprint_hex

_MOST = 10
"""Versions of one item that are looked at, newest first."""


class Known(msgspec.Struct, frozen=True):
    """What was found out about one item."""

    key: str
    """Over everything it depends on, the clock aside."""
    since: datetime
    """The minute at which it was found out: of an earlier one it tells nothing."""
    changes_at: datetime | None
    """The next minute at which one of the verdicts may be another."""
    found: tuple[EarlierVersion, ...]


_decode = msgspec.msgpack.Decoder(dict[str, Known])


def earlier_versions(seen: Survey, store: Store, sites: Sequence[Site], past: History) -> dict[str, Known]:
    """Source path -> its earlier versions, for the sites that are made again."""
    found: dict[str, Known] = {}
    if not seen.cluster.policy.history:
        return found
    changed: defaultdict[str, dict[str, FileHistory]] = defaultdict(dict)
    for path, history in past.files.items():
        if len(history.revisions) > 1 and any(one.commit for one in history.revisions):
            changed[path.split("/", 2)[1]][path] = history
    for site in sites:
        # With trailers, which commit approved an old version cannot be told from its file.
        if changed.get(site.id) and site.approvals != "trailers":
            found.update(_of_site(seen, store, site, changed[site.id]))
    return found


def load_versions(store: Store, site: str) -> dict[str, Known]:
    """What the last build found out about the items of a site."""
    data = store.get(f"versions/{site}")
    return {} if data is None else _decode.decode(data)


def _of_site(seen: Survey, store: Store, site: Site, changed: Mapping[str, FileHistory]) -> dict[str, Known]:
    kept = load_versions(store, site.id)
    known: dict[str, Known] = {}
    missing: list[tuple[ClearedItem, FileHistory, str]] = []
    for item in _items(store, site, seen.facts()[site.id], changed):
        history = changed[item.path]
        key = fingerprint_hex(seen.salt, item.sha256, history.authors, history.revisions)
        before = kept.get(item.path)
        if before is not None and before.key == key and before.since <= seen.now and (
                before.changes_at is None or seen.now < before.changes_at):
            known[item.path] = before
        else:
            missing.append((item, history, key))
    if missing:
        with suppress(OSError), open_blobs(seen.cluster.root) as blobs:
            for item, history, key in missing:
                known[item.path] = _look(seen.cluster, site, item, history, key, blobs, seen.now)
    if known != kept:
        store.put(f"versions/{site.id}", msgspec.msgpack.encode(known))
    return known


def _items(store: Store, site: Site, facts: SiteFacts, changed: Mapping[str, FileHistory]) -> Iterator[ClearedItem]:
    """Cleared items that were changed after their first commit and ask for the comparison."""
    chunks = chunk_count(len(facts.paths))
    for chunk in sorted({zlib.crc32(path.encode()) % chunks for path in changed}):
        for entry in load_chunk(store, site.id, chunk) or ():
            if entry.item is not None and entry.path in changed and entry.item.head.compare:
                yield entry.item


def _look(
    cluster: Cluster, site: Site, item: ClearedItem, history: FileHistory, key: str, blobs: Blobs, now: datetime,
) -> Known:
    found: list[EarlierVersion] = []
    moments: list[datetime] = []
    for commit, day, data in _superseded(item, history.revisions, blobs):
        verdict, body = _judge(cluster, site, item.path, data, commit, history, blobs, now)
        if verdict is None:
            continue
        if verdict.changes_at is not None:
            moments.append(verdict.changes_at)
        outcome = verdict.outcome
        if isinstance(outcome, ClearedItem) and not outcome.waived:
            found.append(EarlierVersion(item=outcome, until=day, body=body))
    return Known(key, now, min(moments, default=None), tuple(found))


def _superseded(
    item: ClearedItem, revisions: Sequence[Revision], blobs: Blobs,
) -> list[tuple[str, date, bytes]]:
    """(a commit that still held it, day of the change, bytes) of what stood before each change, newest first.

    Followed backwards by content, because a log's days do not order what happened on one day. What stood for less
    than a day, or before the item was published, is left out.
    """
    left = [one for one in revisions if one.commit and one.day > item.head.published.day]
    now = {one.commit: _sha256(blobs.read(one.commit, item.path)) for one in left}
    current, chain = item.sha256, list[tuple[str, date, bytes]]()
    while edge := next((one for one in left if now[one.commit] == current), None):
        left.remove(edge)
        data = blobs.read(f"{edge.commit}^", item.path)
        if data is None:
            break
        current = _sha256(data)
        chain.append((f"{edge.commit}^", edge.day, data))
    last = [entry for entry, older in zip_longest(chain, chain[1:]) if older is None or older[1] != entry[1]]
    return last[:_MOST]


def _judge(
    cluster: Cluster, site: Site, path: str, data: bytes, commit: str, history: FileHistory, blobs: Blobs, now: datetime,
) -> tuple[Verdict | None, str]:
    """Today's word on old bytes, with the files that lay beside them; none when they cannot be read."""
    decoded = decode_source(cluster, site, path, data)
    value = decoded.value
    if not isinstance(value, Item) or any(fault.severity is Severity.ERROR for fault in decoded.findings):
        return None, ""
    if any(match.severity is Severity.ERROR for match in scan_all(data.decode("utf-8", "replace"))):
        return None, ""  # what the text itself may excuse, the page on which it is quoted may not
    files: list[AttachmentBytes] = []
    missing: list[tuple[str, int]] = []
    for named in name_files(value):
        content = blobs.read(commit, named.path)
        if content is None:
            missing.append((named.name, named.line))
        else:
            files.append(AttachmentBytes(
                path=named.path, name=named.name, data=content, sha256=_sha256(content), line=named.line))
    digest = approval_digest(value, [(relative_name(path, file.path), file.data) for file in files])
    context = Context(
        cluster=cluster, site=site, now=now, attachments=tuple(files), missing=tuple(missing), digest=digest,
        authors=history.authors,
    )
    return gate_source(value, context), value.body


def _sha256(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()
