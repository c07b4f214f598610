"""Every page of the sample: valid HTML, and every link, anchor and file it names is there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from posixpath import join, normpath
from urllib.parse import unquote, urlsplit

from helpers.named import read
from helpers.sample import REPOSITORY

WEB = REPOSITORY / "tests" / "web"
PARTS = 2
HOST = "https://www.qihe.example/"


def test_every_page_keeps_the_html_standard(sample: Path) -> None:
    assert (WEB / "node_modules" / "html-validate").is_dir(), "没有 html-validate：make web（npm ci --prefix tests/web）"
    node = shutil.which("node")
    assert node, "没有 Node.js：sudo apt-get install nodejs npm"
    running = [
        subprocess.Popen([node, str(WEB / "validate.mjs"), str(sample), str(part), str(PARTS)], stdout=subprocess.PIPE)
        for part in range(PARTS)
    ]
    answers = [json.loads(line) for one in running for line in one.communicate(timeout=300)[0].splitlines()]
    assert [one.returncode for one in running] == [0] * PARTS
    assert [one for one in answers if "rule" in one] == []
    assert sum(one["pages"] for one in answers if "pages" in one) == len(list(sample.rglob("*.html")))


def test_every_link_anchor_and_file_is_there(sample: Path) -> None:
    pages = {path.relative_to(sample).as_posix(): read(path) for path in sorted(sample.rglob("*.html"))}
    files = {path.relative_to(sample).as_posix() for path in sample.rglob("*") if path.is_file()}
    dead: list[str] = []
    for page, named in pages.items():
        dead += [f"{page}: 两个 id {one}" for one in named.twice]
        dead += [f"{page}: 没有 id {one}" for one in sorted(named.refers - named.ids)]
        for link in dict.fromkeys([*named.links, *named.roots]):
            target, anchor = leads(page, link)
            if target is None:
                continue
            if target not in files or anchor and anchor not in pages[target].ids:
                dead.append(f"{page}: {link}")
    assert dead == []


def leads(page: str, link: str) -> tuple[str | None, str]:
    """Output path and anchor of a link that stays in the cluster; none for one that leaves it."""
    if link.startswith(HOST):
        link = "/" + link.removeprefix(HOST)
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None, ""
    path = unquote(parts.path)
    if not path:
        return page, unquote(parts.fragment)
    folder = page.rpartition("/")[0]
    if path.endswith("/") or path in (".", ".."):
        path += "index.html" if path.endswith("/") else "/index.html"
    elif path.startswith("../") and path.strip("./") == "":
        path += "/index.html"
    found = normpath(path.lstrip("/") if path.startswith("/") else join(folder, path))
    return found, unquote(parts.fragment)


def test_no_page_holds_a_control_character(sample: Path) -> None:
    control = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]")
    assert [path for path in sorted(sample.rglob("*.html")) if control.search(path.read_bytes())] == []


def test_pages_load_nothing_from_elsewhere(sample: Path) -> None:
    loads = re.compile(r'<(?:script|img|iframe|video|audio|source|object|embed)\b[^>]*\b(?:src|data)="(?:[a-z]+:)?//')
    styles = re.compile(r'<link\b(?=[^>]*rel="(?:stylesheet|icon|preload|manifest)")[^>]*href="(?:[a-z]+:)?//')
    found = [
        path.relative_to(sample).as_posix()
        for path in sorted(sample.rglob("*.html"))
        for text in [path.read_text(encoding="utf-8")]
        if loads.search(text) or styles.search(text) or " style=" in text or " onclick=" in text
    ]
    assert found == []
