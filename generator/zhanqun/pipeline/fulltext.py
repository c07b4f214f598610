"""Stage 6, the full-text index: kept up to date when little changed, built anew when much did or nothing is known.

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

from zhanqun.model.address import address_of
from zhanqun.model.catalog import LinkedItem
from zhanqun.model.cluster import Site
from zhanqun.model.ids import Address
from zhanqun.model.output import OutputFile, OutputRow
from zhanqun.model.searching import SearchDoc
from zhanqun.pipeline.fulltext_past import PastTexts
from zhanqun.pipeline.fulltext_state import (
    Listed,
    Print,
    Share,
    copy_state,
    drop_prints,
    fits,
    following_state,
    known_sites,
    known_state,
    load_prints,
    replace_state,
    save_prints,
    state_folder,
)
from zhanqun.pipeline.options import BuildOptions
from zhanqun.pipeline.pool import each
from zhanqun.pipeline.produce import Bench, SiteOutput, UnitReport, make_tasks, merge
from zhanqun.stages.render import attachment_texts, body_text, fixed_task, published_body
from zhanqun.stages.search.parts import StateError
from zhanqun.stages.search.spill import SpillRef, tokenize_batch
from zhanqun.stages.search.update import build_index, labels_of, update_index
from zhanqun.text.fingerprint import fingerprint_hex

_ROWS = "search"


@dataclass(frozen=True, slots=True)
class _Desk:
    bench: Bench
    out: Path
    spills: Path | None
    """Where to write tokens; none: only compare."""


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
    if state is not None and not options.compact and fits(state, options.out, bench.store.seal):
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
    shares = _shares(bench, cluster.sites, options, spills)
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
    save_prints(following, shares, bench.store.seal)
    return Index((), lambda: replace_state(following, known_state(state)))


def _add(
    bench: Bench, sites: Sequence[Site], options: BuildOptions, state: Path, report: UnitReport,
) -> Index | None:
    """What new, changed and vanished items make of the index. Raises StateError when it must be built anew."""
    cluster, known, following = bench.job.cluster, known_state(state), following_state(state)
    shares = _shares(bench, sites, options, None)
    vanished = known_sites(known) - {str(site.id) for site in cluster.sites}
    old = {name: load_prints(known, name) for name in sorted({str(site.id) for site in sites} | vanished)}
    marks = {address: row.mark for rows in old.values() for address, row in rows.items()}
    new = {address: row.mark for _, share in shares for address, row in share.prints.items()}
    changed = {Address(address) for address, mark in new.items() if marks.get(address) != mark}
    rows = _kept_rows(bench)
    copy_state(known, following)

    def in_parallel(work: Callable[..., object], plan: object, steps: range) -> Iterable[object]:
        return each(_partition, (work, plan), list(steps), options.jobs, lambda _: None)

    update = update_index(
        len(bench.job.shelves.cluster.cards), _documents(bench, sites, options.out, changed),
        [Address(address) for address in marks if address not in new], labels_of(cluster), following, options.out,
        PastTexts(options.out, old, bench.store).document, in_parallel,  # type: ignore[arg-type]
    )
    written = {file.path for file in update.files}
    report.rows.extend(
        row for row in rows if row.path not in written and not row.path.startswith(update.remove or ("\0",)))
    _stage(bench, update.files, report)
    save_prints(following, shares, bench.store.seal)
    drop_prints(following, vanished)
    note = "检索索引已经零散，查询会慢一些；找个空闲时候运行 zhanqun build --compact 重新整理"
    return Index((note,) if update.full_build_due else (), lambda: replace_state(following, known))


def _documents(bench: Bench, sites: Sequence[Site], out: Path, wanted: set[Address]) -> list[SearchDoc]:
    if not wanted:
        return []
    works = bench.job.works
    return [
        _document(bench, out, linked)
        for site in sites for chunk in range(works.chunks(site.id)) for linked in works.items(site.id, chunk)
        if linked.card.address in wanted
    ]


def _shares(
    bench: Bench, sites: Sequence[Site], options: BuildOptions, spills: Path | None,
) -> list[tuple[str, Share]]:
    parts = [(str(site.id), chunk) for site in sites for chunk in range(bench.job.works.chunks(site.id))]
    jobs = options.jobs if spills is not None else 1
    desk = _Desk(bench, options.out, spills)

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
    prints = {str(linked.card.address): _print(desk.bench, linked) for linked in items}
    spill: list[object] = []
    if desk.spills is not None and items:
        docs = [_document(desk.bench, desk.out, linked) for linked in items]
        ref = tokenize_batch(docs, desk.spills / f"{site}-{chunk}")
        spill = [str(ref.path), list(ref.addresses), ref.occurrences, list(ref.cut)]
    return msgspec.msgpack.encode(Share(prints, spill))


def _document(bench: Bench, out: Path, linked: LinkedItem) -> SearchDoc:
    """The body as its page shows it, whether that was made just now or stands since the last build."""
    cluster, item = bench.job.cluster, linked.item
    body = None
    for folder in (bench.staging, out):
        with suppress(FileNotFoundError):
            body = published_body(_page(f"{folder}/{linked.card.address}"))
            break
    return SearchDoc(
        linked.card, body_text(cluster, item) if body is None else body, attachment_texts(cluster, item, bench.store))


def _page(path: str) -> str:
    with open(path, "rb") as handle:
        return handle.read().decode()


def _print(bench: Bench, linked: LinkedItem) -> Print:
    files = tuple(
        Listed(file.name, str(address_of(bench.job.cluster, file.path)), file.sha256)
        for file in linked.item.files if file.listed
    )
    mark = fingerprint_hex(linked.card, [(file.name, file.sha256) for file in files])
    return Print(mark, msgspec.Raw(msgspec.msgpack.encode(linked.card)), files)


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
