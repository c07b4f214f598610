"""Parts that programs write into office packages, by place. What is not listed is unknown, and unknown is withheld.

In a pattern ``#`` stands for digits or nothing, ``*`` for one name, ``**`` for any names; letters of either case.
"""

from __future__ import annotations

import re
from functools import lru_cache

XML, PICTURE, BINARY, THUMBNAIL = "xml", "picture", "binary", "thumbnail"
"""Read as text; looked at, must be a picture, sound or film; letters and settings, must not be text; a small preview."""

_OPC = {
    XML: ("[Content_Types].xml", "**_rels/*.rels", "_rels/.rels", "docProps/core#.xml", "docProps/app#.xml", "docProps/custom#.xml",
          "package/services/metadata/core-properties/*.psmdcp", "customXml/item#.xml", "customXml/itemProps#.xml", "docMetadata/*.xml",
          "customStorage/*.xml", "_xmlsignatures/*.xml"),
    BINARY: ("_xmlsignatures/*.sigs",),
    THUMBNAIL: ("docProps/thumbnail#.*",),
    "自定义的功能区": ("customUI/**", "userCustomization/**"),
}  # fmt: skip
_SHARED = {
    XML: ("theme/theme#.xml", "theme/themeOverride#.xml", "charts/chart#.xml", "charts/chartEx#.xml", "charts/style#.xml",
          "charts/colors#.xml", "drawings/*.xml", "drawings/*.vml", "diagrams/*.xml", "ctrlProps/*.xml", "tags/tag#.xml", "ink/ink#.xml",
          "styles.xml", "slicers/*.xml", "slicerCaches/*.xml", "timelines/*.xml", "timelineCaches/*.xml", "customXml/*.xml"),
    PICTURE: ("media/*",),
    BINARY: ("fonts/*", "printerSettings/*.bin", "printerSettings#.bin"),
    "嵌入的文件或对象": ("embeddings/**", "afchunk*"),
    "办公软件加载项": ("webextensions/**",),
}  # fmt: skip
_LETTER = ("document.xml", "stylesWithEffects.xml", "settings.xml", "webSettings.xml", "fontTable.xml", "numbering.xml", "header#.xml",
           "footer#.xml", "footnotes.xml", "endnotes.xml", "comments.xml", "commentsExtended.xml", "commentsIds.xml",
           "commentsExtensible.xml", "people.xml", "customizations.xml", "intelligence#.xml")  # fmt: skip
_OWN = {
    "docx": {
        XML: (*_LETTER, *(f"glossary/{name}" for name in (*_LETTER, "styles.xml", "theme/theme#.xml"))),
        PICTURE: ("glossary/media/*",),
        BINARY: ("glossary/fonts/*",),
        "嵌入的文件或对象": ("glossary/embeddings/**",),
        "邮件合并的数据源": ("recipientData#.xml", "mailMerge*"),
        "批注": ("documenttasks/**",),
    },
    "xlsx": {
        XML: ("workbook.xml", "worksheets/*.xml", "chartsheets/*.xml", "dialogsheets/*.xml", "sharedStrings.xml", "calcChain.xml",
              "metadata.xml", "volatileDependencies.xml", "xmlMaps.xml", "comments*.xml", "comments/*.xml", "threadedComments/*.xml",
              "persons/*.xml", "tables/*.xml", "tables/tableSingleCells#.xml", "queryTables/*.xml", "connections.xml", "pivotTables/*.xml",
              "pivotCache/*.xml", "externalLinks/*.xml", "revisions/*.xml", "richData/*.xml", "cellimages.xml", "woinfos/*.xml",
              "featurePropertyBag/*.xml", "namedSheetViews/*.xml"),
        BINARY: ("customProperty#.bin", "customProperties/*.bin"),
        "数据模型（Power Pivot）": ("model/**", "customData/**"),
    },
    "pptx": {
        XML: ("presentation.xml", "presProps.xml", "viewProps.xml", "tableStyles.xml", "revisionInfo.xml", "commentAuthors.xml",
              "authors.xml", "comments*.xml", "comments/*.xml", "modernComments/*.xml", "slides/*.xml", "slideLayouts/*.xml",
              "slideMasters/*.xml", "notesMasters/*.xml", "notesSlides/*.xml", "handoutMasters/*.xml"),
        "修订记录": ("changesInfos/**",),
    },
}  # fmt: skip
_ODF = {
    XML: ("META-INF/manifest.xml", "META-INF/documentsignatures.xml", "content.xml", "styles.xml", "meta.xml", "settings.xml",
          "manifest.rdf", "Configurations2/**.xml"),
    "mimetype": ("mimetype",),
    PICTURE: ("Pictures/*", "media/*", "Media/*", "Configurations2/images/**"),
    BINARY: ("layout-cache", "Fonts/*"),
    THUMBNAIL: ("Thumbnails/*",),
    "嵌入的文件或对象": ("Object*", "Object*/**", "ObjectReplacements/**"),
    "旧版本": ("Versions/**", "VersionList.xml"),
}  # fmt: skip
_OFD = {
    XML: ("**.xml",),
    "内嵌附件": ("**Attachs/**", "**Attachments/**"),
    PICTURE: ("**.png", "**.jpg", "**.jpeg", "**.gif", "**.bmp", "**.tif", "**.tiff", "**.jp2"),
    BINARY: ("**.ttf", "**.otf", "**.ttc", "**.cff", "**.jb2", "**.jbig2", "**.gbig2", "**.icc", "**.esl", "**.dat", "**.p7b", "**.p7s",
             "**.cer", "**.bin"),
}  # fmt: skip
FOLDERS = {"docx": "word", "xlsx": "xl", "pptx": "ppt"}


def _regex(patterns: tuple[str, ...], folder: str = "") -> str:
    escaped = (re.escape(folder + pattern) for pattern in patterns)
    return "|".join(one.replace(r"\*\*", ".*").replace(r"\*", "[^/]+").replace(r"\#", r"\d*") for one in escaped)


@lru_cache(maxsize=16)
def _table(kind: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """In office packages what is dangerous comes first: it may lie at a place that is otherwise harmless."""
    if kind not in FOLDERS:
        groups = [(what, _regex(patterns)) for what, patterns in (_OFD if kind == "ofd" else _ODF).items()]
    else:
        folder = f"{FOLDERS[kind]}/"
        groups = [(what, _regex(patterns)) for what, patterns in _OPC.items()]
        groups += [(what, _regex(patterns, folder)) for table in (_SHARED, _OWN[kind]) for what, patterns in table.items()]
        groups.sort(key=lambda group: group[0].isascii())
    return tuple((what, re.compile(pattern, re.IGNORECASE)) for what, pattern in groups)


def verdict(kind: str, name: str) -> str:
    """One of the words above, the Chinese name of something dangerous, or empty for a part that nobody knows."""
    return next((what for what, pattern in _table(kind) if pattern.fullmatch(name)), "")


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    """Each name that stands in the lists, without case and figures -> as programs look for it."""
    tables = (_OPC, _SHARED, *_OWN.values())
    whole = [pattern for table in tables for patterns in table.values() for pattern in patterns]
    names = {name for pattern in (*whole, *FOLDERS.values()) for name in pattern.split("/") if "*" not in name}
    return {_figureless(name): name.replace("#", "") for name in sorted(names | {"_rels"})}


def _figureless(name: str) -> str:
    return re.sub(r"[\d#]+", "", name.lower())


def spelt(name: str) -> str:
    """A part of an office package as its reader looks for it: letters of either case name the same part."""
    return "/".join(_spelt(each) for each in name.split("/"))


def _spelt(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if dot and ending.lower() in ("xml", "rels", "vml"):
        name = f"{stem}.{ending.lower()}"
    known = _spellings().get(_figureless(name))
    if known is None or known == name:
        return name
    figures = re.search(r"\d+(?=\.\w+\Z)", name)
    whole = f"{known.rpartition('.')[0]}{figures.group()}.{known.rpartition('.')[2]}" if figures else known
    return whole if whole.lower() == name.lower() else name
