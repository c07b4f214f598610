"""Task of each site's 依申请公开 page: flow chart, application form, deadline calculator."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zhanqun.model.address import site_prefix
from zhanqun.model.cluster import Site
from zhanqun.model.ids import Address
from zhanqun.stages.render.job import Job, Made, Task
from zhanqun.stages.render.views.address import column_href
from zhanqun.stages.render.views.foi import COLUMN, FOLDER, foi_view
from zhanqun.text.fingerprint import fingerprint_hex
from zhanqun.text.working_days import WorkingDays


def foi_tasks(job: Job, site: Site) -> Iterator[Task]:
    """Changes with the configuration and once a year, when the calendar moves on."""
    prefix = site_prefix(job.cluster, site.id)
    path = Address(f"{prefix}{FOLDER}/index.html")
    view = foi_view(site, WorkingDays(job.cluster.calendar), job.day.year)
    key = fingerprint_hex(job.salt, job.frame_salts[site.id], view)

    def make() -> Made:
        column = next((one for one in job.cluster.catalogue.columns if one.name == COLUMN), None)
        trail = [("首页", "index.html")]
        if prefix:
            trail.append((site.short, prefix + "index.html"))
        if column is not None:
            trail.append((column.name, column_href(site, column.code)))
        return job.page(
            site, path, "page", "foi", view, title=view.title, head=job.heads.plain(site, path, view.title),
            trail=(*trail, ("流程、申请表和期限计算", "")),
        )

    yield Task(path, key, make, "list", until=date(job.day.year + 1, 1, 1))
