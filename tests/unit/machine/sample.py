"""A small linked catalogue made by hand: two departments, hostile titles, one item of every kind of block."""

from __future__ import annotations

from datetime import date, time
from types import MappingProxyType

from zhanqun.model.address import address_of
from zhanqun.model.catalog import Card, Catalog, LinkedItem, LinkedPage
from zhanqun.model.cluster import Calendar, Catalogue, Cluster, Column, Footer, Policy, Site
from zhanqun.model.ids import Address, ColumnCode, SiteId
from zhanqun.model.item import (
    Consultation,
    Correction,
    Feedback,
    Head,
    Notice,
    Openness,
    PageHead,
    Repost,
    Service,
    Validity,
)
from zhanqun.model.moment import Moment
from zhanqun.model.verdict import ClearedFile, ClearedItem, ClearedPage

HOSTILE = (
    "关于印发《C#+C/C++ 教学“指南”》的通知 <试行>",
    "</script><!-- x --><script>alert(1)</script>",
    '＂引号＂ "straight" \'single\' & &amp; ]]>',
    "=1+1|cmd", "＝HYPERLINK(1)", "+86", "-1", "@SUM(A1)", "'=x", "  =x", "标题,有逗号\"和引号\"",
    "控制\x00字\x1b符\u2028换行\ufffe尾",
)


def column(code: str, name: str, kind: str, parent: str | None, children: tuple[str, ...], order: int) -> Column:
    return Column(
        code=ColumnCode(code), name=name, path=("法定主动公开内容", name) if parent else (name,), kind=kind,
        parent=ColumnCode(parent) if parent else None, children=tuple(map(ColumnCode, children)), order=order,
    )


COLUMNS = (
    column("20", "法定主动公开内容", "其他", None, ("20-01", "20-07", "20-08"), 0),
    column("20-01", "履职依据", "文件", "20", (), 1),
    column("20-07", "预算/决算 <公开>", "财政", "20", (), 2),
    column("20-08", "空栏目", "公示", "20", (), 3),
    column("40", "政策解读", "解读", None, (), 4),
    column("50", "办事指南", "办事", None, (), 5),
)


def make_cluster(domain: str = "", base_url: str = "https://www.qihe.example", limit: int = 50) -> Cluster:
    footer = Footer(host="县政府办", contact="0000", site_code="0000000000",
                    icp="", police="", party_mark="", find_error="")
    sites = (
        Site(id=SiteId("portal"), name="栖禾县人民政府", short="县政府", code="DEMO00016", role="mother", order=0),
        Site(id=SiteId("jiaoyu"), name="栖禾县教育局", short="教育局", code="DEMO00024", role="child", order=1,
             parent=SiteId("portal"), domain=domain, office={"联系电话": "0000-1", "办公地址": "禾新街 2 号"}),
    )
    return Cluster(
        root="/nowhere", name="栖禾县人民政府", base_url=base_url, time_zone="Asia/Shanghai",
        standards_version="2026-11",
        demo=True, demo_note="", footer=footer, policy=Policy(numbers={"订阅条数": limit}), sites=sites,
        catalogue=Catalogue(columns=COLUMNS, by_code={found.code: found for found in COLUMNS},
                            by_path={"/".join(found.path): found for found in COLUMNS}),
        reviewers=(), waivers=(), words=(), calendar=Calendar(), config_sha256="c", rules_sha256="r",
    )


def make_item(cluster: Cluster, site: str, name: str, **given: object) -> LinkedItem:
    values: dict[str, object] = {
        "title": name, "openness": Openness.ACTIVE, "column": ColumnCode("20-01"),
        "published": Moment(date(2026, 5, 18)), "validity": Validity.VALID,
    }
    explains = given.pop("explains", ())
    values.update(given)
    head = Head(**values)  # type: ignore[arg-type]
    path = f"sites/{site}/docs/a/{head.published.day.year}/{name}.md"
    beside = path.rsplit("/", 1)[0]
    files = (ClearedFile(path=f"{beside}/附件 1.docx", name="附件 1", size=10, sha256="b" * 64, listed=True),)
    item = ClearedItem(site=SiteId(site), path=path, sha256="a" * 64, head=head, files=files, passed=(), waived=())
    card = Card(
        address=address_of(cluster, path), site=item.site, column=head.column,
        kind=cluster.catalogue.by_code[head.column].kind, title=head.title, published=head.published,
        formed=head.formed, doc_no=head.doc_no, index_no=head.index_no, issuer=head.issuer,
        validity=head.validity.value, genre=head.genre, topics=head.topics, keywords=head.keywords,
        summary=head.summary, until=head.until, submitted=head.submitted, files=1, start=None, end=None, feedback=None,
        sha256=item.sha256,
    )
    return LinkedItem(item=item, card=card, explains=explains)  # type: ignore[arg-type]


def full_items(cluster: Cluster) -> list[LinkedItem]:
    """One item with every block, one that explains it, and one for each hostile title."""
    first = make_item(
        cluster, "jiaoyu", "文件 #1+（修订）", title="关于“双减”的通知",
        published=Moment(date(2026, 5, 18), time(10, 19)),
        formed=date(2026, 5, 1), index_no="DEMO00024/2026-00001", doc_no="栖教发〔2026〕1号", issuer="栖禾县教育局",
        co_issuers=("栖禾县财政局",), genre="通知", topics=("科技、教育\\教育",), keywords=("双减", "课后,服务"),
        summary="一句话 <摘要> & 更多", effective=date(2026, 6, 1), basis="条例第二十条", author="办公室",
        repost=Repost(site="中国政府网", url="https://www.gov.cn/x?a=1&b=2", time=Moment(date(2026, 5, 2))),
        corrections=(Correction(day=date(2026, 5, 20), note="更正日期"),), contact_phone="0000-0", map_number="审图号",
        consultation=Consultation(start=date(2026, 4, 1), end=date(2026, 5, 1), channels=("邮箱",),
                                  feedback=Feedback(
                                      day=date(2026, 5, 10), received=0, adopted=0, note="没有收到意见")),
        notice=Notice(kind="行政许可", fields=(("许可内容", "同意"),)), validity=Validity.PARTLY_VOID,
    )
    service = make_item(
        cluster, "jiaoyu", "办事", column=ColumnCode("50"), published=Moment(date(2025, 1, 2)),
        service=Service(name="认定", basis=("法",), conditions=("条件",), materials=("证",), place="窗口", hours="9—17",
                        phone="0000", process=("报名",)),
    )
    reading = make_item(cluster, "portal", "解读", column=ColumnCode("40"), explains=(first.card,))
    odd = [make_item(cluster, "portal", f"怪 {n}", title=title, column=ColumnCode("20-07"), summary=title,
                     keywords=(title,)) for n, title in enumerate(HOSTILE)]
    return [first, service, reading, *odd]


def make_catalog(cluster: Cluster, items: list[LinkedItem] | None = None) -> Catalog:
    items = full_items(cluster) if items is None else items
    page = ClearedPage(
        site=SiteId("portal"), path="sites/portal/docs/zhinan.md", sha256="d" * 64, files=(), passed=(), waived=(),
        head=PageHead(title="指南 <一>", openness=Openness.ACTIVE, updated=date(2026, 1, 1), column=ColumnCode("20")),
    )
    by_site = {site.id: tuple(sorted((x for x in items if x.card.site == site.id), key=lambda x: x.card.address))
               for site in cluster.sites}
    cards = sorted((x.card for x in items), key=lambda c: (-c.published.day.toordinal(), c.address))
    return Catalog(
        cluster=cluster, items=MappingProxyType(by_site), cards=tuple(cards), redirects=(),
        pages={SiteId("portal"): (LinkedPage(page=page, address=Address("zhinan.html")),), SiteId("jiaoyu"): ()},
        stubs={site.id: () for site in cluster.sites},
    )
