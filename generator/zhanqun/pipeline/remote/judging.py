"""Judge on workers: sources into the store, one call for each batch, verdicts back where the build looks for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec

from zhanqun.model.source import SiteFiles
from zhanqun.pipeline.judge import BATCH, Desk, judge_files, lend_entries, stale_files
from zhanqun.pipeline.options import BuildOptions
from zhanqun.pipeline.remote.orders import JudgeOrder, store_config, store_sources, write_order
from zhanqun.pipeline.remote.team import Call, Team, team_of
from zhanqun.pipeline.remote.worker import full_seal


def judge_far(options: BuildOptions, desk: Desk, seal: str) -> None:
    """Judge what is stale of ``desk.files`` on the workers and lend the verdicts to the build."""
    team = team_of(options, full_seal(seal))
    assert team is not None
    emblem = f"sites/_cluster/{desk.cluster.emblem}"
    config = store_config(team.objects, Path(desk.cluster.root), (emblem,) if desk.cluster.emblem else ())
    calls: list[Call] = []
    parts: list[tuple[SiteFiles, int]] = []
    for site, files in desk.files.items():
        stale = stale_files(desk, site, files.markdown)
        if not stale:
            continue
        asked = SiteFiles(files.site, tuple(stale), files.others)
        order = _write(team, desk, config, asked)
        for number, start in enumerate(range(0, len(stale), BATCH)):
            calls.append(("judge", order, (start, start + BATCH)))
            parts.append((asked, number))
    total = len(calls)
    for call, answer in team.run(calls, lambda done: options.progress("解析和审查", done, total)):
        asked, number = parts[call]
        if answer is None:
            start, stop = calls[call][2]
            answer = msgspec.msgpack.encode(judge_files(desk, asked.site, asked.markdown[start:stop]))
        lend_entries(desk.store, asked.site, number, answer)


def _write(team: Team, desk: Desk, config: str, asked: SiteFiles) -> str:
    store_sources(
        team.objects, desk.cluster.root, {file.path: file.stamp for file in (*asked.markdown, *asked.others)})
    below = f"sites/{asked.site}/"
    history = replace(
        desk.history,
        files={path: known for path, known in desk.history.files.items() if path.startswith(below)},
        dirty=frozenset(path for path in desk.history.dirty if path.startswith(below)),
    )
    return write_order(team.objects, JudgeOrder(config, desk.salt, asked.site, asked, history, desk.now))
