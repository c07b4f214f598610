"""Titles, bodies and attachments of made items: real paragraphs, recombined."""

from __future__ import annotations

import io
import math
import random
import zipfile

from source_texts import SourceText

_REPEATED = (
    "公告", "不动产更正登记公告", "2024年“三公”经费预算公开", "部门预算公开", "行政处罚决定公示",
    "关于召开听证会的公告", "工作动态",
    "拟录用人员公示", "安全生产检查情况通报", "食品安全监督抽检信息公告", "土地征收预公告", "中标结果公告",
)  # fmt: skip
_DECORATED = (
    "关于印发<{}>的通知", "“{}”专项行动进展", "#1—#3地块{}", "{}（第2期）", "C++/Python培训班与{}", "【解读】{}",
    "{}  政策问答", "A+B类企业{}名单/目录", "《{}》实施情况", "关于〈{}〉的补充说明",
)  # fmt: skip
_SIGMA = 1.0
_LONGEST = 60_000
_FIXED_DATE = (2024, 1, 1, 0, 0, 0)


def make_title(rng: random.Random, source: SourceText, number: int) -> str:
    """A tenth repeats from a short list, a fifth is decorated with the characters that break naive tools."""
    draw = rng.random()
    if draw < 0.10:
        return rng.choice(_REPEATED)
    title = source.title[:80]
    if draw < 0.30:
        return rng.choice(_DECORATED).format(title)
    if draw < 0.45:
        return f"{title}（{2006 + number % 21}年第{number % 40 + 1}号）"
    return title


def body_length(rng: random.Random, mean: int) -> int:
    """Characters of one body: log-normal, so that most are short notices and a few are very long."""
    return max(60, min(_LONGEST, round(rng.lognormvariate(math.log(mean) - _SIGMA * _SIGMA / 2, _SIGMA))))


def make_body(rng: random.Random, sources: tuple[SourceText, ...], first: int, length: int) -> str:
    """About ``length`` characters of consecutive paragraphs; further documents follow when one is too short.

    A paragraph longer than what is left is cut at a full stop, a table never.
    """
    parts: list[str] = []
    left = length
    index = first
    while left > 0:
        paragraphs = sources[index].paragraphs
        start = rng.randrange(max(1, len(paragraphs) - 3)) if len(parts) or len(paragraphs) > 12 else 0
        for paragraph in paragraphs[start:]:
            if left <= 0:
                break
            piece = _cut(paragraph, left)
            parts.append(piece)
            left -= len(piece) + 2
        index = rng.randrange(len(sources))
    return "\n\n".join(parts)


def _cut(paragraph: str, room: int) -> str:
    if len(paragraph) <= room + 200 or paragraph.startswith(("|", "```", "    ")):
        return paragraph
    end = paragraph.find("。", max(room, 40))
    return paragraph if end < 0 else paragraph[: end + 1]


def make_attachments(rng: random.Random, stem: str, mean: float) -> tuple[tuple[str, bytes], ...]:
    """(file name, bytes) of the item's attachments; their number is geometric with this mean."""
    files: list[tuple[str, bytes]] = []
    stop = 1 / (1 + mean)
    while len(files) < 6 and rng.random() > stop:
        number = len(files) + 1
        kind = rng.choice(("csv", "txt", "docx"))
        lines = range(1, rng.randrange(4, 40))
        rows = [f"{n},项目{rng.randrange(1000)},{rng.randrange(10_000) / 100:.2f}" for n in lines]
        if kind == "csv":
            data = ("序号,名称,金额（万元）\r\n" + "\r\n".join(rows) + "\r\n").encode("utf-8-sig")
        elif kind == "txt":
            data = ("附件说明\n" + "\n".join(rows) + "\n").encode()
        else:
            data = _docx(rows)
        files.append((f"{stem} 附件{number}.{kind}", data))
    return tuple(files)


def _docx(rows: list[str]) -> bytes:
    """The smallest file that Word opens; no metadata, fixed time stamps."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    paragraphs = "".join(f"<w:p><w:r><w:t>{row}</w:t></w:r></w:p>" for row in rows)
    parts = (
        (
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/'
            'vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        ),
        (
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats'
            '.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        ),
        ("word/document.xml", f'<w:document xmlns:w="{word}"><w:body>{paragraphs}</w:body></w:document>'),
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts:
            archive.writestr(
                zipfile.ZipInfo(name, _FIXED_DATE), '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + text
            )
    return buffer.getvalue()
