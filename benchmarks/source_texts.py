"""Real texts as raw material: a folder of Markdown files cut into titles and paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
"""Links and pictures: their targets do not exist in the made cluster, so only their words stay."""
_REFERENCE = re.compile(r"^\[[^\]]+\]:.*$", re.MULTILINE)
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9][0-9 ]{9,20}[0-9Xx](?![0-9])")
"""Telephone, identity and account numbers: a made cluster must pass the content detectors of later rules."""
_MARKING = re.compile(r"(绝密|机密|秘密)\s*[★☆*]|此件不公开|此件依申请公开|内部资料")
_TAG = re.compile(r"<!--.*?-->", re.DOTALL)
_KEY = re.compile(r"^([^\s:#\-][^:]*):[ \t]*(.*)$")


@dataclass(frozen=True, slots=True)
class SourceText:
    """One document of the folder; ``paragraphs`` keep their Markdown, tables stay in one piece."""

    title: str
    issuer: str
    paragraphs: tuple[str, ...]


def read_sources(folder: Path) -> tuple[SourceText, ...]:
    """All usable documents below ``folder`` in path order. Raises ValueError when there is none."""
    texts = []
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        head, body = _split(text)
        title = _plain(head.get("标题", "")) or path.stem
        paragraphs = tuple(part for part in _clean(body).split("\n\n") if part.strip())
        if paragraphs:
            texts.append(SourceText(title, _plain(head.get("发文机关", "")), paragraphs))
    if not texts:
        raise ValueError(f"no Markdown with text below {folder}")
    return tuple(texts)


def _split(text: str) -> tuple[dict[str, str], str]:
    """Front matter as flat ``key: value`` lines (nested blocks are skipped) and the body."""
    if not text.startswith("---\n"):
        return {}, text
    end = text.find("\n---", 4)
    if end < 0:
        return {}, text
    found = (_KEY.match(line) for line in text[4:end].splitlines())
    return {m.group(1): m.group(2) for m in found if m}, text[end + 4 :].lstrip("-").lstrip("\n")


def _plain(value: str) -> str:
    return value.strip().strip("\"'").replace("\\", "").strip()


def _clean(body: str) -> str:
    body = _REFERENCE.sub("", _LINK.sub(r"\1", _TAG.sub("", body.replace("\r\n", "\n"))))
    # Slips that the sample word list catches: in old documents, and quoted in a correction notice.
    body = _LONG_NUMBER.sub("0000-0000000", _MARKING.sub("", body)).replace("秸杆", "秸秆").replace("拔款", "拨款")
    # Beside a party from another document's paragraph, the law's name would read as a decision against a person.
    body = body.replace("治安管理处罚法", "治安管理处罚条例")
    # A first-level heading would repeat the title, and a lone --- would look like front matter.
    return re.sub(r"^# ", "## ", body, flags=re.MULTILINE).replace("\n---\n", "\n\n")
