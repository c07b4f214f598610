"""Cut the work into units that workers take, and turn a unit into its tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from zhanqun.model.address import site_prefix
from zhanqun.stages.render.assets import asset_tasks
from zhanqun.stages.render.items import item_tasks, stub_tasks
from zhanqun.stages.render.job import Job, Task, Unit, local_links
from zhanqun.stages.render.lists import column_tasks, department_tasks, year_tasks
from zhanqun.stages.render.machines import machine_tasks, redirect_tasks
from zhanqun.stages.render.pages_foi import foi_tasks
from zhanqun.stages.render.pages_matters import matters_tasks
from zhanqun.stages.render.pages_policy import policy_tasks
from zhanqun.stages.render.paging import chunks
from zhanqun.stages.render.singles import mother_tasks, site_tasks

_ITEMS = 250
_COLUMNS = 8
_SLICES = 64


def plan_units(job: Job) -> list[Unit]:
    """All units of a build, the big ones first so that no worker is left with one at the end."""
    cluster = job.cluster
    units: list[Unit] = []
    columns = chunks(len(cluster.catalogue.columns), _COLUMNS)
    mother = cluster.mother.id
    units += [Unit("columns", mother, start, stop) for start, stop in columns]
    units.append(Unit("years", mother))
    for site in cluster.sites:
        units += [Unit("items", site.id, *run) for run in chunks(len(job.catalog.items[site.id]), _ITEMS)]
        units.append(Unit("site", site.id))
        units.append(Unit("department", site.id))
        units.append(Unit("policy", site.id))
        if site.id != mother:
            units.append(Unit("columns", site.id, 0, len(cluster.catalogue.columns)))
            units.append(Unit("years", site.id))
    units += [Unit("machine", mother, *run) for run in chunks(len(job.slices), _SLICES)]
    units += [Unit("mother", mother), Unit("assets", mother), Unit("redirects", mother)]
    return units


def frame_links(job: Job, resolve: Callable[[str, str], str]) -> dict[str, str]:
    """Output path that a site's frame links to -> the site's home page."""
    found: dict[str, str] = {}
    for site in job.cluster.sites:
        home = site_prefix(job.cluster, site.id) + "index.html"
        for link in local_links("".join(job.frames[site.id].at("").parts[0::2])):
            target = resolve("", link)
            if target:
                found.setdefault(target, home)
    return found


def unit_tasks(job: Job, unit: Unit) -> Iterator[Task]:
    """The tasks of one unit, in a stable order."""
    site = job.cluster.site(unit.site)
    assert site is not None
    match unit.kind:
        case "items":
            yield from item_tasks(job, site, unit.start, unit.stop)
        case "columns":
            yield from column_tasks(job, site, unit.start, unit.stop)
        case "years":
            yield from year_tasks(job, site)
        case "site":
            yield from site_tasks(job, site)
            yield from stub_tasks(job, site)
        case "department":
            yield from department_tasks(job, site)
        case "policy":
            yield from policy_tasks(job, site)
            yield from foi_tasks(job, site)
            yield from matters_tasks(job, site)
        case "mother":
            yield from mother_tasks(job)
        case "machine":
            yield from machine_tasks(job, unit.start, unit.stop)
        case "redirects":
            yield from redirect_tasks(job)
        case "assets":
            yield from asset_tasks(job)
        case _:
            raise ValueError(unit.kind)
