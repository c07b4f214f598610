"""The full-text index holds what an item's page shows, read from the finished page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.asking import DRIVER, answered_unlike
from helpers.clusters import item
from helpers.front_door import approve, build, write
from helpers.node import Node
from zhanqun.stages.render import published_body
from zhanqun.stages.render.markdown import render_body

BODY = """
# 一、总则

**注意：**请各单位落实[文件](https://www.gov.cn/a.html)，`<p class="zq-sign">` 是代码。[^1]

<div class="zq-body" id="zq-body">不是标签</div>

| 村 | 户 |
|---|---|
| 桃花村 | 12 & 13 |

```
</div>
<p class="zq-sign">
```

[^1]: 注文。
"""


def test_the_body_on_the_page_is_the_body_of_the_source(cluster: Callable[..., Path]) -> None:
    root = cluster({"sites/jiaoyu/docs/tongzhi/2026/wen.md": item("正文", BODY, 索引号="DEMO00032/2026-00003")})
    ran = build(root)
    assert ran.code == 0, ran.out + ran.err
    page = (root / "dist" / "jiaoyu" / "tongzhi" / "2026" / "wen.html").read_text("utf-8")
    text = published_body(page)
    assert text is not None and "桃花村" in text and "不是标签" in text and "注文" in text
    assert text == render_body(BODY, "").text


@pytest.mark.parametrize("page", ["", "<article>正文</article>", '<div class="zq-body" id="zq-body">没有结尾'])
def test_a_page_of_another_make_is_not_guessed_at(page: str) -> None:
    assert published_body(page) is None


def test_items_of_one_day_stand_in_one_order_however_the_index_was_built(cluster: Callable[..., Path], tmp_path: Path) -> None:
    """The mother is the first of the sites, and yet its addresses come last."""
    root = cluster({
        "sites/portal/docs/tongzhi/2026/a.md": item("甲事", "正文。\n", 索引号="DEMO00016/2026-00011"),
        "sites/jiaoyu/docs/tongzhi/2026/b.md": item("乙事", "正文。\n", 索引号="DEMO00032/2026-00012"),
    })
    assert build(root).code == 0
    added = "sites/portal/docs/tongzhi/2026/c.md"
    write(root, {added: item("丙事", "正文。\n", 索引号="DEMO00016/2026-00013")})
    approve(root, [added])
    assert build(root).code == 0
    assert build(root, "--no-cache", "--out", tmp_path / "clean").code == 0
    node = Node(DRIVER)
    try:
        assert answered_unlike(node, root / "dist", tmp_path / "clean", ["正文"]) == []
    finally:
        node.close()
