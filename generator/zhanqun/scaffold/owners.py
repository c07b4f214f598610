"""CODEOWNERS from reviewers.yml: the code host then asks the right people for each site."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from zhanqun.model.cluster import Cluster, Reviewer

PLACES = (".github/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where GitHub and GitLab look. Gitea's file has another syntax and knows no e-mail addresses."""


def codeowners_text(cluster: Cluster, today: date) -> str:
    """One line a site, then the configuration; the last line that matches a path counts, so the order is fixed.

    Only reviewers in office on ``today`` who have an e-mail address; who has none is named in a remark.
    """
    current = [
        reviewer for reviewer in cluster.reviewers
        if (reviewer.since is None or reviewer.since <= today) and (reviewer.until is None or today <= reviewer.until)
    ]
    lines = ["# 由 zhanqun owners 按 sites/_cluster/reviewers.yml 生成，请勿手改；名单变动后重新生成"]
    silent = sorted({reviewer.name for reviewer in current if not reviewer.emails})
    if silent:
        lines.append(f"# 没有登记邮箱，不会收到通知：{'、'.join(' '.join(name.split()) for name in silent)}")
    everywhere = [reviewer for reviewer in current if "*" in reviewer.sites]
    for site in cluster.sites:
        lines += _line(f"/sites/{site.id}/", (r for r in current if site.id in r.sites or "*" in r.sites))
    for path in ("/sites/_cluster/", "/.github/", "/.gitlab/", "/.forgejo/", "/.gitlab-ci.yml", "/.ci/", "/mkdocs.base.yml"):
        lines += _line(path, everywhere)
    return "\n".join(lines) + "\n"


def _line(path: str, reviewers: Iterable[Reviewer]) -> list[str]:
    mails = dict.fromkeys(mail for reviewer in reviewers for mail in reviewer.emails if not set(mail) & set(" \t#"))
    return [f"{path} {' '.join(mails)}"] if mails else []
