"""Tasks for a site's items: their pages, attachments and the stubs of what was taken down."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from zhanqun.model.address import address_of
from zhanqun.model.catalog import LinkedItem, LinkedStub
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.errors import UsageError
from zhanqun.model.item import Head
from zhanqun.model.verdict import ClearedFile, ClearedItem, ClearedPage
from zhanqun.stages.render.attached import csv_figures, previews, register_tables
from zhanqun.stages.render.frames import root_of
from zhanqun.stages.render.job import NO_INDEX, Job, Made, Task
from zhanqun.stages.render.markdown import Body, render_body
from zhanqun.stages.render.versions import changes_of
from zhanqun.stages.render.views.blocks import consultation_status, next_status_day
from zhanqun.stages.render.views.item import banners, item_view
from zhanqun.stages.render.views.plain import column_trail, stub_view
from zhanqun.text.fingerprint import fingerprint_hex
from zhanqun.text.front_matter import body_of


def item_tasks(job: Job, site: Site, chunk: int) -> Iterator[Task]:
    """Pages and attachments of one part of the site's items."""
    for linked in job.works.items(site.id, chunk):
        yield _item_task(job, site, linked)
        yield from file_tasks(job, linked.item)


def _item_task(job: Job, site: Site, linked: LinkedItem) -> Task:
    card, head = linked.card, linked.item.head
    key = fingerprint_hex(
        job.salt, job.frame_salts[site.id], linked.item, linked.explains, linked.explained_by, linked.related,
        linked.revisions, day_words(head, job.day), *linked.earlier,
    )

    def make() -> Made:
        text, body = read_body(job, linked.item, root_of(card.address))
        tables = register_tables(job.cluster, linked.item, read_bytes)
        view = item_view(
            linked, job.cluster, site, body.html, body.outline, day=job.day,
            previews=previews(job.cluster, linked.item.files, read_bytes, tables),
            changes=changes_of(linked, body.text) if linked.earlier else (),
        )
        if tables:
            view = replace(view, tables=tuple(tables.values()))
        trail = (*column_trail(job.cluster, site, card.column, last=False), ("正文", ""))
        about = "" if head.summary else " ".join(body.text[:240].split())[:100]
        page = job.page(
            site, card.address, "item", "item", view, title=head.title,
            head=job.heads.item(linked, description=about), trail=trail,
        )
        return replace(page, cleared=text)

    ends = [day for day in (next_status_day(head, job.day), linked.earlier_until) if day is not None]
    return Task(card.address, key, make, linked.item.path, until=min(ends, default=None))


def day_words(head: Head, day: date) -> tuple[object, ...]:
    """What the page says that depends on the day of the build: status words and banners."""
    status = consultation_status(head.consultation, day) if head.consultation else None
    lapsed = head.expires is not None and head.expires <= day
    return (status, lapsed, banners(head, day)) if status or head.expires or next_status_day(head, day) else ()


def read_body(job: Job, item: ClearedItem, root: str) -> tuple[str, Body]:
    """Render the very bytes that the gate cleared; their Markdown, too."""
    text = body_of(read_bytes(job.cluster, item.path, item.sha256))
    return text, render_body(text, root, csv_figures(job.cluster, item, read_bytes) if ".csv" in text else None)


def read_bytes(cluster: Cluster, path: str, sha256: str) -> bytes:
    """Read a cleared file again. Raises UsageError when its bytes are not the cleared ones any more."""
    try:
        with open(f"{cluster.root}/{path}", "rb") as handle:
            data = handle.read()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise UsageError(f"{path} 在构建过程中被改动，已停止，输出未改动；请重新构建")
    return data


def file_tasks(job: Job, owner: ClearedItem | ClearedPage) -> Iterator[Task]:
    """Attachments that a cleared item or page names, byte for byte."""
    for file in owner.files:
        yield _file_task(job, file, owner.path)


def _file_task(job: Job, file: ClearedFile, owner: str) -> Task:
    address = address_of(job.cluster, file.path)
    return Task(address, file.sha256, lambda: Made(read_bytes(job.cluster, file.path, file.sha256)), owner)


def stub_tasks(job: Job, site: Site) -> Iterator[Task]:
    for linked in job.works.stubs(site.id):
        yield _stub_task(job, site, linked)


def _stub_task(job: Job, site: Site, linked: LinkedStub) -> Task:
    view = stub_view(linked, job.cluster, site)
    key = fingerprint_hex(job.salt, job.frame_salts[site.id], linked)

    def make() -> Made:
        trail = (*column_trail(job.cluster, site, linked.stub.column, last=False), ("正文", ""))
        head = NO_INDEX + job.heads.plain(site, linked.address, view.title)
        return job.page(site, linked.address, "stub", "stub", view, title=view.title, head=head, trail=trail)

    return Task(linked.address, key, make, linked.stub.path)
