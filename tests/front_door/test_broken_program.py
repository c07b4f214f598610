# ruff: noqa: E501
"""The program itself, broken: a copy of it reads a withheld file where it makes some output. The build must stop.

Nothing of the running program is replaced: one line of one module or template of a copy is changed, and that copy is
run as anybody would run it. What it leaks stands nowhere in its own text.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import item
from helpers.front_door import snapshot
from helpers.run import Zhanqun

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "sites/jiaoyu/docs/tongzhi/2026"
MOBILE = "13812345678"
WORDS = "琥珀湖畔七号院落改造计划暂缓实施的具体安排另行告知"
FILES: dict[str, str | bytes | None] = {
    f"{FOLDER}/mi.md": item("内部安排", f"{WORDS}，电话{MOBILE}。\n", 索引号="DEMO00032/2026-00007", 公开属性="不予公开", 不予公开理由="国家秘密"),
    f"{FOLDER}/you.md": item("有附件的通知", "见附件。\n", 索引号="DEMO00032/2026-00008", 附件="[biao.txt]", 别名="[jiaoyu/jiu.html]"),
    f"{FOLDER}/biao.txt": "甲乙丙丁\n",
}
SPILL = '" ".join(__import__("pathlib").Path(__import__("os").environ["SPILL"]).read_text("utf-8").rpartition("---")[2].split())'
STAGES = "generator/zhanqun/stages"
RENDER = f"{STAGES}/render"
PLACES: dict[str, tuple[str, str, str]] = {
    "page": (f"{RENDER}/markdown.py", "    return Body(rendered, ", f"    return Body(rendered + '<p>' + {SPILL} + '</p>', "),
    "list": (f"{RENDER}/views/rows.py", "        href=href(card.address),\n        title=card.title,\n        day", f"        href=href(card.address),\n        title=card.title + {SPILL},\n        day"),
    "description": (f"{RENDER}/machine/meta.py", "description = card.summary or description or card.title", f"description = {SPILL}"),
    "linked data": (f"{RENDER}/machine/jsonld.py", 'node["name"] = title\n', f'node["name"] = title + {SPILL}\n'),
    "feed": (f"{RENDER}/machine/atom.py", '<entry>\\n<title type="text">{escape(card.title)}', '<entry>\\n<title type="text">{escape(_spill())}'),
    "feed in JSON": (f"{RENDER}/machine/atom.py", "title = line(card.title)\n", f"title = {SPILL}\n"),
    "open data": (f"{RENDER}/machine/opendata.py", "def _item_row(record: Mapping[str, Any], site: Site) -> tuple[str, ...]:\n", f"def _item_row(record, site):\n    return (*_honest(record, site)[:-1], {SPILL})\n\n\ndef _honest(record: Mapping[str, Any], site: Site) -> tuple[str, ...]:\n"),
    "titles": (f"{STAGES}/search/titles.py", "        [card.title, card.address.removeprefix", f"        [{SPILL}, card.address.removeprefix"),
    "full text": (f"{STAGES}/search/metas.py", "row: list[object] = [card.title, ", f"row: list[object] = [{SPILL}, "),
    "map for machines": (f"{RENDER}/machine/sitemap.py", "<url><loc>{escape(url)}</loc>", "<url><loc>{escape(url)}?{_spill()}</loc>"),
    "robots": (f"{RENDER}/machine/sitemap.py", "Allow: /\\n\\nSitemap: {where}", "Allow: /\\n\\n# {_spill()}\\nSitemap: {where}"),
    "redirect": (f"{RENDER}/machine/redirects.py", 'escape(title or "新地址")', f"escape({SPILL})"),
    "colours": (f"{RENDER}/assets.py", "Made(site_css(site.colour).encode())", f"Made((site_css(site.colour) + '/* ' + {SPILL} + ' */').encode())"),
    "template": ("themes/zhanqun/leaf/item.html", "</article>", f"<p>电话{MOBILE}</p></article>"),
    "script": ("themes/zhanqun/assets/zhanqun.js", "\n", f"\n// 电话{MOBILE}\n"),
}  # fmt: skip
"""Place -> file of the program, what stands there once, what stands there instead."""
WITHOUT_WORDS = ("colours", "template", "script")
"""The theme's own words are the program's; numbers in them are looked for."""


@pytest.fixture
def broken(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a copy of the program with one change."""

    def run(root: Path, change: tuple[str, str, str] | None, *more: str) -> subprocess.CompletedProcess[str]:
        copy = tmp_path / "program"
        if not copy.exists():
            # With what Python has compiled, which it takes for files of the same time and size: all but the changed one.
            for folder in ("generator", "themes", "docs/rules"):
                shutil.copytree(ROOT / folder, copy / folder)
            shutil.copyfile(ROOT / "mkdocs.base.yml", copy / "mkdocs.base.yml")
        if change is not None:
            place, old, new = change
            text = (copy / place).read_text("utf-8")
            assert old in text, "the program has changed: this test breaks a line that is no longer there"
            helper = f"\n\ndef _spill():\n    return {SPILL}\n" if "_spill()" in new else ""
            (copy / place).write_text(text.replace(old, new, 1) + helper, "utf-8")
            shutil.rmtree((copy / place).parent / "__pycache__", ignore_errors=True)
        environment = {**os.environ, "PYTHONPATH": str(copy / "generator"), "SPILL": str(root / FOLDER / "mi.md"), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run([sys.executable, "-m", "zhanqun", "build", "--root", str(root), "--date", "2026-08-22 09:00", *more],
                              env=environment, capture_output=True, text=True, timeout=120, check=False)

    return run


@pytest.mark.parametrize("place", list(PLACES))
def test_a_program_that_leaks_publishes_nothing(cluster: Callable[..., Path], broken: Callable[..., subprocess.CompletedProcess[str]], place: str) -> None:
    root = cluster(FILES)
    ran = broken(root, PLACES[place])
    said = ran.stdout + ran.stderr
    assert ran.returncode == 1, said
    assert "错误[output-secret]: 规则 mobile-number 要拦的内容出现在输出文件 " in said
    assert ("错误[output-withheld]" in said) == (place not in WITHOUT_WORDS)
    assert MOBILE not in said
    assert WORDS[:8] not in said
    assert not (root / "dist").exists()


def test_a_program_that_takes_another_file_for_an_attachment_publishes_nothing(
    cluster: Callable[..., Path], broken: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    root = cluster(FILES)
    ran = broken(root, (f"{RENDER}/items.py", "Made(read_bytes(job.cluster, file.path, file.sha256))", f"Made({SPILL}.encode())"))
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "错误[output-provenance]: 附件 jiaoyu/tongzhi/2026/biao.txt 与审查过的字节不同" in ran.stdout
    assert not (root / "dist").exists()


def test_the_copy_builds_when_nothing_is_broken(cluster: Callable[..., Path], broken: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    root = cluster(FILES)
    ran = broken(root, None, "--offline", "--out", str(root / "kiosk"))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    told = b"".join(snapshot(root / "kiosk").values()).decode("utf-8", "ignore")
    assert WORDS[:8] not in told


@pytest.mark.parametrize("change", [
    (f"{STAGES}/offline/pages.py", "    text = _REFRESH.sub(refresh, text)", f"    text = _REFRESH.sub(refresh, text).replace('</main>', {SPILL} + '</main>')"),
    (f"{STAGES}/offline/pages.py", "    text = _REFRESH.sub(refresh, text)", f"    text = _REFRESH.sub(refresh, text).replace('<main', '<main title=\"' + {SPILL} + '\"')"),
    (f"{STAGES}/offline/files.py", "base64.b64encode(data)", f"base64.b64encode(data + {SPILL}.encode())"),
], ids=["text", "attribute", "index"])  # fmt: skip
def test_an_offline_copy_that_says_more_than_the_pages_is_not_written(
    cluster: Callable[..., Path], broken: Callable[..., subprocess.CompletedProcess[str]], change: tuple[str, str, str],
) -> None:
    root = cluster(FILES)
    ran = broken(root, change, "--offline", "--out", str(root / "kiosk"))
    said = ran.stdout + ran.stderr
    assert ran.returncode == 1, said
    assert "错误[output-provenance]" in said
    assert "的文字与审查过的网页不同" in said
    assert WORDS[:8] not in said
    assert not any(path.suffix == ".html" for path in (root / "kiosk").rglob("*"))


@pytest.mark.parametrize("inside", ["<script>1</script>", '<text display="none">1</text>'])
def test_an_emblem_that_runs_or_hides_is_not_published(cluster: Callable[..., Path], zhanqun: Zhanqun, inside: str) -> None:
    root = cluster({**FILES, "sites/_cluster/hui.svg": f'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/>{inside}</svg>'})
    place = root / "sites/_cluster/cluster.yml"
    place.write_text(place.read_text("utf-8") + "国徽: hui.svg\n", "utf-8")
    ran = zhanqun("build", "--root", root, "--date", "2026-08-22 09:00")
    assert ran.code == 1
    assert "规则 attachment-content 要拦的内容出现在输出文件 " in ran.out
    assert not (root / "dist").exists()
