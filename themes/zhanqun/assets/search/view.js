// Builds the parts of the search page. Text goes in as text, never as markup.

import { matches } from "./snippet.js";
import { addressUrl, markRanges } from "./suggestions.js";

export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key in node && key !== "list" && typeof value !== "string") node[key] = value; else node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
}

const FACETS = [["site", "单位"], ["year", "年份"], ["kind", "类型"], ["column", "栏目"], ["validity", "有效性"]];
const SHOWN = 8;

/** One result; `label(facet, value)` names sites and columns. */
export function hitItem(hit, phrases, root, label) {
  const link = element("a", { href: root + addressUrl(hit.address) }, ...markRanges(hit.title, matches(hit.title, phrases)));
  const facts = [label("site", hit.site), label("column", hit.column)].filter(Boolean).map((one) => `${one} · `);
  const meta = element("p", { class: "zq-meta" }, facts.join(""), element("span", { class: "zq-day" }, hit.day.slice(0, 10)));
  if (hit.number) meta.append(" · ", element("span", {}, ...markRanges(hit.number, matches(hit.number, phrases))));
  if (hit.validity && hit.validity !== "有效") meta.append(" ", element("strong", { class: "zq-status zq-bad" }, hit.validity));
  const text = element("p", { class: "zq-snippet" });
  return { item: element("li", { class: "zq-hit" }, element("h2", {}, link), meta, text), text };
}

export function showSnippet(target, cut, attachment) {
  const nodes = cut ? markRanges(cut.text, cut.ranges) : [];
  if (attachment) nodes.unshift(element("strong", {}, `附件《${attachment}》：`));
  target.replaceChildren(...nodes);
}

/** Facet groups with exact counts in one box, open as the one `before` was; `change(facet, value, on)` is told of every click. */
export function facetGroups(counts, chosen, label, change, before) {
  const groups = [];
  for (const [facet, name] of FACETS) {
    const picked = chosen[facet] || [];
    const rows = [...counts[facet]].filter(([value]) => value);
    for (const value of picked) if (!counts[facet].has(value)) rows.push([value, 0]);
    rows.sort(facet === "year" ? (a, b) => b[0] - a[0] : (a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    if (rows.length < 2 && !picked.length) continue;
    const items = rows.map(([value, count]) => facetItem(facet, value, count, picked.includes(value), label, change));
    const group = element("fieldset", { class: "zq-facet" }, element("legend", {}, name), element("ul", {}, ...items.slice(0, SHOWN)));
    if (items.length > SHOWN) {
      group.append(element("details", { open: rows.slice(SHOWN).some(([value]) => picked.includes(value)) },
        element("summary", {}, `其余 ${items.length - SHOWN} 项`), element("ul", {}, ...items.slice(SHOWN))));
    }
    groups.push(group);
  }
  if (!groups.length) return [];
  const open = before ? before.open : document.documentElement.dataset.zqSize !== "large" && matchMedia("(min-width: 62em)").matches;
  const over = element("a", { class: "zq-over", href: "#zq-results" }, "跳过筛选，到结果");
  over.addEventListener("click", (event) => { event.preventDefault(); document.querySelector("#zq-results a")?.focus(); });
  return [element("details", { class: "zq-filter", open }, element("summary", {}, "筛选"), over, ...groups)];
}

function facetItem(facet, value, count, on, label, change) {
  const box = element("input", { type: "checkbox", checked: on, name: facet, value });
  box.addEventListener("change", () => change(facet, value, box.checked));
  return element("li", {}, element("label", {}, box, ` ${label(facet, value)} `, element("span", { class: "zq-count" }, `${count}`)));
}

/** Links to the other pages; `href(page)` gives an address that works without this script's help too. */
export function pager(page, pages, href) {
  if (pages < 2) return null;
  const numbers = new Set([1, page - 2, page - 1, page, page + 1, page + 2, pages]);
  const list = element("ul", { class: "zq-pages" });
  const add = (target, text, name) => list.append(element("li", {}, target === page && !name
    ? element("span", { "aria-current": "page" }, text)
    : element("a", { href: href(target), "data-page": String(target), "aria-label": name || `第 ${target} 页` }, text)));
  if (page > 1) add(page - 1, "上一页", "上一页");
  let before = 0;
  for (const number of [...numbers].filter((n) => n >= 1 && n <= pages).sort((a, b) => a - b)) {
    if (before && number > before + 1) list.append(element("li", { "aria-hidden": "true" }, "…"));
    add(number, String(number));
    before = number;
  }
  if (page < pages) add(page + 1, "下一页", "下一页");
  return element("nav", { "aria-label": "检索结果分页" }, list);
}

export function emptyAdvice(text, narrowed, widen) {
  const box = element("div", { class: "zq-empty" }, element("p", {}, element("strong", {}, `没有找到含有“${text}”的信息`)));
  const list = element("ul", {});
  if (narrowed) {
    const button = element("button", { type: "button" }, "去掉全部筛选条件再搜");
    button.addEventListener("click", widen);
    list.append(element("li", {}, button));
  }
  for (const advice of ["检查有没有错字、漏字", "少输几个字：搜“低保资金”比搜整句更容易找到", "文号可以只输年份和序号，如“2024 15号”"]) {
    list.append(element("li", {}, advice));
  }
  box.append(list);
  return box;
}

export function errorBox(error, retry) {
  const button = element("button", { type: "button" }, "重试");
  button.addEventListener("click", retry);
  return element("div", { class: "zq-banner zq-bad", role: "alert" },
    element("p", {}, element("strong", {}, "检索没有完成"), `${error.message}。结果可能不全，所以没有显示。`), button);
}
