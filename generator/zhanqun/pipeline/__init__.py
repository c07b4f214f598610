"""The whole program on one page: every stage once, in order. Nothing reaches the output unless ``verify`` says so."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING

from zhanqun.memo import Store
from zhanqun.model.errors import Overtaken, UsageError, disk_words, why
from zhanqun.model.finding import Finding
from zhanqun.pipeline.options import BuildOptions, BuildResult, Clock, Progress, any_error, is_copy
from zhanqun.pipeline.retry import spare_folder, with_cache
from zhanqun.pipeline.still import answer, look, remember, untouched
from zhanqun.stages.write import Area

if TYPE_CHECKING:
    from zhanqun.pipeline.survey import Survey
    from zhanqun.pipeline.whole import Glance, Judged

_NUMBER = re.compile(r"\d(?:[ \-]?\d){10}|密")
"""Paths without it hold nothing that a detector finds; the gate is not imported for them."""

__all__ = ["BuildOptions", "BuildResult", "Progress", "build", "build_offline", "check", "glance", "judge_cluster", "stay"]


def check(options: BuildOptions, sites: tuple[str, ...] = ()) -> BuildResult:
    """Stages 1 to 3 and what links; writes nothing but the cache. ``sites``: whose findings to tell; all are judged."""
    clock = Clock()
    with spare_folder() as spare:
        seen = with_cache(options, spare, lambda store: _survey(options, clock, store))
    findings = seen.findings
    if sites:
        known = [str(site.id) for site in seen.cluster.sites]
        if unknown := sorted(set(sites) - set(known)):
            raise UsageError(_no_site(unknown, known))
        starts = tuple(f"sites/{site}/" for site in (*sites, "_cluster"))
        findings = tuple(finding for finding in findings if finding.where.path.startswith(starts))
    return _told(BuildResult(
        findings=findings, counts=seen.counts, seconds=clock.seconds, notes=(), ok=not any_error(findings),
    ))


def _told(result: BuildResult) -> BuildResult:
    """The result as people are told it: a file name may itself be what a detector found."""
    if not any(map(_unfit, result.findings)):
        return result
    from zhanqun.stages.gate import covered_places

    return replace(result, findings=tuple(covered_places(each) if _unfit(each) else each for each in result.findings))


def _unfit(finding: Finding) -> bool:
    """True for a finding that may hold a number in a path, or characters that rearrange what is shown."""
    paths = [finding.where.path, *(place.path for place in finding.also)]
    words = (*paths, finding.message, finding.evidence, finding.help.replace("\n", ""))
    return any(map(_NUMBER.search, paths)) or not all(map(str.isprintable, words))


def _no_site(unknown: Sequence[str], known: Sequence[str]) -> str:
    meant = sorted({name.removeprefix("./").split("/")[1] for name in unknown if "/" in name.removeprefix("./")} & set(known))
    if meant:
        return f"check 按站点检查，不按文件；这个文件的问题在它的站点里：zhanqun check {' '.join(meant)}"
    return f"没有站点 {'、'.join(unknown)}；现有站点：{'、'.join(known)}"


def build(options: BuildOptions) -> BuildResult:
    """Every stage once. A failed build leaves the last good output untouched.

    Raises UsageError for wrong configuration, Busy when another build holds the output.
    """
    if is_copy(options.out):
        raise UsageError(f"输出文件夹 {options.out.name} 里是离线版；网站请换一个文件夹（--out）")
    area = Area(options.out)
    patience: float | None = None
    with area.locked(lambda: False):
        try:
            return _told(with_cache(options, area.next / "spare", lambda store: _build(options, area, store)))
        except OSError as error:
            words = _environment_fault(error, area)
            if words is None:
                raise
            raise UsageError(
                f"输出写不进去（{words}）；腾出空间或检查权限后重新构建，会接着写完"
                if os.path.lexists(area.journal) else
                f"输出写不进去（{words}），输出未改动；腾出空间或检查权限后重新构建"
            ) from error
        except (KeyboardInterrupt, Overtaken):
            # Whoever presses Ctrl-C, or has saved again, must not wait until a hundred thousand pages have been removed again.
            patience = 0.2
            raise
        finally:
            area.drop(patience)


def _environment_fault(error: OSError, area: Area) -> str | None:
    """Why the system refused, in Chinese; None when the fault may be ours.

    Nobody but us works in the output folder and the folder beside it, so whatever the system says of a file there
    (something else was put in its place, a folder is a mount point) comes from outside.
    """
    words = disk_words(error)
    if words is None and any(
        os.fspath(name).startswith((f"{area.out}/", f"{area.next}/")) or os.fspath(name) in (str(area.out), str(area.next))
        for name in (error.filename, error.filename2) if isinstance(name, (str, os.PathLike))
    ):
        return why(error)
    return words


def build_offline(options: BuildOptions) -> BuildResult:
    """Every stage once, to a folder of its own, and of that output the copy that opens from a disk."""
    from zhanqun.pipeline.offline import copy_offline, online_folder

    if (options.out / "manifest" / "index.json").is_file() and not is_copy(options.out):
        raise UsageError(f"输出文件夹 {options.out.name} 里是网站；离线版请换一个文件夹（--out）")
    result = build(replace(options, out=online_folder(options.root)))
    return copy_offline(options, result) if result.ok else result


def glance(options: BuildOptions) -> AbstractContextManager[Glance]:
    """What ``review`` asks for; see ``whole.glance``."""
    from zhanqun.pipeline.whole import glance as glance_all

    return glance_all(options)


def judge_cluster(options: BuildOptions) -> Judged:
    """Everything that ``audit`` and ``report`` ask for: every site's facts and verdicts. Writes nothing but the cache."""
    from zhanqun.pipeline.whole import judge as judge_all

    return judge_all(options)


def _survey(options: BuildOptions, clock: Clock, store: Store, seen: dict[str, str] | None = None) -> Survey:
    # Imported here: a build in which nothing has changed needs none of the stages.
    from zhanqun.pipeline.survey import survey

    return survey(options, clock, store, untouched(options, store, look(options, store) if seen is None else seen))


def _get_ready() -> None:
    """Imports what a build with work to do needs."""
    from zhanqun.pipeline import assemble, survey

    del assemble, survey


def stay() -> None:
    """For a process that builds again and again: what is read of a site that is being written stays in memory."""
    from zhanqun.pipeline.pack import keep_decoded

    keep_decoded()


def _build(options: BuildOptions, area: Area, store: Store) -> BuildResult:
    clock = Clock()
    area.prepare()
    with clock.stage("collect"):
        seen = look(options, store, _get_ready)
    unsure = area.journal.exists() or area.mixed.exists()
    if not unsure and (still := answer(options, store, seen, clock)) is not None:
        return still
    found = _survey(options, clock, store, seen)
    # Imported here: most builds follow one that was not killed.
    from zhanqun.pipeline.resume import MIXED, resume

    if not found.past.broken:
        # Where git does not say what belongs to us, nobody knows who wrote the journal.
        resume(area, found, store)
    notes = (MIXED,) if area.mixed.exists() else ()
    if not found.ok:
        return BuildResult(
            findings=found.findings, counts=found.counts, seconds=clock.seconds, notes=notes, ok=False,
        )
    # Imported here: what only a build needs costs ``check`` and ``review`` a quarter of a second.
    from zhanqun.pipeline.assemble import assemble_output

    result = assemble_output(found, options, area, store, clock)
    if result.ok:
        remember(options, store, seen, found)
    return result
