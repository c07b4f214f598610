# ruff: noqa: E501
"""What an author may write that a browser would run: titles, summaries, names of attachments, tables, cells, pictures.

Opened from files, so no header of a server helps; whatever runs, marks the window.
"""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from helpers.clusters import approve_all, item, write_cluster
from helpers.office_files import packed
from zhanqun.attachments import read_attachment
from zhanqun.cli import main

pytestmark = pytest.mark.browser

RUN = "<img src=x onerror=window.ran=1>"
FOLDER = "sites/jiaoyu/docs/tongzhi/2026"
BODY = f"""<script>window.ran=1</script>

| 学校 | 说明 |
|---|---|
| 一中 | {RUN} |

<svg onload="window.ran=1"></svg> <details open ontoggle="window.ran=1">x</details>
<style>@import "data:text/css,x";</style> <iframe srcdoc="<script>parent.ran=1</script>"></iframe>

</article></main><script>window.ran=1</script>
"""


def test_nothing_that_an_author_writes_runs(browser: Browser, tmp_path: Path) -> None:
    root = write_cluster(tmp_path / "c", {
        f"{FOLDER}/e.md": item(f"'通知</title><script>window.ran=1</script>{RUN}'", BODY, 索引号="DEMO00032/2026-00009",
                               摘要=f"'{RUN}\"><script>window.ran=1</script>'", 来源=f"'{RUN}'", 关键词=f"['{RUN}']",
                               附件=f"\n  - {{文件: a.csv, 名称: '{RUN}'}}"),
        f"{FOLDER}/a.csv": f"学校,说明\n一中,{RUN}\n",
    })  # fmt: skip
    assert main(["build", "--root", str(root), "--date", "2026-08-22 09:00", "--quiet"]) == 0
    page = browser.new_context().new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.add_init_script("window.ran = 0")
    for path in ("jiaoyu/tongzhi/2026/e.html", "jiaoyu/index.html", "jiaoyu/lanmu/70.html", "index.html"):
        page.goto((root / "dist" / path).as_uri())
        for element in page.query_selector_all("a[href], details"):
            assert "javascript:" not in (element.get_attribute("href") or "")
        assert page.evaluate("window.ran") == 0, path
        assert page.query_selector("iframe, svg[onload], [onerror], [ontoggle]") is None
    page.set_content(f"<p>{BODY}</p>")
    assert page.evaluate("window.ran") == 1, "as HTML it does run"
    assert dialogs == []
    page.context.close()


RUNS = "window.ran=1"
LINKS = {
    "Markdown": f"[见](javascript:{RUNS})", "reference": f"[见][x]\n\n[x]: javascript:{RUNS}", "angles": f"<javascript:{RUNS}>",
    "picture": f"![图](javascript:{RUNS})", "data": f"[见](data:text/html,<script>{RUNS}</script>)",
    "data by reference": "[见][x]\n\n[x]: data:text/html;base64,PHNjcmlwdD4=", "vbscript": "[见](vbscript:msgbox)", "vbscript by reference": "[见]\n\n[见]: vbscript:x",
    "HTML": f'<a href="javascript:{RUNS}">见</a>', "HTML, a tab": f'<a href="java&#x09;script:{RUNS}">见</a>', "HTML, a letter": f'<a href="&#106;avascript:{RUNS}">见</a>',
    "HTML, bare": f"<A HREF=JaVaScRiPt:{RUNS}>见</A>", "HTML, a space": f'<a href=" javascript:{RUNS}">见</a>', "a letter": f"[见](&#x6A;avascript:{RUNS})",
    "a tab": f"[见](java&#9;script:{RUNS})", "escaped": f"[见](javascript\\:{RUNS})", "area": f'<map name="m"><area href="javascript:{RUNS}"></map>',
    "form": f'<form action="javascript:{RUNS}"><button>见</button></form>', "button": f'<button formaction="javascript:{RUNS}">见</button>',
    "svg": f'<svg><a xlink:href="javascript:{RUNS}"><text>见</text></a></svg>', "animated": f'<svg><a><animate attributeName="href" values="javascript:{RUNS}"/><text>见</text></a></svg>',
    "base": '<base href="javascript:">', "refresh": f'<meta http-equiv="refresh" content="0;url=javascript:{RUNS}">',
    "within a link": f"[甲 [见](javascript:{RUNS}) 乙](https://www.example.gov.cn/)", "over lines": f"[见](\njavascript:{RUNS})", "brackets": f"[见](javascript:({RUNS}))",
}  # fmt: skip


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A cluster with every hostile link, and what the gate says of it."""
    files: dict[str, str | bytes | None] = {
        f"{FOLDER}/lian{at}.md": item(f"链接之{at}", f"{body}\n", 索引号=f"DEMO00032/2026-{at:05}") for at, body in enumerate(LINKS.values(), 100)}
    root = write_cluster(tmp_path_factory.mktemp("links") / "c", files)
    out = StringIO()
    with redirect_stdout(out):
        assert main(["check", "--all", "--root", str(root), "--date", "2026-08-22 09:00", "--quiet"]) == 1
    return root, out.getvalue()


@pytest.mark.parametrize("name", list(LINKS))
def test_a_link_that_runs_is_told(name: str, linked: tuple[Path, str]) -> None:
    at = list(LINKS).index(name) + 100
    told = [block for block in linked[1].split("\n\n") if f"lian{at}.md" in block and "[hidden-link]" in block]
    assert told
    assert "链接会运行脚本或打开本机文件" in told[0]
    assert "\t" not in linked[1]


def test_a_link_that_runs_does_not_even_when_somebody_waives_it(browser: Browser, tmp_path: Path) -> None:
    body = "\n\n".join(text for name, text in LINKS.items() if "reference" not in name and name != "a tab") + "\n"
    root = write_cluster(tmp_path / "c", {f"{FOLDER}/e.md": item("链接", body, 索引号="DEMO00032/2026-00009")}, approve=False)
    (root / "sites/_cluster/waivers.yml").write_text(
        "豁免:\n" + "".join(f"  - {{规则: {rule}, 文件: {FOLDER}/e.md, 理由: 测试, 批准人: 李四, 至: 2026-12-31}}\n"
                            for rule in ("hidden-link", "accessibility", "hidden-text")), "utf-8")
    approve_all(root)
    assert main(["build", "--root", str(root), "--date", "2026-08-22 09:00", "--quiet"]) == 0
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script("window.ran = 0")
    page.goto((root / "dist/jiaoyu/tongzhi/2026/e.html").as_uri())
    article = page.query_selector_all("article a, article button, article area, article summary")
    assert page.evaluate("[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => /^\\s*(javascript|vbscript|data:text)/i.test(a.value))).length") == 0
    for element in article:
        element.evaluate("element => element.click()")
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") == 0
    context.close()


PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"{}><text y="20">图</text>{}</svg>'
PICTURES = {
    "script": PICTURE.format("", "<script>document.documentElement.setAttribute('ran', 1)</script>"),
    "load": PICTURE.format(' onload="document.documentElement.setAttribute(&quot;ran&quot;, 1)"', ""),
    "foreign": PICTURE.format("", '<foreignObject width="9" height="9"><img xmlns="http://www.w3.org/1999/xhtml" src="x:" onerror="document.documentElement.setAttribute(&quot;ran&quot;, 1)"/></foreignObject>'),
    "other name": PICTURE.format("", '<h:script xmlns:h="http://www.w3.org/1999/xhtml">document.documentElement.setAttribute("ran", 1)</h:script>'),
    "begin": PICTURE.format("", '<set attributeName="x" to="1" onbegin="document.documentElement.setAttribute(&quot;ran&quot;, 1)"/>'),
}


@pytest.mark.parametrize("name", list(PICTURES))
def test_a_picture_that_runs_is_published_neither_as_it_is_nor_in_an_archive(name: str, browser: Browser, tmp_path: Path) -> None:
    picture = PICTURES[name].encode()
    root = write_cluster(tmp_path / "c", {
        f"{FOLDER}/tu.md": item("附图", "见附件。\n", 索引号="DEMO00032/2026-00009", 附件="[tu.svg]"), f"{FOLDER}/tu.svg": picture,
        f"{FOLDER}/bao.md": item("附包", "见附件。\n", 索引号="DEMO00032/2026-00010", 附件="[bao.zip]"), f"{FOLDER}/bao.zip": packed({"tu.svg": picture}),
    }, approve=False)  # fmt: skip
    out = StringIO()
    with redirect_stdout(out):
        assert main(["build", "--root", str(root), "--date", "2026-08-22 09:00", "--quiet", "--all"]) == 1
    assert "附件「tu.svg」类型 .svg 不允许发布" in out.getvalue()
    assert "第 1 个文件（.svg）：图片里有脚本或网页代码" in out.getvalue()
    assert not (root / "dist").exists()
    context = browser.new_context()
    page = context.new_page()
    (tmp_path / "tu.svg").write_bytes(picture)
    page.goto((tmp_path / "tu.svg").as_uri())
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.getAttribute('ran')") == "1", "by itself it does run"
    context.close()


@pytest.mark.parametrize("inside", [
    '<a href="java&#10;script:x"><text>见</text></a>', '<a><animate attributeName="href" values="#;java&#10;script:x"/></a>',
    '<a><set attributeName="href" to=" javascript:x"/></a>', '<a href="data:text/html,x"><text>见</text></a>',
])  # fmt: skip
def test_a_picture_is_refused_however_its_address_is_dressed(inside: str) -> None:
    reading = read_attachment("a.svg", PICTURE.format("", inside).encode())
    assert [problem.key for problem in reading.problems] == ["script"]
    sheet = b'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="x.xsl"?>' + PICTURE.format("", "").encode()
    assert [problem.key for problem in read_attachment("a.svg", sheet).problems] == ["script"]


RLO = "\u202e"
NAMES: dict[str, tuple[dict[str, str], str]] = {
    "title": ({"e.md": item(f'"关于{RLO}知通的"')}, "有不允许的字符 U+202E"),
    "file name": ({f"{RLO}e.md": item("名字")}, "文件名里有不能用的字符"),
    "name of an attachment": ({"e.md": item("附件", 附件=f'\n  - {{文件: b.csv, 名称: "表{RLO}fdp"}}'), "b.csv": "甲,乙\n"}, "有不允许的字符 U+202E"),
    "file of an attachment": ({"e.md": item("附件", 附件=f'["表{RLO}vsc.csv"]'), f"表{RLO}vsc.csv": "甲,乙\n"}, "有不允许的字符 U+202E"),
    "body": ({"e.md": item("正文", f"公告{RLO}容内\n")}, "改变文字方向"),
    "Kangxi key": ({"e.md": item("键", 公开属性=None, **{"公开属\u2f64": "主动公开"})}, "元数据里不认识的键"),
    "look-alike key": ({"e.md": item("键", **{"\u2f42种": "通知"})}, "元数据里不认识的键“\u2f42种”，是不是想写“文种”"),
    "wide space in a key": ({"e.md": item("键", 公开属性=None, **{"公开属性\u3000": "主动公开"})}, "元数据里不认识的键"),
    "zero width in a key": ({"e.md": item("键", **{"公开\u200b属性": "不予公开"})}, "有不允许的字符 U+200B"),
    "the key twice, once dressed": ({"e.md": item("键", **{"\ufeff公开属性": "不予公开"})}, "有不允许的字符 U+FEFF"),
    "Latin letters of another alphabet": ({"e.md": item("键", аuthor="甲", 来源="乙")}, "元数据里不认识的键"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(NAMES))
def test_names_that_only_look_right_are_told_and_nothing_is_published(name: str, tmp_path: Path) -> None:
    given, said = NAMES[name]
    root = write_cluster(tmp_path / "c", {f"{FOLDER}/{path}": text for path, text in given.items()})
    out = StringIO()
    with redirect_stdout(out):
        assert main(["build", "--root", str(root), "--date", "2026-08-22 09:00", "--quiet", "--all"]) == 1
    assert said in out.getvalue()
    assert RLO not in out.getvalue()
    assert not (root / "dist").exists()
