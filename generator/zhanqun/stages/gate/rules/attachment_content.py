"""What is inside attachments: text through every detector, hidden parts, metadata, files that cannot be read."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from zhanqun.attachments import HIDDEN, Reading, read_attachment
from zhanqun.attachments.kinds import suffix
from zhanqun.model.finding import Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.item import AttachmentRef, Item, Page
from zhanqun.model.rule import AttachmentBytes, Context, Hit, Rule
from zhanqun.stages.gate.detect.masking import masked_line
from zhanqun.stages.gate.detect.scan import SECRETS, scan_all, secrets_on
from zhanqun.stages.gate.detect.spans import Match
from zhanqun.stages.gate.rules.attachment_type import ALLOWED
from zhanqun.stages.gate.texts import public_contacts, safe

KINDS = frozenset(ALLOWED)
_MOST = 20
_CLEAN = "运行 zhanqun clean 得到去掉这些内容的副本，核对后替换原件并重新审查"
_PICTURE = re.compile(r"!\[([^\]\n]+)\]\(\s*<?([^()\s<>]+(?:\([^()\s]*\)[^()\s<>]*)*)")


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    refs = {_resolve(value, ref.file): ref for ref in value.head.attachments}
    for file in context.attachments:
        if suffix(file.path) not in KINDS or not file.data:
            continue  # attachment-type and attachment-missing report these
        reading = read_attachment(file.path, file.data)
        yield from _problems(value, context, file, reading, refs.get(file.path))
        yield from _hidden(file, reading)
        yield from _matches(value, context, file, reading)


def _resolve(value: Item | Page, name: str) -> str:
    return unicodedata.normalize("NFC", posixpath.normpath(posixpath.join(posixpath.dirname(value.path), name)))


def _hit(
    file: AttachmentBytes, message: str, advice: str, severity: Severity = Severity.ERROR, evidence: str = ""
) -> Hit:
    return Hit(
        message=f"附件「{safe(file.name)}」{message}", help=advice, line=file.line, severity=severity,
        evidence=evidence, also=(Location(file.path),),
    )  # fmt: skip


def _problems(
    value: Item | Page, context: Context, file: AttachmentBytes, reading: Reading, ref: AttachmentRef | None
) -> Iterator[Hit]:
    for problem in reading.problems:
        if problem.key == "no-text" and _described(value, context, file, ref):
            continue
        message = problem.message.removeprefix("附件")
        yield _hit(
            file,
            message
            if message.startswith(("有", "是", "里", "不", "已", "超", "内", "类", "扩", "读", "解"))
            else f"：{message}",
            problem.help,
        )


def _described(value: Item | Page, context: Context, file: AttachmentBytes, ref: AttachmentRef | None) -> bool:
    """True when a transcript is there, or the picture is shown with a text of its own, a portrait with its name."""
    if ref is not None:
        missing = {name for name, _ in context.missing}
        return bool(ref.transcript) and ref.transcript not in missing
    if isinstance(value, Page) and any(
        leader.photo and _resolve(value, leader.photo) == file.path for leader in value.head.leaders
    ):
        return True
    return any(
        _resolve(value, unquote(found.group(2))) == file.path
        for found in _PICTURE.finditer(value.body)
        if found.group(1).strip()
    )


def _hidden(file: AttachmentBytes, reading: Reading) -> Iterator[Hit]:
    places: dict[str, list[str]] = {}
    for what, where in reading.hidden:
        places.setdefault(what, []).append(where)
    for what, wheres in places.items():
        named = [safe(where) for where in wheres if where and len(where) < 60][:3]
        yield _hit(file, f"里有{what}" + (f"（{'；'.join(named)}）" if named else ""), _CLEAN)
    if reading.metadata:
        kinds = "、".join(what for what, present in reading.metadata if present)
        yield _hit(file, f"带有元数据：{kinds}", _CLEAN, Severity.WARNING)


def _matches(value: Item | Page, context: Context, file: AttachmentBytes, reading: Reading) -> Iterator[Hit]:
    contacts = public_contacts(value, context)
    detectors = secrets_on(value.head.published.day) if isinstance(value, Item) else SECRETS
    count = 0
    for where, text in reading.text_blocks:
        matches = scan_all(text, detectors)
        spans = [(match.start, match.end) for match in matches]
        for match in matches:
            if _allowed(value, contacts, text, match):
                continue
            if "属性" in where and match.detector == "personal-identifier":
                continue
            count += 1
            if count > _MOST:
                continue
            line = text.count("\n", 0, match.start) + 1
            place = safe(where) if where.startswith(HIDDEN) else f"{safe(where)} 第 {line} 行"
            yield _hit(
                file, f"{place}：{match.message}", match.help, match.severity, masked_line(text, match.start, spans)
            )
    if count > _MOST:
        yield _hit(file, f"另有 {count - _MOST} 处同类问题没有列出", "改好列出的问题后再检查一次")


def _allowed(value: Item | Page, contacts: frozenset[str], text: str, match: Match) -> bool:
    if match.detector == "mobile-number":
        written = "".join(char for char in text[match.start : match.end] if char.isdecimal()).removeprefix("86")
        return value.head.contact_public or written in contacts
    return match.detector == "personal-identifier" and match.severity is Severity.WARNING and value.head.contact_public


RULE = Rule(
    id=RuleId("attachment-content"),
    title="附件里有不能公开或看不见的内容",
    source="先审后发；政府信息公开条例第十四条、第十五条；附件中的隐藏内容和元数据与正文同样公开",
    check=_check,
)
