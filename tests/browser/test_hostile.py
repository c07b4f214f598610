"""What an author may write that a browser would run: titles, summaries, names of attachments, tables, cells, pictures.

Opened from files, so no header of a server helps; whatever runs, marks the window.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from helpers.clusters import item, write_cluster
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
