"""Stage 6, the full-text index: kept up to date when little changed, built anew when much did or nothing is known.

What the index holds is kept beside the cache, for each output folder. It is changed on a copy that takes its place
when the output has been published; a state that does not fit the published index is not used.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from zhanqun.model.address import address_of
from zhanqun.model.catalog import LinkedItem
from zhanqun.model.cluster import Site
from zhanqun.model.ids import Address
from zhanqun.model.output import OutputFile
from zhanqun.model.searching import SearchDoc
from zhanqun.pipeline.fulltext_part import IndexPart, changed_part, published_lines, whole_part
from zhanqun.pipeline.fulltext_past import PastTexts
from zhanqun.pipeline.fulltext_state import (
    Listed,
    Portion,
    Print,
    Prints,
    Share,
    copy_state,
    drop_prints,
    fits,
    following_state,
    known_sites,
    known_state,
    load_prints,
    portion,
    replace_state,
    save_prints,
    state_folder,
)
from zhanqun.pipeline.options import BuildOptions
from zhanqun.pipeline.pool import each
from zhanqun.pipeline.produce import Bench, UnitReport, make_tasks
from zhanqun.stages.render import attachment_texts, body_text, fixed_task, published_body
from zhanqun.stages.search.parts import StateError
from zhanqun.stages.search.spill import SpillRef, tokenize_batch
from zhanqun.stages.search.update import build_index, labels_of, newest_first, update_index
from zhanqun.stages.write import ManifestPart, read_part
from zhanqun.text.fingerprint import fingerprint_hex

_NOTHING = msgspec.Raw(b"")

@dataclass(frozen=True, slots=True)
class _Desk:
    bench: Bench
    out: Path
    spills: Path | None
    """Where to write tokens; none: only compare."""


@dataclass(frozen=True, slots=True)
class Published:
    """The index as the output holds it, by the manifest and by what was recorded of it."""

    part: ManifestPart | None
    known: str
    """SHA-256 of the part that the last build wrote."""


@dataclass(slots=True)
class Index:
    """An index on its way to being published."""

    found: IndexPart
    report: UnitReport
    notes: tuple[str, ...]
    settle: Callable[[], None]
    """To be called when the output has been published."""


def index_texts(bench: Bench, sites: Sequence[Site], published: Published, options: BuildOptions) -> Index:
    """Make the index's files. ``sites``: those that may be different."""
    state = state_folder(options)
    if state is not None and not options.compact and fits(state, options.out, bench.store.seal):
        with suppress(StateError):
            return _add(bench, sites, options, state, published)
    return _anew(bench, options, state, published)


def _anew(bench: Bench, options: BuildOptions, state: Path | None, published: Published) -> Index:
    """Everything from nothing."""
    cluster = bench.job.cluster
    spills = bench.staging.parent / "spills"
    parts = [
        (str(site.id), chunk) for site in cluster.sites for chunk in range(bench.job.works.chunks(site.id))]
    shares = _shares(bench, parts, options, spills)
    refs = [_ref(share.spill) for share in shares if share.spill]
    following = None if state is None else following_state(state)
    if following is not None:
        shutil.rmtree(following, ignore_errors=True)

    def in_parallel(build: Callable[..., object], plan: object, numbers: range) -> Iterable[object]:
        return each(_partition, (build, plan), list(numbers), options.jobs, lambda _: None)

    # The shelf shows one day's items site by site; segments are merged by address, and so must the only one be ordered.
    files = build_index(
        sorted(bench.job.shelves.cluster.cards, key=newest_first), refs, labels_of(cluster), following,
        in_parallel,  # type: ignore[arg-type]
    )
    before = {} if published.part is None else read_part(options.out, published.part)
    report = _stage(bench, before, files)
    shutil.rmtree(spills, ignore_errors=True)
    found = whole_part(report.rows, before)
    if following is None:
        return Index(found, report, (), lambda: None)
    portions: dict[str, list[Portion]] = {str(site.id): [] for site in cluster.sites}
    for (site, chunk), share in zip(parts, shares, strict=True):
        portions[site].append(portion(bench.job.works.mark(site, chunk), share))
    save_prints(following, portions, bench.store.seal)
    return Index(found, report, (), lambda: replace_state(following, known_state(state)))


def _add(
    bench: Bench, sites: Sequence[Site], options: BuildOptions, state: Path, published: Published,
) -> Index:
    """What new, changed and vanished items make of the index. Raises StateError when it must be built anew."""
    cluster, known, following = bench.job.cluster, known_state(state), following_state(state)
    before = published_lines(options.out, published.part, published.known)
    assert published.part is not None
    change = _compare(bench, sites, options, known)
    copy_state(known, following)

    def in_parallel(work: Callable[..., object], plan: object, steps: range) -> Iterable[object]:
        return each(_partition, (work, plan), list(steps), options.jobs, lambda _: None)

    marks = {address: row.mark for address, row in change.old.items()}
    changed = {address for address, row in change.new.items() if marks.get(address) != row.mark}
    update = update_index(
        len(bench.job.shelves.cluster.cards), _documents(bench, change.parts, options.out, changed),
        [Address(address) for address in marks if address not in change.new], labels_of(cluster), following, options.out,
        PastTexts(options.out, change.old, bench.store).document, in_parallel,  # type: ignore[arg-type]
    )
    report = _stage(bench, before, update.files)
    found = changed_part(options.out, published.part, before, report.rows, update.remove)
    save_prints(following, change.portions, bench.store.seal)
    drop_prints(following, change.vanished)
    note = "检索索引已经零散，查询会慢一些；找个空闲时候运行 zhanqun build --compact 重新整理"
    return Index(found, report, (note,) if update.full_build_due else (), lambda: replace_state(following, known))


@dataclass(frozen=True, slots=True)
class _Change:
    """The parts of sites whose items are not what the index was given."""

    parts: Sequence[tuple[str, int]]
    old: Prints
    new: Prints
    portions: Mapping[str, Sequence[Portion]]
    """Of every site that was looked at, as they are now."""
    vanished: Collection[str]
    """Sites that are no more."""


def _compare(bench: Bench, sites: Sequence[Site], options: BuildOptions, known: Path) -> _Change:
    works = bench.job.works
    before = {str(site.id): load_prints(known, site.id) for site in sites}
    after: dict[str, list[Portion]] = {}
    parts: list[tuple[str, int]] = []
    for site in sites:
        marks = [works.mark(site.id, chunk) for chunk in range(works.chunks(site.id))]
        # With another number of parts, every item may lie in another one.
        old = before[site.id] if len(before[site.id]) == len(marks) else [Portion("", _NOTHING)] * len(marks)
        after[site.id] = [kept if mark and kept.mark == mark else Portion(mark, _NOTHING)
                          for kept, mark in zip(old, marks, strict=True)]
        parts += [(str(site.id), chunk) for chunk, kept in enumerate(after[site.id]) if kept.prints == _NOTHING]
    new: Prints = {}
    for (name, chunk), share in zip(parts, _shares(bench, parts, options, None), strict=True):
        new.update(share.prints)
        after[name][chunk] = portion(after[name][chunk].mark, share)
    vanished = known_sites(known) - {str(site.id) for site in bench.job.cluster.sites}
    past: Prints = {}
    for name, portions in (*before.items(), *((name, load_prints(known, name)) for name in sorted(vanished))):
        standing = {(kept.mark, bytes(kept.prints)) for kept in after.get(name, ()) if kept.mark}
        for kept in portions:
            if (kept.mark, bytes(kept.prints)) not in standing:
                past.update(kept.decoded())
    return _Change(parts, past, new, after, vanished)


def _documents(bench: Bench, parts: Sequence[tuple[str, int]], out: Path, wanted: set[str]) -> list[SearchDoc]:
    if not wanted:
        return []
    return [
        _document(bench, out, linked)
        for site, chunk in parts for linked in bench.job.works.items(site, chunk) if linked.card.address in wanted
    ]


def _shares(
    bench: Bench, parts: Sequence[tuple[str, int]], options: BuildOptions, spills: Path | None,
) -> list[Share]:
    jobs = options.jobs if spills is not None else 1
    desk = _Desk(bench, options.out, spills)

    def tick(done: int) -> None:
        options.progress("建检索索引", done, len(parts))

    return [msgspec.msgpack.decode(data, type=Share) for data in each(_share, desk, parts, jobs, tick)]


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


def _stage(bench: Bench, before: Mapping[str, str], files: Iterable[OutputFile]) -> UnitReport:
    report = UnitReport([], [], {}, [])
    make_tasks(replace(bench, before=before), (fixed_task(file, "index") for file in files), {}, report)
    return report
