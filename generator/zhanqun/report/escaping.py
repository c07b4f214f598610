"""Foreign text inside Markdown that a code host renders: nothing of it may become markup, a link, a mention or a tag."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"[\\`*_{}\[\]()#+!|~<>&$:@\-.]")
_TICKS = re.compile(r"`+")


def plain_markdown(text: str) -> str:
    """One line of text as inline Markdown that shows exactly this text.

    Every ASCII punctuation character that could begin markup, a mention, an emoji, a link or HTML is a character
    reference: backslashes would not stop mentions and bare addresses from becoming links.
    """
    return _MARKUP.sub(_reference, " ".join(text.split()))


def _reference(match: re.Match[str]) -> str:
    # Hosts look for @names and #numbers in the rendered text, so the reference alone would not stop them.
    joiner = "&#8288;" if match.group() in "@#" else ""
    return f"&#{ord(match.group())};{joiner}"


def code_span(text: str) -> str:
    """A path or digest as code. Backticks inside get a longer fence; line breaks and pipes cannot occur in one."""
    flat = " ".join(text.split()).replace("|", "¦")
    longest = max((len(run) for run in _TICKS.findall(flat)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if flat.startswith("`") or flat.endswith("`") or not flat else ""
    return f"{fence}{pad}{flat}{pad}{fence}"


def fenced(lines: list[str], language: str) -> list[str]:
    """A fenced block that no line inside can close."""
    longest = max((len(run) for line in lines for run in _TICKS.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language}", *lines, fence]
