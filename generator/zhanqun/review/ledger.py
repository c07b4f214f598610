"""``zhanqun audit``: the ledger of reviews that inspections ask for, from the sources and from git alone.

Reads the git log once. Of what is not public it tells the path and the state, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from zhanqun.model.cluster import Cluster
from zhanqun.model.history import History
from zhanqun.model.item import Head
from zhanqun.model.ledger import Entry
from zhanqun.model.verdict import ClearedItem, ClearedPage, GateResult, Stub, WithheldItem
from zhanqun.stages.collect import current_place, prefix_below, read_log

Commits = dict[str, tuple[str, str, str]]
"""Path -> (commit, ISO day, committer)."""


def ledger(cluster: Cluster, result: GateResult, history: History) -> tuple[Entry, ...]:
    """Every source of the cluster, sorted by path, one entry a recorded step."""
    commits = last_commits(cluster) if history.available else {}
    everything: tuple[ClearedItem | ClearedPage | Stub | WithheldItem, ...] = (
        *result.items, *result.pages, *result.stubs, *result.withheld,
    )
    outcomes = sorted(everything, key=lambda outcome: outcome.path)
    found: list[Entry] = []
    for outcome in outcomes:
        known = history.files.get(outcome.path)
        named = [file.path for file in outcome.files] if isinstance(outcome, ClearedItem | ClearedPage) else []
        commit, day, committer = commits.get(outcome.path, ("", "", ""))
        first = Entry(
            site=outcome.site, path=outcome.path, state=_state(outcome), authors=history.authors_of((outcome.path, *named)),
            commit=commit, commit_day=day, committer=committer,
        )
        if isinstance(outcome, ClearedItem | ClearedPage):
            found += _approved(cluster, outcome, first, known.reviewed_by if known else ())
        else:
            found.append(first)
    return tuple(found)


def _approved(
    cluster: Cluster, outcome: ClearedItem | ClearedPage, entry: Entry, trailers: Sequence[str],
) -> Iterator[Entry]:
    head = outcome.head
    column = cluster.catalogue.by_code.get(head.column) if head.column else None
    entry = replace(
        entry, title=head.title, column="/".join(column.path) if column else "",
        index_no=head.index_no if isinstance(head, Head) else "",
        public_from=str(head.published) if isinstance(head, Head) else "",
    )
    site = cluster.site(outcome.site)
    if site is not None and site.approvals == "trailers":
        for value in trailers:
            yield replace(entry, step="Reviewed-by", person=value, day=entry.commit_day)
        if not trailers:
            yield entry
    elif head.review is not None:
        for step in head.review.steps:
            yield replace(entry, step=step.name, person=step.person, day=step.day.isoformat(), result=step.result,
                          digest=head.review.digest)


def _state(outcome: ClearedItem | ClearedPage | Stub | WithheldItem) -> str:
    if isinstance(outcome, WithheldItem):
        return "暂不公开" if outcome.held else "有错误"
    return "只留说明页" if isinstance(outcome, Stub) else "公开"


def last_commits(cluster: Cluster) -> Commits:
    """The commit that last touched each file below sites/: one pass over the log."""
    place = current_place(cluster.root)
    if place is None:
        return {}
    prefix = prefix_below(place.top, cluster.root)
    log = read_log(cluster.root, "--no-renames", "--diff-merges=first-parent", place.head, "--", f"{cluster.root}/sites")
    found: Commits = {}
    for entry in log:
        for change in entry.changes:
            if change.path.startswith(prefix) and change.path != prefix:
                found.setdefault(change.path[len(prefix):], (entry.commit, entry.day, entry.committer))
    return found
