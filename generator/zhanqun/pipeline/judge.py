"""Stages 2 and 3 over the sites that changed: in batches over processes, then put together site by site."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from zhanqun.memo import Store
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.errors import UsageError
from zhanqun.model.facts import SiteFacts
from zhanqun.model.finding import Finding
from zhanqun.model.history import FileHistory, History
from zhanqun.model.item import Item, Page
from zhanqun.model.rule import AttachmentBytes, Context
from zhanqun.model.sheet import Sheet
from zhanqun.model.source import SiteFiles, SourceFile
from zhanqun.model.verdict import ClearedItem, ClearedPage, Stub, Verdict, WithheldItem
from zhanqun.pipeline.pack import (
    Entry,
    chunk_count,
    chunk_of,
    decode_entries,
    keep_decoded,
    load_entries,
    load_facts,
    load_sheet,
    save_site,
)
from zhanqun.pipeline.pool import each
from zhanqun.stages.decode import decode_source
from zhanqun.stages.gate import (
    approval_digest,
    covered,
    gate_source,
    gather_facts,
    name_files,
    refuse_source,
    relative_name,
)
from zhanqun.stages.link import amend_sheet, make_sheet
from zhanqun.text.fingerprint import fingerprint_hex

BATCH = 200
_FEW = 20
"""Files that are judged sooner than another process is started."""
_NOBODY = FileHistory((), (), ())


@dataclass(frozen=True, slots=True)
class Desk:
    """What a worker needs besides the names of the files."""

    cluster: Cluster
    history: History
    now: datetime
    files: Mapping[str, SiteFiles]
    """The sites to be judged."""
    keys: Mapping[str, str]
    """Site -> digest over everything its verdicts depend on."""
    salt: str
    """Digest of the configuration that verdicts depend on."""
    store: Store
    fetch: Callable[[str, str], bytes] | None = None
    """Reads a source by path and stamp where it is not in the cluster's folder."""

    def stamps(self, site: str) -> dict[str, str]:
        """Path of every file of a site that is not Markdown -> stamp. Nothing outside it is ever opened."""
        return {file.path: file.stamp for file in self.files[site].others}


@dataclass(frozen=True, slots=True)
class _Batch:
    site: str
    number: int
    start: int
    stop: int


def judge_sites(
    desk: Desk, jobs: int, progress: Callable[[str, int, int], None], far: Callable[[Desk], None] | None = None,
) -> None:
    """Judge every site of ``desk.files``; facts, sheet and verdicts are in the store afterwards.

    ``far``: judges on other machines and lends the verdicts as ``lend_entries`` does.
    """
    batches = [
        _Batch(site, number, start, start + BATCH)
        for site, files in desk.files.items()
        for number, start in enumerate(range(0, len(files.markdown), BATCH))
    ]
    total = sum(len(files.markdown) for files in desk.files.values())
    few = total <= BATCH
    if len(desk.files) == 1 and not few:
        # One change in one site: other processes would cost more than they save.
        # The same verdicts are asked for again when the site's pages and data are made.
        keep_decoded()
        site, files = next(iter(desk.files.items()))
        stale = stale_files(desk, site, files.markdown)
        if len(stale) <= _FEW:
            lend_entries(desk.store, site, 0, msgspec.msgpack.encode(judge_files(desk, site, stale)))
            few, batches = True, []
    if far is not None and not few:
        far(desk)
        batches = []
    for _ in each(_judge_batch, desk, batches, 1 if few else jobs, lambda done: progress(
            "解析和审查", min(done * BATCH, total), total)):
        pass
    # The largest first: one worker must not be left with it at the end.
    sites = sorted(desk.files, key=lambda site: -len(desk.files[site].markdown))
    for _ in each(_put_together, desk, sites, 1 if few else jobs, lambda _: None):
        pass


def _judge_batch(desk: Desk, batch: _Batch) -> None:
    """Decode and gate one batch. Verdicts that still hold are taken from the last build; the rest wait in the store."""
    stale = stale_files(desk, batch.site, desk.files[batch.site].markdown[batch.start : batch.stop])
    if stale:
        lend_entries(desk.store, batch.site, batch.number, msgspec.msgpack.encode(judge_files(desk, batch.site, stale)))


def stale_files(desk: Desk, site: str, files: Sequence[SourceFile]) -> list[SourceFile]:
    """Those whose verdict of the last build, if there is one, does not hold any more."""
    stamps = desk.stamps(site)
    kept = _kept(desk, site)
    return [
        file for file in files
        if (entry := kept.get(file.path)) is None or entry.key != _key(desk, stamps, file, entry.files)
    ]


def judge_files(desk: Desk, name: str, files: Sequence[SourceFile]) -> list[Entry]:
    """Verdicts of some files of one site."""
    site = desk.cluster.site(name)
    assert site is not None
    stamps = desk.stamps(name)
    return [_judge_one(desk, site, stamps, file) for file in files]


def lend_entries(store: Store, site: str, number: int, data: bytes) -> None:
    """Put encoded verdicts where ``judge_sites`` looks for them; ``number``: below that of the site's batches."""
    store.lend(f"{site}-{number}", data)


_last: tuple[Desk | None, str, dict[str, Entry], frozenset[str]] = (None, "", {}, frozenset())


def _kept(desk: Desk, site: str) -> dict[str, Entry]:
    """Verdicts of the last build that the clock has not changed. The last site asked for is remembered.

    Of this very desk: another run in the same process may have another cache, or none.
    """
    global _last
    if _last[0] is not desk or _last[1] != site:
        facts = load_facts(desk.store, site)
        found = None if facts is None or facts.now > desk.now else load_entries(desk.store, site, len(facts.paths))
        _last = (desk, site, {
            path: entry for path, entry in (found or {}).items()
            if entry.changes_at is None or desk.now < entry.changes_at
        }, frozenset(found or ()))
    return _last[2]


def _put_together(desk: Desk, name: str) -> None:
    """Facts, sheet and chunks of one site."""
    site = desk.cluster.site(name)
    assert site is not None
    files = desk.files[name]
    entries = dict(_kept(desk, name))
    changed: set[str] = set()
    for number in range(-(-len(files.markdown) // BATCH)):
        data = desk.store.take(f"{name}-{number}")
        if data is not None:
            judged = {entry.path: entry for entry in decode_entries(data)}
            entries.update(judged)
            changed.update(judged)
    found = [entries[file.path] for file in files.markdown]
    verdicts = [entry.verdict for entry in found]
    facts: SiteFacts = gather_facts(
        desk.cluster, site, verdicts, files.others, files.findings, desk.keys[name], desk.now,
    )
    sheet, standing = _sheet(desk, site, facts, found, changed)
    save_site(desk.store, facts, sheet, found, standing)


def _sheet(
    desk: Desk, site: Site, facts: SiteFacts, found: Sequence[Entry], changed: set[str],
) -> tuple[Sheet, Mapping[int, str]]:
    """A site's sheet, and the chunks of its verdicts that stand. ``changed``: sources that were judged now."""
    before = load_facts(desk.store, site.id)
    old = None
    if before is not None and _kept(desk, site.id) and len(changed) <= _FEW:
        # What lies in a chunk and is no source any more leaves it.
        changed = changed | {*before.paths, *_last[3]}.difference(facts.paths)
        old = load_sheet(desk.store, site.id)
    if before is None or old is None or len(old.rows) != 4 * len(before.paths):
        items = [entry.item for entry in found if entry.item is not None]
        return make_sheet(desk.cluster, site, items, facts.paths), {}
    items = [entry.item for entry in found if entry.item is not None and entry.path in changed]
    sheet = amend_sheet(desk.cluster, site, old, before.paths, changed, items, facts.paths)
    count = chunk_count(len(facts.paths))
    if count != len(before.chunks):
        return sheet, {}
    others = {chunk_of(path, count) for path in changed}
    return sheet, {number: mark for number, mark in enumerate(before.chunks) if number not in others}


def _key(desk: Desk, stamps: Mapping[str, str], file: SourceFile, names: Sequence[str]) -> str:
    known = desk.history.files.get(file.path, _NOBODY)
    signed = (desk.history.last_touch((file.path, *names)) if names else known) or _NOBODY
    return fingerprint_hex(
        desk.salt, file.stamp, [(name, stamps.get(name, "")) for name in names], desk.history.available,
        desk.history.authors_of((file.path, *names)) if names else known.authors, signed.reviewed_by, signed.reviewed_on,
        any(name in desk.history.dirty for name in (file.path, *names)),
    )


def _judge_one(desk: Desk, site: Site, stamps: Mapping[str, str], file: SourceFile) -> Entry:
    data = _read(desk, file.path, file.stamp)
    decoded = decode_source(desk.cluster, site, file.path, data)
    if decoded.value is None:
        verdict = refuse_source(site.id, file.path, file.stamp, tuple(map(covered, decoded.findings)))
    else:
        verdict = _gate(desk, site, stamps, decoded.value)
        if decoded.findings:
            merged = tuple(sorted((*map(covered, decoded.findings), *verdict.findings), key=Finding.order))
            verdict = replace(verdict, findings=merged)
    outcome = verdict.outcome
    return Entry(
        path=file.path, key=_key(desk, stamps, file, verdict.named), files=verdict.named,
        findings=verdict.findings, changes_at=verdict.changes_at, index_no=verdict.index_no,
        item=outcome if isinstance(outcome, ClearedItem) else None,
        page=outcome if isinstance(outcome, ClearedPage) else None,
        stub=outcome if isinstance(outcome, Stub) else None,
        withheld=outcome if isinstance(outcome, WithheldItem) else None,
    )


def _gate(desk: Desk, site: Site, stamps: Mapping[str, str], value: Item | Page) -> Verdict:
    attachments: list[AttachmentBytes] = []
    missing: list[tuple[str, int]] = []
    for named in name_files(value):
        if named.path not in stamps:
            missing.append((named.name, named.line))
            continue
        data = _read(desk, named.path, stamps[named.path])
        attachments.append(AttachmentBytes(
            path=named.path, name=named.name, data=data, sha256=stamps[named.path], line=named.line,
        ))
    paths = [value.path, *(file.path for file in attachments)]
    signed = desk.history.last_touch(paths) or _NOBODY
    digest = approval_digest(value, [(relative_name(value.path, file.path), file.data) for file in attachments])
    return gate_source(value, Context(
        cluster=desk.cluster, site=site, now=desk.now, attachments=tuple(attachments), missing=tuple(missing),
        digest=digest, authors=desk.history.authors_of(paths), trailers=_trailers(signed.reviewed_by),
        facts=_facts(desk, signed, paths),
    ))


def _facts(desk: Desk, known: FileHistory, paths: Sequence[str]) -> dict[str, str]:
    """What approvals from trailers ask: are these bytes the committed ones, and from which day."""
    if known.reviewed_on is None or any(path in desk.history.dirty for path in paths):
        return {}
    return {"committed": "yes", "reviewed_on": known.reviewed_on.isoformat()}


def _trailers(values: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """``Name <mail>`` -> (name, mail)."""
    found = []
    for value in values:
        name, _, mail = value.partition("<")
        found.append((name.strip(), mail.strip().rstrip(">")))
    return tuple(found)


def _read(desk: Desk, path: str, stamp: str) -> bytes:
    """The very bytes that were collected. A verdict on others would be kept under the wrong name.

    Raises UsageError when the file was edited or removed since.
    """
    if desk.fetch is not None:
        return desk.fetch(path, stamp)
    try:
        with open(f"{desk.cluster.root}/{path}", "rb") as handle:
            data = handle.read()
    except OSError:
        data = None
    if data is None or hashlib.sha256(data).hexdigest() != stamp:
        raise UsageError(f"{path} 在检查过程中被改动，已停止，输出未改动；请重新运行")
    return data
