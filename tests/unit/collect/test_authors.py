"""Who wrote a file and who only signed it, whatever the branches, the clocks and the settings of somebody's git."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.reading import small_cluster
from zhanqun.memo import Store
from zhanqun.model.cluster import Cluster, Reviewer
from zhanqun.pipeline.past import read_past
from zhanqun.stages.collect import read_history, read_log

FOLDER = "sites/jiaoyu/docs/a"
ITEM, OTHER = f"{FOLDER}/x.md", f"{FOLDER}/y.md"
BODY = "".join(f"第{number}段\n\n" for number in range(30))
PLAIN = f"---\n标题: 一\n---\n\n{BODY}"
BLOCK = "审查:\n  摘要: 0\n  {step}: {{人: {name}, 日期: 2026-01-02, 结论: 同意}}\n"
REVIEWER, DRAFTER = "审查员 <审查员@x.example>", "起草人 <起草人@x.example>"


NOBODY = ("-c", "user.name=x", "-c", "user.email=x@x.example")
"""Who merges without a commit: a machine whose git knows no name refuses even that."""


def git(root: Path, *words: str, **more: str) -> str:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(root), **more}
    return subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True, text=True, env=environment).stdout


def commit(root: Path, who: str, files: dict[str, str], day: str = "2026-03-01", message: str = "改") -> str:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8", newline="")
    git(root, "add", "-A")
    save(root, who, day, "commit", "-qm", message)
    return git(root, "rev-parse", "HEAD").strip()


def save(root: Path, who: str, day: str, *words: str) -> None:
    stamp = f"{day}T10:00:00+08:00"
    git(root, "-c", f"user.name={who}", "-c", f"user.email={who}@x.example", *words,
        GIT_AUTHOR_DATE=stamp, GIT_COMMITTER_DATE=stamp)


def moved(root: Path, old: str, new: str, who: str = "甲", day: str = "2026-03-02") -> None:
    (root / new).parent.mkdir(parents=True, exist_ok=True)
    git(root, "mv", old, new)
    save(root, who, day, "commit", "-qm", "改名")


def of(root: Path) -> Cluster:
    reviewer = Reviewer(name="审查员", emails=("审查员@x.example",), sites=("*",), steps=("初审",), since=None, until=None)
    return replace(small_cluster(), root=str(root), reviewers=(reviewer,))


def authors(root: Path, path: str = ITEM) -> tuple[str, ...]:
    history = read_history(of(root))
    assert history.available, history.note
    return history.files[path].authors


@pytest.fixture
def place(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    return tmp_path


@pytest.mark.parametrize("days", [("2026-03-05", "2026-03-02"), ("2026-03-02", "2026-03-05")])
@pytest.mark.parametrize("into", ["main", "side"])
def test_who_writes_on_a_branch_is_an_author_of_the_file_that_got_another_name_meanwhile(
    place: Path, tmp_path_factory: pytest.TempPathFactory, days: tuple[str, str], into: str,
) -> None:
    folder = tmp_path_factory.mktemp("kept")
    kept = Store(folder / "cache", folder / "spare")

    def same() -> None:
        known, clean = read_past(of(place), kept), read_past(of(place), Store(None, tmp_path_factory.mktemp("clean")))
        assert known.of(known.sites()).files == clean.of(clean.sites()).files

    commit(place, "起草人", {ITEM: PLAIN}, "2026-01-01")
    git(place, "checkout", "-qb", "side")
    commit(place, "审查员", {ITEM: PLAIN.replace("第9段", "审查员写的")}, days[0])
    git(place, "checkout", "-q", "main")
    moved(place, ITEM, OTHER, day=days[1])
    git(place, "checkout", "-q", into)
    same()
    save(place, "甲", "2026-04-01", "merge", "-q", "--no-ff", "-m", "合并", "side" if into == "main" else "main")
    assert "审查员写的" in (place / OTHER).read_text("utf-8")
    assert REVIEWER in authors(place, OTHER)
    same()


@pytest.mark.parametrize("how", ["conflict", "true"])
def test_who_adds_a_file_to_a_folder_that_got_another_name_meanwhile_is_its_author(place: Path, how: str) -> None:
    git(place, "config", "merge.directoryRenames", how)
    commit(place, "起草人", {f"{FOLDER}/{number}.md": f"{BODY}{number}" for number in range(3)}, "2026-01-01")
    git(place, "checkout", "-qb", "side")
    commit(place, "审查员", {f"{FOLDER}/new.md": PLAIN}, "2026-03-05")
    git(place, "checkout", "-q", "main")
    for number in range(3):
        moved(place, f"{FOLDER}/{number}.md", f"{FOLDER}b/{number}.md")
    subprocess.run(["git", "-C", str(place), *NOBODY, "merge", "-q", "--no-commit", "side"], check=False, capture_output=True)
    commit(place, "甲", {}, "2026-04-01", "合并")
    assert REVIEWER in authors(place, f"{FOLDER}b/new.md")


def test_clocks_that_go_wrong_hide_nobody(place: Path) -> None:
    """Without the order of the branches git tells a commit that is newer by its clock before what follows it."""
    commit(place, "审查员", {ITEM: PLAIN}, "2026-05-01")
    commit(place, "起草人", {f"{FOLDER}/a.md": "一\n"}, "2026-05-02")
    git(place, "checkout", "-qb", "side")
    commit(place, "起草人", {f"{FOLDER}/z.md": "一\n"}, "2026-05-03")
    git(place, "checkout", "-q", "main")
    moved(place, ITEM, OTHER, day="2026-03-02")
    save(place, "甲", "2026-05-04", "merge", "-q", "--no-ff", "-m", "合并", "side")
    assert REVIEWER in authors(place, OTHER)


def test_a_file_that_gets_two_names_in_turn_is_told_at_once(place: Path) -> None:
    commit(place, "审查员", {ITEM: PLAIN})
    for _ in range(30):
        moved(place, ITEM, OTHER)
        moved(place, OTHER, ITEM)
    assert authors(place) == (REVIEWER, "甲 <甲@x.example>")


@pytest.mark.parametrize(("key", "value"), [
    ("log.showRoot", "false"), ("i18n.logOutputEncoding", "GBK"), ("i18n.commitEncoding", "GBK"), ("diff.relative", "true"),
    ("log.follow", "true"), ("color.ui", "always"), ("diff.renames", "copies"), ("diff.mnemonicPrefix", "true"),
    ("diff.interHunkContext", "50"), ("log.diffMerges", "off"),
])
def test_settings_of_somebodys_git_change_nothing(place: Path, key: str, value: str) -> None:
    root = place / "群"
    commit(place, "审查员", {f"群/{ITEM}": PLAIN})
    commit(place, "起草人", {f"群/{OTHER}": PLAIN}, message="加\n\n公开说明: 说明")
    commit(place, "审查员", {f"群/{OTHER}": PLAIN.replace("---\n\n", BLOCK.format(step="初审", name="甲") + "---\n\n")})
    before = read_history(of(root))
    assert (before.files[ITEM].authors, before.files[OTHER].authors) == ((REVIEWER,), (DRAFTER,))
    git(place, "config", key, value)
    assert read_history(of(root)) == before


def signed(place: Path, before: str, after: str, attributes: str = "") -> bool:
    commit(place, "起草人", {".gitattributes": attributes, ITEM: before})
    commit(place, "审查员", {ITEM: after})
    return REVIEWER not in authors(place)


@pytest.mark.parametrize(("title", "block", "attributes"), [
    ("一", BLOCK.format(step="法制审核", name="甲"), ""),
    ("一", "审查:\n  摘要: 0\n  初审:\n    人: 甲\n    日期: 2026-01-02\n    结论: 同意\n", ""),
    ("People's Congress", BLOCK.format(step="初审", name="甲"), ""),
    ("一", BLOCK.format(step="初审", name="甲"), "*.md -diff\n"),
])
def test_a_signature_is_one_in_other_words_too(place: Path, title: str, block: str, attributes: str) -> None:
    text = f"---\n标题: {title}\n---\n\n{BODY}"
    assert signed(place, text, text.replace("---\n\n", f"{block}---\n\n"), attributes)


@pytest.mark.parametrize("path", ["sites/jiaoyu/data/leaders.yml", "sites/jiaoyu/data/org.yml", f"{FOLDER}/X.MD"])
def test_a_signature_is_one_wherever_there_is_a_block(place: Path, path: str) -> None:
    commit(place, "起草人", {path: PLAIN})
    commit(place, "审查员", {path: PLAIN.replace("---\n\n", BLOCK.format(step="初审", name="甲") + "---\n\n")})
    assert authors(place, path) == (DRAFTER,)


def test_what_is_written_like_a_block_into_an_attachment_is_no_signature(place: Path) -> None:
    path = f"{FOLDER}/leaders.yml"
    commit(place, "起草人", {path: PLAIN})
    commit(place, "审查员", {path: PLAIN.replace("---\n\n", BLOCK.format(step="初审", name="甲") + "---\n\n")})
    assert authors(place, path) == (REVIEWER, DRAFTER)


@pytest.mark.parametrize(("before", "after"), [
    # One line for git, two for whoever mends the line ends later.
    ("  初审: {人: 甲}\n标题: 一\n", "  初审: {人: 甲}\r标题: 另一个\n标题: 一\n"),
    # The quote that is open at the end of the line is not the third, but an escaped one is no end.
    ("  摘要: 0\n公开属性: 不予公开\n别名: \"\"\n", "  摘要: \"\\\"\n公开属性: 不予公开\n别名: \"\"\n"),
])
def test_what_reaches_beyond_the_block_is_no_signature(place: Path, before: str, after: str) -> None:
    assert not signed(place, f"---\n审查:\n{before}---\n", f"---\n审查:\n{after}---\n")


@pytest.mark.parametrize("more", ["", "合并时另加的一段\n"])
def test_who_puts_two_signatures_together_in_a_merge_is_not_who_wrote(place: Path, more: str) -> None:
    one, two = BLOCK.format(step="初审", name="审查员"), BLOCK.format(step="保密审查", name="乙")
    commit(place, "起草人", {ITEM: PLAIN})
    git(place, "checkout", "-qb", "side")
    commit(place, "审查员", {ITEM: PLAIN.replace("---\n\n", f"{one}---\n\n")})
    git(place, "checkout", "-q", "main")
    commit(place, "乙", {ITEM: PLAIN.replace("---\n\n", f"{two}---\n\n")})
    subprocess.run(["git", "-C", str(place), *NOBODY, "merge", "-q", "--no-commit", "side"], check=False, capture_output=True)
    both = one + two.splitlines(keepends=True)[-1]
    commit(place, "审查员", {ITEM: PLAIN.replace("---\n\n", f"{both}---\n\n") + more})
    assert (REVIEWER in authors(place)) == bool(more)


@pytest.mark.parametrize("message", [
    "改\n\n公开说明: 说明\nCo-authored-by: {}", "改\n\nCo-Authored-By: {}\n\n又一段", "改\n\n一段\nco-authored-by: {}\n一段",
])
def test_who_wrote_with_somebody_is_told_wherever_it_stands(place: Path, message: str) -> None:
    commit(place, "起草人", {ITEM: PLAIN}, message=message.format(REVIEWER))
    assert authors(place) == (REVIEWER, DRAFTER)


@pytest.mark.parametrize(("last", "found"), [
    ("公开说明: 说明\nReviewed-by: 甲 <a@x.example>", ["甲 <a@x.example>"]),
    ("Reviewed-by: 甲 <a@x.example>\n公开说明: 说明\nSee-also: 一", ["甲 <a@x.example>"]),
    ("公开说明: 说明\n一段话\nReviewed-by: 甲 <a@x.example>", []),
    ("一段话\nReviewed-by: 甲 <a@x.example>", []),
])
def test_reviews_beside_a_public_note_are_trailers(place: Path, last: str, found: Iterable[str]) -> None:
    commit(place, "起草人", {ITEM: PLAIN}, message=f"改\n\n{last}")
    assert [list(entry.reviewed_by) for entry in read_log(str(place))] == [found]


@pytest.mark.parametrize("encoding", ["nonsense", "GBK"])
def test_names_that_are_no_text_are_kept(place: Path, tmp_path: Path, encoding: str) -> None:
    (place / FOLDER).mkdir(parents=True)
    (place / ITEM).write_text(PLAIN, encoding="utf-8")
    git(place, "add", "-A")
    subprocess.run(
        [b"git", b"-C", str(place).encode(), b"-c", b"user.name=\xc9\xf3\xb2\xe9\xd4\xb1\xff", b"-c", b"user.email=a@x.example",
         b"-c", f"i18n.commitEncoding={encoding}".encode(), b"commit", b"-qm", b"\xb9\xab\xff"], check=True, capture_output=True)
    past = read_past(of(place), Store(None, tmp_path / "spare"))
    (found,) = past.of(past.sites()).files[ITEM].authors
    assert found.startswith("审查员")
