"""What the server adds to a page in the browser: reload after a good build, an overlay after a bad one."""

from __future__ import annotations

from html import escape

from zhanqun.serve.board import News

RELOAD = """\
(() => {
  // Styles are set through the object model: a page's content policy may forbid style attributes.
  const mine = Number(new URL(document.currentScript.src).search.slice(1));
  const source = new EventSource("/_zhanqun/events");
  const show = (text) => {
    document.getElementById("zhanqun-problems")?.remove();
    if (!text) return;
    const box = document.createElement("div");
    box.id = "zhanqun-problems";
    box.setAttribute("role", "alert");
    Object.assign(box.style, {
      position: "fixed", inset: "auto 0 0 0", maxHeight: "60vh", overflow: "auto", zIndex: "2147483647",
      background: "#2b0b0b", color: "#fff", font: "14px/1.6 monospace", padding: "12px 16px",
      whiteSpace: "pre-wrap", borderTop: "4px solid #d33",
    });
    const head = document.createElement("strong");
    head.textContent = "生成失败，页面仍是上一次成功的结果";
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "关闭";
    close.style.marginLeft = "1em";
    close.addEventListener("click", () => box.remove());
    const body = document.createElement("div");
    body.textContent = text;
    box.append(head, close, body);
    document.body.append(box);
  };
  source.addEventListener("message", (event) => {
    const news = JSON.parse(event.data);
    if (news.good !== mine) { location.reload(); return; }
    show(news.problems);
  });
  addEventListener("pagehide", () => source.close());
})();
"""


def first_page(news: News) -> str:
    """Shown while nothing has been built yet: says so, and reloads by itself."""
    text = escape(news.problems) if news.problems else ("正在生成，请稍候……" if not news.good else "没有这个页面")
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>zhanqun</title></head>'
        f"<body><h1>zhanqun</h1><pre>{text}</pre></body></html>"
    )
