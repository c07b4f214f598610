// The search page. Everything it shows is in its address, so that links and the back button work.

import { Engine } from "./engine.js";
import { loader, pageText } from "./load.js";
import { LONGEST } from "./query.js";
import { snippet } from "./snippet.js";
import { addressUrl, openTitles } from "./suggestions.js";
import { element, emptyAdvice, errorBox, facetGroups, hitItem, pager, showSnippet } from "./view.js";

const PAGE = 10, FILTERS = ["site", "year", "kind", "column", "validity"];
const NOTES = {
  number: "没有完全一致的结果。以下按文号拆开检索：",
  parts: "没有完全一致的结果。以下信息含有全部字词，但不相连：",
  any: "没有完全一致的结果。以下信息只含部分字词：",
};

class SearchPage {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[name=q]");
    this.input.maxLength = LONGEST;
    this.status = document.querySelector("#zq-status");
    this.results = document.querySelector("#zq-results");
    this.facets = document.querySelector("#zq-facets");
    this.browse = document.querySelector("#zq-browse");
    this.root = form.dataset.root || "";
    const index = new URL(form.dataset.index, document.baseURI);
    this.engine = new Engine(loader(index));
    this.titles = openTitles(index.href);
    this.serial = 0;
    this.buildOptions();
    form.addEventListener("submit", (event) => { event.preventDefault(); this.go({ ...this.state, q: this.input.value.trim().slice(0, LONGEST), page: 1 }); });
    this.input.addEventListener("focus", () => this.engine.open().catch(() => {}), { once: true });
    addEventListener("popstate", () => this.show(readState()));
    this.results.addEventListener("click", (event) => this.turn(event));
    this.show(readState());
  }

  buildOptions() {
    this.onlyTitles = element("input", { type: "checkbox", name: "title", value: "1" });
    this.sort = element("select", { name: "sort", "aria-label": "排序" },
      element("option", { value: "" }, "按相关度"), element("option", { value: "date" }, "按发布时间"));
    this.onlyTitles.addEventListener("change", () => this.go({ ...this.state, title: this.onlyTitles.checked, page: 1 }));
    this.sort.addEventListener("change", () => this.go({ ...this.state, sort: this.sort.value, page: 1 }));
    this.form.append(element("div", { class: "zq-options" }, element("label", {}, this.onlyTitles, " 只搜标题"), this.sort));
  }

  turn(event) {
    const link = event.target.closest("a[data-page]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.go({ ...this.state, page: Number(link.dataset.page) }, true);
  }

  go(state, toTop = false) {
    history.pushState(null, "", stateUrl(state));
    this.show(state, toTop);
  }

  async show(state, toTop = false) {
    this.state = state;
    this.input.value = state.q;
    this.onlyTitles.checked = state.title;
    this.sort.value = state.sort;
    const serial = ++this.serial;
    const current = () => serial === this.serial;
    if (this.browse) this.browse.hidden = Boolean(state.q);
    if (!state.q) { this.clear(""); return; }
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => { if (current()) this.status.textContent = "正在检索…"; }, 250);
    try {
      await this.run(state, current, toTop);
    } catch (error) {
      if (!current()) return;
      this.clear("检索没有完成");
      this.results.replaceChildren(errorBox(error, () => this.show(state)));
    } finally { if (current()) clearTimeout(this.waiting); }
  }

  /** What is said stays: facets and snippets may take longer than the word that something is under way. */
  say(message) {
    clearTimeout(this.waiting);
    this.status.textContent = message;
  }

  clear(message) {
    this.say(message);
    this.results.replaceChildren();
    this.facets.replaceChildren();
  }

  async run(state, current, toTop) {
    const options = { title: state.title, sort: state.sort || "relevance", filters: state.filters };
    const result = await this.engine.search(state.q, options);
    if (!current()) return;
    if (result.empty) { this.clear("请输入要搜的字词"); return; }
    document.title = `${state.q} - 搜索`;
    if (!result.total) return this.runRelaxed(state, options, current, result);
    const pages = Math.ceil(result.total / PAGE), page = Math.min(state.page, pages);
    const hits = await result.page((page - 1) * PAGE, page * PAGE);
    if (!current()) return;
    this.say(`共 ${result.total} 条结果${pages > 1 ? `，第 ${page} 页，共 ${pages} 页` : ""}`);
    this.showHits([this.list(result, hits, page), pager(page, pages, (n) => stateUrl({ ...state, page: n }))]);
    if (toTop) { this.status.tabIndex = -1; this.status.focus(); }
    await this.showFacets(result, state, current);
    if (result.total < 5 && page === 1 && result.query.must.length > 1) await this.addRelaxed(state, options, current, hits);
  }

  showHits(nodes) {
    this.results.replaceChildren(...nodes.filter(Boolean));
  }

  list(result, hits, page = 1) {
    const list = element("ol", { class: "zq-hits", start: (page - 1) * PAGE + 1 });
    for (const hit of hits) {
      const { item, text } = hitItem(hit, result.query.must, this.root, (facet, value) => this.label(facet, value));
      list.append(item);
      this.whenNear(text, () => this.fillSnippet(hit, result.query.must, text));
    }
    return list;
  }

  /** A snippet costs a page: only what the reader is about to see is read. */
  whenNear(node, act) {
    if (typeof IntersectionObserver === "undefined") { act(); return; }
    const watch = new IntersectionObserver((rows) => {
      if (!rows.some((row) => row.isIntersecting)) return;
      watch.disconnect();
      act();
    }, { rootMargin: "25% 0px" });
    watch.observe(node);
  }

  /** Snippets come after the list; one that cannot be had leaves its line empty, the result itself stands. */
  async fillSnippet(hit, phrases, target) {
    try {
      const own = hit.attachment ? null : await pageText(this.root + addressUrl(hit.address));
      const cut = own === null ? null : snippet(own, phrases);
      if (cut) return showSnippet(target, cut);
      // Where a common word stands is not always known beforehand: what the page does not hold is in an attachment.
      for (const [name, text] of hit.files.length ? await hit.match.segment.attachments(hit.doc) : []) {
        const inside = (!hit.attachment || name === hit.attachment) && snippet(text, phrases);
        if (inside) return showSnippet(target, inside, name);
      }
      if (own === null) return showSnippet(target, null, hit.attachment);
      showSnippet(target, { text: `${own.replace(/\s+/g, " ").trim().slice(0, 100)}…`, ranges: [] });
    } catch { target.remove(); }
  }

  noFacets() {
    this.facets.replaceChildren();
    this.facets.hidden = true;
  }

  async showFacets(result, state, current) {
    const counts = await result.facets();
    if (!current()) return;
    this.facets.replaceChildren(...facetGroups(counts, state.filters, (facet, value) => this.label(facet, value), (facet, value, on) => {
      const values = new Set(this.state.filters[facet] || []);
      if (on) values.add(value); else values.delete(value);
      this.ticked = [facet, value];
      this.go({ ...this.state, filters: { ...this.state.filters, [facet]: [...values] }, page: 1 });
    }, this.box));
    this.box = this.facets.querySelector(".zq-filter") || this.box;
    this.facets.hidden = !this.facets.firstChild;
    // The box that was just ticked was rebuilt: give it the focus back.
    if (this.ticked) this.facets.querySelector(`input[name="${this.ticked[0]}"][value="${CSS.escape(this.ticked[1])}"]`)?.focus();
    this.ticked = null;
  }

  async runRelaxed(state, options, current, exact) {
    const looser = await this.engine.relax(state.q, options);
    const similar = await this.similar(state.q);
    if (!current()) return;
    const narrowed = FILTERS.some((facet) => state.filters[facet]?.length) || state.title;
    const parts = [emptyAdvice(state.q, narrowed, () => this.go({ ...emptyState(), q: state.q }))];
    if (similar.length) {
      parts.push(element("section", { class: "zq-similar", "aria-label": "相近的标题" }, element("h2", {}, "您是不是要找"),
        element("ul", {}, ...similar.map((hit) => element("li", {}, element("a", { href: this.titles.link(hit.address) }, hit.title))))));
    }
    this.say("没有找到结果");
    if (looser) {
      parts.push(element("p", { class: "zq-relaxed" }, NOTES[looser.relaxed]), this.list(looser, await looser.page(0, PAGE)));
      this.say(`没有完全一致的结果，有 ${looser.total} 条部分符合`);
    }
    if (!current()) return;
    this.showHits(parts);
    if (narrowed) await this.showFacets(exact, state, current); else this.noFacets();
  }

  async addRelaxed(state, options, current, hits) {
    const looser = await this.engine.relax(state.q, options);
    if (!looser || !current()) return;
    const shown = new Set(hits.map((hit) => hit.address));
    const more = (await looser.page(0, PAGE)).filter((hit) => !shown.has(hit.address));
    if (!more.length || !current()) return;
    this.results.append(element("p", { class: "zq-relaxed" }, "以下信息只部分符合："), this.list(looser, more));
  }

  async similar(text) {
    try { return await (await this.titles.index()).similar(text); } catch { return []; }
  }

  label(facet, value) {
    const { sites, columns } = this.engine.manifest;
    if (facet === "site") return (sites.find(([id]) => id === value) || [value, value])[1];
    if (facet === "column") return (columns.find(([code]) => code === value) || [value, value])[1];
    return value;
  }
}

const emptyState = () => ({ q: "", title: false, sort: "", page: 1, filters: {} });

function readState() {
  const params = new URLSearchParams(location.search);
  const filters = Object.fromEntries(FILTERS.map((name) => [name, params.getAll(name).filter(Boolean)]));
  const page = Math.max(1, Math.floor(Number(params.get("page"))) || 1);
  return { q: (params.get("q") || "").trim().slice(0, LONGEST), title: params.get("title") === "1", sort: params.get("sort") === "date" ? "date" : "", page, filters };
}

function stateUrl(state) {
  const params = new URLSearchParams();
  if (state.q) params.set("q", state.q);
  if (state.title) params.set("title", "1");
  if (state.sort) params.set("sort", state.sort);
  for (const name of FILTERS) for (const value of state.filters[name] || []) params.append(name, value);
  if (state.page > 1) params.set("page", String(state.page));
  return `${location.pathname}?${params}`;
}

const form = document.querySelector("#zq-query");
if (form && document.querySelector("#zq-results")) new SearchPage(form);
