"""Task of each site's page of consultations and public notices. Its key holds the day: days left must be right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from zhanqun.model.address import site_prefix
from zhanqun.model.cluster import Site
from zhanqun.model.ids import Address
from zhanqun.stages.render.job import Job, Made, Task
from zhanqun.stages.render.views.matters import FOLDER, matters_view
from zhanqun.text.fingerprint import fingerprint_hex


def matters_tasks(job: Job, site: Site) -> Iterator[Task]:
    """The mother's page holds the whole cluster."""
    cards = job.shelves.of(site.id).ending()
    prefix = site_prefix(job.cluster, site.id)
    path = Address(f"{prefix}{FOLDER}/index.html")
    key = fingerprint_hex(job.salt, job.frame_salts[site.id], job.day if len(cards) else None, cards.digest())

    def make() -> Made:
        view = matters_view(job.cluster, cards, job.day)
        trail = [("首页", "index.html")]
        if prefix:
            trail.append((site.short, prefix + "index.html"))
        return job.page(
            site, path, "list", "matters", view, title=view.title, head=job.heads.plain(site, path, view.title),
            trail=(*trail, (view.title, "")),
        )

    # Days left are counted in days; a page without any stays as it is.
    tomorrow = job.day + timedelta(days=1) if len(cards) else None
    yield Task(path, key, make, "list", until=tomorrow)
