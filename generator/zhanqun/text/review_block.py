"""The 审查 block inside a file's front matter, as text. Everything around it stays byte for byte as it was.

Works on lines, not on parsed YAML: writing YAML back would reorder and reformat what a department wrote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

REVIEW = re.compile(r"""(?:"审查"|'审查'|审查)[ \t]*:(?:[ \t\r\n]|$)""")
FENCE = re.compile(r"---[ \t]*\r?\n?")
_PLAIN = re.compile(r"[\w（）()·.-]+")


def without_review(text: str) -> str:
    """The file without its 审查 block; two versions that differ only in the block give the same text."""
    before, _, after = split_review(text)
    return before + after


def with_review(text: str, digest: str, steps: Sequence[tuple[str, str, str, str]]) -> str:
    """The file with its 审查 block replaced, or added as the last key of the front matter.

    ``steps``: (step, person, ISO day, result). Raises ``ValueError`` when there is no front matter.
    """
    before, _, after = split_review(text)
    newline = "\r\n" if before.startswith("---\r\n") else "\n"
    lines = ["审查:", f"  摘要: {digest}"]
    lines += [
        f"  {quoted(step)}: {{人: {quoted(person)}, 日期: {day}, 结论: {quoted(result)}}}"
        for step, person, day, result in steps
    ]
    return before + "".join(line + newline for line in lines) + after


def split_review(text: str) -> tuple[str, str, str]:
    """(text before the block, block, text after it). Without a block: split before the closing fence."""
    lines = _lines(text)
    if not lines or not FENCE.fullmatch(lines[0]):
        raise ValueError("no front matter")
    for end in range(1, len(lines)):
        if FENCE.fullmatch(lines[end]):
            break
    else:
        raise ValueError("front matter is not closed")
    first = next((at for at in range(1, end) if REVIEW.match(lines[at])), end)
    last = min(first + 1, end)
    for at in range(first + 1, end):
        if not _continues(lines[at]):
            break
        if lines[at].strip():
            last = at + 1
    return "".join(lines[:first]), "".join(lines[first:last] if first < end else []), "".join(
        lines[last:] if first < end else lines[end:])


def _lines(text: str) -> list[str]:
    """Lines with their ends, cut at LF only: other separators are characters of the text."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _continues(line: str) -> bool:
    """True when a line belongs to the value above it: indented, blank, a list entry or a closing bracket."""
    return not line.strip() or line[0] in " \t-]}"


def quoted(text: str) -> str:
    """A YAML scalar, quoted only when it must be."""
    if _PLAIN.fullmatch(text) and not text.startswith(("-", ".", "(")):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
