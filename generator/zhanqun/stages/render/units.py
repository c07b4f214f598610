"""Cut the work into units that workers take, and turn a unit into its tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from zhanqun.model.address import site_prefix
from zhanqun.model.cluster import Site
from zhanqun.stages.render.assets import asset_tasks
from zhanqun.stages.render.items import item_tasks, stub_tasks
from zhanqun.stages.render.job import Job, Task, Unit, local_links
from zhanqun.stages.render.lists import column_mark, column_tasks, department_tasks, year_tasks
from zhanqun.stages.render.machines import cluster_machine_tasks, data_tasks, feed_tasks, redirect_tasks
from zhanqun.stages.render.pages_answers import answers_tasks
from zhanqun.stages.render.pages_foi import foi_tasks
from zhanqun.stages.render.pages_guide import guide_tasks
from zhanqun.stages.render.pages_matters import matters_tasks
from zhanqun.stages.render.pages_overview import overview_tasks
from zhanqun.stages.render.pages_policy import policy_tasks
from zhanqun.stages.render.pages_registers import register_tasks
from zhanqun.stages.render.paging import chunks
from zhanqun.stages.render.singles import mother_tasks, site_tasks
from zhanqun.text.fingerprint import fingerprint_hex

_COLUMNS = 8


def plan_units(job: Job, site: Site) -> list[Unit]:
    """All units of one site's output, the big ones first."""
    units = [Unit("items", site.id, chunk, chunk + 1) for chunk in range(job.works.chunks(site.id))]
    columns = len(job.cluster.catalogue.columns)
    step = _COLUMNS if site.role == "mother" else columns or 1
    units += [Unit("columns", site.id, *run) for run in chunks(columns, step)]
    units += [Unit(kind, site.id) for kind in ("data", "feeds", "years", "site", "policy", "department")]
    if site.role == "mother":
        units += [Unit(kind, site.id) for kind in ("mother", "cluster", "assets", "redirects")]
    return units


def unit_key(job: Job, unit: Unit) -> str:
    """Digest over everything that a unit makes its files from, the day aside; empty for a unit that must be gone through.

    A unit whose key is the last build's, on a day on which nothing of it changes by itself, makes the same files.
    """
    site = job.cluster.site(unit.site)
    assert site is not None
    match unit.kind:
        case "items":
            marks = [job.works.mark(site.id, unit.start)]
        case "data":
            marks = [job.works.mark(site.id, chunk) for chunk in range(job.works.chunks(site.id))]
        case "columns":
            marks = [column_mark(job, site, column) for column in job.cluster.catalogue.columns[unit.start : unit.stop]]
        case _:
            return ""
    return fingerprint_hex(job.salt, job.frame_salts[site.id], unit.name, marks) if all(marks) else ""


def frame_links(job: Job, site: Site, resolve: Callable[[str, str], str]) -> dict[str, str]:
    """Output path that a site's frame links to -> the site's home page."""
    home = site_prefix(job.cluster, site.id) + "index.html"
    links = local_links("".join(job.frames[site.id].at("").parts[0::2]))
    return {target: home for target in (resolve("", link) for link in links) if target}


def unit_tasks(job: Job, unit: Unit) -> Iterator[Task]:
    """The tasks of one unit, in a stable order."""
    site = job.cluster.site(unit.site)
    assert site is not None
    match unit.kind:
        case "items":
            yield from item_tasks(job, site, unit.start)
        case "columns":
            yield from column_tasks(job, site, unit.start, unit.stop)
        case "years":
            yield from year_tasks(job, site)
            yield from register_tasks(job, site)
        case "site":
            yield from site_tasks(job, site)
            yield from stub_tasks(job, site)
        case "department":
            yield from department_tasks(job, site)
        case "data":
            yield from data_tasks(job, site)
        case "feeds":
            yield from feed_tasks(job, site)
        case "cluster":
            yield from cluster_machine_tasks(job)
        case "policy":
            yield from policy_tasks(job, site)
            yield from foi_tasks(job, site)
            yield from guide_tasks(job, site)
            yield from matters_tasks(job, site)
            yield from answers_tasks(job, site)
        case "mother":
            yield from mother_tasks(job)
            yield from overview_tasks(job)
        case "redirects":
            yield from redirect_tasks(job)
        case "assets":
            yield from asset_tasks(job)
        case _:
            raise ValueError(unit.kind)
