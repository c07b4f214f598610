"""Whatever is withheld, for whatever reason: no run of its text reaches the output or the cache.

Every item that stays back carries random text of its own in each place where text can stand. Then every file that the
build wrote is read in every way in which text can be wrapped.
"""

from __future__ import annotations

import html
import json
import random
import re
import shutil
import tempfile
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote_to_bytes

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from helpers.clusters import item, page, write_cluster
from helpers.front_door import approve, build, snapshot, write

RUN = 12
"""A run of this many characters of a withheld text is a leak."""
PLACES = ("标题", "正文", "摘要", "关键词", "附件", "附件名", "附件文件名", "公开依据", "来源", "作者", "发文机关", "联系电话", "说明")
WITHHELD: dict[str, dict[str, object]] = {
    "依申请公开": {"公开属性": "依申请公开", "不予公开理由": "国家秘密"},
    "不予公开": {"公开属性": "不予公开", "不予公开理由": "国家秘密"},
    "明天": {"发布日期": "2026-08-23"},
    "今天下午": {"发布日期": "2026-08-22 15:00"},
    "明天而未审": {"发布日期": "2026-08-23 # 未审查"},
    "已到期": {"信息分类": "公示公告", "公示截止": "2026-08-21"},
    "已撤回": {"撤回": "{日期: 2026-08-20, 原因: 内容有误}"},
}
STUBS = ("已到期", "已撤回")
"""They were public, so their address (the name of their file) may stay."""

ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
RARE = "".join(map(chr, (*range(0x4E00, 0x9FA6), *range(0x3400, 0x3500), *range(0x20000, 0x20100))))
MIXED = RARE + "é<>&'“”〔〕Ａ％+/#" * 400
seeds = st.integers(0, 2**32)


def secret_of(seed: int, kind: str) -> dict[str, str]:
    """Place -> text of its own, 12 to 18 characters; a seed keeps each text unlike every other."""
    draw = random.Random(f"{seed} {kind}")
    return {
        place: "".join(draw.choices(RARE if place.startswith("附件") else MIXED, k=draw.randint(RUN, 18))) for place in PLACES
    }


def source(kind: str, secret: Mapping[str, str], number: int) -> dict[str, str | bytes | None]:
    """The withheld item and its attachment."""
    folder = "sites/jiaoyu/docs/tongzhi/2026"
    file = f"{secret['附件文件名']}.txt"
    head: dict[str, object] = {
        "摘要": quoted(secret["摘要"]), "关键词": f"[{quoted(secret['关键词'])}]", "公开依据": quoted(secret["公开依据"]),
        "来源": quoted(secret["来源"]), "作者": quoted(secret["作者"]), "发文机关": quoted(secret["发文机关"]),
        "附件": f"[{{文件: {file}, 名称: {secret['附件名']}}}]",
        "相关": "[DEMO00016/2026-00001]", "索引号": f"DEMO00032/2026-{number:05d}",
        "更正": f"[{{日期: 2026-08-23, 说明: {quoted(secret['说明'])}}}]", **WITHHELD[kind],
    }
    body = f"{secret['正文']}\n\n[看]({file})\n\n# {secret['联系电话']}\n"
    # The address of what was public is public; the name of any other file is not.
    name = f"gong{number}" if kind in STUBS else secret["附件文件名"][::-1] + "z"
    return {f"{folder}/{name}.md": item(quoted(secret["标题"]), body, **head), f"{folder}/{file}": secret["附件"] * 3}


def quoted(text: str) -> str:
    """A YAML scalar; JSON's own \\u escapes would hide rare characters from the tests' own eyes."""
    return json.dumps(text, ensure_ascii=False)


def readings(data: bytes) -> Iterator[str]:
    """The text of a file in each way in which it may be wrapped."""
    for plain in (data, *inflated(data)):
        for encoding in ("utf-8", "utf-16-le"):
            text = plain.decode(encoding, "ignore")
            yield text
            if encoding != "utf-8":
                continue
            if "&" in text:
                yield html.unescape(text)
            if "\\u" in text:
                yield ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
            if "%" in text:
                yield unquote_to_bytes(plain).decode("utf-8", "ignore")


def inflated(data: bytes) -> Iterator[bytes]:
    """Whatever deflate stream starts anywhere in a binary file: search shards are many streams in one file."""
    if b"\0" not in data[:4000]:
        return
    for bits, mark in ((31, b"\x1f\x8b"), (15, b"\x78"), (-15, b"")):
        at = data.find(mark) if mark else 0
        while 0 <= at < min(len(data), 20_000):
            try:
                unpacked = zlib.decompressobj(bits).decompress(data[at:], 1_000_000)
            except zlib.error:
                unpacked = b""
            if len(unpacked) > 20:
                yield unpacked
            at = data.find(mark, at + 1) if mark else at + 1


def pieces(text: str) -> set[str]:
    """Parts such that every run of RUN characters holds one of them whole."""
    step = RUN // 2
    return {text[at : at + step] for at in range(0, len(text) - step + 1, step)}


def leaks(files: Mapping[str, bytes], hidden: Mapping[str, str]) -> list[str]:
    """Where a run of a hidden text is: ``path: place``. The text itself is not told, tests print too."""
    wanted = [(piece, place) for place, text in hidden.items() for piece in sorted(pieces(text))]
    found: dict[str, None] = {}
    for path, data in files.items():
        for text in (path, *readings(data)):
            folded = unicodedata.normalize("NFKC", text)
            for piece, place in wanted:
                if piece in text or piece in folded:
                    found[f"{path}: {place}"] = None
    return list(found)


def _settings() -> settings:
    small = settings().max_examples <= 100
    return settings(max_examples=5 if small else 300, deadline=None, suppress_health_check=list(HealthCheck))


def _named(secret: Mapping[str, str], kind: str) -> dict[str, str]:
    return {f"{kind}/{place}": text for place, text in secret.items()}


@_settings()
@given(seed=seeds)
def test_nothing_withheld_reaches_output_or_cache(seed: int) -> None:
    all_of_them = {kind: secret_of(seed, kind) for kind in (*WITHHELD, "页面", "无人指名")}
    folder = Path(tempfile.mkdtemp(prefix="zq-leak-"))
    try:
        root = folder / "cluster"
        files: dict[str, str | bytes | None] = {}
        for number, kind in enumerate(WITHHELD, 100):
            files |= source(kind, all_of_them[kind], number)
        hidden_page, unnamed = all_of_them["页面"], all_of_them["无人指名"]
        files["sites/jiaoyu/docs/mi.md"] = page(
            quoted(hidden_page["标题"]), hidden_page["正文"], 公开属性="依申请公开", 摘要=quoted(hidden_page["摘要"]),
        )
        files[f"sites/jiaoyu/docs/{unnamed['附件文件名']}.txt"] = unnamed["附件"]
        files["sites/portal/docs/tongzhi/2026/lian.md"] = item(
            "指向未公开的", 索引号="DEMO00016/2026-00009", 相关="[DEMO00032/2026-00100, DEMO00032/2026-00102]",
        )
        write_cluster(root, files, approve=False)
        approve(root, [path.relative_to(root).as_posix() for path in sorted(root.rglob("*.md"))
                       if "# 未审查" not in path.read_text()])
        report = folder / "report.json"
        ran = build(root, "--report", report)
        assert ran.code == 0, ran.out
        counts = json.loads(report.read_text())
        assert (counts["withheld"], counts["held"]) == (6, 6)
        hidden = {name: text for kind, secret in all_of_them.items() for name, text in _named(secret, kind).items()}
        # The site of a stub's own address is all that may be seen of it.
        assert leaks(snapshot(root / "dist"), hidden) == []
        # The cache and the report are internal: they may name files, and say nothing that is in them.
        inside = {key: text for key, text in hidden.items() if not key.endswith("附件文件名")}
        told = {"report": report.read_bytes(), "out": ran.out.encode(), "err": ran.err.encode()}
        assert leaks({**snapshot(root / ".zhanqun"), **told}, inside) == []
        for kind in STUBS:
            number = 100 + list(WITHHELD).index(kind)
            assert (root / "dist" / "jiaoyu" / "tongzhi" / "2026" / f"gong{number}.html").is_file()
    finally:
        shutil.rmtree(folder)


@_settings()
@given(seed=seeds, later=st.sampled_from(list(WITHHELD)))
def test_what_was_public_and_is_withheld_now_leaves_the_output(seed: int, later: str) -> None:
    secret = secret_of(seed, later)
    folder = Path(tempfile.mkdtemp(prefix="zq-leak-"))
    try:
        root = folder / "cluster"
        public = {
            path: text.replace("撤回: {日期: 2026-08-20", "撤回: {日期: 2027-01-01").replace("依申请公开", "主动公开")
            .replace("不予公开理由: 国家秘密\n", "").replace("不予公开", "主动公开").replace("2026-08-23", "2026-03-05")
            .replace("2026-08-22 15:00", "2026-03-05").replace("2026-08-21", "2026-12-31").replace(" # 未审查", "")
            if isinstance(text, str) else text
            for path, text in source(later, secret, 100).items()
        }
        write_cluster(root, public)
        hidden = _named(secret, later)
        ran = build(root)
        assert ran.code == 0, ran.out
        assert leaks(snapshot(root / "dist"), hidden), "the test itself no longer sees what is public"
        sources = source(later, secret, 100)
        write(root, sources)
        approve(root, [path for path in sources if path.endswith(".md") and "未审查" not in str(sources[path])])
        ran = build(root)
        assert ran.code == 0, ran.out
        assert leaks(snapshot(root / "dist"), hidden) == []
        inside = {key: text for key, text in hidden.items() if not key.endswith("附件文件名")}
        assert leaks({**snapshot(root / ".zhanqun"), "out": (ran.out + ran.err).encode()}, inside) == []
    finally:
        shutil.rmtree(folder)


@_settings()
@given(seed=seeds, fault=st.sampled_from((
    ("审查", ""), ("发布日期: 2026-03-05", "发布日期: 2026-02-30"), ("信息分类: 通知公告", "信息分类: 没有的栏目"),
    ("---\n\n", "未知: 1\n---\n\n"), ("---\n\n", "\n\n"), ("索引号", "标题"),
)))
def test_an_error_writes_nothing_and_tells_no_text(seed: int, fault: tuple[str, str]) -> None:
    secret = secret_of(seed, "错误")
    folder = Path(tempfile.mkdtemp(prefix="zq-leak-"))
    try:
        root = folder / "cluster"
        sources = source("已撤回", secret, 100)
        for path, text in sources.items():
            if path.endswith(".md"):
                sources[path] = str(text).replace("撤回: {日期: 2026-08-20, 原因: 内容有误}\n", "").replace(*fault)
        write_cluster(root, sources, approve=False)
        approve(root, ["sites/portal/docs/tongzhi/2026/kaitong.md", "sites/jiaoyu/docs/zhinan.md"])
        report = folder / "report.json"
        ran = build(root, "--report", report)
        assert ran.code == 1, ran.out
        assert not (root / "dist").exists()
        hidden = {key: text for key, text in _named(secret, "错误").items() if not key.endswith("附件文件名")}
        told = {"report": report.read_bytes(), "out": ran.out.encode(), "err": ran.err.encode()}
        assert leaks({**snapshot(root / ".zhanqun"), **told}, hidden) == []
    finally:
        shutil.rmtree(folder)
