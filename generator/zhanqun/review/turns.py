"""Which approvals a source has, which are stale or missing, and whose turn it is."""

from __future__ import annotations

from zhanqun.model.cluster import Cluster
from zhanqun.model.comparison import StepState
from zhanqun.model.item import Item, Page, Step
from zhanqun.model.rule import Context
from zhanqun.stages.gate import may_approve, required_steps, wrote_it
from zhanqun.stages.gate.people import trailer_parts


def step_states(value: Item | Page, context: Context) -> tuple[StepState, ...]:
    """Every step that the column asks for, in order."""
    wanted = required_steps(value, context.cluster) or ()
    if context.site.approvals != "front-matter":
        return _from_trailers(value, context, wanted)
    review = value.head.review
    recorded = {step.name: step for step in review.steps} if review else {}
    fresh = review is not None and review.digest == context.digest
    done = {step.person for step in recorded.values() if fresh}
    states = []
    for name in wanted:
        step = recorded.get(name)
        state = "missing" if step is None else "stale" if not fresh else "done"
        if step is not None and fresh and not _holds(step, value, context, recorded):
            state = "refused"
        others = done - ({step.person} if step and fresh else set())
        states.append(StepState(
            name=name, state=state, person=step.person if step else "", day=step.day.isoformat() if step else "",
            may=() if state == "done" else _able(context, value.site, name, others),
        ))
    return tuple(states)


def _holds(step: Step, value: Item | Page, context: Context, recorded: dict[str, Step]) -> bool:
    cluster = context.cluster
    return (
        may_approve(cluster, step.person, value.site, step.name, step.day)
        and step.result in cluster.policy.results
        and step.day <= context.now.date()
        and not wrote_it(cluster, step.person, context.authors)
        and not any(other.person == step.person and other is not step for other in recorded.values())
    )


def _able(context: Context, site: str, step: str, busy: set[str]) -> tuple[str, ...]:
    """Names that may do a step today, in the order of reviewers.yml."""
    cluster: Cluster = context.cluster
    names = dict.fromkeys(
        reviewer.name for reviewer in cluster.reviewers if reviewer.may(site, step, context.now.date())
    )
    return tuple(name for name in names if name not in busy and not wrote_it(cluster, name, context.authors))


def _from_trailers(value: Item | Page, context: Context, wanted: tuple[str, ...]) -> tuple[StepState, ...]:
    """``Reviewed-by`` of the last commit counts only while nothing has changed since."""
    fresh = (context.facts or {}).get("committed") == "yes"
    people = [trailer_parts(name, mail, wanted) for name, mail in context.trailers]
    states = []
    used: set[str] = set()
    for step in wanted:
        named = next((
            name for name, _, only in people
            if only in ("", step) and name not in used and not wrote_it(context.cluster, name, context.authors)
            and may_approve(context.cluster, name, value.site, step, context.now.date())
        ), "")
        used.add(named)
        state = "missing" if not named else "done" if fresh else "stale"
        states.append(StepState(name=step, state=state, person=named,
                                may=() if state == "done" else _able(context, value.site, step, used - {named, ""})))
    return tuple(states)
