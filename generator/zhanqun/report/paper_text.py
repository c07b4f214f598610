"""A paper as plain text, Markdown, HTML and CSV. Nothing here needs a library."""

from __future__ import annotations

import csv
import io
import re
from html import escape

from zhanqun.model.paper import Cell, Grid, Heading, Paper, Words, place_cells
from zhanqun.text.width import pad, width

_STYLE = (
    "body{font:1rem/1.75 sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1a1a1a;background:#fff}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{border:1px solid #666;padding:.3rem .5rem;"
    "text-align:left;vertical-align:top}th{background:#f0f0f0}.n{text-align:right}caption{text-align:left;"
    "font-weight:bold;padding:.3rem 0}meter{width:6rem}details ul{text-align:left;margin:.3rem 0}"
)

_FIGURE = re.compile(r"[+-]?[0-9.]*%?")


def paper_text(paper: Paper) -> str:
    """For a terminal: columns aligned by the width of Chinese text, addresses in the last column."""
    lines = [paper.title, ""]
    for block in paper.blocks:
        match block:
            case Heading():
                lines += [block.text, ""]
            case Words():
                lines += [f"{block.text} {block.link}".rstrip(), ""]
            case Grid():
                lines += [*_text_rows(block), ""]
    return "\n".join([*lines, *([paper.footer] if paper.footer else [])]).rstrip() + "\n"


def _text_rows(grid: Grid) -> list[str]:
    rows = _matrix(grid)
    links = _links(grid)
    if not rows:
        return [f"{grid.name}：没有"]
    rows = [row[: grid.brief or grid.columns] for row in rows]
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [grid.name] if grid.name else []
    for number, row in enumerate(rows):
        text = "  ".join(pad(value, room) for value, room in zip(row, widths, strict=True)).rstrip()
        lines.append(f"{text}  {links[number]}".rstrip())
        if number + 1 == grid.head_rows:
            lines.append("  ".join("-" * room for room in widths))
    return [*lines, *([grid.note] if grid.note else [])]


def paper_markdown(paper: Paper) -> str:
    """GFM. A table has one head row there: further ones become ordinary rows."""
    return f"# {_plain(paper.title)}\n\n{blocks_markdown(paper)}"


def blocks_markdown(paper: Paper) -> str:
    """The same without the title, for an item's body."""
    parts: list[str] = []
    for block in paper.blocks:
        match block:
            case Heading():
                parts.append(f"{'#' * block.level} {_plain(block.text)}")
            case Words():
                parts.append(f"[{_plain(block.text)}]({block.link})" if block.link else _plain(block.text))
            case Grid():
                parts.append(_markdown_grid(block))
    if paper.footer:
        parts.append(_plain(paper.footer))
    return "\n\n".join(part for part in parts if part) + "\n"


def _markdown_grid(grid: Grid) -> str:
    filled: list[list[str]] = [[""] * grid.columns for _ in grid.rows]
    right = [False] * grid.columns
    for row, column, cell in place_cells(grid):
        text = _plain(cell.text).replace("\n", " ").replace("|", "\\|")
        filled[row][column] = f"[{text}]({cell.link})" if cell.link and text else text
        if cell.more:
            filled[row][column] += "：" + "、".join(f"[{_plain(name)}]({link})" for name, link in cell.more)
        if cell.number and cell.across == 1:
            right[column] = True
    if not filled:
        return ""
    lines = ["| " + " | ".join(filled[0]) + " |", "| " + " | ".join("---:" if flag else "---" for flag in right) + " |"]
    lines += ["| " + " | ".join(row) + " |" for row in filled[1:]]
    head = [f"**{_plain(grid.name)}**", ""] if grid.name else []
    return "\n".join([*head, *lines, *(["", _plain(grid.note)] if grid.note else [])])


def _plain(text: str) -> str:
    """Markdown's own signs in titles stay letters."""
    # Brackets that pair up and lead nowhere are letters already: [疑].
    loose = "](" in text or "][" in text or text.count("[") != text.count("]")
    for sign in "\\`*_[]<" if loose else "\\`*_<":
        if sign in text:
            text = text.replace(sign, "\\" + sign)
    return text


def paper_html(paper: Paper) -> str:
    """One page that needs nothing else: no script, nothing from another host."""
    out = [
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">',
        f"<title>{escape(paper.title)}</title><style>{_STYLE}</style></head><body><main><h1>{escape(paper.title)}</h1>",
    ]
    for block in paper.blocks:
        match block:
            case Heading():
                out.append(f"<h{block.level}>{escape(block.text)}</h{block.level}>")
            case Words():
                text = escape(block.text)
                out.append(f'<p><a href="{escape(block.link)}">{text}</a></p>' if block.link else f"<p>{text}</p>")
            case Grid():
                out.append(grid_html(block))
    out.append(f"</main><footer><p>{escape(paper.footer)}</p></footer></body></html>")
    return "\n".join(out) + "\n"


def grid_html(grid: Grid) -> str:
    """One table; a share is a ``<meter>``, which reads as a figure without any style."""
    rows: list[list[str]] = [[] for _ in grid.rows]
    for row, _, cell in place_cells(grid):
        rows[row].append(_cell_html(cell, row < grid.head_rows))
    body = "\n".join(f"<tr>{''.join(cells)}</tr>" for cells in rows)
    caption = f"<caption>{escape(grid.name)}</caption>" if grid.name else ""
    note = f"<p>{escape(grid.note)}</p>" if grid.note else ""
    return f"<table>{caption}\n{body}\n</table>{note}"


def _cell_html(cell: Cell, above: bool) -> str:
    text = escape(cell.text)
    if cell.link:
        text = f'<a href="{escape(cell.link)}">{text}</a>'
    if cell.share is not None:
        text += f' <meter min="0" max="1" value="{min(1.0, cell.share):.3f}">{escape(cell.text)}</meter>'
    if cell.more:
        rows = "".join(f'<li><a href="{escape(link)}">{escape(name)}</a></li>' for name, link in cell.more)
        text = f"<details><summary>{text}</summary><ul>{rows}</ul></details>"
    tag = "th" if above or cell.head else "td"
    scope = (' scope="col"' if above else ' scope="row"') if tag == "th" else ""
    spans = (f' colspan="{cell.across}"' if cell.across > 1 else "") + (f' rowspan="{cell.down}"' if cell.down > 1 else "")
    kind = ' class="n"' if cell.number else ""
    return f"<{tag}{scope}{spans}{kind}>{text}</{tag}>"


def paper_csv(paper: Paper) -> str:
    """Every table, one after another; with more than one, a line with its name before each. The last column of a table
    with links is the address. Values that a spreadsheet would run as a formula get an apostrophe.
    """
    grids = [block for block in paper.blocks if isinstance(block, Grid) and block.rows]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for number, grid in enumerate(grids):
        if len(grids) > 1:
            if number:
                writer.writerow([])
            writer.writerow([_safe(grid.name)])
        links = _links(grid)
        for at, row in enumerate(_matrix(grid)):
            extra = ([] if not any(links) else ["地址"] if at == 0 else [_safe(links[at])])
            writer.writerow([*map(_safe, row), *extra])
    return out.getvalue()


def _safe(text: str) -> str:
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _FIGURE.fullmatch(text) else text


def _matrix(grid: Grid) -> list[list[str]]:
    filled = [[""] * grid.columns for _ in grid.rows]
    for row, column, cell in place_cells(grid):
        filled[row][column] = cell.text.replace("\n", " ")
    return filled


def _links(grid: Grid) -> list[str]:
    """The first address of each row."""
    found = [""] * len(grid.rows)
    for row, _, cell in place_cells(grid):
        if cell.link and not found[row]:
            found[row] = cell.link
    return found
