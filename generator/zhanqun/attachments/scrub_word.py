"""Taking hidden things out of docx."""

from __future__ import annotations

from typing import Any

from zhanqun.attachments.scrub import Parts, bytes_of, common, cut, cut_one, drop, tree_of, unwrap, unwrap_one
from zhanqun.attachments.word import ACTIVE, TINY, WHITE, styles

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHANGES = ("rPr", "pPr", "sectPr", "tblPr", "tblPrEx", "tblGrid", "tcPr", "trPr", "numbering")
_RANGES = ("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "cellIns", "cellDel", "cellMerge")


def scrub_word(parts: Parts, removed: list[str]) -> None:
    """Accept all revisions; take out comments, hidden runs, active fields, embedded files, properties and people."""
    common(parts, removed)
    drop(parts, removed, "批注", lambda name: name.startswith("word/comments"))
    drop(parts, removed, "修订者名单", lambda name: name == "word/people.xml")
    unseen = styles(parts.get("word/styles.xml", b""))
    notes: dict[str, None] = {}
    for name in [n for n in parts if n.startswith("word/") and n.endswith(".xml") and (n.count("/") == 1 or "/glossary/" in n)]:
        tree = tree_of(parts[name])
        _revisions(tree, notes)
        cut(tree, (f"{_W}commentRangeStart", f"{_W}commentRangeEnd", f"{_W}commentReference"))
        if cut(tree, (f"{_W}docVars", f"{_W}attachedTemplate", f"{_W}rsids", f"{_W}trackRevisions")):
            notes["文档变量、模板路径和编辑标识"] = None
        if cut(tree, (f"{_W}mailMerge",)):
            notes["邮件合并的数据源"] = None
        _fields(tree, notes)
        if not name.endswith("/styles.xml"):
            _runs(tree, unseen, notes)
        for element in tree.iter():
            for key in [key for key in element.attrib if "}rsid" in key]:
                del element.attrib[key]
        parts[name] = bytes_of(tree)
    removed += notes


def _revisions(tree: Any, notes: dict[str, None]) -> None:
    # A deleted paragraph mark joins two paragraphs; here it only loses its mark, so no text moves.
    deleted_rows = [mark.getparent().getparent() for mark in tree.iter(f"{_W}del") if mark.getparent().tag == f"{_W}trPr"]
    for row in deleted_rows:
        cut_one(row)
    gone = cut(tree, (f"{_W}del", f"{_W}moveFrom", *(f"{_W}{tag}Change" for tag in _CHANGES), *(f"{_W}{tag}" for tag in _RANGES)))
    kept = unwrap(tree, (f"{_W}ins", f"{_W}moveTo"))
    if deleted_rows or gone or kept:
        notes["修订记录（按全部接受处理）"] = None


def _fields(tree: Any, notes: dict[str, None]) -> None:
    """Fields that fetch something from elsewhere become the plain text that they show."""
    for simple in list(tree.iter(f"{_W}fldSimple")):
        if _is_active(simple.get(f"{_W}instr", "")):
            unwrap_one(simple)
            notes["引用外部数据的域（留下显示的文字）"] = None
    open_fields: list[tuple[list[Any], list[str], list[bool]]] = []
    for element in list(tree.iter(f"{_W}fldChar", f"{_W}instrText")):
        if element.tag == f"{_W}instrText":
            if open_fields and not open_fields[-1][2]:
                open_fields[-1][0].append(element)
                open_fields[-1][1].append(element.text or "")
            elif _is_active(element.text or ""):
                cut_one(element)
                notes["引用外部数据的域（留下显示的文字）"] = None
            continue
        kind = element.get(f"{_W}fldCharType", "")
        if kind == "begin":
            open_fields.append(([element], [], []))
        elif open_fields:
            open_fields[-1][0].append(element)
            if kind == "separate":
                open_fields[-1][2].append(True)
            elif kind == "end":
                marks, words, _ = open_fields.pop()
                if _is_active("".join(words)):
                    for mark in marks:
                        cut_one(mark)
                    notes["引用外部数据的域（留下显示的文字）"] = None


def _is_active(instruction: str) -> bool:
    words = instruction.split()
    return bool(words) and words[0].upper() in ACTIVE


def _runs(tree: Any, unseen: tuple[frozenset[str], frozenset[str]], notes: dict[str, None]) -> None:
    for run in list(tree.iter(f"{_W}r")):
        what = _why_unseen(run, unseen)
        if what:
            cut_one(run)
            notes[what] = None


def _why_unseen(run: Any, unseen: tuple[frozenset[str], frozenset[str]]) -> str:
    vanished, white = unseen
    properties = run.find(f"{_W}rPr")
    given: dict[str, str] = {}
    for element in properties if properties is not None else ():
        if isinstance(element.tag, str):
            given[element.tag.removeprefix(_W)] = element.get(f"{_W}val", "true")
    paragraph = next((above for above in run.iterancestors(f"{_W}p")), None)
    style = paragraph.find(f"{_W}pPr/{_W}pStyle") if paragraph is not None else None
    names = {given.get("rStyle", ""), style.get(f"{_W}val", "") if style is not None else ""}
    if any(given.get(tag, "0") not in ("0", "false", "off") for tag in ("vanish", "specVanish")) or names & vanished:
        return "隐藏文字"
    if (given.get("color", "").upper() in WHITE or names & white) and not _shaded(run):
        return "白色文字"
    return "极小的文字" if given.get("sz") in TINY else ""


def _shaded(run: Any) -> bool:
    """White letters on a dark ground are to be seen."""
    holder = next((above for above in run.iterancestors(f"{_W}tc")), None)
    if holder is None:
        holder = next((above for above in run.iterancestors(f"{_W}p")), run)
    return any(mark.get(f"{_W}fill", "auto").upper() not in ("AUTO", "FFFFFF", "") for mark in holder.iter(f"{_W}shd"))
