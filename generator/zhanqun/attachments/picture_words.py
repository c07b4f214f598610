"""What the parts of a picture say and show that nobody sees: words, small pictures of it, and what no one knows."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress

from zhanqun.attachments.picture_parts import Part, behind, taken_apart
from zhanqun.attachments.reading import HIDDEN, Notes

SAID = "图片里的文字信息"
SMALL = "嵌入的缩略图（可能是裁剪、打码之前的画面）"
BEHIND = "图片末尾附带的数据"
UNKNOWN = "图片里看不懂的数据"
_LITTLE = 64
"""Bytes of an unknown part that are no finding by themselves; their words are read all the same."""
_MOST = 8_000_000
_PNG = frozenset(
    "cHRM gAMA iCCP sBIT sRGB bKGD hIST tRNS pHYs sPLT tIME acTL fcTL cICP mDCv mDCV cLLi cLLI iDOT CgBI IEND "
    "oFFs pCAL sCAL sTER gIFg vpAg caNv orNT".split()
)
_QUIET = re.compile(r"software|date:.*|.*[ -](?:time|date)|signature|dpi|aigc", re.I)
"""Keys under which programs write by themselves what is nobody's; the mark of machine-made pictures must stay."""
_SOURCES = frozenset({"mxfile", "application/vnd.excalidraw+json"})
"""Keys under which drawing programs keep the drawing itself, with every page and layer of it."""
_RUN = re.compile("[\x20-\x7e\u3000-\u303f\u3400-\u9fff\uff00-\uffef]{4,}|[\u3400-\u9fff]{2,}")
IDENTITY = re.compile(r"(?:xmp\.\w+|uuid|adobe:docid:\w+):[0-9A-Fa-f-]{30,}|\b[0-9A-Fa-f]{32,}\b")
_JPEG = re.compile(rb"\xff\xd8\xff[\xc0-\xc4\xdb\xe0-\xef\xfe]")
_SMALL_XMP = re.compile(rb"xmpGImg:image|x(?:mp|ap):Thumbnails|G(?:Image|Depth):Data|\"/9j/")
_APPLICATIONS = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")


def read_parts(data: bytes, kind: str, notes: Notes) -> None:
    """Note everything in the file of a raster picture that is not the picture. Raises ``Refused`` for a damaged one."""
    picture = taken_apart(data, kind)
    judge = {"png": _png, "jpg": _jpg, "gif": _gif, "webp": _webp}[kind]
    for part in picture.parts:
        judge(part, notes)
    tail = behind(data, picture.end)
    if tail:
        notes.hide(BEHIND, "", words_of(tail[:_MOST]))


def words_of(data: bytes) -> str:
    """Runs of letters in bytes of an unknown form, in each of the writings they may be in."""
    if b"\x00" not in data:
        with suppress(UnicodeDecodeError):
            return data.decode("utf-8")
    forms = [data.decode("utf-8", "replace"), data.decode("gb18030", "replace")]
    if b"\x00" in data:  # letters of two bytes may begin anywhere
        forms += [data[first:].decode(code, "replace") for code in ("utf-16-le", "utf-16-be") for first in (0, 1)]
    return "\n".join(dict.fromkeys(run for form in forms for run in _RUN.findall(form)))


def _told(text: str, notes: Notes, warned: bool = True) -> None:
    """Through every detector. ``warned``: it may be somebody's words, so that there is something is said."""
    if warned and text.strip():
        notes.metadata[SAID] = True
    notes.block(f"{HIDDEN}（属性：{SAID}）", IDENTITY.sub("", text))


def _unknown(data: bytes, notes: Notes) -> None:
    _told(words_of(data), notes, warned=False)
    if len(data) > _LITTLE:
        notes.hide(UNKNOWN)


def _png(part: Part, notes: Notes) -> None:
    name, data = part
    if name in ("tEXt", "zTXt", "iTXt"):
        key, _, rest = data.partition(b"\x00")
        _png_words(key.decode("latin-1"), _unpacked(name, rest), notes)
    elif name == "eXIf":
        read_exif(data, notes)
    elif name not in _PNG:
        _unknown(data, notes)


def _unpacked(name: str, rest: bytes) -> bytes:
    """The text of a chunk, as bytes."""
    packed = name == "zTXt"
    if name == "iTXt":
        packed, rest = rest[:1] == b"\x01", rest[2:].split(b"\x00", 2)[-1]
    elif packed:
        rest = rest[1:]
    if not packed:
        return rest
    try:
        return zlib.decompressobj().decompress(rest, _MOST)
    except zlib.error:
        return rest


def _png_words(key: str, text: bytes, notes: Notes) -> None:
    if key.startswith("Raw profile type "):
        _profile(key[17:].lower(), text, notes)
    elif key == "XML:com.adobe.xmp":
        read_xmp(text, notes)
    elif key in _SOURCES:
        notes.hide("制图软件的源文件", "", words_of(text))
    else:
        _told(f"{key}\n{words_of(text)}", notes, warned=_QUIET.fullmatch(key) is None)


def _profile(name: str, text: bytes, notes: Notes) -> None:
    """Data of other kinds of files that a program has written down in hexadecimal figures."""
    figures = b"".join(text.split()[2:])
    try:
        data = bytes.fromhex(figures.decode("ascii"))
    except ValueError:
        data = text
    if name in ("exif", "app1") and data.startswith(b"Exif\x00\x00"):
        read_exif(data[6:], notes)
    elif name in ("xmp", "app1"):
        read_xmp(data, notes)
    elif name in ("iptc", "8bim", "app13"):
        _photoshop(data, notes)
    elif name not in ("icc", "icm"):
        _unknown(data, notes)


def _jpg(part: Part, notes: Notes) -> None:
    name, data = part
    if name == "COM":
        _told(words_of(data), notes)
    elif data.startswith(b"Exif\x00"):
        read_exif(data[6:], notes)
    elif data.startswith((b"http://ns.adobe.com/xap/1.0/\x00", b"http://ns.adobe.com/xmp/extension/\x00")):
        read_xmp(data.split(b"\x00", 1)[1], notes)
    elif name == "APP0" and data.startswith(b"JFIF\x00"):
        if len(data) > 14 and data[12] * data[13]:
            notes.hide(SMALL)
    elif name == "APP0" and data.startswith(b"JFXX\x00"):
        notes.hide(SMALL)
    elif name == "APP13" and data.startswith(b"Photoshop 3.0\x00"):
        _photoshop(data[14:], notes)
    elif name == "APP12" and data.startswith(b"Ducky"):
        _told(words_of(data[5:]), notes, warned=False)
    elif not data.startswith((b"ICC_PROFILE\x00", b"MPF\x00")) and not (name == "APP14" and data.startswith(b"Adobe")):
        _unknown(data, notes)


def _gif(part: Part, notes: Notes) -> None:
    label, data = part
    if label == "FE":
        _told(words_of(data), notes)
    elif label == "01":
        # Text to be drawn by the viewer: no viewer draws it.
        notes.hide("隐藏文字", "", words_of(data[12:]))
    elif data.startswith(b"XMP Data"):
        read_xmp(data, notes)
    elif data.startswith(b"MGK8BIM"):
        _photoshop(data.partition(b"\x00")[2], notes)
    elif not data.startswith(_APPLICATIONS):
        _unknown(data, notes)


def _webp(part: Part, notes: Notes) -> None:
    name, data = part
    if name == "EXIF":
        read_exif(data.removeprefix(b"Exif\x00\x00"), notes)
    elif name == "XMP ":
        read_xmp(data, notes)
    elif name != "ICCP":
        _unknown(data, notes)


def read_xmp(data: bytes, notes: Notes) -> None:
    if b"GPSLatitude" in data or b"GPSLongitude" in data:
        notes.hide("拍摄地点（XMP GPS）")
    if _SMALL_XMP.search(data):
        notes.hide(SMALL)
    _told(words_of(data), notes)


def _photoshop(data: bytes, notes: Notes) -> None:
    """Resources of Photoshop: small pictures, words for the press (IPTC), names of slices and paths."""
    for number, inside in _resources(data):
        if number in (1033, 1036):
            notes.hide(SMALL)
        elif number != 1039:  # a colour profile
            _told(words_of(inside), notes, warned=number == 1028)


def _resources(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while data[at : at + 4] in (b"8BIM", b"MeSa", b"AgHg", b"PHUT", b"DCSR"):
        number = int.from_bytes(data[at + 4 : at + 6], "big")
        name = data[at + 6] if at + 6 < len(data) else 0
        at += 6 + name + 1 + (name + 1) % 2
        size = int.from_bytes(data[at : at + 4], "big")
        yield number, data[at + 4 : at + 4 + size]
        at += 4 + size + size % 2
    if data[at:].strip(b"\x00"):
        yield 0, data[at:]


def read_exif(data: bytes, notes: Notes) -> None:
    """Words of every field, whatever its number, and the small picture. Place and author are read by their numbers."""
    if data[:2] not in (b"II", b"MM"):
        _unknown(data, notes)
        return
    if _JPEG.search(data) or _second(data):
        notes.hide(SMALL)
    _told(words_of(data), notes, warned=False)


def _second(data: bytes) -> bool:
    """True when a second directory of fields places a picture."""

    def number(at: int, size: int) -> int:
        piece = data[at : at + size]
        return int.from_bytes(piece, "little") if data[:1] == b"I" else int.from_bytes(piece, "big")

    first = number(4, 4)
    second = number(first + 2 + 12 * number(first, 2), 4)
    if not 8 <= second < len(data):
        return False
    tags = {number(second + 2 + 12 * field, 2) for field in range(number(second, 2))}
    return bool(tags & {0x0111, 0x0201})
