"""Items, pages, a cluster and a context made by hand, for tests of the gate."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from zhanqun.model.cluster import Calendar, Catalogue, Cluster, Column, Footer, Policy, Reviewer, Site
from zhanqun.model.ids import ColumnCode, SiteId
from zhanqun.model.item import AttachmentRef, Head, Item, Openness, Page, PageHead, Review, Step
from zhanqun.model.moment import Moment
from zhanqun.model.rule import AttachmentBytes, Context
from zhanqun.stages.gate import approval_digest, name_files, relative_name

NOW = datetime(2026, 6, 1, 12, 0)
PATH = "sites/jiaoyu/docs/tongzhi/2026/a.md"
FOOTER = Footer(host="教育局", contact="1", site_code="1", icp="1", police="1", party_mark="", find_error="")


def column(code: str = "20", **changes: Any) -> Column:
    given: dict[str, Any] = {
        "code": ColumnCode(code), "name": "通知", "path": ("通知",), "kind": "文件", "parent": None, "children": (), "order": 0,
        "steps": ("初审", "保密审查"),
    }
    return Column(**{**given, **changes})


def site(name: str, role: str = "child", **changes: Any) -> Site:
    return Site(id=SiteId(name), name=name, short=name, code="000014349", role=role, order=1, **changes)


def reviewer(name: str, *steps: str, **changes: Any) -> Reviewer:
    given: dict[str, Any] = {"name": name, "emails": (f"{name}@review.example",), "sites": ("*",), "steps": steps,
                                 "since": date(2020, 1, 1), "until": None}
    return Reviewer(**{**given, **changes})


def cluster(**changes: Any) -> Cluster:
    columns = (column(),)
    given: dict[str, Any] = {
        "root": "/nowhere", "name": "县", "base_url": "https://www.example.gov.cn", "time_zone": "Asia/Shanghai",
        "standards_version": "2026.1", "demo": True, "demo_note": "", "footer": FOOTER, "policy": Policy(),
        "sites": (site("portal", "mother"), site("jiaoyu"), site("minzheng")),
        "catalogue": Catalogue(columns=columns, by_code={one.code: one for one in columns}, by_path={"通知": columns[0]}),
        "reviewers": (reviewer("甲", "初审"), reviewer("乙", "保密审查"), reviewer("丙", "初审", "保密审查")),
        "waivers": (), "words": (), "calendar": Calendar(),
    }
    return Cluster(**{**given, **changes})


def review(digest: str = "", *steps: tuple[str, str, str]) -> Review:
    rows = steps or (("初审", "甲", "2026-02-28"), ("保密审查", "乙", "2026-03-01"))
    return Review(digest=digest, steps=tuple(
        Step(name=name, person=person, day=date.fromisoformat(day), result="可以公开") for name, person, day in rows
    ))


def item(path: str = PATH, body: str = "正文\n", files: tuple[str, ...] = (), canonical: bytes | None = None,
         **head: Any) -> Item:
    given: dict[str, Any] = {
        "title": "关于开学的通知", "openness": Openness.ACTIVE, "column": ColumnCode("20"), "published": Moment(date(2026, 3, 1)),
        "index_no": "000014349/2026-00007",
        "attachments": tuple(AttachmentRef(file=file, name=file, line=5) for file in files),
    }
    made = Head(**{**given, **head})
    plain = canonical if canonical is not None else repr(replace(made, review=None)).encode()
    return Item(site=SiteId(path.split("/")[1]), path=path, sha256=hashlib.sha256(path.encode()).hexdigest(),
                head=made, body=body, body_line=20, canonical=plain)


def page(path: str = "sites/jiaoyu/docs/zhinan.md", body: str = "正文\n", **head: Any) -> Page:
    given: dict[str, Any] = {"title": "指南", "openness": Openness.ACTIVE}
    made = PageHead(**{**given, **head})
    return Page(site=SiteId(path.split("/")[1]), path=path, sha256="0" * 64, head=made, body=body, body_line=5,
                canonical=repr(replace(made, review=None)).encode())


def digest_of(value: Item | Page, data: dict[str, bytes]) -> str:
    return approval_digest(value, [(relative_name(value.path, path), data[path]) for path in sorted(data)])


def context(value: Item | Page, data: dict[str, bytes] | None = None, *, cluster_: Cluster | None = None,
            now: datetime = NOW, **changes: Any) -> Context:
    made = cluster_ or cluster()
    data = data or {}
    found = made.site(value.site)
    assert found is not None
    named = name_files(value)
    given: dict[str, Any] = {
        "cluster": made, "site": found, "now": now, "authors": ("起草人 <draft@example>",),
        "attachments": tuple(AttachmentBytes(path=file.path, name=file.name, data=data[file.path], line=file.line,
                                          sha256=hashlib.sha256(data[file.path]).hexdigest())
                          for file in named if file.path in data),
        "missing": tuple((file.name, file.line) for file in named if file.path not in data),
        "digest": digest_of(value, {file.path: data[file.path] for file in named if file.path in data}),
    }
    return Context(**{**given, **changes})


def approved(value: Any, data: dict[str, bytes] | None = None, *steps: tuple[str, str, str]) -> Any:
    """The same value with a fresh 审查 block; canonical is the front matter without it, so it does not change."""
    fresh = context(value, data).digest
    if isinstance(value, Page) and not steps:
        steps = (("保密审查", "乙", "2026-03-01"),)
    return replace(value, head=replace(value.head, review=review(fresh, *steps)))
