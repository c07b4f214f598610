"""``zhanqun approve``: put a name under exactly these bytes.

Touches disk: reads the items and their files, and replaces each approved item's file at once (write beside it,
then rename). Only the 审查 block changes; everything else stays byte for byte.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zhanqun.model.address import address_of, is_content, is_source
from zhanqun.model.cluster import Cluster
from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.item import Item, Openness, Page, Step
from zhanqun.model.rule import Context
from zhanqun.review.reading import plain_file, read_named
from zhanqun.stages.decode import decode_source
from zhanqun.stages.gate import (
    CONTENT,
    digest_of_hashes,
    list_faults,
    may_approve,
    relative_name,
    required_steps,
    wrote_it,
)
from zhanqun.text.review_block import with_review

_RULE = RuleId("approval")


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """One file with a new name under it. For the approver's own terminal."""

    path: str
    title: str
    step: str
    digest: str
    files: tuple[str, ...]
    """The named files that the approval covers, from the cluster's root."""
    kept: tuple[str, ...]
    """Earlier steps that still hold."""
    dropped: tuple[str, ...]
    """Earlier steps that were for other bytes and are gone."""
    missing: tuple[str, ...]
    """Steps that the column still asks for."""
    address: str = ""
    opens: str = ""
    """发布日期, or empty for a page."""
    body: str = ""
    """The text that was approved."""
    compares: bool = False
    """修订对比: true, so that earlier versions' words become public, too."""


@dataclass(frozen=True, slots=True)
class Outcome:
    approved: tuple[Approved, ...]
    findings: tuple[Finding, ...]
    """Why files were refused (errors), and warnings on what was approved."""


def approve_paths(
    cluster: Cluster, paths: Sequence[str], *, step: str, person: str, result: str, now: datetime,
    authors: Mapping[str, tuple[str, ...]], history_note: str = "", write: bool = True,
    expected: Mapping[str, str] | None = None,
) -> Outcome:
    """Approve ``paths`` (relative to the cluster's root) as ``person`` in ``step`` with ``result``.

    ``write`` false: say what would be approved and leave every file as it is. ``expected``: path -> digest that the
    approver has seen; a file that is no longer these bytes is refused.

    ``authors``: path -> git authors (``Name <mail>``), see ``FileHistory.authors``; of the files they name as well. ``history_note``: why git cannot
    tell them, said once as a warning. A refused file is left as it is; the others are approved.
    """
    approved: list[Approved] = []
    findings: list[Finding] = []
    if history_note:
        findings.append(Finding(
            rule=_RULE, severity=Severity.WARNING, where=Location("sites"), message=f"没有核对起草人：{history_note}",
            help="确认审查人不是起草人",
        ))
    for path in dict.fromkeys(paths):
        act = _Act(step, person, result, now, authors, write, (expected or {}).get(path, ""))
        done, said = _approve(cluster, path, act)
        findings += said
        if done is not None:
            approved.append(done)
    return Outcome(tuple(approved), tuple(sorted(findings, key=Finding.order)))


@dataclass(frozen=True, slots=True)
class _Act:
    """One person's word on one file."""

    step: str
    person: str
    result: str
    now: datetime
    authors: Mapping[str, tuple[str, ...]]
    write: bool
    expected: str


def _approve(cluster: Cluster, path: str, act: _Act) -> tuple[Approved | None, tuple[Finding, ...]]:
    step, person = act.step, act.person
    parts = path.split("/")
    site = cluster.site(parts[1]) if is_content(path) else None
    place = plain_file(cluster.root, path)
    if site is None or place is None or not is_source(path):
        return None, (_no(path, 0, "不是站点 docs 文件夹里的 .md 文件",
                          "写从站群目录算起的路径，如 sites/jiaoyu/docs/a/x.md；附件随引用它的 .md 文件一起审"),)
    data = place.read_bytes()
    decoded = decode_source(cluster, site, path, data)
    value = decoded.value
    if value is None:
        return None, decoded.findings
    files, missing = read_named(cluster, value)
    digest = digest_of_hashes(value, ((relative_name(path, file.path), file.sha256) for file in files))
    # Whoever replaces an attachment writes what is approved.
    authors = tuple(sorted({one for name in (path, *(file.path for file in files)) for one in act.authors.get(name, ())}))
    context = Context(cluster=cluster, site=site, now=act.now, attachments=files, missing=missing, digest=digest,
                      authors=authors)
    problems = _problems(value, context, step, person, act.result)
    if act.expected and act.expected != digest:
        problems += (_no(path, 0, "给您看过之后，内容或附件又有改动，没有登记", "重新运行 zhanqun approve，看过新的内容再登记"),)
    faults = (*decoded.findings, *list_faults(value, context, CONTENT))
    if problems or any(fault.severity is Severity.ERROR for fault in faults):
        return None, (*problems, *faults)
    review = value.head.review
    fresh = review is not None and review.digest == digest
    old = tuple(entry for entry in (review.steps if review else ()) if entry.name != step)
    steps = _ordered((*(old if fresh else ()), Step(name=step, person=person, day=act.now.date(), result=act.result)),
                     required_steps(value, cluster) or ())
    if act.write and not _write(cluster, value, place, data, digest, steps):
        return None, (*faults, _no(path, 1, "审查块写不进这个文件的元数据", "手工删掉原有的「审查」一段后重试"))
    wanted = required_steps(value, cluster) or ()
    names = tuple(entry.name for entry in steps)
    return Approved(
        path=path, title=value.head.title, step=step, digest=digest, files=tuple(file.path for file in files),
        kept=tuple(name for name in names if name != step), dropped=() if fresh else tuple(entry.name for entry in old),
        missing=tuple(name for name in wanted if name not in names), address=address_of(cluster, path),
        opens=str(value.head.published) if isinstance(value, Item) else "", body=value.body,
        compares=isinstance(value, Item) and value.head.compare,
    ), faults


def _who_may(context: Context, site: str, step: str) -> str:
    may = sorted({one.name for one in context.cluster.reviewers if one.may(site, step, context.now.date())})
    named = f"--by 写今天有权的人：{'、'.join(may[:6])}{' 等' if len(may) > 6 else ''}" if may else "今天没有人有权"
    return f"{named}；名单由公开工作机构在 sites/_cluster/reviewers.yml 里改"


def _problems(value: Item | Page, context: Context, step: str, person: str, result: str) -> tuple[Finding, ...]:
    """Why this person may not put this result under this item in this step."""
    cluster, path, head = context.cluster, value.path, value.head
    found: list[Finding] = []
    if context.site.approvals != "front-matter":
        found.append(_no(path, 0, "本站从提交里的 Reviewed-by 取审查记录，不写审查块", "在提交或合并里写 Reviewed-by"))
    if head.openness is not Openness.ACTIVE:
        found.append(_no(path, head.line("公开属性"), f"公开属性是「{head.openness.value}」，不发布，不用审查",
                         "需要公开时先改为主动公开"))
    wanted = required_steps(value, cluster)
    if wanted is None or step not in wanted:
        found.append(_no(path, 0, f"本栏目不要求「{step}」，要求：{'、'.join(wanted or ())}",
                         "改用 --step 加要求的环节"))
    if not may_approve(cluster, person, value.site, step, context.now.date()):
        found.append(_no(path, 0, f"「{person}」今天无权对本站做{step}", _who_may(context, value.site, step)))
    if result not in cluster.policy.results:
        found.append(_no(path, 0, f"「{result}」不是同意公开的结论，认可的结论：{'、'.join(cluster.policy.results)}",
                         "不同意的不用记录，退回起草人修改"))
    if wrote_it(cluster, person, context.authors):
        found.append(_no(path, 0, f"「{person}」是起草人（git 作者），不能审查自己的稿件", "请换人审查"))
    review = head.review
    if review is not None and review.digest == context.digest:
        found += [
            _no(path, entry.line, f"「{person}」已经做过{entry.name}", "每个环节由不同的人审查")
            for entry in review.steps if entry.person == person and entry.name != step
        ]
    return tuple(found)


def _ordered(steps: Sequence[Step], wanted: tuple[str, ...]) -> tuple[Step, ...]:
    rank = {name: place for place, name in enumerate(wanted)}
    return tuple(sorted(steps, key=lambda entry: (rank.get(entry.name, len(rank)), entry.name)))


def _write(cluster: Cluster, value: Item | Page, place: Path, data: bytes, digest: str, steps: Sequence[Step]) -> bool:
    """Replace the file at once; false, with nothing written, when the result would not read back as meant."""
    rows = [(entry.name, entry.person, entry.day.isoformat(), entry.result) for entry in steps]
    try:
        written = with_review(data.decode("utf-8"), digest, rows).encode("utf-8")
    except ValueError:
        return False
    site = cluster.site(value.site)
    again = decode_source(cluster, site, value.path, written).value if site is not None else None
    if again is None or again.canonical != value.canonical or again.body != value.body:
        return False
    review = again.head.review
    if review is None or review.digest != digest:
        return False
    if [(entry.name, entry.person, entry.day.isoformat(), entry.result) for entry in review.steps] != rows:
        return False
    replace_file(place, written)
    return True


def replace_file(place: Path, data: bytes) -> None:
    """Write beside the file, then rename over it: a reader sees the old or the new file, never half of one."""
    mode = place.stat().st_mode
    handle, name = tempfile.mkstemp(prefix=".zhanqun-", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(mode & 0o7777)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _no(path: str, line: int, message: str, help_text: str) -> Finding:
    return Finding(rule=_RULE, severity=Severity.ERROR, where=Location(path, line), message=message, help=help_text)
