"""The whole program on one page: every stage once, in order. Nothing reaches the output unless ``verify`` says so."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from zhanqun.memo import Store
from zhanqun.model.errors import UsageError, disk_words
from zhanqun.pipeline.options import BuildOptions, BuildResult, Clock, Progress, any_error
from zhanqun.pipeline.retry import cache_folder, with_cache
from zhanqun.pipeline.survey import survey
from zhanqun.pipeline.whole import Judged, judge
from zhanqun.stages.write import Area

__all__ = ["BuildOptions", "BuildResult", "Judged", "Progress", "build", "check", "judge"]


def check(options: BuildOptions, sites: tuple[str, ...] = ()) -> BuildResult:
    """Stages 1 to 3 and what links; writes nothing but the cache. ``sites``: whose findings to tell; all are judged."""
    clock = Clock()
    spare = Path(tempfile.mkdtemp(prefix="zhanqun-"))
    try:
        seen = with_cache(options, lambda: survey(options, clock, Store(cache_folder(options), spare)))
    finally:
        shutil.rmtree(spare, ignore_errors=True)
    findings = seen.findings
    if sites:
        known = [str(site.id) for site in seen.cluster.sites]
        if unknown := sorted(set(sites) - set(known)):
            raise UsageError(f"没有站点 {'、'.join(unknown)}；现有站点：{'、'.join(known)}")
        starts = tuple(f"sites/{site}/" for site in (*sites, "_cluster"))
        findings = tuple(finding for finding in findings if finding.where.path.startswith(starts))
    return BuildResult(
        findings=findings, counts=seen.counts, seconds=clock.seconds, notes=(), ok=not any_error(findings),
    )


def build(options: BuildOptions) -> BuildResult:
    """Every stage once. A failed build leaves the last good output untouched.

    Raises UsageError for wrong configuration, Busy when another build holds the output.
    """
    area = Area(options.out)
    with area.locked(lambda: False):
        try:
            return with_cache(options, lambda: _build(options, area))
        except OSError as error:
            words = disk_words(error)
            if words is None:
                raise
            raise UsageError(
                f"输出写不进去（{words}）；腾出空间或检查权限后重新构建，会接着写完"
                if area.journal.exists() else
                f"输出写不进去（{words}），输出未改动；腾出空间或检查权限后重新构建"
            ) from error
        finally:
            area.drop()


def _build(options: BuildOptions, area: Area) -> BuildResult:
    # Imported here: what only a build needs costs ``check`` and ``review`` a quarter of a second.
    from zhanqun.pipeline.assemble import assemble_output

    clock = Clock()
    area.prepare()
    store = Store(cache_folder(options), area.next / "spare")
    seen = survey(options, clock, store)
    if not seen.ok:
        return BuildResult(
            findings=seen.findings, counts=seen.counts, seconds=clock.seconds, notes=(), ok=False,
        )
    return assemble_output(seen, options, area, store, clock)
