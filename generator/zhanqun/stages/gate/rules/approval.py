"""Nothing is published that the right people have not approved in exactly these bytes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from datetime import date, datetime

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.item import Item, Page, Review, Step
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.stages.gate.lookup import midnight
from zhanqun.stages.gate.people import may_approve, required_steps, reviewers_named, trailer_parts, wrote_it

COMMITTED = "committed"
"""Key of ``Context.facts``: ``yes`` when item and named files are exactly what the last commit holds."""
REVIEWED_ON = "reviewed_on"
"""Key of ``Context.facts``: ISO day of the commit that carries the trailers; without it, the day of the build."""
_SPECIAL = re.compile(r"[^\w@%+=:,./-]")
"""What a shell reads as something else than itself; Chinese letters need no quotes."""


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    steps = required_steps(value, context.cluster)
    if steps is None:
        yield Hit(message="信息分类不在目录里，定不了要经过哪些审查环节", line=value.head.line("信息分类"),
                  help="改成 catalog.yml 里有的栏目")
    elif context.site.approvals == "trailers":
        yield from _check_trailers(context, steps)
    elif context.site.approvals == "front-matter":
        yield from _check_block(value, context, steps)
    else:
        yield Hit(message="site.yml 的审批方式不是 front-matter 或 trailers", help="改正 site.yml 后重试")


def _check_block(value: Item | Page, context: Context, steps: tuple[str, ...]) -> Iterator[Hit]:
    review = value.head.review
    if review is None:
        yield Hit(message=f"没有审查记录，本栏目要求：{'、'.join(steps)}",
                  help=f"请审查人审查后运行{_each(steps)}：{_command(value, steps[0])}")
        return
    line = review.line or value.head.line("审查")
    if not context.digest.startswith("sha256:") or review.digest != context.digest:
        yield Hit(message="审查之后内容、附件或元数据有改动，审查已经失效", line=line,
                  help=f"请审查人重新审查{_each(steps)}：{_command(value, steps[0])}")
    recorded = {step.name for step in review.steps}
    for name in steps:
        if name not in recorded:
            yield Hit(message=f"缺少{name}，本栏目要求：{'、'.join(steps)}", line=line,
                      help=f"请审查人运行：{_command(value, name)}")
    yield from _check_persons(review, line)
    for step in review.steps:
        yield from _check_step(value, context, step, step.line or line)


def _each(steps: tuple[str, ...]) -> str:
    return "（每个环节各一次）" if len(steps) > 1 else ""


def _command(value: Item | Page, step: str) -> str:
    """As it can be copied; only the approver's own name is left to fill in."""
    path = shlex.quote(value.path) if _SPECIAL.search(value.path) else value.path
    return f"zhanqun approve {path} --step {step} --by 姓名"


def _check_persons(review: Review, line: int) -> Iterator[Hit]:
    seen_steps: set[str] = set()
    seen_people: dict[str, str] = {}
    for step in review.steps:
        if step.name in seen_steps:
            yield Hit(message=f"{step.name}记了两次", help="每个环节只留一条记录", line=step.line or line)
        elif step.person in seen_people:
            yield Hit(message=f"{seen_people[step.person]}和{step.name}是同一个人", line=step.line or line,
                      help="每个环节由不同的人审查")
        seen_steps.add(step.name)
        seen_people.setdefault(step.person, step.name)


def _check_step(value: Item | Page, context: Context, step: Step, line: int) -> Iterator[Hit]:
    cluster = context.cluster
    if not may_approve(cluster, step.person, value.site, step.name, step.day):
        known = reviewers_named(cluster, step.person)
        why = f"{step.day} 当天无权对本站做{step.name}" if known else "不在审查人名单里"
        yield Hit(message=f"{step.name}的审查人{why}", line=line,
                  help="换有权的审查人，或由公开工作机构改 sites/_cluster/reviewers.yml")
    if step.result not in cluster.policy.results:
        yield Hit(message=f"{step.name}的结论不是同意公开，认可的结论：{'、'.join(cluster.policy.results)}", line=line,
                  help="审查不同意的不能发布；同意的用认可的结论重新审查")
    if step.day > context.now.date():
        yield Hit(message=f"{step.name}的日期 {step.day} 在今天之后", help="写实际审查的日期", line=line)
    if context.authors and wrote_it(cluster, step.person, context.authors):
        yield Hit(message=f"{step.name}的审查人也是起草人（条目或附件的 git 作者）", line=line,
                  help="起草人不能审查自己的稿件，请换人审查")
    if _late(value, step.day):
        yield Hit(message=f"{step.name}的日期 {step.day} 晚于发布日期", line=line, severity=Severity.WARNING,
                  help="先审查后公开：核对日期；发布后改过内容的请写「更正」")


def _late(value: Item | Page, day: date) -> bool:
    """Reviewed after publication, and no 更正 or 撤回 tells why."""
    if not isinstance(value, Item) or day <= value.head.published.day:
        return False
    return value.head.withdrawn is None and not value.head.corrections


def _check_trailers(context: Context, steps: tuple[str, ...]) -> Iterator[Hit]:
    facts = context.facts or {}
    if facts.get(COMMITTED) != "yes":
        yield Hit(message="本站以提交里的 Reviewed-by 为审查记录，但文件有未提交的改动，或读不到 git 历史",
                  help="提交改动并由审查人在提交或合并里写 Reviewed-by 后重试")
        return
    day = date.fromisoformat(facts[REVIEWED_ON]) if REVIEWED_ON in facts else context.now.date()
    people: list[tuple[str, frozenset[str]]] = []
    for name, mail in context.trailers:
        plain, address, only = trailer_parts(name, mail, steps)
        if address and not wrote_it(context.cluster, plain, context.authors):
            # Neither two addresses nor two names make two people of one.
            who = frozenset((f"name {plain}", f"mail {address}"))
            people += [(step, who) for step in steps if only in ("", step)
                       and _trailer_may(context, plain, address, step, day)]
    if not _assign(steps, people):
        yield Hit(message=f"提交里的 Reviewed-by 凑不齐审查环节：{'、'.join(steps)}（每个环节不同的人，不能是起草人）",
                  help="请有权的审查人在提交或合并里写「Reviewed-by: 姓名 <邮箱> (环节)」，邮箱与 reviewers.yml 一致")


def _trailer_may(context: Context, name: str, mail: str, step: str, day: date) -> bool:
    return any(
        mail in {known.casefold() for known in reviewer.emails} and reviewer.may(context.site.id, step, day)
        for reviewer in reviewers_named(context.cluster, name)
    )


def _assign(
    steps: tuple[str, ...], people: list[tuple[str, frozenset[str]]], used: frozenset[str] = frozenset(),
) -> bool:
    """True when each step can be given to another person. At most four steps, so plain search will do."""
    if not steps:
        return True
    return any(
        _assign(steps[1:], people, used | who) for step, who in people if step == steps[0] and not who & used
    )


def _turns(value: Item | Page, context: Context) -> Iterator[datetime]:
    """What commits approve holds by their own day; without one nothing is approved."""
    if value.head.review is not None:
        yield from (midnight(step.day) for step in value.head.review.steps)


RULE = Rule(
    id=RuleId("approval"), title="没有有效的审查",
    source="政府信息公开条例第十七条；保守国家秘密法第三十五条；保守国家秘密法实施条例第四十二条：先审查、后公开，逐项审查",
    check=_check, waivable=False, turns=_turns,
)
