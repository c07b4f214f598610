import { dirname } from "node:path";
import { escape, frame, home } from "../../chrome.mjs";

export const render = (data) => {
  const path = dirname(data.folder);
  const row = (a, b, c, d) => `<tr><th scope="row">${a}</th><td>${escape(b)}</td><th scope="row">${c}</th><td>${d}</td></tr>`;
  const meta = `<meta name="ArticleTitle" content="${escape(data.title)}">\n<meta name="PubDate" content="${data.published}">\n`
    + `<meta name="ContentSource" content="${escape(data.issuer)}">\n<meta name="ColumnName" content="${escape(data.column)}">\n`
    + `<meta name="Description" content="${escape(data.description)}">\n`;
  const files = data.files.length
    ? `<section><h2>附件</h2><ul>${data.files.map((name) => `<li><a href="${escape(name)}">${escape(name)}</a></li>`).join("")}</ul></section>`
    : "";
  return frame({ name: data.title, path, meta, url: data.page.url, main: `<article><h1>${escape(data.title)}</h1>`
    + `<p class="byline">发布时间：${data.published} 来源：${escape(data.issuer)}</p><table class="elements"><caption>信息要素</caption>`
    + row("索引号", data.number, "信息分类", `<a href="${home(path)}">${escape(data.column)}</a>`)
    + row("发文机关", data.issuer, "成文日期", data.formed) + row("发文字号", data.document, "发布日期", data.published)
    + `</table><div class="body">${data.content}</div>${files}</article>` });
};
