"""Write 审查 into many files at once, for benchmark clusters and the sample. Never for real content.

    python benchmarks/mass_approval.py --root . [--force] [PATH …]

Uses the product's own decoder and digest, so what it writes is what ``zhanqun approve`` would write. Steps come
from the item's column, persons from reviewers.yml, the day from 成文日期 and 发布日期.
"""

from __future__ import annotations

import argparse
import posixpath
import sys
from datetime import date, timedelta
from pathlib import Path, PurePosixPath

from zhanqun.config import load_cluster
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.item import Item, Openness, Page
from zhanqun.stages.decode import decode_source
from zhanqun.stages.gate import approval_digest, name_files

RESULT = "可以公开"


def strip_review(text: str) -> str:
    """The same file without its 审查 block, wherever it stands in the front matter."""
    end = text.index("\n---", 4)
    kept: list[str] = []
    inside = False
    for line in text[:end].split("\n"):
        if inside and line[:1] in (" ", "-"):
            continue
        inside = line.startswith("审查:")
        if not inside:
            kept.append(line)
    return "\n".join(kept) + text[end:]


def add_review(text: str, digest: str, steps: tuple[tuple[str, str, date], ...]) -> str:
    """Insert 审查 (step, person, day …) as the last key of the front matter."""
    end = text.index("\n---", 4)
    lines = [f"  {step}: {{人: {person}, 日期: {day.isoformat()}, 结论: {RESULT}}}" for step, person, day in steps]
    block = "\n".join(("", "审查:", *lines, f"  摘要: {digest}"))
    return text[:end] + block + text[end:]


def digest_of(value: Item | Page, data: dict[str, bytes]) -> str:
    """Approval digest; ``data`` holds the named files' bytes by path from the cluster's root."""
    folder = posixpath.dirname(value.path)
    return approval_digest(value, tuple((posixpath.relpath(path, folder), data[path]) for path in sorted(data)))


def plan_steps(cluster: Cluster, site: Site, value: Item | Page) -> tuple[tuple[str, str, date], ...]:
    """Step, person and day for each step the item needs. Raises ValueError when nobody may do a step."""
    head = value.head
    if isinstance(value, Item):
        column = cluster.catalogue.by_code[value.head.column]
        names = column.steps or cluster.policy.default_steps
        last = value.head.published.day
        # An old law reposted today is reviewed when it is posted, not when it was made.
        first = max(min(value.head.formed or last, last), last - timedelta(days=90))
    else:
        names = cluster.policy.page_steps
        last = first = getattr(head, "updated", None) or date(2026, 1, 5)
    span = (last - first).days
    used: list[str] = []
    steps = []
    for position, name in enumerate(names):
        day = first + timedelta(days=min(position, span))
        able = [r for r in cluster.reviewers if r.may(site.id, name, day) and r.name not in used]
        if not able:
            raise ValueError(f"{value.path}: nobody in reviewers.yml may do {name} for {site.id} on {day}")
        person = able[0].name
        used.append(person)
        steps.append((name, person, day))
    return tuple(steps)


def approve_file(cluster: Cluster, path: str, *, force: bool) -> str:
    """Approve one file in place. Returns ``approved``, ``kept``, ``not public`` or ``invalid``."""
    root = Path(cluster.root)
    file = root / path
    text = file.read_text(encoding="utf-8")
    if "\n审查:" in text.partition("\n---")[0] and not force:
        return "kept"
    text = strip_review(text)
    site = cluster.site(PurePosixPath(path).parts[1])
    if site is None:
        return "invalid"
    value = decode_source(cluster, site, path, text.encode()).value
    if value is None:
        return "invalid"
    if value.head.openness is not Openness.ACTIVE:
        return "not public"
    named = {named.path for named in name_files(value)}
    data = {name: (root / name).read_bytes() for name in sorted(named) if (root / name).is_file()}
    text = add_review(text, digest_of(value, data), plan_steps(cluster, site, value))
    file.write_text(text, encoding="utf-8")
    return "approved"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=".")
    parser.add_argument("--force", action="store_true", help="replace existing 审查 blocks")
    parser.add_argument("paths", nargs="*", help="files; all Markdown below sites/*/docs when none")
    args = parser.parse_args()
    root = Path(args.root).resolve()
    loaded = load_cluster(root)
    for finding in loaded.findings:
        print(finding, file=sys.stderr)
    if loaded.cluster is None:
        return 2
    files = [Path(p).resolve() for p in args.paths] or sorted(root.glob("sites/*/docs/**/*.md"))
    counts: dict[str, int] = {}
    for file in files:
        path = file.relative_to(root).as_posix()
        outcome = approve_file(loaded.cluster, path, force=args.force)
        counts[outcome] = counts.get(outcome, 0) + 1
        if outcome == "invalid":
            print(f"invalid: {path}", file=sys.stderr)
    print(counts)
    return 1 if counts.get("invalid") else 0


if __name__ == "__main__":
    raise SystemExit(main())
