"""Stage 2 on whole files: values typed, faults located, messages exact, texts never quoted."""

from __future__ import annotations

from datetime import date, time

import pytest

from helpers.reading import decode, said, source
from zhanqun.model.item import AttachmentRef, ClosedReason, Item, Openness, Page, Repost, Step, Validity
from zhanqun.model.moment import Moment

DIGEST = "sha256:" + "0" * 64

FULL = f"""---
title: "关于 #1 + a/b <c> 的“通知”: 第二批"
公开属性: 主动公开
category: 法定主动公开内容/预算决算
公开依据: 条例第二十条
成文日期: 2026-03-02
发布日期: 2026-03-05 09:30
索引号: 01404053X/2026-00045
发文机关: 甲县教育局
联合发文: [甲县财政局]
发文字号: 甲教发〔2026〕12号
文种: 通知
主题分类: 综合政务\\政务公开
关键词:
- 招生
- 教育
摘要: |
  第一行
  第二行
来源: 甲县教育局
作者: 张三
有效性: 已修改
生效日期: 2026-04-01
失效日期: 2030-01-01
解读: [01404053X/2026-00001]
相关: b.md
别名: [/old/1.html]
附件:
  - 附件1.docx
  - 文件: 图/规划图.png
    名称: 规划图
    文字稿: 图/规划图.txt
    审图号: 甲S（2026）1号
转载: {{网站: 某网, 网址: "https://www.example.gov.cn/a", 时间: 2026-03-01}}
公示截止: 2026-12-31
撤回: {{日期: 2026-06-01, 原因: 内容有误}}
更正:
  - {{日期: 2026-03-06, 说明: 改正日期}}
征集:
  开始: 2026-05-01
  截止: 2026-06-01
  渠道: [来信]
  反馈: {{日期: 2026-06-20, 收到: 12, 采纳: 5, 说明: 见正文}}
办事: {{事项名称: 认定, 设定依据: 法, 申请条件: 无, 办理材料: [甲, 乙], 办理地点: 一楼, 办理时间: 全天,
  联系电话: 0000-0000000, 办理流程: [报名, 领证]}}
公示:
  类型: 行政许可
  事项:
    文书号: 〔2026〕3号
    内容: 同意
报送: true
归档: 2031-01-01
复评日期: 2031-01-02
联系电话: 0000-0000000
公开联系方式: 是
审图号: 甲S
演示说明: 虚构
审查:
  摘要: {DIGEST}
  初审: {{人: 张三, 日期: 2026-03-03, 结论: 可以公开}}
  合法性审核: {{人: 王五, 日期: 2026-03-03, 结论: 同意}}
---
正文
"""


def test_every_key_of_an_item_is_typed() -> None:
    decoded = decode(FULL.replace("  合法性审核: {人: 王五, 日期: 2026-03-03, 结论: 同意}\n", ""))
    assert decoded.findings == ()
    item = decoded.value
    assert isinstance(item, Item)
    head = item.head
    assert head.title == "关于 #1 + a/b <c> 的“通知”: 第二批"
    assert head.openness is Openness.ACTIVE
    assert head.column == "20-07"
    assert head.published == Moment(date(2026, 3, 5), time(9, 30))
    assert (head.formed, head.effective, head.expires) == (date(2026, 3, 2), date(2026, 4, 1), date(2030, 1, 1))
    assert head.index_no == "01404053X/2026-00045"
    assert (head.issuer, head.co_issuers, head.doc_no) == ("甲县教育局", ("甲县财政局",), "甲教发〔2026〕12号")
    assert head.topics == ("综合政务\\政务公开",)
    assert head.keywords == ("招生", "教育")
    assert head.summary == "第一行\n第二行\n"
    assert head.validity is Validity.AMENDED
    assert head.interprets == ("01404053X/2026-00001",)
    assert (head.related, head.aliases) == (("b.md",), ("/old/1.html",))
    assert head.attachments == (
        AttachmentRef(file="附件1.docx", name="附件1.docx", line=29),
        AttachmentRef(
            file="图/规划图.png", name="规划图", transcript="图/规划图.txt", map_number="甲S（2026）1号", line=30
        ),
    )
    assert head.repost == Repost(site="某网", url="https://www.example.gov.cn/a", time=Moment(date(2026, 3, 1)))
    assert head.withdrawn is not None and head.withdrawn.day == date(2026, 6, 1)
    assert [correction.note for correction in head.corrections] == ["改正日期"]
    assert head.consultation is not None and head.consultation.feedback is not None
    assert (head.consultation.feedback.received, head.consultation.feedback.adopted) == (12, 5)
    assert head.service is not None and head.service.process == ("报名", "领证")
    assert head.notice is not None and head.notice.fields == (("文书号", "〔2026〕3号"), ("内容", "同意"))
    assert head.submitted and head.contact_public
    assert head.review is not None and head.review.digest == DIGEST
    assert head.review.steps == (
        Step(name="初审", person="张三", day=date(2026, 3, 3), result="可以公开", line=head.review.line + 1),
    )
    assert head.line("标题") == 2
    assert item.body == "正文\n"
    assert FULL.replace("  合法性审核: {人: 王五, 日期: 2026-03-03, 结论: 同意}\n", "").split("\n")[
        item.body_line - 1
    ] == "正文"


def test_steps_of_the_column_are_known() -> None:
    review = f"{{摘要: '{DIGEST}', 合法性审核: {{人: 王五, 日期: 2026-03-03, 结论: 同意}}}}"
    assert decode(source(审查=review)).findings == ()
    wrong = decode(source(信息分类="20-07", 成文日期="2026-01-01", 发文机关="甲", 审查=review))
    assert said(wrong) == [("unknown-key", 8, "审查里不认识的键“合法性审核”")]


def test_every_key_of_a_page_is_typed() -> None:
    decoded = decode(
        "---\n页面: true\n标题: 指南\n公开属性: 主动公开\n摘要: 说明\n更新日期: 2026-01-02\n信息分类: 法定主动公开内容\n"
        "附件: [a.pdf]\n别名: old.html\n审图号: 甲\n公开联系方式: true\n演示说明: 虚构\n---\n# 指南\n"
    )
    assert decoded.findings == ()
    page = decoded.value
    assert isinstance(page, Page)
    assert (page.head.title, page.head.column, page.head.updated) == ("指南", "20", date(2026, 1, 2))
    assert page.body_line == 14


WRONG = [
    ({"标题": None}, [("front-matter", 2, "缺少“标题”")]),
    ({"标题": '""'}, [("front-matter", 2, "缺少“标题”")]),
    ({"标题": "[a]"}, [("front-matter-value", 2, "标题应当是文字")]),
    ({"公开属性": None}, [("front-matter", 2, "缺少“公开属性”")]),
    ({"公开属性": "公开"}, [("front-matter-value", 3, "公开属性不能是“公开”，是不是想写“主动公开”")]),
    ({"公开属性": "yes"}, [("front-matter-value", 3, "公开属性不能是“yes”")]),
    ({"公开属性": "依申请公开"}, [("openness", 3, "公开属性是依申请公开，必须写不予公开理由")]),
    ({"不予公开理由": "国家秘密"}, [("openness", 6, "主动公开的条目不能写不予公开理由")]),
    ({"信息分类": None}, [("front-matter", 2, "缺少“信息分类”（条目）或“页面: true”（手写页面）")]),
    ({"信息分类": "规范性文档"}, [("category", 4, "信息分类不在目录里，是不是想写“法定主动公开内容/规范性文件”")]),
    ({"信息分类": "没有"}, [("category", 4, "信息分类不在目录里")]),
    ({"信息分类": "预算决算"}, [("category", 4, "信息分类不在目录里，是不是想写“法定主动公开内容/预算决算”")]),
    ({"信息分类": "某某住址在某某街道某某号的那个人的事情"}, [("category", 4, "信息分类不在目录里")]),
    (
        {"信息分类": "法定主动公开内容/预算和决算"},
        [("category", 4, "信息分类不在目录里，是不是想写“法定主动公开内容/预算决算”")],
    ),
    (
        {"信息分类": "20-07"},
        [
            ("required-field", 2, "栏目“预算决算”的条目必须写“发文机关”"),
            ("required-field", 2, "栏目“预算决算”的条目必须写“成文日期”"),
        ],
    ),
    ({"信息分类": "40"}, [("required-field", 2, "栏目“意见征集”的类型是征集，条目必须写“征集”")]),
    ({"信息分类": "50"}, [("required-field", 2, "栏目“办事指南”的类型是办事，条目必须写“办事”")]),
    ({"发布日期": None}, [("front-matter", 2, "缺少“发布日期”")]),
    ({"发布日期": "2026-02-30"}, [("date", 5, "发布日期“2026-02-30”不是存在的日期")]),
    ({"发布日期": "2026-3-5"}, [("date", 5, "发布日期“2026-3-5”不是日期的写法")]),
    ({"发布日期": "2026年3月5日"}, [("date", 5, "发布日期“2026年3月5日”不是日期的写法")]),
    ({"发布日期": "2026-03-05 24:00"}, [("date", 5, "发布日期“2026-03-05 24:00”不是日期的写法")]),
    ({"发布日期": "2026-03-05T09:30:00Z"}, [("date", 5, "发布日期“2026-03-05T09:30:00Z”不是日期的写法")]),
    ({"发布日期": "2026-W01-1"}, [("date", 5, "发布日期现在的值不是日期的写法")]),
    ({"发布日期": "０２６-01-01"}, [("date", 5, "发布日期现在的值不是日期的写法")]),
    ({"成文日期": "2026-03-06"}, [("date-order", 6, "成文日期 2026-03-06 晚于发布日期 2026-03-05")]),
    ({"成文日期": "750"}, [("date", 6, "成文日期“750”不是日期的写法")]),
    ({"标題": "x"}, [("unknown-key", 6, "元数据里不认识的键“标題”，是不是想写“标题”")]),
    ({"tіtle": "x"}, [("unknown-key", 6, "元数据里不认识的键“tіtle”")]),
    ({"关健词": "x"}, [("unknown-key", 6, "元数据里不认识的键“关健词”，是不是想写“关键词”")]),
    ({"更新日期": "2026-01-01"}, [("unknown-key", 6, "“更新日期”只能写在页面里")]),
    ({"title": "x"}, [("duplicate-key", 6, "“标题”写了两次，另一处在第 2 行")]),
    ({"有效性": "有效期内"}, [("front-matter-value", 6, "有效性不能是“有效期内”，是不是想写“有效”")]),
    ({"报送": "好"}, [("front-matter-value", 6, "报送应当是 true 或 false")]),
    ({"关键词": "{a: b}"}, [("front-matter-value", 6, "关键词应当是列表")]),
    ({"关键词": "[a, a]"}, [("front-matter-value", 6, "关键词里有重复的一项")]),
    ({"附件": "[../x.pdf]"}, [("front-matter-value", 6, "附件应当是文章旁边的文件")]),
    ({"附件": "[{名称: x}]"}, [("front-matter-value", 6, "附件缺少“文件”")]),
    ({"附件": "[/etc/x, 'C:\\x']"}, [("front-matter-value", 6, "附件应当是文章旁边的文件")] * 2),
    ({"转载": "{网站: a, 时间: 2026-01-01}"}, [("front-matter-value", 6, "转载缺少“网址”")]),
    ({"转载": "某网"}, [("front-matter-value", 6, "转载应当分项写")]),
    ({"撤回": "{日期: 2026-01-01}"}, [("front-matter-value", 6, "撤回缺少“原因”")]),
    ({"更正": "改了"}, [("front-matter-value", 6, "更正应当是列表")]),
    (
        {"征集": "{开始: 2026-05-01, 截止: 2026-05-29, 渠道: 来信}"},
        [("consultation", 6, "征集只有 29 日，少于 30 日，没有写缩短理由")],
    ),
    (
        {"征集": "{开始: 2026-05-02, 截止: 2026-05-01, 渠道: 来信}"},
        [("consultation", 6, "征集的截止 2026-05-01 早于开始 2026-05-02")],
    ),
    ({"公示": "{类型: 处罚}"}, [("front-matter-value", 6, "公示的类型不能是“处罚”，是不是想写“行政处罚”")]),
    ({"审查": "{初审: {人: 张三}}"}, [
        ("front-matter-value", 6, "初审缺少“日期”"),
        ("front-matter-value", 6, "初审缺少“结论”"),
        ("front-matter-value", 6, "审查缺少“摘要”"),
    ]),
    ({"审查": "{摘要: abc}"}, [("front-matter-value", 6, "审查的摘要应当是 sha256: 加 64 位十六进制数字")]),
    ({"审查": "通过"}, [("front-matter-value", 6, "审查应当分项写")]),
    ({"页面": "也许"}, [("front-matter-value", 6, "页面应当是 true 或 false")]),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "expected"), WRONG, ids=[str(index) for index in range(len(WRONG))])
def test_wrong_values_give_exactly_these_findings(
    keys: dict[str, str | None], expected: list[tuple[str, int, str]]
) -> None:
    decoded = decode(source(**keys))
    assert sorted(said(decoded)) == sorted(expected)
    assert decoded.value is None
    assert all(finding.help and finding.where.path.endswith("x.md") for finding in decoded.findings)


HOSTILE = [
    ("", ("front-matter", 1, "文件是空的")),
    ("\n\n", ("front-matter", 1, "文件是空的")),
    ("# 标题\n\n正文", ("front-matter", 1, "没有元数据")),
    ("标题: x\n公开属性: 主动公开\n\n正文", ("front-matter", 1, "元数据没有用 --- 围住")),
    ("标题：x\n", ("front-matter", 1, "元数据没有用 --- 围住")),
    ("---\n标题: x\n", ("front-matter", 1, "元数据没有结束：找不到第二行 ---")),
    ("---", ("front-matter", 1, "元数据没有结束：找不到第二行 ---")),
    ("\n---\n标题: x\n---\n", ("front-matter", 1, "--- 前面有空行或空格")),
    ("+++\ntitle = 1\n+++\n", ("front-matter", 1, "元数据要用三个半角减号 --- 围住")),
    ("---\n---\n正文", ("front-matter", 1, "元数据是空的")),
    ("---\n- a\n---\n", ("front-matter", 2, "元数据应当是一行一个“键: 值”")),
    ("---\n标题: a\n标题: b\n---\n", ("duplicate-key", 3, "键“标题”写了两次，另一处在第 2 行")),
    ("---\n标题: &a x\n摘要: *a\n---\n", ("front-matter", 3, "不能使用别名（*）")),
    ("---\n标题: !!python/object/apply:os.system [x]\n---\n", ("front-matter", 2, "不能使用标签（!）")),
    ("---\n标题: a\n...\n摘要: b\n---\n", ("front-matter", 4, "不是合法的“键: 值”")),
    ("---\n标题: " + "[" * 50 + "]" * 50 + "\n---\n", ("front-matter", 2, "嵌套超过 8 层")),
    ("---\n标题: " + "{a: " * 50 + "}" * 50 + "\n---\n", ("front-matter", 2, "嵌套超过 8 层")),
    ("---\n标题: " + "甲" * 700_000 + "\n---\n", ("front-matter", 2, "元数据超过 64 KiB，没有读")),
    ("---\n标题:\ta\n---\n", ("front-matter", 2, "有制表符")),
    ("---\n标题: a\u202eb\n---\n", ("front-matter", 2, "有不允许的字符 U+202E")),
    ("---\n标题: a\u200bb\n---\n", ("front-matter", 2, "有不允许的字符 U+200B")),
    ('---\n标题: "a\\0b"\n---\n', ("front-matter", 2, "转义写出了不允许的字符 U+0000")),
    ("---\n标题：a\n公开属性: x\n---\n", ("front-matter", 2, "键后面用了全角冒号“：”")),
    ("---\n标题:a\n公开属性: x\n---\n", ("front-matter", 2, "冒号后面没有空格")),
    ("---\n? [a, b]\n: c\n---\n", ("front-matter", 2, "键必须是文字")),
    ("---\n<<: {标题: a}\n---\n", ("front-matter", 2, "不能使用合并（<<）")),
    (b"---\n\xb1\xea\xcc\xe2: a\n---\n", ("encoding", 2, "不是 UTF-8 编码的文字")),
    (source("正文\n").encode() + b"\xff\n", ("encoding", 8, "不是 UTF-8 编码的文字")),
    (source().encode("utf-16"), ("encoding", 1, "文件是 UTF-16 编码")),
    (b"\xef\xbb\xbf" + source().encode(), ("encoding", 1, "文件开头有 BOM")),
    (source().encode().replace(b"\n", b"\r\n"), ("line-endings", 1, "换行符是 CRLF（Windows 式）")),
    (source("a\rb\n"), ("encoding", 7, "有单独的回车符（U+000D）")),
    (source("a\0b\n"), ("encoding", 7, "有控制字符 U+0000")),
    (source(摘要="a\0b"), ("encoding", 6, "有控制字符 U+0000")),
    (b"\0" * 3_000_000, ("encoding", 1, "有控制字符 U+0000")),
]


@pytest.mark.parametrize(("text", "expected"), HOSTILE, ids=[str(index) for index in range(len(HOSTILE))])
def test_hostile_files_give_a_located_finding_and_no_value(text: str | bytes, expected: tuple[str, int, str]) -> None:
    decoded = decode(text)
    assert expected in said(decoded)
    assert decoded.value is None


def test_a_bomb_of_aliases_is_not_expanded() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]" for n in range(20)]
    decoded = decode("---\n" + "\n".join(lines) + "\n---\n")
    assert decoded.value is None
    assert {finding.rule for finding in decoded.findings} >= {"front-matter"}


def test_a_file_above_the_limit_is_refused_before_it_is_read() -> None:
    decoded = decode(b"\xff" * (9 * 1024 * 1024))
    assert said(decoded) == [("file-size", 1, "文件有 9 MB，超过 8 MB，没有读")]


@pytest.mark.parametrize("shown", ["2026-2-3", "2026/2/3", "2026年2月3日", "2026.02.03", "2026－2－3"])
def test_advice_names_the_date_that_was_meant(shown: str) -> None:
    (finding,) = decode(source(成文日期=shown)).findings
    assert "请写成 2026-02-03" in finding.help


def test_all_faults_of_a_file_come_at_once_and_sorted() -> None:
    decoded = decode(source(公开属性="x", 发布日期="y", 关健词="z", 报送="w"))
    assert [finding.where.line for finding in decoded.findings] == [3, 5, 6, 7]


SECRET = "绝密甲乙丙丁戊己庚辛壬癸"


@pytest.mark.parametrize(
    "key",
    ["标题", "公开属性", "信息分类", "发布日期", "成文日期", "摘要", "文种", "主题分类", "关键词", "附件", "转载", "撤回",
     "更正", "征集", "办事", "公示", "报送", "审查", "有效性", "发文字号", "不予公开理由", "别名", SECRET * 2],
)  # fmt: skip
def test_no_message_quotes_free_text(key: str) -> None:
    shapes = (f'"{SECRET}"', f"[[{SECRET}]]", f"{{{SECRET * 2}: {SECRET}}}", f"[{{文件: '../{SECRET}'}}]", f"*{SECRET}")
    for shape in shapes:
        for finding in decode(source(SECRET, **{key: shape})).findings:
            assert SECRET not in finding.message + finding.help + finding.evidence


def test_warnings_do_not_withhold() -> None:
    decoded = decode(source(发文字号="甲教发[2026]012号", 文种="告示", 主题分类="教育", 生效日期="2026-01-01",
                            成文日期="2026-02-01"))  # fmt: skip
    assert isinstance(decoded.value, Item)
    assert sorted(said(decoded)) == [
        ("date-order", 9, "生效日期 2026-01-01 早于成文日期 2026-02-01"),
        ("document-number", 6, "发文字号不是标准形式"),
        ("genre", 7, "文种不在常用的文种里，是不是想写“通告”"),
        ("topic", 8, "主题分类的一级类目不在国务院文件主题分类里，是不是想写“科技、教育”"),
    ]
    (advice,) = [finding.help for finding in decoded.findings if finding.rule == "document-number"]
    assert "check --fix" in advice and "甲教发" not in advice


def test_a_closed_item_with_its_reason_is_decoded() -> None:
    decoded = decode(source(公开属性="不予公开", 不予公开理由="四类过程性信息"))
    assert isinstance(decoded.value, Item)
    assert decoded.value.head.closed_reason is ClosedReason.PROCESS


def test_windows_line_ends_may_be_allowed_and_do_not_change_the_canonical_form() -> None:
    import dataclasses

    from helpers.reading import small_cluster

    policy = dataclasses.replace(small_cluster().policy, severities={"line-endings": "warning", "front-matter": "warning"})
    soft = dataclasses.replace(small_cluster(), policy=policy)
    windows, unix = decode(source().replace("\n", "\r\n"), soft), decode(source(), soft)
    assert isinstance(windows.value, Item) and isinstance(unix.value, Item)
    assert (windows.value.canonical, windows.value.body) == (unix.value.canonical, unix.value.body)
    assert decode(source(标题=None), soft).value is None, "hard rules cannot be lowered"
