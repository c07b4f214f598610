"""Stage 6, the full-text index: added to when little changed, built anew when much did or nothing is known.

What the index holds is kept beside the cache, for each output folder. It is changed on a copy that takes its place
when the output has been published; a state that does not fit the published index is not used.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from zhanqun.model.catalog import LinkedItem
from zhanqun.model.cluster import Site
from zhanqun.model.ids import Address
from zhanqun.model.output import OutputFile, OutputRow
from zhanqun.model.searching import SearchDoc
from zhanqun.pipeline.fulltext_state import (
    Share,
    fits,
    following_state,
    known_state,
    line_digests,
    load_prints,
    nothing_goes,
    replace_state,
    save_prints,
    state_folder,
)
from zhanqun.pipeline.options import BuildOptions
from zhanqun.pipeline.pool import each
from zhanqun.pipeline.produce import Bench, SiteOutput, UnitReport, make_tasks, merge
from zhanqun.stages.render import attachment_texts, body_text, fixed_task
from zhanqun.stages.search.spill import SpillRef, tokenize_batch
from zhanqun.stages.search.update import StateError, build_index, labels_of, update_index
from zhanqun.text.fingerprint import fingerprint_hex

_ROWS = "search"


@dataclass(frozen=True, slots=True)
class _Desk:
    bench: Bench
    spills: Path | None
    """Where to write tokens; none: only compare."""
    state: Path | None
    """What the index held of each site."""


@dataclass(slots=True)
class Index:
    """An index on its way to being published."""

    notes: tuple[str, ...]
    settle: Callable[[], None]
    """To be called when the output has been published."""


def index_texts(bench: Bench, sites: Sequence[Site], made: dict[str, SiteOutput], options: BuildOptions) -> Index:
    """Add the index's files to the mother's output. ``sites``: those that may be different."""
    mother = bench.job.cluster.mother
    state = state_folder(options)
    report = UnitReport([], [], {}, [])
    index = None
    if state is not None and not options.compact and fits(state, options.out):
        with suppress(StateError):
            index = _add(bench, sites, options, state, report)
    if index is None:
        report = UnitReport([], [], {}, [])
        index = _anew(bench, options, state, report)
    bench.store.put(f"rows/{mother.id}/{_ROWS}", msgspec.msgpack.encode(report.rows))
    merge(made[mother.id], report)
    return index


def _anew(bench: Bench, options: BuildOptions, state: Path | None, report: UnitReport) -> Index:
    """Everything from nothing."""
    cluster = bench.job.cluster
    spills = bench.staging.parent / "spills"
    shares = _shares(bench, cluster.sites, options, spills, None)
    refs = [_ref(share.spill) for _, share in shares if share.spill]
    following = None if state is None else following_state(state)
    if following is not None:
        shutil.rmtree(following, ignore_errors=True)

    def in_parallel(build: Callable[..., object], plan: object, numbers: range) -> Iterable[object]:
        return each(_partition, (build, plan), list(numbers), options.jobs, lambda _: None)

    files = build_index(
        list(bench.job.shelves.cluster.cards), refs, labels_of(cluster), following,
        in_parallel,  # type: ignore[arg-type]
    )
    _stage(bench, files, report)
    shutil.rmtree(spills, ignore_errors=True)
    if following is None:
        return Index((), lambda: None)
    save_prints(following, shares)
    return Index((), lambda: replace_state(following, known_state(state)))


def _add(
    bench: Bench, sites: Sequence[Site], options: BuildOptions, state: Path, report: UnitReport,
) -> Index | None:
    """What new and changed items of some sites make of the index.

    Raises StateError when it must be built anew: always when an item or an attachment is no longer published.
    """
    cluster = bench.job.cluster
    shares = _shares(bench, sites, options, None, known_state(state))
    changed: list[Address] = []
    gone = False
    names = {str(site.id) for site in cluster.sites}
    for site in {path.stem for path in (known_state(state) / "docs").glob("*.bin")} - names:
        gone = gone or bool(load_prints(known_state(state), site))
    for site_ in sites:
        old = load_prints(known_state(state), site_.id)
        new = {address: mark for name, share in shares if name == site_.id for address, mark in share.prints.items()}
        changed += [Address(address) for address, mark in new.items() if old.get(address) != mark]
        gone = gone or any(not set(mark[1:]) <= set(new.get(address, ("",))[1:]) for address, mark in old.items())
        gone = gone or not old.keys() <= new.keys()
    if gone:
        # Segments are never rewritten: they would go on holding what was withdrawn, dead but readable.
        raise StateError("有内容撤下，已发布的索引里不能再留它的文字")
    rows = _kept_rows(bench)
    if not changed:
        report.rows.extend(rows)
        return Index((), lambda: None)
    following = following_state(state)
    shutil.rmtree(following, ignore_errors=True)
    shutil.copytree(known_state(state), following)
    docs = _documents(bench, sites, set(changed))
    nothing_goes(docs, following)
    update = update_index(bench.job.shelves.cluster.cards, docs, (), labels_of(cluster), following)
    written = {file.path for file in update.files}
    report.rows.extend(
        row for row in rows if row.path not in written and not row.path.startswith(update.remove or ("\0",)))
    _stage(bench, update.files, report)
    save_prints(following, shares)
    for path in (following / "docs").iterdir():
        if path.stem not in names:
            path.unlink()
    note = "检索索引已经零散，查询会慢一些；找个空闲时候运行 zhanqun build --compact 重新整理"
    return Index((note,) if update.full_build_due else (), lambda: replace_state(following, known_state(state)))


def _documents(bench: Bench, sites: Sequence[Site], wanted: set[Address]) -> list[SearchDoc]:
    works = bench.job.works
    return [
        _document(bench, linked)
        for site in sites for chunk in range(works.chunks(site.id)) for linked in works.items(site.id, chunk)
        if linked.card.address in wanted
    ]


def _shares(
    bench: Bench, sites: Sequence[Site], options: BuildOptions, spills: Path | None, state: Path | None,
) -> list[tuple[str, Share]]:
    parts = [(str(site.id), chunk) for site in sites for chunk in range(bench.job.works.chunks(site.id))]
    jobs = options.jobs if spills is not None else 1
    desk = _Desk(bench, spills, state)

    def tick(done: int) -> None:
        options.progress("建检索索引", done, len(parts))

    made = each(_share, desk, parts, jobs, tick)
    return [
        (site, msgspec.msgpack.decode(data, type=Share)) for (site, _), data in zip(parts, made, strict=True)
    ]


def _share(desk: _Desk, part: tuple[str, int]) -> bytes:
    """Digests of one part's items; with a folder for tokens, their tokens too."""
    site, chunk = part
    items = desk.bench.job.works.items(site, chunk)
    prints = {str(linked.card.address): _print(linked) for linked in items}
    spill: list[object] = []
    lines: dict[str, bytes] = {}
    if desk.spills is not None and items:
        docs = [_document(desk.bench, linked) for linked in items]
        lines = {str(doc.card.address): line_digests(doc) for doc in docs}
        ref = tokenize_batch(docs, desk.spills / f"{site}-{chunk}")
        spill = [str(ref.path), list(ref.addresses), ref.occurrences, list(ref.cut)]
    return msgspec.msgpack.encode(Share(prints, spill, lines))


def _document(bench: Bench, linked: LinkedItem) -> SearchDoc:
    cluster, item = bench.job.cluster, linked.item
    return SearchDoc(linked.card, body_text(cluster, item), attachment_texts(cluster, item, bench.store))


def _print(linked: LinkedItem) -> tuple[str, ...]:
    files = [(file.name, file.sha256) for file in linked.item.files if file.listed]
    return (fingerprint_hex(linked.card, files), *sorted({sha256[:32] for _, sha256 in files}))


def _partition(context: tuple[Callable[..., object], object], number: int) -> object:
    build, plan = context
    return build(plan, number)


def _ref(spill: Sequence[object]) -> SpillRef:
    path, addresses, occurrences, cut = spill
    return SpillRef(Path(str(path)), tuple(addresses), int(str(occurrences)), tuple(cut))  # type: ignore[arg-type]


def _stage(bench: Bench, files: Iterable[OutputFile], report: UnitReport) -> None:
    make_tasks(bench, (fixed_task(file, "index") for file in files), {}, report)


def _kept_rows(bench: Bench) -> list[OutputRow]:
    """Rows of the published index. Raises StateError when the output does not hold them all."""
    data = bench.store.get(f"rows/{bench.job.cluster.mother.id}/{_ROWS}")
    rows = msgspec.msgpack.decode(data, type=list[OutputRow]) if data else []
    if not rows or any(bench.before.get(row.path) != row.sha256 for row in rows):
        raise StateError("输出里的检索索引与记录不符")
    return rows
