from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from zhanqun.model.cluster import Cluster
from zhanqun.model.history import Revision
from zhanqun.model.item import Consultation, Correction, Feedback, Notice, Repost, Validity
from zhanqun.model.moment import Moment
from zhanqun.model.verdict import ClearedFile
from zhanqun.stages.render.views.blocks import consultation_status, next_status_day
from zhanqun.stages.render.views.item import ChangeView, Heading, file_kind, file_size, item_view

DAY = date(2026, 5, 1)
EIGHT = ("索引号", "主题分类", "发文机关", "成文日期", "标题", "发文字号", "发布日期", "有效性")


@pytest.fixture
def view(cluster: Cluster, make_linked: Any) -> Any:
    def build(*, body: str = "<p>正文</p>", toc: Any = (), day: date = DAY, **head: Any) -> Any:
        return item_view(make_linked(**head), cluster, cluster.sites[1], body, toc, day=day)

    return build


def test_all_eight_elements_stand_in_order_even_without_values(view: Any) -> None:
    elements = view().elements
    assert tuple(name for name, _ in elements) == EIGHT
    assert dict(elements)["发文字号"] == "无"
    assert dict(elements)["发文机关"] == "甲县教育局"


def test_joint_issuers_and_dates_of_validity_are_shown(view: Any) -> None:
    elements = dict(view(issuer="甲局", co_issuers=("乙局",), effective=date(2026, 1, 1)).elements)
    assert elements["发文机关"] == "甲局、乙局"
    assert elements["生效日期"] == "2026-01-01"
    assert "废止日期" not in elements


def test_time_of_publication_has_the_form_of_the_meta_name(view: Any) -> None:
    assert view().published == "2026-03-01 00:00"
    assert view(published=Moment(date(2026, 3, 1), time(9, 5))).published == "2026-03-01 09:05"


@pytest.mark.parametrize(
    ("validity", "tone"),
    [(Validity.AMENDED, "warn"), (Validity.PARTLY_VOID, "warn"), (Validity.VOID, "void"), (Validity.REPEALED, "void")],
)
def test_whatever_is_not_valid_has_a_banner(view: Any, validity: Validity, tone: str) -> None:
    assert [banner.tone for banner in view(validity=validity).banners] == [tone]


def test_repeal_names_day_and_basis(view: Any) -> None:
    banner = view(validity=Validity.REPEALED, repealed=date(2026, 4, 1), repealed_by="《决定》").banners[0]
    assert "2026-04-01" in banner.text and "《决定》" in banner.text


def test_past_its_term_is_said_but_not_called_void(view: Any) -> None:
    assert view(expires=DAY).banners == ()
    assert view(expires=date(2026, 4, 30)).banners[0].title == "本文件已过有效期"


def test_archived_is_said_with_its_day(view: Any) -> None:
    assert "2026-02-02" in view(archived=date(2026, 2, 2)).banners[0].text


def test_corrections_come_newest_first(view: Any) -> None:
    notes = (Correction(day=date(2026, 3, 2), note="一"), Correction(day=date(2026, 3, 9), note="二"))
    assert [note for _, note in view(corrections=notes).corrections] == ["二", "一"]


def test_repost_gives_all_three_and_the_source(view: Any) -> None:
    repost = Repost(site="某省政府", url="https://x.gov.cn/a", time=Moment(date(2026, 3, 1), time(8, 0)))
    made = view(repost=repost)
    assert (made.repost.site, made.repost.url, made.repost.time) == ("某省政府", "https://x.gov.cn/a", "2026-03-01 08:00")
    assert made.source == "某省政府"


def test_outline_only_from_four_headings_on(view: Any) -> None:
    headings = [Heading(2, f"s{n}", "节") for n in range(4)]
    assert view(toc=headings[:3]).toc == ()
    assert len(view(toc=headings).toc) == 4


def test_only_listed_files_are_shown_with_encoded_address(cluster: Cluster, make_linked: Any) -> None:
    files = (
        ClearedFile(path="sites/jiaoyu/docs/a/附件 1.docx", name="附件一", size=2048, sha256="a" * 64, listed=True),
        ClearedFile(path="sites/jiaoyu/docs/a/图.png", name="图", size=1, sha256="b" * 64, listed=False),
    )
    shown = item_view(make_linked(files=files), cluster, cluster.sites[1], "", day=DAY).files
    assert [file.href for file in shown] == ["jiaoyu/a/%E9%99%84%E4%BB%B6%201.docx"]
    assert (shown[0].kind, shown[0].size) == ("Word 文档", "2 KB")


def test_each_day_of_revisions_says_what_was_noted_and_what_changed(cluster: Cluster, make_linked: Any) -> None:
    revisions = (Revision(date(2026, 3, 5), "改附表"), Revision(date(2026, 3, 4), ""), Revision(date(2026, 3, 4), "改序号"))
    changes = [ChangeView("2026-03-04", "<p><ins>新</ins></p>")]
    made = item_view(make_linked(revisions=revisions), cluster, cluster.sites[1], "", day=DAY, changes=changes)
    assert [(one.note, one.change) for one in made.revisions] == [
        ("改附表", ""), ("改序号", "<p><ins>新</ins></p>")]
    plain = item_view(make_linked(revisions=(Revision(date(2026, 3, 4), ""),)), cluster, cluster.sites[1], "", day=DAY)
    assert [(one.note, one.change) for one in plain.revisions] == [("内容更新", "")]


def test_paper_shows_the_signature_once(view: Any) -> None:
    assert view(issuer="甲局").signature == ("甲局",)
    assert view(issuer="甲局", body="<p>正文</p><p>甲局</p>").signature == ()


def test_citation_and_address_need_a_base_address(view: Any) -> None:
    made = view(doc_no="甲教〔2026〕1号")
    assert made.url == "https://www.example.gov.cn/jiaoyu/a/2026/x.html"
    assert "甲教〔2026〕1号" in made.citation and made.url in made.citation


def test_notice_names_its_period(view: Any) -> None:
    notice = Notice(kind="行政处罚", start=date(2026, 3, 1), fields=(("处罚决定日期", "2026-02-01"),))
    made = view(notice=notice, until=date(2026, 9, 1)).notice
    assert (made.heading, made.period) == ("行政处罚信息", "2026-03-01 至 2026-09-01")


@pytest.mark.parametrize(
    ("day", "word"),
    [(1, "未开始"), (2, "征集中"), (10, "征集中"), (11, "已结束"), (20, "已反馈")],
)
def test_status_of_a_consultation_follows_the_day(day: int, word: str) -> None:
    feedback = Feedback(day=date(2026, 5, 20), received=3, adopted=1, note="")
    block = Consultation(start=date(2026, 5, 2), end=date(2026, 5, 10), channels=(), feedback=feedback)
    assert consultation_status(block, date(2026, 5, day))[0] == word


def test_the_page_says_when_it_changes_next(make_linked: Any) -> None:
    block = Consultation(start=date(2026, 5, 2), end=date(2026, 5, 10), channels=())
    head = make_linked(consultation=block, expires=date(2026, 5, 6)).item.head
    days = [next_status_day(head, date(2026, 5, day)) for day in (1, 2, 6, 7, 11)]
    assert days == [date(2026, 5, 2), date(2026, 5, 6), date(2026, 5, 7), date(2026, 5, 11), None]


def test_no_item_page_counts_days(view: Any) -> None:
    block = Consultation(start=date(2026, 4, 2), end=date(2026, 5, 10), channels=("信函",))
    assert view(consultation=block, day=date(2026, 5, 3)) == view(consultation=block, day=date(2026, 5, 4))


def test_sizes_and_kinds_are_words_people_know() -> None:
    assert [file_size(size) for size in (812, 38912, 1892131)] == ["812 字节", "38 KB", "1.8 MB"]
    assert [file_kind(name) for name in ("a/b.PDF", "x.dwg", "README")] == ["PDF 文件", "DWG 文件", "文件"]
