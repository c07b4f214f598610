"""What docx, xlsx and pptx share: relationships, properties, embedded parts, macros."""

from __future__ import annotations

import re

from zhanqun.attachments.known_parts import FOLDERS
from zhanqun.attachments.package import Package, join
from zhanqun.attachments.reading import Notes, Refused
from zhanqun.attachments.xml import Lines, Plain, elements, walk

_CORE = {"creator": "作者", "lastModifiedBy": "最后保存者"}
_APP = {"Company": "单位", "Manager": "主管", "Template": "模板"}
_HARMLESS = frozenset({"KSOProductBuildVer", "ICV", "KSOTemplateDocerSaveRecord", "WorkbookGuid", "KSOReadingLayout"})
"""Written by WPS into every file; they name no person."""
_TEMPLATES = frozenset({"", "normal", "normal.dotm", "normal.dot", "normal.wpt", "blank", "normal_wordconv.dotm"})


_MAIN = {"docx": ("document.xml", "document"), "xlsx": ("workbook.xml", "workbook"), "pptx": ("presentation.xml", "presentation")}


def rels_of(part: str) -> str:
    """Where the relationships of a part stand."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def related(package: Package, owner: str, kind: str) -> list[str]:
    """Parts to which a part (or the package, for no part) leads by relationships of a kind."""
    return [
        package.find(join(owner, attributes.get("Target", ""))) for tag, attributes in elements(package.read(rels_of(owner)))
        if tag == "Relationship" and attributes.get("Type", "").rsplit("/", 1)[-1] == kind and attributes.get("TargetMode") != "External"
    ]  # fmt: skip


def usual_main(kind: str) -> str:
    return f"{FOLDERS[kind]}/{_MAIN[kind][0]}"


def main_part(package: Package, kind: str) -> str:
    """The part that programs open as the document. Raises ``Refused`` when it is unclear."""
    found = list(dict.fromkeys(related(package, "", "officeDocument")))
    if len(found) > 1:
        raise Refused("damaged", "附件说自己有几个正文，不同软件会打开不同的", "用办公软件打开后另存为新文件")
    main = found[0] if found else usual_main(kind)
    if found and (main not in package or next(elements(package.read(main)), ("", {}))[0] != _MAIN[kind][1]):
        raise Refused("damaged", "附件的正文不在它说的地方", "用办公软件打开后另存为新文件")
    return main


def check_common(package: Package, notes: Notes) -> None:
    """Record properties, embedded objects and outside references; refuse macros."""
    names = package.names
    package.main = main_part(package, notes.kind)
    if any(_MACRO.search(name.lower()) for name in names):
        raise Refused("macro", "附件里有宏或控件", "另存为不带宏的 docx、xlsx 或 pptx")
    if "EncryptedPackage" in names:
        raise Refused("encrypted", "附件有密码保护，打不开", "去掉密码后再上传")
    for name in names:
        if "/embeddings/" in name.lower() or "/afchunk" in name.lower():
            notes.hide("嵌入的文件或对象", "embeddings")
        elif name.startswith("customXml/item") and "Props" not in name and len(package.read(name)) > 400:
            notes.metadata["自定义 XML 数据"] = True
        elif name.endswith(".rels"):
            _relations(package, name, notes)
    _properties(package, notes)


_MACRO = re.compile(r"vbaproject\.bin$|vbadata\.xml$|/activex/|/macrosheets/|/attachedtoolbars\.bin$")
_NUMBER = re.compile(r"-?\d{0,10}(?:\.\d*)?(?:[eE][-+]?\d+)?")


def shape_text(package: Package, part: str) -> str:
    """Text of drawings, charts and diagrams, and what their makers wrote behind them as descriptions."""
    data = package.read(part)
    collected = Lines()
    walk(data, collected)
    return "\n".join([*(line for name, line in collected.finish() if name != "v" or not _NUMBER.fullmatch(line)), *descriptions(data)])


def descriptions(data: bytes) -> list[str]:
    """Alternative texts of pictures and shapes."""
    return [
        value for tag, attributes in elements(data) if tag in ("docPr", "cNvPr")
        for value in (attributes.get("descr", ""), attributes.get("title", "")) if value.strip()
    ]


def _properties(package: Package, notes: Notes) -> None:
    core = Plain("creator", "lastModifiedBy", "title", "subject", "keywords", "description", "category")
    found = dict.fromkeys([*related(package, "", "core-properties"), *package.match("docProps/core", ".xml")])
    for part in found:
        if part in package:
            walk(package.read(part), core)
    for name, value in core.values:
        if name == "title":
            notes.title = value
            notes.block("文档属性（标题）", value)
        elif name in _CORE:
            if value.strip() not in ("", "Administrator", "openpyxl", "python-docx", "PPTX"):
                notes.meta(_CORE[name], value)
        else:
            notes.meta("主题、关键词或备注", value)
    app = Plain(*_APP)
    for part in package.match("docProps/app", ".xml"):
        walk(package.read(part), app)
    for name, value in app.values:
        if name != "Template" or value.strip().lower() not in _TEMPLATES:
            notes.meta(_APP[name], value)
    custom = [attributes.get("name", "") for tag, attributes in elements(package.read("docProps/custom.xml")) if tag == "property"]
    if any(name not in _HARMLESS for name in custom):
        values = Plain("lpwstr", "lpstr", "bstr", "i4", "filetime")
        walk(package.read("docProps/custom.xml"), values)
        notes.meta("自定义属性", "\n".join(custom + [value for _, value in values.values]))


def _relations(package: Package, name: str, notes: Notes) -> None:
    for tag, attributes in elements(package.read(name)):
        if tag != "Relationship":
            continue
        kind = attributes.get("Type", "").rsplit("/", 1)[-1]
        target = attributes.get("Target", "")
        outside = attributes.get("TargetMode") == "External"
        if kind == "attachedTemplate":
            if target.lower().startswith(("http:", "https:", "\\\\", "//", "ftp:")):
                notes.hide("引用外部模板", "attachedTemplate")
            elif target.rsplit("/", 1)[-1].rsplit("\\", 1)[-1].lower() not in _TEMPLATES:
                notes.meta("模板路径", target)
        elif outside and kind == "hyperlink":
            if target.lower().startswith(("file:", "\\\\", "mhtml:", "javascript:")) or target[1:3] == ":\\":
                notes.hide("链接指向本机或内网文件", "", target)
            else:
                notes.block("超链接", target)
        elif outside and kind not in ("image",):
            notes.hide("引用外部文件", kind, target)
        elif outside and not target.lower().startswith(("http:", "https:")):
            notes.hide("引用外部图片", kind, target)
        elif outside:
            notes.hide("引用外部图片", kind)
