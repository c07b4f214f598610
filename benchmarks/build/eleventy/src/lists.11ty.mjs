import { escape, frame, home } from "../chrome.mjs";

const address = (list, number) => (number === 1 ? home(list.path) : `/${list.path ? `${list.path}/` : ""}page/${number}.html`);
export const data = {
  pagination: { data: "collections.lists", size: 1, alias: "list" },
  permalink: ({ list }) => address(list, list.number),
};
export const render = ({ list, page }) => frame({ name: list.name, path: list.path, url: page.url,
  main: `<h1>${escape(list.name)}</h1>\n<ul class="list">\n`
    + list.items.map((item) => `<li><a href="${item.url}">${escape(item.data.title)}</a> <time>${item.data.published.slice(0, 10)}</time></li>\n`).join("")
    + `</ul>\n<nav aria-label="翻页"><p>第 ${list.number} 页，共 ${list.total} 页，${list.count} 条</p>`
    + (list.number > 1 ? `<a href="${address(list, list.number - 1)}">上一页</a>` : "")
    + (list.number < list.total ? `<a href="${address(list, list.number + 1)}">下一页</a>` : "") + "</nav>" });
