"""Text of an output file -> what must not be in it. What was cleared, where it was cleared, may be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.stages.verify.runs import Watch, letters_of

SECRET = RuleId("output-secret")
WITHHELD = RuleId("output-withheld")
_TELLING = 7
"""Letters that do not stand together by chance: a mobile number, a name with its street."""
_NEAR = 4_000_000
"""Characters of cleared texts in which words are looked for before all runs of all texts are taken."""


class AsWritten(str):
    """A cleared source as the detectors saw it. Excuses what stands in it in the very same characters, or was found in it."""


class AsShown(str):
    """What the program made of a cleared source: no detector saw that form. What is found in it, and not in the source, is a leak."""


class Hit(Protocol):
    """What a detector of the gate found."""

    @property
    def detector(self) -> RuleId: ...

    @property
    def severity(self) -> Severity: ...

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


Scan = Callable[[str], Sequence[Hit]]
"""Every detector of the gate over one text. Handed in: stages do not import each other."""
Cleared = Callable[[], Iterator[str]]
"""Texts that were cleared and may stand in the file, the nearest first; each is fetched when it is asked for."""


def find_secrets(text: str, scan: Scan, cleared: Cleared) -> tuple[RuleId, ...]:
    """Detectors that find something which no cleared text has: sorted, each once."""
    left = {(hit.detector, letters_of(text[hit.start : hit.end]), _line(text, hit), text[hit.start : hit.end])
            for hit in scan(text) if hit.severity is Severity.ERROR}
    if not left:
        return ()
    for known in cleared():
        plain, same = letters_of(known), None
        for entry in sorted(left):
            rule, found, line, written = entry
            if found in plain and len(found) >= _TELLING and isinstance(known, AsWritten | AsShown):
                same = _found(known, scan) if same is None else same
                if isinstance(known, AsShown) and (rule, found) in same:
                    # The source shows a reader what it showed no detector; whatever else has the same letters is no excuse.
                    return _rules(left)
                # What is found in the source, too, was judged there: a waiver, an office's own telephone.
                fine = isinstance(known, AsShown) or (rule, found) in same or written in known
            elif len(found) >= _TELLING:
                fine = found in plain
            elif found in plain:
                # A short word is only fine where the gate saw it do the same.
                same = _found(known, scan) if same is None else same
                fine = (rule, found) in same or (rule, found) not in _found(line, scan)
            else:
                fine = False
            if fine:
                left.discard(entry)
        if not left:
            return ()
    return _rules(left)


def _rules(left: Iterable[tuple[RuleId, str, str, str]]) -> tuple[RuleId, ...]:
    return tuple(sorted({rule for rule, *_ in left}))


def find_withheld(text: str, watch: Watch, cleared: Cleared) -> bool:
    """Whether the text has a run that only withheld sources have."""
    left = watch.hits(text)
    if not left or _written_near(left, watch.written(text, left), watch, cleared):
        return False
    for known in cleared():
        watch.allow(known)
        left = watch.rest(left)
        if not left:
            return False
    return True


def _written_near(left: frozenset[int], runs: Mapping[int, str], watch: Watch, cleared: Cleared) -> bool:
    """Whether the nearest cleared texts have the very words: nearly always, and seen in a hundredth of the time."""
    size = 0
    for known in cleared():
        watch.allow_written({number: runs[number] for number in watch.rest(left) if number in runs}, known)
        if not watch.rest(left):
            return True
        size += len(known)
        if size > _NEAR:
            break
    return False


def leak_findings(source: str, path: str, secrets: Iterable[RuleId], withheld: bool) -> list[Finding]:
    """Findings at the source file; nothing is quoted."""
    found = [Finding(
        rule=SECRET, severity=Severity.ERROR, where=Location(source),
        message=f"规则 {rule} 要拦的内容出现在输出文件 {path} 里，审查过的内容里没有它",
        help="输出没有改动；先把这个来源里号码附近的实体、转义、链接、强调、注释改成平常的写法，仍然报的，多半是模板或生成器的缺陷："
             "请保留现场并报告，不要手工发布",
    ) for rule in secrets]
    if withheld:
        found.append(Finding(
            rule=WITHHELD, severity=Severity.ERROR, where=Location(source),
            message=f"没有公开的信息里的文字出现在输出文件 {path} 里",
            help="输出没有改动；请核对这个来源是否照抄了不公开的内容，没有照抄的，是生成器的缺陷，请保留现场并报告",
        ))
    return found


def _found(text: str, scan: Scan) -> frozenset[tuple[RuleId, str]]:
    return frozenset((hit.detector, letters_of(text[hit.start : hit.end])) for hit in scan(text))


def _line(text: str, hit: Hit) -> str:
    start = text.rfind("\n", 0, hit.start) + 1
    end = text.find("\n", hit.end)
    return text[start : end if end >= 0 else len(text)]
