"""Make a valid, approved cluster of any size for benchmarks and tests. See benchmarks/README.md.

python benchmarks/make_cluster.py --items 10000 --sites 20 --from FOLDER OUT
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from cluster_files import REPOSITORY, plan_sites, reviewer, write_configuration
from item_files import closed_body, closed_title, file_stem, folder_of, head_lines
from item_plan import PlannedItem, plan_items
from item_texts import body_length, make_attachments, make_body, make_title
from mass_approval import add_review, digest_of
from source_texts import SourceText, read_sources

from zhanqun.config import load_cluster
from zhanqun.model.cluster import Cluster
from zhanqun.stages.decode import decode_source


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the caller asked for; equal requests and sources give equal bytes."""

    out: Path
    items: int
    sites: int
    sources: Path
    seed: int = 1
    closed: float = 0.05
    mean: int = 2500
    attachments: float = 0.3
    git: bool = False


@dataclass(slots=True)
class Counts:
    items: int = 0
    closed: int = 0
    attachments: int = 0
    characters: int = 0
    bytes: int = 0


def make_cluster(request: Request) -> Counts:
    """Write the cluster into the empty folder ``request.out``. Raises ValueError when it cannot."""
    if request.out.exists() and any(request.out.iterdir()):
        raise ValueError(f"{request.out} is not empty")
    sources = read_sources(request.sources)
    sites = plan_sites(request.sites)
    write_configuration(request.out, sites)
    loaded = load_cluster(request.out)
    if loaded.cluster is None:
        raise ValueError("; ".join(finding.message for finding in loaded.findings))
    plan = plan_items(request.items, sites, loaded.cluster.catalogue, seed=request.seed, closed=request.closed)
    counts = Counts()
    folders: set[Path] = set()
    for item in plan:
        _write_item(request, loaded.cluster, item, sources, counts, folders)
    if request.git:
        commit_all(request.out, tuple(site.id for site in sites))
    return counts


def _write_item(
    request: Request,
    cluster: Cluster,
    item: PlannedItem,
    sources: tuple[SourceText, ...],
    counts: Counts,
    folders: set[Path],
) -> None:
    rng = random.Random(f"{request.seed}:{item.number}")
    first = (item.number * 7919) % len(sources) if item.number < len(sources) else rng.randrange(len(sources))
    stem = file_stem(item)
    public = item.openness == "主动公开"
    files = make_attachments(rng, stem, request.attachments) if public else ()
    title = make_title(rng, sources[first], item.number)
    # The texts are fewer than the items: a title of theirs that is closed here would stand in public elsewhere.
    head = head_lines(rng, item, title if public else closed_title(item.number), tuple(name for name, _ in files))
    if not public:
        body = closed_body()
    elif request.mean:
        body = make_body(rng, sources, first, body_length(rng, request.mean))
    else:
        body = "\n\n".join(sources[first].paragraphs)
    text = "---\n" + "\n".join(head) + "\n---\n\n" + body + "\n"
    folder = folder_of(item)
    if public:
        text = _approve(cluster, item, f"{folder}/{stem}.md", text, {f"{folder}/{n}": data for n, data in files})
    target = request.out / folder
    if target not in folders:
        target.mkdir(parents=True, exist_ok=True)
        folders.add(target)
    data = text.encode()
    for name, content in ((f"{stem}.md", data), *files):
        (target / name).write_bytes(content)
        counts.bytes += len(content)
    counts.items += 1
    counts.closed += not public
    counts.attachments += len(files)
    counts.characters += len(body)


def _approve(cluster: Cluster, item: PlannedItem, path: str, text: str, files: dict[str, bytes]) -> str:
    """Add 审查 with the product's own digest."""
    site = cluster.site(item.site.id)
    assert site is not None
    decoded = decode_source(cluster, site, path, text.encode())
    if decoded.value is None:
        raise ValueError("; ".join(f"{f.where.path}: {f.message}" for f in decoded.findings))
    steps = item.column.steps or cluster.policy.default_steps
    done = tuple((step, reviewer(step), item.formed) for step in steps)
    return add_review(text, digest_of(decoded.value, files), done)


def commit_all(out: Path, sites: tuple[str, ...]) -> None:
    """A git repository with one commit for the configuration and a few for the sites, by an invented author."""
    stamps = (f"2026-11-{day:02d}T09:00:00+08:00" for day in range(1, 21))
    _git(out, "2026-10-31T09:00:00+08:00", "init", "-q", "-b", "main")
    groups = [["mkdocs.base.yml", "sites/_cluster"]]
    size = max(1, -(-len(sites) // 4))
    groups += [[f"sites/{site}" for site in sites[start : start + size]] for start in range(0, len(sites), size)]
    for number, (group, stamp) in enumerate(zip(groups, stamps, strict=False)):
        _git(out, stamp, "add", "--", *group)
        _git(out, stamp, "commit", "-q", "-m", "配置" if number == 0 else f"第{number}批信息")


def _git(out: Path, stamp: str, *words: str) -> None:
    who = {"NAME": "起草人（演示）", "EMAIL": "qicao@qihe.example", "DATE": stamp}
    names = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
    env = {**os.environ, **names}
    subprocess.run(["git", "-c", "core.quotepath=false", "-c", "gc.auto=0", *words], cwd=out, env=env, check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--items", type=int, required=True)
    parser.add_argument("--sites", type=int, required=True, help="with the mother")
    parser.add_argument("--from", dest="sources", type=Path, default=REPOSITORY / "sites", help="folder of Markdown")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--closed", type=float, default=0.05, help="share that is not public")
    parser.add_argument("--mean", type=int, default=2500, help="mean characters of a body; 0: whole documents")
    parser.add_argument("--attachments", type=float, default=0.3, help="mean attachments of a public item")
    parser.add_argument("--git", action="store_true", help="commit everything")
    args = parser.parse_args()
    started = time.perf_counter()
    try:
        counts = make_cluster(Request(**vars(args)))
    except (ValueError, OSError) as problem:
        print(f"make_cluster: {problem}", file=sys.stderr)
        return 2
    print(
        json.dumps(
            {
                "items": counts.items,
                "closed": counts.closed,
                "attachments": counts.attachments,
                "mean_characters": round(counts.characters / max(1, counts.items - counts.closed)),
                "megabytes": round(counts.bytes / 1e6, 1),
                "seconds": round(time.perf_counter() - started, 1),
            }
        )
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
