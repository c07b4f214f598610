"""The body of an item: CommonMark with tables, footnotes and strikethrough -> safe HTML, outline, links, plain text.

comrak escapes raw HTML and empties dangerous addresses; the pass here adds what a page needs: headings that
start below the page's own, ids, scrollable tables, links from ``.md`` to ``.html``, a mark on links that leave
government sites (国办发〔2017〕47号附件).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

import comrak

from zhanqun.stages.render.views.item import Heading

_EXTENSIONS = comrak.ExtensionOptions(
    table=True, footnotes=True, strikethrough=True, tasklist=True, cjk_friendly_emphasis=True,
)
_PARSE = comrak.ParseOptions()
_RENDER = comrak.RenderOptions(escape=True)

_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.S)
_TAG = re.compile(r"<[^>]*>")
_ADDRESS = re.compile(r'<a href="([^"]*)"|<img src="([^"]*)" alt="([^"]*)"( title="[^"]*")? />')
_FIGURE = re.compile(r'<p><img src="([^"]+\.csv)" alt="([^"]*)"(?: title="([^"]*)")? /></p>', re.I)
_LONG_CELL = re.compile(r"<td>([^<]{12,})</td>")
"""A sentence rather than a word: on a phone its column must not be four characters wide."""
_EMPTY_HEAD = re.compile(r"<th((?: class=\"[^\"]*\")?)></th>")
_ALIGN = re.compile(r'(<t[hd]) align="(left|center|right)"')
_MARKDOWN_LINK = re.compile(r"\.md(?=$|[#?])")
_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|t[hd]|pre|blockquote|section)>|<br ?/?>")
_GOVERNMENT = re.compile(r"^(?:https?:)?//(?:[^/?#@]*\.)?(?:gov\.cn|政务)(?:[:/?#]|$)", re.I)
_OUTSIDE = re.compile(r"^(?:https?:)?//", re.I)
_BACKREF = re.compile(r' aria-label="Back to reference ([^"]*)"')


@dataclass(frozen=True, slots=True)
class Body:
    html: str
    outline: tuple[Heading, ...]
    links: tuple[str, ...]
    """Every local address in the body as written in the HTML (percent-encoded), without duplicates."""
    text: str
    """Visible text, one block a line."""


def render_body(text: str, root: str, figure: Callable[[str, str, str], str] | None = None) -> Body:
    """Render one body. ``root`` is the relative way from the page to the cluster's root (``../../``).

    ``figure`` draws a picture that is a table of data (``![图题](x.csv)`` alone in its paragraph) from its address,
    alternative text and title; what it returns is finished HTML, empty leaves a link to the file.
    """
    rendered = comrak.markdown_to_html(text, _EXTENSIONS, _PARSE, _RENDER)
    figures: list[str] = []
    outline: list[Heading] = []
    links: dict[str, None] = {}
    if "<h" in rendered:
        rendered = _number_headings(rendered, outline)
    if figure is not None and ".csv" in rendered:
        rendered = _FIGURE.sub(lambda match: _figure(match, figure, figures), rendered)
    if ' href="' in rendered or ' src="' in rendered:
        rendered = _ADDRESS.sub(lambda match: _rewrite(match, root, links), rendered)
    if "<table>" in rendered:
        rendered = _ALIGN.sub(r'\1 class="zq-\2"', rendered)
        rendered = number_tables(rendered)
    for number, drawn in enumerate(figures):
        rendered = rendered.replace(_mark(number), drawn, 1)
    if "footnote" in rendered:
        rendered = _BACKREF.sub(r' aria-label="回到正文注 \1"', rendered)
    if 'type="checkbox"' in rendered:
        rendered = rendered.replace('<input type="checkbox"', '<input type="checkbox" aria-label="选项"')
    return Body(rendered, tuple(outline), tuple(links), plain_text(rendered))


def number_tables(rendered: str) -> str:
    """A scrolling box around each table, numbered so that no two boxes have one name; heads with a scope.

    An empty head cell names nothing and becomes a plain one.
    """
    first, *rest = _EMPTY_HEAD.sub(r"<td\1></td>", rendered).split("<table>")
    parts = [first]
    for number, part in enumerate(rest, 1):
        part = part.replace("</table>", "</table></div>", 1)
        part = _LONG_CELL.sub(r'<td class="zq-long">\1</td>', part)
        part = part.replace("<th>", '<th scope="col">').replace("<th class", '<th scope="col" class')
        parts.append(f'<div class="zq-table" role="group" tabindex="0" aria-label="表格 {number}"><table>{part}')
    return "".join(parts)


def plain_text(rendered: str) -> str:
    """Visible text of rendered HTML, one block a line."""
    text = html.unescape(_TAG.sub("", _BLOCK_END.sub("\n", rendered)))
    return "\n".join(line for line in (part.strip() for part in text.split("\n")) if line)


def _number_headings(rendered: str, outline: list[Heading]) -> str:
    """Give headings ids and levels that continue the page's own h1 without a jump."""
    levels = [int(match.group(1)) for match in _HEADING.finditer(rendered)]
    ranks = {level: min(2 + rank, 6) for rank, level in enumerate(sorted(set(levels)))}
    previous = 1

    def replace(match: re.Match[str]) -> str:
        nonlocal previous
        level = min(ranks[int(match.group(1))], previous + 1)
        previous = level
        anchor = f"s{len(outline) + 1}"
        inner = match.group(2)
        outline.append(Heading(level, anchor, html.unescape(_TAG.sub("", inner)).strip()))
        return f'<h{level} id="{anchor}">{inner}</h{level}>'

    return _HEADING.sub(replace, rendered)


def _mark(number: int) -> str:
    """Stands for a finished figure until every other pass over the text is done."""
    return f"<figure {number}>"


def _figure(match: re.Match[str], figure: Callable[[str, str, str], str], figures: list[str]) -> str:
    source, alternative, title = match.groups()
    drawn = figure(source, alternative, title or "")
    if not drawn:
        return match.group(0)
    figures.append(drawn)
    return f'{_mark(len(figures) - 1)}<p class="zq-meta"><a href="{source}" download>下载数据（CSV）</a></p>'


def _rewrite(match: re.Match[str], root: str, links: dict[str, None]) -> str:
    link, source, alternative, title = match.groups()
    if link is None:
        return _picture(source, alternative, title or "", root, links)
    if link.startswith(("#", "mailto:", "tel:")):
        return match.group(0)
    if _OUTSIDE.match(link):
        if _GOVERNMENT.match(link):
            return f'<a href="{link}" rel="noopener"'
        return f'<a href="{link}" rel="noopener nofollow external" class="zq-external"'
    local = _local(link, root, links)
    return f'<a href="{local}"' if local else '<a class="zq-nolink"'


def _picture(source: str, alternative: str, title: str, root: str, links: dict[str, None]) -> str:
    """A picture of the site itself; what would load from elsewhere leaves its alternative text only."""
    local = "" if _OUTSIDE.match(source) else _local(source, root, links)
    if local and local.lower().endswith(".csv"):
        return f'<a href="{local}" download>{alternative or "数据（CSV）"}</a>'
    if not local:
        return f'<span class="zq-nopicture">[图片：{alternative}]</span>'
    return f'<img src="{local}" alt="{alternative}"{title} loading="lazy" />'


def _local(address: str, root: str, links: dict[str, None]) -> str:
    """A local address as the page writes it, noted in ``links``; empty when it has a scheme or is nothing."""
    if not address or ":" in address.split("/", 1)[0]:
        return ""
    address = _MARKDOWN_LINK.sub(".html", address)
    if address.startswith("/"):
        address = root + address.lstrip("/")
    links[address] = None
    return address
