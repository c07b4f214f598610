"""Task of each site's page of questions and answers."""

from __future__ import annotations

import os
from collections.abc import Iterator

from zhanqun.model.address import site_prefix
from zhanqun.model.catalog import Card
from zhanqun.model.cluster import Site
from zhanqun.model.ids import Address
from zhanqun.stages.render.items import read_bytes
from zhanqun.stages.render.job import Job, Made, Task
from zhanqun.stages.render.markdown import render_body
from zhanqun.stages.render.views.answers import FOLDER, KIND, MOST, Answer, answer_of, answers_view, has_answers
from zhanqun.text.fingerprint import fingerprint_hex
from zhanqun.text.front_matter import body_of


def answers_tasks(job: Job, site: Site) -> Iterator[Task]:
    """The mother's page holds the whole cluster. Without a column of this kind there is no page."""
    if not has_answers(job.cluster.catalogue):
        return
    cards = job.shelves.of(site.id).kind(KIND)
    prefix = site_prefix(job.cluster, site.id)
    path = Address(f"{prefix}{FOLDER}/index.html")
    key = fingerprint_hex(
        job.salt, job.frame_salts[site.id], len(cards), cards.digest(0, MOST), [card.sha256 for card in cards[:MOST]])

    def make() -> Made:
        shown = list(cards[:MOST])
        answers = [_answer(job, card) for card in shown]
        view = answers_view(job.cluster, site, answers, len(cards))
        trail = [("首页", "index.html")]
        if prefix:
            trail.append((site.short, prefix + "index.html"))
        head = job.heads.answers(site, path, view.title, [
            (one.question, "\n".join(one.answer), card) for one, card in zip(answers, shown, strict=True) if one.answer])
        made = job.page(site, path, "list", "answers", view, title=view.title, head=head, trail=(*trail, (view.title, "")))
        return Made(made.data, made.links, made.leaf, quoted=tuple(_source(job, card) for card in shown))

    yield Task(path, key, make, "list")


def _answer(job: Job, card: Card) -> Answer:
    """The very bytes that the gate cleared: a card carries their digest."""
    text = body_of(read_bytes(job.cluster, _source(job, card), card.sha256))
    site = job.cluster.site(card.site)
    return answer_of(card, "" if site is None else site.short, render_body(text, "").text)


def _source(job: Job, card: Card) -> str:
    """The file behind a card; an address does not say how its ending was spelt."""
    rest = card.address.removeprefix(site_prefix(job.cluster, card.site)).removesuffix(".html")
    found = [f"sites/{card.site}/docs/{rest}{ending}" for ending in (".md", ".MD", ".Md", ".mD")]
    return next((path for path in found if os.path.isfile(os.path.join(job.cluster.root, path))), found[0])
