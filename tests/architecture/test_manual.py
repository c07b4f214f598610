"""What the documents say is there, and what is there is in the documents."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import click
import pytest

from architecture.source import ROOT
from zhanqun.cli import COMMANDS, group

CLI = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


def _command(name: str) -> click.Command:
    command = group.get_command(click.Context(group), name)
    assert command is not None
    return command


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_in_the_manual(name: str) -> None:
    section = re.search(rf"^## zhanqun {name}\b.*?(?=^## |\Z)", CLI, re.MULTILINE | re.DOTALL)
    assert section is not None
    options = [
        param.opts[0] for param in _command(name).params if isinstance(param, click.Option) and not param.hidden
    ]
    shared = {"--root", "--quiet", "--debug", "--help"}
    assert [option for option in options if option not in shared and f"`{option}" not in section[0]] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_chinese_help_with_an_example(name: str) -> None:
    text = _command(name).help or ""
    assert re.search(r"[\u4e00-\u9fff]", text)
    assert f"\n  zhanqun {name}" in text


@pytest.mark.parametrize("document", ["README.md", "README.zh-CN.md", "docs/cli.md", "docs/architecture.md"])
def test_commands_and_files_named_in_documents_exist(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    targets = set(re.findall(r"^\s*(?:\$ )?make (\w+)", text, re.MULTILINE)) | set(re.findall(r"`make (\w+)", text))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert {target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)} == set()
    used = set(re.findall(r"(?:^|`)zhanqun ([a-z]+)\b", text, re.MULTILINE))
    assert used <= set(COMMANDS)
    base = (ROOT / document).parent
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    assert [link for link in links if not (base / link).exists()] == []


def test_every_exit_code_is_in_the_manual() -> None:
    for code in ("0", "1", "2", "3", "4", "130"):
        assert f"| {code} |" in CLI


def test_every_dependency_has_its_line_and_its_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    for group_name, wanted, lock in (
        ("run", project["dependencies"], "run"),
        ("dev", project["optional-dependencies"]["dev"], "dev"),
    ):
        names = [re.split(r"[<>=\[]", line)[0].lower() for line in wanted]
        assert [name for name in names if f"| {name} |" not in page] == [], group_name
        locked = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8").lower()
        locked += (ROOT / "requirements" / "build.lock").read_text(encoding="utf-8").lower()
        assert [name for name in names if f"\n{name}==" not in locked] == [], group_name


def test_everything_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    run = {re.split(r"[<>=\[]", line)[0].lower() for line in project["dependencies"]}
    dev = {re.split(r"[<>=\[]", line)[0].lower() for line in project["optional-dependencies"]["dev"]} | run
    provides = packages_distributions()
    own = {"zhanqun"} | {path.stem for folder in ("tests", "tests/unit") for path in (ROOT / folder).iterdir()}
    # Imported where they are used and nowhere else: without the extra there is a message (tests/front_door/test_dask.py).
    extra = {re.split(r"[<>=\[]", line)[0].lower() for line in project["optional-dependencies"]["dask"]}
    users = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "generator").rglob("*.py")
        if re.search(r"^\s*(?:import|from) (?:distributed|fsspec)\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert users == {"generator/zhanqun/memo/objects.py", "generator/zhanqun/pipeline/remote/team.py"}
    for folder, declared in (("generator", run | extra), ("tests", dev)):
        undeclared = {
            name
            for path in (ROOT / folder).rglob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            for module in imported(node)
            if (name := module.partition(".")[0]) not in sys.stdlib_module_names | own
            and not {dist.lower() for dist in provides.get(name, [])} & declared
        }
        assert undeclared == set(), folder


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        return [node.module]
    return []
