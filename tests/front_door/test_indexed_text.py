"""The full-text index holds what an item's page shows, read from the finished page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import item
from helpers.front_door import build
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
