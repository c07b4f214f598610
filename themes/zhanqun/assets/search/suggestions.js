// Suggestions of titles in the header's search box (listbox pattern of the ARIA practices). Needs
// <form class="zq-search" data-titles="<the site's search folder>/"> with input[name=q]; see suggest.js.

import { loadJson } from "./load.js";
import { TitleIndex } from "./titles.js";
import { normalise } from "./fold.js";

let lunrLoading = null;

/** lunr 2.3.9 is a classic script; it is added once, on first need. */
export function loadLunr() {
  if (window.lunr) return Promise.resolve(window.lunr);
  lunrLoading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("./lunr.min.js", import.meta.url).href;
    script.onload = () => resolve(window.lunr);
    script.onerror = () => { lunrLoading = null; script.remove(); reject(new Error("lunr.min.js 未能载入")); };
    document.head.append(script);
  });
  return lunrLoading;
}

/** An address of the output as a relative URL. */
export const addressUrl = (address) => address.split("/").map(encodeURIComponent).join("/");

export function openTitles(folder) {
  const base = new URL(folder.endsWith("/") ? folder : `${folder}/`, document.baseURI);
  let index = null;
  return {
    base,
    async index() {
      if (!index) {
        const opened = new TitleIndex((name) => loadJson(new URL(name, base)), await loadLunr());
        await opened.open();
        index = opened;
      }
      return index;
    },
    link: (address) => new URL(`../${addressUrl(address)}`, base).href,
  };
}

class Suggest {
  constructor(form, number) {
    this.input = form.querySelector("input[name=q]");
    this.titles = openTitles(form.dataset.titles);
    this.active = -1;
    this.serial = 0;
    this.id = `zq-suggest-${number}`;
    this.build(form);
    this.input.addEventListener("focus", () => this.warm());
    this.input.addEventListener("input", () => this.update());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    if (document.activeElement === this.input) this.warm();
  }

  build(form) {
    this.list = document.createElement("div");
    Object.assign(this.list, { id: this.id, className: "zq-suggest", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "标题建议");
    this.status = document.createElement("div");
    this.status.className = "zq-suggest__status";
    this.status.setAttribute("role", "status");
    const { input } = this;
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"],
      ["aria-controls", this.id], ["autocomplete", "off"]]) input.setAttribute(name, value);
    form.append(this.list, this.status);
    // A press on a suggestion must not take the focus (and close the list) before it counts as a click.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  warm() {
    this.titles.index().then((index) => index.manifest.parts.length && index.part(0)).then(
      () => { this.input.dataset.ready = "true"; if (this.input.value) this.update(); }, () => {});
  }

  async update() {
    const text = this.input.value.trim();
    const serial = ++this.serial;
    if (!text) return this.close();
    try {
      const index = await this.titles.index();
      const show = (found) => { if (serial === this.serial) this.show(found, text); };
      show(await index.search(text, 8, show));
    } catch {
      // Suggestions are a convenience: the form still leads to the search page.
      if (serial === this.serial) this.close();
    }
  }

  show(found, text) {
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...found.map((hit, i) => this.option(hit, i, text)));
    const open = found.length > 0 && document.activeElement === this.input;
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    this.status.textContent = found.length ? `${found.length} 条标题建议，用上下方向键选择` : "没有标题建议，按回车全文检索";
  }

  /** The option itself is the link: nothing that can be focused stands inside an option. */
  option(hit, i, text) {
    const option = document.createElement("a");
    Object.assign(option, { id: `${this.id}-${i}`, href: this.titles.link(hit.address), tabIndex: -1 });
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const note = document.createElement("span");
    note.className = "zq-suggest__note";
    note.textContent = [hit.number, hit.day.slice(0, 10)].filter(Boolean).join(" · ");
    option.append(...marked(hit.title, text), note);
    return option;
  }

  key(event) {
    if (event.isComposing) return;
    const options = this.list.children;
    if (event.key === "Escape" && !this.list.hidden) { event.preventDefault(); this.close(); return; }
    if (this.list.hidden || !options.length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1, size = options.length + 1;
      this.select((this.active + 1 + step + size) % size - 1);
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      options[this.active].click();
    }
  }

  select(active) {
    const options = [...this.list.children];
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    this.active = active;
    if (active < 0) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  }

  close() {
    this.serial++;
    this.list.hidden = true;
    this.active = -1;
    this.status.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

/** Nodes of a text with every whole phrase of the query marked. */
export function marked(text, query) {
  const ranges = [];
  const hay = normalise(text);
  for (const word of query.split(/\s+/).filter(Boolean)) {
    const needle = normalise(word).units;
    if (!needle.length) continue;
    for (let i = 0; i + needle.length <= hay.units.length; i++) {
      if (!needle.every((unit, j) => hay.units[i + j] === unit)) continue;
      ranges.push([hay.source[i], hay.source[i + needle.length - 1] + 1]);
    }
  }
  return markRanges(text, ranges);
}

export function markRanges(text, ranges) {
  const nodes = [];
  let at = 0;
  for (const [from, to] of ranges.sort((a, b) => a[0] - b[0])) {
    if (to <= at) continue;
    const start = Math.max(from, at);
    if (start > at) nodes.push(document.createTextNode(text.slice(at, start)));
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, to);
    nodes.push(mark);
    at = to;
  }
  if (at < text.length) nodes.push(document.createTextNode(text.slice(at)));
  return nodes;
}

let number = 0;

export function attachSuggestions(form) {
  return new Suggest(form, number++);
}
