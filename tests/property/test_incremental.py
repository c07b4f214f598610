"""Whatever is edited in whatever order: building on what is there gives the bytes of a build from nothing.

How the full-text index is cut into segments may depend on the order of builds (docs/search-format.md), so that part is
judged by what readers are answered, and by its bytes once it has been put together anew.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from helpers.asking import DRIVER, answered_unlike
from helpers.clusters import BASE, item, page, write_cluster
from helpers.front_door import approve, build, differences, manifest_faults, snapshot, write
from helpers.node import Node
from helpers.run import Ran
from zhanqun import assets

CODES = {"portal": "DEMO00016", "jiaoyu": "DEMO00032", "minzheng": "DEMO00059"}
MINZHENG = BASE["sites/jiaoyu/site.yml"].replace("甲县教育局", "甲县民政局").replace("教育局", "民政局").replace(
    "DEMO00032", "DEMO00059").replace("序号: 1", "序号: 2")
DATES = ("2026-03-06", "2026-08-22 09:00", "2026-08-22 15:00", "2026-08-23", "2026-12-31 23:59", "2027-01-01", "2029-06-01")
COLUMNS = ("通知公告", "20-01", "20-07", "政策解读", "公示公告")
WORDS = ("好", "招生", "甲、乙", "Ａ+b/#c", "<b>", "“引号”", "〔2026〕")
SITES = tuple(CODES)
THEME = assets.theme_folder()
TARGETS = st.integers(0, 50)
ASKED = (
    "关于", "招生", "正文", "又一段", "标题", "的事", "改过的标题", "关于 的事", "招生 正文", "关于 -招生", "新摘要", "甲教发〔2026〕", "件事 又一",
    "引号", "职能",
)
"""Words and pairs of what the edits write, alone and together; one that is in no item."""


@dataclass
class Entry:
    site: str
    name: str
    number: int
    head: dict[str, object]
    body: str
    files: dict[str, bytes] = field(default_factory=dict)
    old: list[str] = field(default_factory=list)
    """Addresses that it had before."""

    @property
    def path(self) -> str:
        return f"sites/{self.site}/docs/tongzhi/{self.name}.md"

    @property
    def address(self) -> str:
        return f"{'' if self.site == 'portal' else self.site + '/'}tongzhi/{self.name}.html"

    @property
    def index_no(self) -> str:
        return f"{CODES[self.site]}/2026-{self.number:05d}"

    @property
    def unique(self) -> str:
        """What stands in no other item."""
        return f"正文{self.number}"

    def text(self) -> str:
        head = dict(self.head)
        title = str(head.pop("标题"))
        files = f"[{', '.join(self.files)}]" if self.files else None
        return item(title, self.body, 索引号=self.index_no, 附件=files, **head)


class Editing(RuleBasedStateMachine):
    """A cluster on disk, edited; after each edit both builds are compared."""

    engine: Node

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="zq-incremental-"))
        self.root, self.clean = self.folder / "cluster", self.folder / "clean"
        self.entries: list[Entry] = []
        self.count = 10
        self.date = DATES[1]
        self.pending = True
        self.from_nothing: Ran | None = None
        """The clean build of what is there now; none while that is unknown, as after a failure."""
        self.gone: list[str] = []
        """Texts of items that were deleted."""
        self.last: dict[str, bytes] = {}
        self.theme = self.folder / "theme"
        self.patches: dict[str, Any] = {}

    def teardown(self) -> None:
        try:
            if self.from_nothing:  # what failed already is told as it is
                self._put_together()
        finally:
            for patch in self.patches.values():
                patch.stop()
            shutil.rmtree(self.folder)

    @initialize()
    def begin(self) -> None:
        write_cluster(self.root, {"sites/minzheng/site.yml": MINZHENG})
        # So few that a handful of edits makes all four segments.
        self._patch("small", "zhanqun.stages.search.update.SMALL_DOCS", 2)
        self._patch("recent", "zhanqun.stages.search.update.RECENT_DOCS", 5)
        for number, word in enumerate(WORDS[:6]):
            self._new(SITES[number % 3], COLUMNS[number % 2], word, "2026-03-05", {})
        self._save(*self.entries)

    # --- edits of content

    @rule(site=st.sampled_from(SITES), column=st.sampled_from(COLUMNS), word=st.sampled_from(WORDS),
          date=st.sampled_from(("2025-12-31", "2026-03-05", "2026-08-22 12:00", "2026-12-31", "2027-01-01")),
          extra=st.sampled_from((
              {}, {"公示截止": "2026-08-22"}, {"公示截止": "2026-12-31"}, {"失效日期": "2026-08-23"},
              {"生效日期": "2027-01-01"}, {"有效性": "废止", "废止日期": "2026-05-01"}, {"报送": "true"},
              {"公开属性": "依申请公开", "不予公开理由": "国家秘密"}, {"摘要": "摘要一句话。"}, {"关键词": "[甲, 乙]"},
              {"信息分类": "意见征集", "征集": "{开始: 2026-08-01, 截止: 2026-08-22, 渠道: [来信]}"},
              {"成文日期": "2025-12-30", "发文字号": "甲教发〔2026〕2号", "文种": "通知"},
          )))
    def add(self, site: str, column: str, word: str, date: str, extra: dict[str, object]) -> None:
        self._new(site, column, word, date, extra)
        self._save(self.entries[-1])

    @rule(which=TARGETS, key=st.sampled_from(("标题", "摘要", "来源", "撤回", "公示截止", "失效日期", "公开属性", "发布日期", "信息分类", "别名")),
          choice=st.integers(0, 1))
    def change_key(self, which: int, key: str, choice: int) -> None:
        values: dict[str, tuple[object, object]] = {
            "标题": ("改过的标题", "再改的标题"), "摘要": ("新摘要", None), "来源": ("某局", None),
            "撤回": ("{日期: 2026-08-20, 原因: 内容有误}", None), "公示截止": ("2026-08-22", None),
            "失效日期": ("2026-08-22", None), "公开属性": ("依申请公开\n不予公开理由: 国家秘密", "主动公开"),
            "发布日期": ("2027-01-01", "2026-03-01"), "信息分类": ("公示公告", "政策解读"), "别名": (f"[old/{which}.html]", None),
        }
        if entry := self._entry(which):
            entry.head[key] = values[key][choice]
            if choice:
                entry.head.pop("不予公开理由", None)
            self._save(entry)

    @rule(which=TARGETS, word=st.sampled_from(WORDS))
    def change_body(self, which: int, word: str) -> None:
        if entry := self._entry(which):
            entry.body += f"\n又一段`{word}`。\n"
            self._save(entry)

    @rule(which=TARGETS, other=TARGETS, key=st.sampled_from(("相关", "解读")))
    def relate(self, which: int, other: int, key: str) -> None:
        one, two = self._entry(which), self._entry(other)
        if one and two:
            one.head[key] = f"[{two.index_no}]"
            self._save(one)

    @rule(which=TARGETS, data=st.sampled_from((b"1\n", b"2\n", None)), name=st.sampled_from(("a.txt", "b 1.txt", "子/c.csv")))
    def attach(self, which: int, data: bytes | None, name: str) -> None:
        if entry := self._entry(which):
            name = name.replace(".", f"{entry.number}.")
            if data is None:
                entry.files.pop(name, None)
            else:
                entry.files[name] = data
            write(self.root, {f"{entry.path.rpartition('/')[0]}/{name}": data})
            self._save(entry)

    @rule(which=TARGETS)
    def delete(self, which: int) -> None:
        if entry := self._entry(which):
            self.entries.remove(entry)
            self.gone.append(entry.unique)
            write(self.root, {entry.path: None})
            self.pending = True

    @rule(which=TARGETS)
    def rename(self, which: int) -> None:
        if (entry := self._entry(which)) and not entry.files:
            write(self.root, {entry.path: None})
            entry.old.append(entry.address)
            entry.head["别名"] = f"[{', '.join(entry.old)}]"
            self.count += 1
            entry.name = f"2025/y{self.count}"
            self._save(entry)

    @rule(which=TARGETS, site=st.sampled_from(SITES))
    def move(self, which: int, site: str) -> None:
        if (entry := self._entry(which)) and not entry.files:
            write(self.root, {entry.path: None})
            entry.site, entry.old = site, []
            entry.head.pop("别名", None)
            self._save(entry)

    @rule(site=st.sampled_from(SITES), word=st.sampled_from(("一", "二", "[链](zhinan.md)")), gone=st.booleans())
    def change_page(self, site: str, word: str, gone: bool) -> None:
        path = f"sites/{site}/docs/jigou.md"
        write(self.root, {path: None if gone else page("机构职能", f"# 职能\n\n职能{word}。\n")})
        approve(self.root, [path])
        self.pending = True

    # --- edits of configuration

    @rule(edit=st.sampled_from((
        ("cluster.yml", "名称: 甲县人民政府\n", "名称: 乙县人民政府\n"),
        ("cluster.yml", "页脚:", "通知条: 今天停电\n页脚:"),
        ("cluster.yml", "页脚:", "灰度: true\n页脚:"),
        ("cluster.yml", "页脚:", "策略: {每页条数: 5}\n页脚:"),
        ("cluster.yml", "页脚:", "时区: Asia/Urumqi\n页脚:"),
        ("cluster.yml", "页脚:", "策略: {严重程度: {unnamed-file: 错误}}\n页脚:"),
        ("catalog.yml", "通知公告", "通知与公告"),
        ("catalog.yml", '代码: "50", 名称: 政策解读', '代码: "50", 名称: 政策解读, 说明: 新'),
        ("catalog.yml", '  - {代码: "90"', '  - {代码: "95", 名称: 工作动态, 类型: 动态}\n  - {代码: "90"'),
        ("reviewers.yml", "自: 2020-01-01}", "自: 2020-01-01, 至: 2026-02-01}"),
        ("reviewers.yml", "自: 2020-01-01}", "自: 2020-01-01, 至: 2026-08-22}"),
    )), on=st.booleans())
    def change_shared(self, edit: tuple[str, str, str], on: bool) -> None:
        name, old, new = edit
        base = BASE[f"sites/_cluster/{name}"]
        write(self.root, {f"sites/_cluster/{name}": base.replace(old, new) if on else base})
        self.pending = True

    @rule(site=st.sampled_from(SITES), edit=st.sampled_from((
        ("", ""), ("序号: ", "主色: '#8c1a1a'\n序号: "), ("序号: ", "说明: 一句话\n序号: "), ("序号: ", "序号: 1"),
        ("角色: 子站", "角色: 子站\n域名: a.example.gov.cn"),
    )))
    def change_site(self, site: str, edit: tuple[str, str]) -> None:
        base = {**BASE, "sites/minzheng/site.yml": MINZHENG}[f"sites/{site}/site.yml"]
        write(self.root, {f"sites/{site}/site.yml": base.replace(*edit)})
        self.pending = True

    @rule(entries=st.lists(st.sampled_from(("招生", "正文", "改过")), max_size=2, unique=True), level=st.sampled_from(("错误", "警告")),
          since=st.sampled_from(("2020-01-01", "2026-08-23")), until=st.sampled_from(("", ", 至: 2026-12-31")))
    def change_words(self, entries: list[str], level: str, since: str, until: str) -> None:
        lines = "".join(f"  - {{词: {word}, 级别: {level}, 自: {since}{until}}}\n" for word in entries)
        write(self.root, {"sites/_cluster/words.yml": f"词语:\n{lines}" if entries else None})
        self.pending = True

    @rule(which=TARGETS, name=st.sampled_from(("wording", "attachment-content")), until=st.sampled_from(("2026-08-22", "2026-12-31", "")))
    def change_waivers(self, which: int, name: str, until: str) -> None:
        entry = self._entry(which)
        text = None
        if entry and until:
            text = f"豁免:\n  - {{规则: {name}, 文件: {entry.path}, 理由: 引用原文, 批准人: 王五, 至: {until}}}\n"
        write(self.root, {"sites/_cluster/waivers.yml": text})
        self.pending = True

    @rule(day=st.sampled_from(("2026-10-09", "2026-08-24")))
    def change_calendar(self, day: str) -> None:
        write(self.root, {"sites/_cluster/calendar.yml": f"放假:\n  - {day}\n"})
        self.pending = True

    @rule(date=st.sampled_from(DATES))
    def go_to(self, date: str) -> None:
        self.date = date
        self.pending = True

    # --- edits of the program's side

    @rule(file=st.sampled_from(("leaf/item.html", "leaf/list.html", "main.html", "assets/zhanqun.css")), on=st.booleans())
    def change_theme(self, file: str, on: bool) -> None:
        if not self.theme.exists():
            shutil.copytree(THEME, self.theme)
            self._patch("theme", "zhanqun.assets.theme_folder", lambda: self.theme)
        text = (THEME / file).read_text("utf-8")
        more = "/* 改 */\n" if file.endswith(".css") else "<!-- 改 -->\n"
        write(self.theme, {file: text + more if on else text})
        self.pending = True

    @rule(on=st.booleans())
    def change_base(self, on: bool) -> None:
        text = assets.base_config().read_text("utf-8")
        write(self.root, {"mkdocs.base.yml": text + "\ncopyright: 甲县\n" if on else text})
        self.pending = True

    @rule(version=st.sampled_from(("0.1.0", "0.1.1")))
    def change_version(self, version: str) -> None:
        self._patch("version", "zhanqun.memo.store.__version__", version)
        self.pending = True

    @rule(count=st.integers(1, 3), which=st.lists(TARGETS, max_size=3, unique=True), keep=st.booleans())
    def stop(self, count: int, which: list[int], keep: bool) -> None:
        """A build that is stopped when everything is made leaves nothing of it to the next, which may be of other texts."""
        gone = {self.entries[number].path: self.entries[number] for number in which if number < len(self.entries)}
        self.entries = [entry for entry in self.entries if entry.path not in gone]
        write(self.root, dict.fromkeys(gone))
        for _ in range(count):
            self._new(SITES[self.count % 3], COLUMNS[0], "好", "2026-03-05", {})
        added = self.entries[-count:]
        self._save(*added)
        before = snapshot(self.root / "dist")
        with mock.patch("zhanqun.pipeline.assemble._publish", side_effect=KeyboardInterrupt):
            ran = build(self.root, date=self.date)
        assert ran.code in (1, 2, 130), ran.err
        assert snapshot(self.root / "dist") == before
        self.gone += [entry.unique for entry in (gone.values() if keep else added)]
        if not keep:
            write(self.root, dict.fromkeys(entry.path for entry in added))
            self.entries = [*self.entries[:-count], *gone.values()]
            self._save(*gone.values())

    @rule()
    def compact(self) -> None:
        if self.from_nothing:
            self._put_together()

    def _put_together(self) -> None:
        """The index put together anew: every byte of the output is the clean build's."""
        assert self.from_nothing
        ran = build(self.root, "--compact", date=self.date)
        self._as_from_nothing(ran, self.from_nothing)
        now = snapshot(self.root / "dist")
        assert now == (self.last if ran.code else snapshot(self.clean)), "\n".join(differences(now, snapshot(self.clean)))
        self.last = now

    def _patch(self, name: str, target: str, new: object) -> None:
        if name in self.patches:
            self.patches.pop(name).stop()
        self.patches[name] = mock.patch(target, new)
        self.patches[name].start()

    # --- what must hold

    @invariant()
    def same_as_from_nothing(self) -> None:
        if not self.pending:
            return
        self.pending, self.from_nothing = False, None
        shutil.rmtree(self.clean, ignore_errors=True)
        from_nothing = build(self.root, "--no-cache", "--out", self.clean, date=self.date)
        ran = build(self.root, date=self.date)
        note(ran.out + ran.err)
        assert ran.code in (0, 1, 2), ran.err
        self._as_from_nothing(ran, from_nothing)
        now = snapshot(self.root / "dist")
        if ran.code:
            assert now == self.last, "a failed build changed the output"
        else:
            wrong = differences(now, snapshot(self.clean)) + manifest_faults(now)
            wrong += answered_unlike(self.engine, self.root / "dist", self.clean, self._asked())
            assert not wrong, "\n".join(wrong)
        self.last, self.from_nothing = now, from_nothing

    def _as_from_nothing(self, ran: Ran, from_nothing: Ran) -> None:
        """Both end alike and find alike."""
        if "[item-renamed]" in ran.out or "[index-number-changed]" in ran.out:
            # Only the build that remembers can know that a published address or number has changed.
            assert ran.code == 1
        else:
            assert (ran.code, _findings(ran.out)) == (from_nothing.code, _findings(from_nothing.out)), ran.err

    def _asked(self) -> list[str]:
        """What is asked of both outputs: of what there is, of what is withheld, and of what is no more."""
        return [*ASKED, *(entry.unique for entry in self.entries[-4:]), *self.gone[-2:]]

    # --- helpers

    def _entry(self, which: int) -> Entry | None:
        return self.entries[which % len(self.entries)] if self.entries else None

    def _new(self, site: str, column: str, word: str, date: str, extra: dict[str, object]) -> None:
        self.count += 1
        head = {"标题": json.dumps(f"关于{word}的事{self.count % 3}", ensure_ascii=False), "信息分类": f'"{column}"', "发布日期": date, **extra}
        self.entries.append(Entry(site, f"2026/x{self.count}", self.count, head, f"正文{self.count}。\n"))

    def _save(self, *entries: Entry) -> None:
        write(self.root, {entry.path: entry.text() for entry in entries})
        try:
            approve(self.root, [entry.path for entry in entries])
        except AssertionError:  # the configuration is broken just now; the items stay unapproved
            pass
        self.pending = True


def _findings(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("输出")]


def _settings() -> settings:
    # Each step here is two builds, so both profiles ask for less than of properties that cost microseconds.
    small = settings().max_examples <= 100
    return settings(
        max_examples=50 if small else 500, stateful_step_count=3 if small else 12, deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module", autouse=True)
def engine() -> Iterator[None]:
    """One process of the search engine for all questions."""
    Editing.engine = Node(DRIVER)
    yield
    Editing.engine.close()


TestEditing = Editing.TestCase
TestEditing.settings = _settings()
