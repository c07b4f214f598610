"""Stages 2 and 3 over all files, in batches over processes, with the verdicts of the last build kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from zhanqun.memo import Store
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.finding import Finding
from zhanqun.model.history import FileHistory, History
from zhanqun.model.item import Item, Page
from zhanqun.model.rule import AttachmentBytes, Context
from zhanqun.model.source import Collected, SourceFile
from zhanqun.model.verdict import ClearedItem, ClearedPage, Stub, Verdict, WithheldItem
from zhanqun.pipeline.pool import each
from zhanqun.stages.decode import decode_source
from zhanqun.stages.gate import approval_digest, gate_source, name_files, refuse_source, relative_name
from zhanqun.text.fingerprint import fingerprint_hex

_BATCH = 200
_NOBODY = FileHistory((), (), ())


class Entry(msgspec.Struct, frozen=True):
    """One kept verdict. Exactly one of the four outcomes is there."""

    path: str
    key: str
    files: tuple[str, ...]
    """Every local file the source names; their stamps are part of the key."""
    findings: tuple[Finding, ...]
    changes_at: datetime | None
    index_no: str
    item: ClearedItem | None = None
    page: ClearedPage | None = None
    stub: Stub | None = None
    withheld: WithheldItem | None = None

    def verdict(self) -> Verdict:
        outcome = self.item or self.page or self.stub or self.withheld
        assert outcome is not None
        return Verdict(
            outcome=outcome, findings=self.findings, changes_at=self.changes_at, index_no=self.index_no,
            named=self.files,
        )


class Pack(msgspec.Struct):
    """All kept verdicts of one site."""

    salt: str
    now: datetime
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a worker needs besides the names of the files."""

    cluster: Cluster
    history: History
    now: datetime
    others: dict[str, str]
    """Path of every file that is not Markdown -> stamp. Nothing outside it is ever opened."""


def judge_files(
    cluster: Cluster, collected: Collected, history: History, now: datetime, jobs: int,
    progress: Callable[[str, int, int], None], store: Store,
) -> list[Verdict]:
    """Verdicts on every Markdown file of every site, sorted by site and path."""
    others = {file.path: file.stamp for files in collected.sites for file in files.others}
    desk = _Desk(cluster, history, now, others)
    salt = fingerprint_hex(cluster.config_sha256, cluster.rules_sha256, history.available)
    kept: dict[str, Entry] = {}
    sizes: dict[str, int] = {}
    todo: list[tuple[str, tuple[tuple[SourceFile, str], ...]]] = []
    for files in collected.sites:
        packed = _load(store, files.site, salt, now)
        sizes[files.site] = len(packed)
        fresh: list[tuple[SourceFile, str]] = []
        for file in files.markdown:
            entry = packed.get(file.path)
            if entry is not None and _current(entry, file, desk):
                kept[file.path] = entry
            else:
                fresh.append((file, file.stamp))
        todo += [(files.site, tuple(fresh[start : start + _BATCH])) for start in range(0, len(fresh), _BATCH)]
    total = sum(len(batch) for _, batch in todo)
    tick = _ticker(progress, total)
    made: dict[str, Entry] = {}
    for data in each(_judge_batch, desk, todo, jobs if total > _BATCH else 1, tick):
        for entry in msgspec.msgpack.decode(data, type=list[Entry]):
            made[entry.path] = entry
    verdicts: list[Verdict] = []
    for files in collected.sites:
        entries = [made.get(file.path) or kept[file.path] for file in files.markdown]
        if sizes[files.site] != len(entries) or any(entry.path in made for entry in entries):
            store.put(f"verdicts/{files.site}", msgspec.msgpack.encode(Pack(salt, now, entries)))
        verdicts += [entry.verdict() for entry in entries]
    return verdicts


def _load(store: Store, site: str, salt: str, now: datetime) -> dict[str, Entry]:
    data = store.get(f"verdicts/{site}")
    if data is None:
        return {}
    pack = msgspec.msgpack.decode(data, type=Pack)
    if pack.salt != salt or now < pack.now:
        return {}
    return {entry.path: entry for entry in pack.entries if entry.changes_at is None or now < entry.changes_at}


def _current(entry: Entry, file: SourceFile, desk: _Desk) -> bool:
    return entry.key == _key(file, entry.files, desk)


def _key(file: SourceFile, names: Sequence[str], desk: _Desk) -> str:
    known = desk.history.files.get(file.path, _NOBODY)
    signed = (desk.history.last_touch((file.path, *names)) if names else known) or _NOBODY
    return fingerprint_hex(
        file.stamp, [(name, desk.others.get(name, "")) for name in names], known.authors, signed.reviewed_by,
        signed.reviewed_on, any(name in desk.history.dirty for name in (file.path, *names)),
    )


def _ticker(progress: Callable[[str, int, int], None], total: int) -> Callable[[int], None]:
    def tick(done: int) -> None:
        progress("解析和审查", min(done * _BATCH, total), total)

    return tick


def _judge_batch(desk: _Desk, batch: tuple[str, tuple[tuple[SourceFile, str], ...]]) -> bytes:
    """Decode and gate one batch; the result travels as msgpack, which costs a tenth of pickling."""
    site = desk.cluster.site(batch[0])
    assert site is not None
    return msgspec.msgpack.encode([_judge_one(desk, site, file) for file, _ in batch[1]])


def _judge_one(desk: _Desk, site: Site, file: SourceFile) -> Entry:
    data = _read(desk.cluster.root, file.path)
    decoded = decode_source(desk.cluster, site, file.path, data)
    if decoded.value is None:
        verdict = refuse_source(site.id, file.path, hashlib.sha256(data).hexdigest(), decoded.findings)
    else:
        verdict = _gate(desk, site, decoded.value)
        if decoded.findings:
            merged = tuple(sorted((*decoded.findings, *verdict.findings), key=Finding.order))
            verdict = Verdict(
                outcome=verdict.outcome, findings=merged, changes_at=verdict.changes_at, index_no=verdict.index_no,
                named=verdict.named,
            )
    outcome = verdict.outcome
    return Entry(
        path=file.path, key=_key(file, verdict.named, desk), files=verdict.named, findings=verdict.findings,
        changes_at=verdict.changes_at, index_no=verdict.index_no,
        item=outcome if isinstance(outcome, ClearedItem) else None,
        page=outcome if isinstance(outcome, ClearedPage) else None,
        stub=outcome if isinstance(outcome, Stub) else None,
        withheld=outcome if isinstance(outcome, WithheldItem) else None,
    )


def _gate(desk: _Desk, site: Site, value: Item | Page) -> Verdict:
    attachments: list[AttachmentBytes] = []
    missing: list[tuple[str, int]] = []
    for named in name_files(value):
        if named.path not in desk.others:
            missing.append((named.name, named.line))
            continue
        data = _read(desk.cluster.root, named.path)
        attachments.append(AttachmentBytes(
            path=named.path, name=named.name, data=data, sha256=hashlib.sha256(data).hexdigest(), line=named.line,
        ))
    known = desk.history.files.get(value.path, _NOBODY)
    paths = [value.path, *(file.path for file in attachments)]
    signed = desk.history.last_touch(paths) or _NOBODY
    digest = approval_digest(value, [(relative_name(value.path, file.path), file.data) for file in attachments])
    return gate_source(value, Context(
        cluster=desk.cluster, site=site, now=desk.now, attachments=tuple(attachments), missing=tuple(missing),
        digest=digest, authors=known.authors, trailers=_trailers(signed.reviewed_by),
        facts=_facts(desk, signed, paths),
    ))


def _facts(desk: _Desk, known: FileHistory, paths: Sequence[str]) -> dict[str, str]:
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


def _read(root: str, path: str) -> bytes:
    """Bytes of a collected file; empty when it vanished in the meantime, which no rule lets pass."""
    try:
        with open(f"{root}/{path}", "rb") as handle:
            return handle.read()
    except OSError:
        return b""
