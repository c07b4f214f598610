"""Who is who: authors from git, reviewers from reviewers.yml, and which steps a column asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from zhanqun.model.cluster import Cluster, Reviewer
from zhanqun.model.item import Item, Page

_LAST_RESORT = ("保密审查",)
"""保守国家秘密法第三十五条: what is to be public is reviewed first, so no configuration can ask for no step at all."""
_MAIL = re.compile(r"<([^<>]*)>")
_PARENTHESES = re.compile(r"[(（]\s*([^()（）]*?)\s*[)）]")


def required_steps(value: Item | Page, cluster: Cluster) -> tuple[str, ...] | None:
    """Steps that must be recorded, in order; none when the column is unknown (then nothing can be approved)."""
    if isinstance(value, Page):
        return cluster.policy.page_steps or _LAST_RESORT
    column = cluster.catalogue.by_code.get(value.head.column)
    if column is None:
        return None
    return column.steps or cluster.policy.default_steps or _LAST_RESORT


_last: tuple[tuple[Reviewer, ...], dict[str, tuple[Reviewer, ...]]] | None = None


def reviewers_named(cluster: Cluster, name: str) -> tuple[Reviewer, ...]:
    """Lines of reviewers.yml with this name. The table of the last cluster is kept: a county has a thousand lines."""
    global _last
    last = _last
    if last is None or last[0] is not cluster.reviewers:
        table: dict[str, tuple[Reviewer, ...]] = {}
        for reviewer in cluster.reviewers:
            table[reviewer.name] = (*table.get(reviewer.name, ()), reviewer)
        last = _last = (cluster.reviewers, table)
    return last[1].get(name, ())


def may_approve(cluster: Cluster, name: str, site: str, step: str, day: date) -> bool:
    """True when reviewers.yml lets this person approve this step for this site on this day."""
    return any(reviewer.may(site, step, day) for reviewer in reviewers_named(cluster, name))


def wrote_it(cluster: Cluster, name: str, authors: Iterable[str]) -> bool:
    """True when ``name``, or an e-mail address registered for it, is among git's authors (``Name <mail>``)."""
    mails = {mail.casefold() for reviewer in reviewers_named(cluster, name) for mail in reviewer.emails}
    for author in authors:
        match = _MAIL.search(author)
        plain = author[: match.start()].strip() if match else author.strip()
        mail = match.group(1).strip() if match else plain
        if plain == name or mail.casefold() in mails:
            return True
    return False


def trailer_parts(name: str, mail: str, steps: tuple[str, ...]) -> tuple[str, str, str]:
    """(name, e-mail, step) of one ``Reviewed-by`` trailer; the step in parentheses, or empty for any step.

    Other words in parentheses belong to the name: ``何秋实（演示） <a@b.example> (初审)``.
    """
    step = ""

    def take(match: re.Match[str]) -> str:
        nonlocal step
        if match.group(1) not in steps:
            return match.group()
        step = step or match.group(1)
        return ""

    plain, address = _PARENTHESES.sub(take, name), _PARENTHESES.sub(take, mail)
    found = _MAIL.search(plain) or _MAIL.search(address)
    if found:
        address = found.group(1)
    return plain.split("<", 1)[0].strip(), address.strip().rstrip(">").strip().casefold(), step
