"""What reading an attachment gives, and the limits under which it is read."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Nothing is read beyond these; what is larger is refused, never guessed."""

    file_bytes: int = 100_000_000
    part_bytes: int = 64_000_000
    """One part of a package, unpacked."""
    total_bytes: int = 200_000_000
    """All parts of a package together, unpacked."""
    ratio: int = 200
    """Unpacked over packed, for packages above a megabyte."""
    entries: int = 5_000
    depth: int = 2
    """Archives within archives."""
    text_chars: int = 20_000_000
    pixels: int = 80_000_000
    seconds: int = 40
    """Processor time of a foreign parser in its own process."""
    memory: int = 400_000_000
    """Bytes a foreign parser may take on top of what its process has."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an attachment may not be published as it is. Chinese; quotes nothing of the content."""

    key: str
    message: str
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything found in one attachment."""

    kind: str
    """``docx`` ``xlsx`` … by content, not by name; empty when unknown."""
    text_blocks: tuple[tuple[str, str], ...] = ()
    """(where, text): visible and hidden text alike; table cells are separated by tabs, rows by newlines."""
    hidden: tuple[tuple[str, str], ...] = ()
    """(what, where): parts that a reader does not see."""
    metadata: tuple[tuple[str, bool], ...] = ()
    """(what, present): personal metadata; never the value."""
    problems: tuple[Problem, ...] = ()
    title: str = ""
    """The document's own title property."""

    def text(self) -> str:
        """All visible text, for the search index."""
        return "\n".join(text for where, text in self.text_blocks if not where.startswith(HIDDEN))


HIDDEN = "隐藏内容"
"""Blocks of hidden text begin with this in ``where``; detectors see them, the search index does not."""
INSIDE = f"{HIDDEN}（文件内部的设置和数据）"
"""Words of a package that no reader asks for: they go through the detectors and are nothing else."""


def shows(where: str) -> bool:
    """True for text that readers of the document see."""
    return not where.startswith(HIDDEN) and "属性" not in where


class Refused(Exception):
    """Raised inside readers to stop with a problem. Carries no content of the file."""

    def __init__(self, key: str, message: str, advice: str) -> None:
        super().__init__(key)
        self.problem = Problem(key, message, advice)


@dataclass(slots=True)
class Notes:
    """Collects while a reader walks; becomes a ``Reading``."""

    kind: str
    limits: Limits
    blocks: list[tuple[str, str]] = field(default_factory=list)
    hidden: dict[tuple[str, str], None] = field(default_factory=dict)
    metadata: dict[str, bool] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    title: str = ""
    chars: int = 0

    def block(self, where: str, text: str) -> None:
        self.chars += len(text)
        if self.chars > self.limits.text_chars:
            raise Refused("too-large", "附件里的文字过多", "拆成几个文件")
        if text.strip():
            self.blocks.append((where, text))

    def hide(self, what: str, where: str = "", text: str = "") -> None:
        if len(self.hidden) < 500:
            self.hidden[(what, where)] = None
        if text.strip():
            self.block(f"{HIDDEN}（{what}）", text)

    def meta(self, what: str, value: object) -> None:
        if value is not None and str(value).strip():
            self.metadata[what] = True
            self.block(f"{HIDDEN}（属性：{what}）", str(value))

    def problem(self, key: str, message: str, advice: str) -> None:
        self.problems.append(Problem(key, message, advice))

    def reading(self) -> Reading:
        return Reading(
            kind=self.kind,
            text_blocks=tuple(self.blocks),
            hidden=tuple(self.hidden),
            metadata=tuple(sorted(self.metadata.items())),
            problems=tuple(self.problems),
            title=self.title.strip()[:300],
        )
