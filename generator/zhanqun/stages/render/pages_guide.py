"""Task of the generated guide, for sites without a hand-written one."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.cluster import Site
from zhanqun.model.coverage import guide_columns
from zhanqun.model.ids import Address
from zhanqun.stages.render.job import Job, Made, Task
from zhanqun.stages.render.views.address import column_href, home_href
from zhanqun.stages.render.views.guide import guide_href, guide_view
from zhanqun.text.fingerprint import fingerprint_hex


def guide_tasks(job: Job, site: Site) -> Iterator[Task]:
    """Nothing when the catalogue has no column for the guide, or a page of the site stands in it."""
    columns = guide_columns(job.cluster.catalogue)
    written = {note.column for note in job.notes[site.id]}
    if not columns or any(column.code in written for column in columns):
        return
    path = Address(guide_href(site))
    view = guide_view(job.cluster, site)
    key = fingerprint_hex(job.salt, job.frame_salts[site.id], "guide", view)

    def make() -> Made:
        trail = [("首页", "index.html")]
        if site.role != "mother":
            trail.append((site.short, home_href(site)))
        return job.page(
            site, path, "page", "guide", view, title=view.title, head=job.heads.plain(site, path, view.title),
            trail=(*trail, (columns[0].name, column_href(site, columns[0].code)), (view.title, "")),
        )

    yield Task(path, key, make, "list")
