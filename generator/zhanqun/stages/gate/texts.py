"""Texts of an item or page in which detectors look, and the hits they give there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from zhanqun.model.finding import Finding, Location
from zhanqun.model.item import Head, Item, Page
from zhanqun.model.people import Unit
from zhanqun.model.rule import Context, Hit
from zhanqun.stages.gate.detect.masking import mask, masked_line
from zhanqun.stages.gate.detect.scan import scan, scan_all
from zhanqun.stages.gate.detect.spans import Detector, Match
from zhanqun.stages.gate.naming import name_files, relative_name
from zhanqun.text.visible import visible, visible_line

Keep = Callable[[str, Match], bool]
"""Says whether a match counts; sees the text and the match."""
_TELLING = 7
"""Digits of the shortest number that tells anything."""

_last: tuple[Item | Page | None, str, tuple[int, ...]] = (None, "", ())


def head_text(value: Item | Page) -> tuple[str, tuple[int, ...]]:
    """What the front matter says, one value a line, and the source line of each. Remembers the last value only."""
    global _last
    if _last[0] is not value:
        pairs = [(value.head.line(key), " ".join(text.split("\n"))) for key, text in (*_values(value), *_names(value)) if text]
        pairs += _files(value)
        _last = (value, "\n".join(text for _, text in pairs), tuple(line for line, _ in pairs))
    return _last[1], _last[2]


def own_words(value: Item | Page) -> Iterator[str]:
    """The values that are sentences of its own: no addresses, numbers or names of others."""
    return (" ".join(text.split("\n")) for _, text in _values(value) if text)


def _names(value: Item | Page) -> Iterator[tuple[str, str]]:
    """Short values, addresses, and the file's own name, which becomes its address."""
    head = value.head
    for part in address_parts(value.path):
        yield "文件名", part
    for file in head.attachments:
        yield "附件", "；".join((file.transcript, file.map_number))
    yield "别名", "；".join(head.aliases)
    yield "审图号", head.map_number
    if isinstance(head, Head):
        yield "索引号", head.index_no
        yield "联合发文", "；".join(head.co_issuers)
        yield "文种", head.genre
        yield "主题分类", "；".join(head.topics)
        yield "废止依据", head.repealed_by
        yield "解读", "；".join(head.interprets)
        yield "相关", "；".join(head.related)
        yield "联系电话", head.contact_phone
        if head.repost:
            yield "转载", f"{head.repost.site}；{head.repost.url}"
        if head.notice:
            yield "公示", f"{head.notice.office}；{head.notice.phone}"
        if head.service:
            yield "办事", head.service.phone


def address_parts(path: str) -> Iterator[str]:
    """The file's own name and those of its folders that may say something: a year and a month would only look like a number."""
    *folders, name = path.split("/")[3:]
    yield name.removesuffix(".md")
    for folder in folders:
        if not folder.isascii() or sum(map(str.isdigit, folder)) >= _TELLING:
            yield folder


def _files(value: Item | Page) -> list[tuple[int, str]]:
    """Line and name of each file that the body names in other letters than it is published under: ``%31.txt`` is ``1.txt``."""
    if "](" not in value.body and "]:" not in value.body and "<" not in value.body:
        return []
    found = [(file.line, relative_name(value.path, file.path)) for file in name_files(value) if not file.listed]
    return [(line, name) for line, name in found if name not in value.body]


def _values(value: Item | Page) -> Iterator[tuple[str, str]]:
    head = value.head
    yield "标题", head.title
    yield "摘要", head.summary
    yield "演示说明", head.demo_note
    for file in head.attachments:
        yield "附件", file.name
        if file.file != file.name:
            yield "附件", file.file
    if isinstance(head, Head):
        yield from _item_values(head)
        return
    for leader in head.leaders:
        yield "领导", f"{leader.name}；{leader.post}；{leader.duties}；{leader.resume}；{leader.photo}"
    for unit in all_units(head.units):
        yield "机构", "；".join((unit.name, unit.head, unit.phone, unit.place, *unit.duties))


def all_units(units: Iterable[Unit]) -> Iterator[Unit]:
    """Every unit and those below it, in the order written."""
    for unit in units:
        yield unit
        yield from all_units(unit.below)


def _item_values(head: Head) -> Iterator[tuple[str, str]]:
    yield "发文字号", head.doc_no
    yield "发文机关", head.issuer
    yield "公开依据", head.basis
    yield "关键词", " ".join(head.keywords)
    yield "来源", head.source
    yield "作者", head.author
    for correction in head.corrections:
        yield "更正", correction.note
    if head.withdrawn:
        yield "撤回", head.withdrawn.reason
    if head.consultation:
        yield "征集", "；".join((*head.consultation.channels, head.consultation.explanation, head.consultation.short_reason))
        if head.consultation.feedback:
            yield "征集", head.consultation.feedback.note
    if head.service:
        service = head.service
        yield "办事", "；".join((service.name, *service.basis, *service.conditions, *service.materials, *service.process))
        yield "办事", f"{service.place}；{service.hours}；{service.fee}；{service.time_limit}"
    if head.notice:
        for key, text in head.notice.fields:
            yield "公示", f"{key}：{text}"


def hits(value: Item | Page, detector: Detector, keep: Keep | None = None) -> Iterator[Hit]:
    """Yield what a detector finds in the front matter and in the body, each with its line and masked evidence."""
    head, lines = head_text(value)
    yield from _in_text(head, detector, keep, lambda row: lines[row])
    yield from _in_text(value.body, detector, keep, lambda row: value.body_line + row, columns=True)


def body_hits(value: Item | Page, detector: Detector, keep: Keep | None = None) -> Iterator[Hit]:
    """Yield what a detector finds in the body alone."""
    yield from _in_text(value.body, detector, keep, lambda row: value.body_line + row, columns=True)


def _in_text(
    text: str, detector: Detector, keep: Keep | None, line_of: Callable[[int], int], columns: bool = False
) -> Iterator[Hit]:
    matches = scan(text, detector)
    if not matches:
        return
    # A line that shows one secret masked must not show its neighbour bare.
    spans = [(match.start, match.end) for match in (*matches, *scan_all(text))]
    for match in matches:
        if keep is not None and not keep(text, match):
            continue
        left = text.rfind("\n", 0, match.start) + 1
        yield Hit(
            message=match.message,
            help=match.help,
            line=line_of(text.count("\n", 0, match.start)),
            column=match.start - left + 1 if columns else 0,
            evidence=masked_line(text, match.start, spans),
            severity=match.severity,
        )


def safe(text: str) -> str:
    """Return the text with everything masked that any detector finds in it; for names shown in messages."""
    return mask(text, [(match.start, match.end) for match in scan_all(text)])


def covered(finding: Finding) -> Finding:
    """The finding with nothing in its words that a detector finds: they may quote a value."""
    message, advice = safe(finding.message), safe(finding.help)
    return finding if (message, advice) == (finding.message, finding.help) else replace(finding, message=message, help=advice)


def covered_places(finding: Finding) -> Finding:
    """The finding as it is told to people: a file name may be what was found, or turn the text around it. Rules compare the true one."""
    return replace(
        finding, where=_place(finding.where), also=tuple(map(_place, finding.also)), message=visible_line(finding.message),
        help=visible(finding.help), evidence=visible(finding.evidence),
    )  # fmt: skip


def _place(where: Location) -> Location:
    return replace(where, path=visible_line(safe(where.path)))


def public_contacts(value: Item | Page, context: Context) -> frozenset[str]:
    """Digits of every telephone that the item or its site gives as an office contact."""
    head = value.head
    given: list[str] = [*context.site.office.values(), context.cluster.footer.contact]
    if context.site.footer is not None:
        given.append(context.site.footer.contact)
    if isinstance(head, Head):
        given += [head.contact_phone, head.notice.phone if head.notice else "", head.service.phone if head.service else ""]
        given += head.consultation.channels if head.consultation else ()
    else:
        given += [unit.phone for unit in all_units(head.units)]
    return frozenset(_numbers(given))


def _numbers(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for piece in text.replace("；", " ").replace("，", " ").replace("、", " ").replace(",", " ").split():
            digits = "".join(char for char in piece if char.isdecimal())
            if len(digits) >= 7:
                yield digits.removeprefix("86")
