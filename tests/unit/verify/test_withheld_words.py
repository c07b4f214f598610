"""What only withheld sources say is found; what a cleared text says, however it is punctuated, is not."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.stages.verify import Runs, Watch, find_withheld

SECRET = "某某同志因个人原因申请调离现在的工作岗位"
SHARED = "符合法定条件的公民法人或者其他组织均可申请"


def _watch() -> Watch:
    runs = Runs(b"0123456789abcdef")
    return Watch(runs, runs.sample([SECRET, SHARED], ""))


def _cleared(*texts: str) -> Iterator[str]:
    yield from texts


def test_words_of_a_cleared_text_are_fine_whatever_stands_between_its_letters() -> None:
    watch = _watch()
    known = "一、" + SHARED.replace("民法", "民、法").replace("均", "，均") + "。"
    assert watch.hits(SHARED)
    assert not find_withheld(f"标题\n{SHARED}", watch, lambda: _cleared("别的内容", known))
    # Found by the letters: nothing else of the text was taken out with them.
    assert watch.allowed == ""


def test_words_that_only_a_withheld_source_has_are_found_among_fine_ones() -> None:
    assert find_withheld(f"{SHARED}\n{SECRET}", _watch(), lambda: _cleared(f"依法，{SHARED}"))
    assert not find_withheld(f"{SHARED}\n{SECRET}", _watch(), lambda: _cleared(SHARED, SECRET))


def test_letters_on_two_lines_of_a_cleared_text_are_no_run() -> None:
    torn = SECRET[:10] + "\n" + SECRET[10:]
    assert find_withheld(SECRET, _watch(), lambda: _cleared(torn))


def test_a_text_with_many_beginnings_of_the_words_is_read_as_a_whole() -> None:
    known = "".join(SECRET[start : start + 4] + "。" for start in (0, 4, 8)) * 200 + "、".join(SECRET)
    watch = _watch()
    watch.allow_written(watch.written(SECRET, watch.hits(SECRET)), known)
    assert watch.hits(SECRET), "given up: the text must not be searched for ever"
    assert not find_withheld(SECRET, watch, lambda: _cleared(known))
    assert watch.allowed is known
