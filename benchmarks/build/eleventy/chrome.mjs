import { readFileSync } from "node:fs";

const { title, sections } = JSON.parse(readFileSync("sections.json", "utf8"));
const CODES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
export const escape = (text) => String(text ?? "").replace(/[&<>"]/g, (char) => CODES[char]);
export const home = (path) => (path ? `/${path}/index.html` : "/index.html");

const headers = new Map();
function header(site) {
  if (!headers.has(site)) {
    const menu = Object.keys(sections).filter((path) => path.startsWith(`${site}/`) && path.split("/").length === 2);
    headers.set(site, `<header><p><a href="/index.html">${escape(title)}</a></p><p class="name"><a href="${home(site)}">`
      + `${escape(sections[site] ?? title)}</a></p><form role="search" action="/search.html"><label for="q">搜索</label>`
      + `<input id="q" name="q" type="search"><button>搜索</button></form><nav class="menu" aria-label="主菜单"><ul>`
      + menu.map((path) => `<li><a href="${home(path)}">${escape(sections[path])}</a></li>`).join("")
      + "</ul></nav></header>");
  }
  return headers.get(site);
}

export function frame({ name, path, meta = "", url, main }) {
  const steps = path ? path.split("/") : [];
  const crumbs = steps.map((_, end) => steps.slice(0, end + 1).join("/"))
    .map((each) => `<li><a href="${home(each)}">${escape(sections[each])}</a></li>`).join("");
  return `<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" `
    + `content="width=device-width,initial-scale=1">\n<title>${escape(name)} - ${escape(title)}</title>\n`
    + `<link rel="stylesheet" href="/assets/style.css">\n<meta name="SiteName" content="${escape(title)}">\n`
    + `<link rel="canonical" href="https://www.qihe.example${url}">\n${meta}</head>\n<body>\n`
    + `<a class="skip" href="#main">跳到正文</a>\n${header(steps[0] ?? "")}\n<nav class="crumbs" aria-label="当前位置"><ol>`
    + `<li><a href="/index.html">首页</a></li>${crumbs}</ol></nav>\n<main id="main">${main}</main>\n<footer><p>主办：`
    + `${escape(title)}</p><p>联系电话：0000-0000000</p><p><a href="/sitemap.xml">网站地图</a></p></footer>\n</body>\n</html>\n`;
}
