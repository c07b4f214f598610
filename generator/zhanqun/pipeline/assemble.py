"""Stages 4 to 8 for the sites whose output may differ from what lies in the output folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from datetime import date

from zhanqun import assets
from zhanqun.memo import Lost, Store
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.facts import SiteFacts
from zhanqun.model.finding import Finding
from zhanqun.model.output import OutputFile, OutputRow
from zhanqun.model.sheet import Sheet
from zhanqun.pipeline.fulltext import Index, Published, index_texts
from zhanqun.pipeline.fulltext_part import PART
from zhanqun.pipeline.groups import Group, Ledger, load_ledger, load_units, save_ledger, save_units, stands
from zhanqun.pipeline.options import BuildOptions, BuildResult, Clock
from zhanqun.pipeline.pack import Cards, load_columns
from zhanqun.pipeline.produce import Bench, DataPart, Far, SiteOutput, UnitReport, make_tasks, merge, producing
from zhanqun.pipeline.proof import Proof
from zhanqun.pipeline.published import save_published
from zhanqun.pipeline.resume import last_files, last_index, staged_sources
from zhanqun.pipeline.survey import Survey
from zhanqun.pipeline.versions import Known, earlier_versions
from zhanqun.pipeline.withheld import cluster_key, watch_withheld
from zhanqun.pipeline.works import Relations, SiteWorks, redirects_of
from zhanqun.stages.render import (
    FrameLost,
    Part,
    Salts,
    Shelves,
    asset_digest,
    data_index_task,
    prepare_render,
    render_frames,
    salt_render,
)
from zhanqun.stages.verify import Watch, verify_output
from zhanqun.stages.write import Area, ManifestPart, finish_output, make_part, read_part
from zhanqun.text.fingerprint import fingerprint_hex


@dataclass(frozen=True, slots=True)
class _Plan:
    """What must be made, and what stands."""

    ledger: Ledger
    index: Mapping[str, ManifestPart]
    """The last output's manifest."""
    keys: Mapping[str, str]
    whole: str
    run: tuple[Site, ...]


def assemble_output(
    seen: Survey, options: BuildOptions, area: Area, store: Store, clock: Clock,
) -> BuildResult:
    """Make, verify and publish what changed. The last output stays as it is when anything is wrong."""
    cluster, day = seen.cluster, seen.now.date()
    theme, base = assets.theme_folder(), options.root / "mkdocs.base.yml"
    with clock.stage("prepare"):
        salts = salt_render(cluster, theme, base, store.seal, {
            site: facts.pages_digest for site, facts in seen.facts().items()})
        ledger, index = load_ledger(store, options.mark), last_index(area)
        whole = fingerprint_hex(salts.job, salts.keys, asset_digest(theme), day, [
            (facts.site, facts.digest) for facts in seen.register.facts])
        if ledger.whole == whole and _all_stand(ledger, index) and not options.compact:
            unchanged = sum(part.files for part in index.values())
            return _result(seen, clock, store, seen.findings, {"unchanged": unchanged})
        sheets = {site: _sheet(store, facts) for site, facts in seen.facts().items()}
        shelves = Shelves(cluster, sheets, cards := Cards(store, sheets))
        relations = Relations(seen.register, shelves)
        every = SiteWorks(cluster, store, seen.facts(), relations, seen.past.of(()))
        frames = render_frames(cluster, every, theme, base, salts, store)
        plan = _plan(seen, salts, frames, relations, ledger, index, whole, day, asset_digest(theme), options.compact)
        cards.load_for(len(plan.run))
        past = seen.past.of([str(site.id) for site in plan.run])
        versions = earlier_versions(seen, store, plan.run, past)
        works = SiteWorks(
            cluster, store, seen.facts(), relations, past, versions, {str(site.id): seen.past.digest(site.id) for site in plan.run})
        try:
            job = prepare_render(
                cluster, plan.run, works, shelves, redirects_of(cluster, seen.register, shelves),
                {site: facts.notes for site, facts in seen.facts().items()}, theme, day, salts, frames, store,
            )
        except FrameLost as error:
            raise Lost("a frame vanished during the build") from error
    before = last_files(area, [plan.index[site.id] for site in plan.run if site.id in plan.index], _parts_of(cluster))
    with clock.stage("render"):
        watch = watch_withheld(
            cluster, seen.register.facts, store, key := cluster_key(options.root, keep=options.cache))
        bench = Bench(
            job, area.staged, before, store, set(), Proof(cluster, seen.facts(), store, watch),
            {str(site.id): load_units(store, options.mark, site.id, index.get(site.id)) for site in plan.run})
        making = producing(
            bench, plan.run, options.jobs, options.progress,
            _elsewhere(seen, plan, salts, frames, options, (versions, key, watch)))
    made, texts = _make(bench, plan, making, options, clock)
    result = _publish(seen, plan, made, texts, before, options, area, store, clock)
    if result.ok:
        texts.settle()
    return replace(result, notes=(*result.notes, *texts.notes))


def _make(
    bench: Bench, plan: _Plan, making: AbstractContextManager[Callable[[], dict[str, SiteOutput]]], options: BuildOptions,
    clock: Clock,
) -> tuple[dict[str, SiteOutput], Index]:
    """All files of the sites and of the full-text index, which is made from the finished pages of items."""
    with ExitStack() as stack:
        with clock.stage("render"):
            finish = stack.enter_context(making)
        with clock.stage("search"):
            texts = index_texts(bench, plan.run, Published(plan.index.get(PART), plan.ledger.part(PART)), options)
        with clock.stage("render"):
            made = finish()
            _index_data(bench, bench.job.cluster, plan, made)
    return made, texts


def _parts_of(cluster: Cluster) -> set[str]:
    """Names of the manifest's parts."""
    return {*(str(site.id) for site in cluster.sites), PART}


def _elsewhere(
    seen: Survey, plan: _Plan, salts: Salts, frames: Mapping[str, str], options: BuildOptions,
    more: tuple[Mapping[str, Known], bytes, Watch],
) -> Far | None:
    """How to render on other machines, when that was asked for."""
    if not options.executor:
        return None
    from zhanqun.pipeline.remote.rendering import Setting, render_far

    setting = Setting(seen, tuple(str(site.id) for site in plan.run), salts, dict(frames), *more)
    return lambda bench, units, tick: render_far(options, setting, bench, units, tick)


def _all_stand(ledger: Ledger, index: Mapping[str, ManifestPart]) -> bool:
    return set(ledger.groups) == set(index) and all(
        index[site].sha256 == group.part for site, group in ledger.groups.items())


def _sheet(store: Store, facts: SiteFacts) -> Sheet:
    sheet = load_columns(store, facts.site, facts.sheet)
    if sheet is None:
        raise Lost(f"sheet of {facts.site} vanished or changed during the build")
    return sheet


def _plan(
    seen: Survey, salts: Salts, frames: Mapping[str, str], relations: Relations, ledger: Ledger, index: Mapping[str, ManifestPart], whole: str,
    day: date, theme: str, compact: bool,
) -> _Plan:
    cluster = seen.cluster
    facts = seen.facts()
    mother = cluster.mother.id
    keys = {
        str(site.id): fingerprint_hex(
            salts.job, salts.keys[site.id], frames[site.id], frames[mother], facts[site.id].digest,
            [facts[one.id].digest for one in cluster.below(site.id)], relations.digests.get(str(site.id), ""),
        )
        for site in cluster.sites
    }
    # The mother shows every site: she is made again whenever anything is.
    keys[mother] = fingerprint_hex(whole, keys, theme)
    run = tuple(
        site for site in cluster.sites
        if not stands(ledger.groups.get(site.id), keys[site.id], day, index.get(site.id))
    )
    # Every site may stand beside another full-text index: a build without the cache puts it in one piece.
    if (run or compact or not _all_stand(ledger, index)) and cluster.mother not in run:
        run = (cluster.mother, *run)
    return _Plan(ledger, index, keys, whole, run)


def _index_data(bench: Bench, cluster: Cluster, plan: _Plan, made: dict[str, SiteOutput]) -> None:
    """data/index.json tells of every data part, new or kept, so it is made last."""
    names = {str(site.id) for site in plan.run}
    parts = [part for output in made.values() for part in output.parts]
    kept = [
        part for site in cluster.sites if site.id not in names
        for part in plan.ledger.groups[site.id].data
    ]
    # Thousands of entries that stand were looked at when they were made: only what is new is looked at again.
    known = {part for group in plan.ledger.groups.values() for part in group.data}
    shown = data_index_task(bench.job, _parts(part for part in parts if part not in known)).make().data
    report = UnitReport([], [], {}, [])
    make_tasks(bench, [data_index_task(bench.job, _parts((*parts, *kept)), shown)], {}, report)
    merge(made[cluster.mother.id], report)


def _parts(parts: Iterable[DataPart]) -> list[Part]:
    return [Part(part.path, part.site, part.year, part.rows, part.size, part.sha256) for part in parts]


def _publish(
    seen: Survey, plan: _Plan, made: Mapping[str, SiteOutput], texts: Index, before: Mapping[str, str],
    options: BuildOptions, area: Area, store: Store, clock: Clock,
) -> BuildResult:
    names = _parts_of(seen.cluster)
    gone = sorted(set(plan.index) - names)
    rows = {site: [*output.rows.values(), *output.clashes] for site, output in made.items()} | {PART: texts.found.rows}
    paths = {path for output in made.values() for path in output.rows} | {row.path for row in texts.found.rows}
    removed = [path for path in before if path not in paths]
    removed += [path for site in gone for path in read_part(options.out, plan.index[site]) if path not in paths]
    removed += texts.found.removed
    with clock.stage("verify"):
        taken = set(removed)
        links = _links(made, plan, taken, paths)
        verified, faults = verify_output(
            rows, links, _cleared(seen),
            lambda path: path not in taken and os.path.isfile(area.out / path),
        )
    leaks = [finding for output in made.values() for finding in output.findings] + texts.report.findings
    findings = tuple(sorted((*seen.findings, *faults, *leaks), key=Finding.order))
    if verified is None or leaks:
        return BuildResult(
            findings=findings, counts=seen.counts, seconds=clock.seconds, notes=_notes(store), ok=False,
        )
    with clock.stage("write"):
        parts = {site: part for site, part in plan.index.items() if site in names}
        parts[PART] = texts.found.part
        files: list[OutputFile] = [texts.found.file]
        groups = {site: group for site, group in plan.ledger.groups.items() if site in names}
        groups[PART] = Group("", 0, 0, parts[PART].sha256, (), ())
        for site, output in made.items():
            parts[site], file = make_part(site, verified.rows[site])
            files.append(file)
            groups[site] = _group(plan.keys[site], seen.now.date(), parts[site], output, verified.rows[site])
        staged = list(dict.fromkeys([*(path for output in made.values() for path in output.staged), *texts.report.staged]))
        sources = staged_sources((row for each in verified.rows.values() for row in each), staged, seen.facts(), store)
        written = finish_output(area, staged, sorted(removed), parts, files, gone, sources)
        save_published(store, options.mark, seen.register)
        for site, output in made.items():
            save_units(store, options.mark, site, parts[site], output.units)
        save_ledger(store, options.mark, Ledger(plan.whole, groups))
    total = sum(part.files for part in parts.values())
    return _result(seen, clock, store, findings, {
        "written": written.written, "removed": written.removed, "unchanged": total - len(staged)})


def _links(
    made: Mapping[str, SiteOutput], plan: _Plan, removed: set[str], paths: set[str],
) -> dict[str, str]:
    """Links of lists and frames, and of sites that stand to something that goes away."""
    links: dict[str, str] = {}
    for output in made.values():
        for target, page in output.links.items():
            links.setdefault(target, page)
    if removed:
        for site, group in plan.ledger.groups.items():
            if site not in made:
                links.update({path: f"sites/{site}" for path in group.outward if path in removed - paths})
    return links


def _cleared(seen: Survey) -> Callable[[str], bool]:
    """Whether something may be published of a source."""
    facts, known = seen.facts(), dict[str, frozenset[str]]()

    def is_cleared(source: str) -> bool:
        _, _, rest = source.partition("/")
        site = rest.partition("/")[0]
        if site not in known:
            each = facts.get(site)
            known[site] = frozenset() if each is None else frozenset(
                path for path, state in zip(each.paths, each.states, strict=True) if state in "ips")
        return source in known[site]

    return is_cleared


def _group(key: str, day: date, part: ManifestPart, output: SiteOutput, rows: Sequence[OutputRow]) -> Group:
    own = {row.path for row in rows}
    outward = sorted({link for row in rows for link in row.links if link not in own})
    data: tuple[DataPart, ...] = tuple(output.parts)
    return Group(key, day.toordinal(), output.until, part.sha256, data, tuple(outward))


def _result(
    seen: Survey, clock: Clock, store: Store, findings: tuple[Finding, ...], counts: Mapping[str, int],
) -> BuildResult:
    return BuildResult(
        findings=findings, counts=seen.counts | dict(counts), seconds=clock.seconds, notes=_notes(store), ok=True,
    )


def _notes(store: Store) -> tuple[str, ...]:
    return (store.broken,) if store.broken else ()


