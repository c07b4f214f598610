// The full-text search engine: a query in, exact hits out. No DOM, no network of its own (see reader.js).

import { countIn, listOf, lowerBound, prove } from "./proof.js";
import { cover, parseQuery, phraseText, split } from "./query.js";
import { IndexError, Segment } from "./reader.js";

export { IndexError };
export const ATTACHMENTS = 1 << 19;
const K1 = 1.2, B = 0.75;

const lengthOf = (cls) => 64 * 2 ** cls;

export class Engine {
  /** `load(path)`: bytes of a file below the search folder; rejects when there is none. */
  constructor(load) {
    this.load = load;
    this.opening = null;
  }

  open() {
    this.opening ??= this.read().catch((error) => { this.opening = null; throw error; });
    return this.opening;
  }

  async read() {
    let manifest;
    const path = "manifest.json";
    try {
      manifest = JSON.parse(new TextDecoder().decode(await this.load(path, "no-cache")));
    } catch (error) { throw new IndexError(path, "未能载入", error); }
    if (manifest.v !== 3) throw new IndexError(path, "的格式版本与本页脚本不符，请刷新页面");
    this.manifest = manifest;
    this.parents = new Map(manifest.sites.map(([id, , above]) => [id, above]));
    this.kinds = new Map(manifest.columns.map(([code, , kind]) => [code, kind]));
    this.segments = manifest.segments.map((entry) => new Segment(entry, this.load));
    // Nothing waits for the heads but the page of results: they come with the first shards.
    for (const segment of this.segments) segment.open().catch(() => {});
    return this;
  }

  /**
   * Search. `options`: title (only titles), sort ("relevance" | "date"), filters {site, column, kind, year, validity:
   * [values]}. Returns a Result; nothing is approximate.
   */
  async search(text, options = {}) {
    await this.open();
    const query = parseQuery(text);
    const title = query.title || Boolean(options.title);
    const filters = Object.entries(options.filters || {}).filter(([, values]) => values?.length);
    const exact = await this.match(query, title);
    const result = new Result(this, query, exact, filters, options.sort || "relevance");
    await result.narrow();
    return result;
  }

  /** A site and those it is under (上级), the mother aside: a filter for one of them holds for the site. */
  line(site) {
    const found = [];
    for (let id = site; id && !found.includes(id); id = this.parents.get(id)) found.push(id);
    return found;
  }

  /** Looser readings of a query, best first: fewer words, then parts of phrases. Marked by `relaxed`. */
  async relax(text, options = {}) {
    await this.open();
    const query = parseQuery(text), title = query.title || Boolean(options.title);
    const filters = Object.entries(options.filters || {}).filter(([, values]) => values?.length);
    for (const [note, must] of relaxations(query)) {
      const looser = { ...query, must };
      const matches = note === "any" ? await this.matchAny(looser, title) : await this.match(looser, title);
      const result = new Result(this, looser, matches, filters, "relevance");
      await result.narrow();
      result.relaxed = note;
      if (result.total) return result;
    }
    return null;
  }

  /** Per segment the documents in which every phrase occurs and no excluded one. */
  async match(query, title) {
    if (!query.must.length) return null;
    const plan = !title && query.must.length === 1 && !query.not.length ? cover(query.must[0], title) : [];
    return Promise.all(this.segments.map(async (segment) => {
      // Their shards come with the others; what fails is told when it is needed.
      for (const term of query.not.flatMap((phrase) => cover(phrase, title))) segment.find(term.hash).catch(() => {});
      if (plan.length === 1) {
        const [{ hash }] = plan, { stub } = (await segment.find(hash)) || {};
        const gone = stub ? await countIn(segment, hash, stub, Uint32Array.from(segment.dead).sort()) : null;
        const best = stub?.best.filter(([doc]) => !segment.dead.has(doc));
        if (gone !== null) return { segment, lists: null, count: stub.n - gone, stub: { ...stub, best }, hash, query };
      }
      const { docs, lists } = await prove(segment, query.must, title);
      const kept = await this.without(segment, docs, query.not, title);
      return { segment, docs: kept, lists, count: kept.length, query };
    }));
  }

  async without(segment, docs, excluded, title) {
    let kept = segment.dead.size ? docs.filter((doc) => !segment.dead.has(doc)) : docs;
    for (const phrase of excluded) {
      if (!kept.length) break;
      const out = new Set((await prove(segment, [phrase], title, kept)).docs);
      kept = kept.filter((doc) => !out.has(doc));
    }
    return kept;
  }

  /** Per segment the documents with any of the phrases; used for relaxed answers only. */
  async matchAny(query, title) {
    return Promise.all(this.segments.map(async (segment) => {
      const lists = (await Promise.all(query.must.map((phrase) => prove(segment, [phrase], title)))).map((found) => found.lists[0]);
      const docs = [...new Set(lists.flatMap((list) => [...list.docs]))].filter((doc) => !segment.dead.has(doc));
      return { segment, docs: Uint32Array.from(docs).sort(), lists, count: docs.length, query };
    }));
  }
}

/** [note, phrases] from strict to loose. */
function* relaxations(query) {
  const { must } = query;
  const respelt = must.flatMap((phrase) => {
    const number = /^(\D*)((?:19|20)\d\d)(\d{1,4})(号?)$/.exec(phraseText(phrase));
    return number ? split(`${number[1]}${number[2]}〕${number[3]}${number[4]}`) : [phrase];
  });
  if (respelt.some((phrase, i) => phrase !== must[i])) yield ["number", respelt];
  const pieces = must.flatMap(cut);
  if (pieces.length > must.length) yield ["parts", pieces];
  if (pieces.length > 1) yield ["any", pieces];
}

/** A long phrase as pieces of four letters or fewer; words stay whole. */
function cut(phrase) {
  if (phrase.units.length < 4) return [phrase];
  const pieces = [];
  const half = phrase.units.length <= 8 ? Math.ceil(phrase.units.length / 2) : 4;
  for (let i = 0; i < phrase.units.length;) {
    let end = Math.min(i + half, phrase.units.length);
    if (phrase.units.length - end < 2) end = phrase.units.length;
    while (end < phrase.units.length && phrase.units[end] < 0x2e80 && !phrase.starts[end]) end++;
    pieces.push({ units: phrase.units.slice(i, end), starts: phrase.starts.slice(i, end) });
    i = end;
  }
  return pieces;
}

const FACETS = ["site", "column", "kind", "year", "validity"];

/** The hits of one query: total, pages, facet counts. */
export class Result {
  constructor(engine, query, matches, filters, sort) {
    Object.assign(this, { engine, query, matches: matches || [], filters, sort, relaxed: "" });
  }

  get empty() { return !this.query.must.length; }

  /** Applies the filters; sets `total`. */
  async narrow() {
    if (this.filters.length) {
      await this.whole();
      this.kept = await Promise.all(this.matches.map(async (match) => {
        const facets = await this.facetsOf(match);
        return [...match.docs.keys()].filter((i) => this.filters.every(([facet, values]) => this.fits(facet, values, facets[facet][i])));
      }));
    }
    this.total = this.kept ? this.kept.reduce((sum, at) => sum + at.length, 0)
      : this.matches.reduce((sum, match) => sum + match.count, 0);
  }

  fits(facet, wanted, value) {
    return (facet === "site" ? this.engine.line(String(value)) : [String(value)]).some((one) => wanted.includes(one));
  }

  /** Reads what a quick answer left out: the whole lists. */
  async whole() {
    await Promise.all(this.matches.map(async (match) => {
      if (match.docs) return;
      const list = await listOf(match.segment, match.hash, match.stub, null);
      const { dead } = match.segment;
      match.docs = dead.size ? list.docs.filter((doc) => !dead.has(doc)) : list.docs;
      match.lists = [{ df: match.stub.n, docs: list.docs, weights: list.weights, classes: list.classes, first: null }];
    }));
  }

  /** Hits from..to in order. */
  async page(from, to) {
    const { engine } = this;
    const quick = !this.kept && this.sort === "relevance" && this.matches.every((m) => m.docs || m.stub.best.length >= Math.min(to, m.count));
    if (!quick) await this.whole();
    const idfs = this.idfs();
    await Promise.all(this.matches.map(({ segment }) => segment.open()));
    const candidates = this.matches.map((match, m) => {
      const rows = match.docs ? this.rows(match, m, idfs)
        : match.stub.best.map(([doc, weight, cls]) => ({ doc, score: idfs[0] * this.saturate(weight, cls), first: -1 }));
      for (const row of rows) { row.match = match; row.lapsed = match.segment.lapsed.has(row.doc) ? 1 : 0; }
      const order = this.sort === "date" ? (a, b) => a.doc - b.doc : (a, b) => b.score - a.score || a.lapsed - b.lapsed || a.doc - b.doc;
      return rows.sort(order).slice(0, to);
    });
    const rows = candidates.flat();
    const several = candidates.filter((list) => list.length).length > 1;
    const described = several ? await Promise.all(rows.map((row) => this.describe(row))) : rows;
    if (several) {
      const newest = (a, b) => (a.day < b.day) - (a.day > b.day) || (a.address > b.address) - (a.address < b.address);
      described.sort(this.sort === "date" ? newest : (a, b) => b.score - a.score || a.lapsed - b.lapsed || newest(a, b));
    }
    const shown = described.slice(from, to);
    return several ? shown : Promise.all(shown.map((row) => this.describe(row)));
  }

  async describe(row) {
    const meta = await row.match.segment.meta(row.doc);
    const inFile = row.first >= ATTACHMENTS ? meta.files.filter(([, start]) => start <= row.first).at(-1) : null;
    return { ...row, ...meta, kind: this.engine.kinds.get(meta.column) || "", attachment: inFile ? inFile[0] : "" };
  }

  saturate(weight, cls) {
    const half = weight / 2, length = lengthOf(cls);
    return (half * (K1 + 1)) / (half + K1 * (1 - B + (B * length) / this.engine.manifest.average));
  }

  /** One idf for each phrase, over all segments, from the rarest term of each. */
  idfs() {
    const total = this.engine.manifest.docs;
    return this.query.must.map((_, i) => {
      let df = 0;
      for (const match of this.matches) df += match.lists ? match.lists[i]?.df ?? 0 : match.stub.n;
      return Math.log(1 + (Math.max(0, total - df) + 0.5) / (df + 0.5));
    });
  }

  rows(match, m, idfs) {
    const at = this.kept ? this.kept[m] : [...match.docs.keys()];
    return at.map((i) => {
      const doc = match.docs[i];
      let score = 0, first = -1;
      match.lists.forEach((list, p) => {
        const j = list.docs === match.docs ? i : lowerBound(list.docs, doc);
        if (list.docs[j] !== doc) return;
        score += idfs[p] * this.saturate(list.weights[j], list.classes[j]);
        if (list.first && list.first[j] >= 0 && (first < 0 || list.first[j] < first)) first = list.first[j];
      });
      return { doc, score, first };
    });
  }

  /** For a match's documents the value of each facet. */
  async facetsOf(match) {
    if (match.facets) return match.facets;
    const { segment, docs } = match;
    await segment.open();
    const out = Object.fromEntries(FACETS.map((facet) => [facet, []]));
    const add = (site, column, validity, year) => {
      out.site.push(site); out.column.push(column); out.validity.push(validity); out.year.push(year);
      out.kind.push(this.engine.kinds.get(column) || "");
    };
    const chunks = new Set([...docs].map((doc) => Math.floor(doc / segment.meta_docs)));
    if (chunks.size <= segment.told_by_lines) {
      for (const meta of await Promise.all([...docs].map((doc) => segment.meta(doc)))) add(meta.site, meta.column, meta.validity, meta.year);
    } else {
      const windows = [...new Set([...docs].map((doc) => Math.floor(doc / segment.facet_docs)))];
      const read = new Map(await Promise.all(windows.map(async (n) => [n, await segment.facets(n)])));
      for (const doc of docs) {
        const window = read.get(Math.floor(doc / segment.facet_docs)), i = doc % segment.facet_docs;
        add(segment.site[window.site[i]], segment.column[window.column[i]], segment.validity[window.validity[i]], segment.year(doc));
      }
    }
    return (match.facets = out);
  }

  /** { facet: Map(value -> count) }, each counted under the filters of the others. */
  async facets() {
    await this.whole();
    const counts = Object.fromEntries(FACETS.map((facet) => [facet, new Map()]));
    for (const match of this.matches) {
      const values = await this.facetsOf(match);
      for (const facet of FACETS) {
        const others = this.filters.filter(([name]) => name !== facet);
        for (let i = 0; i < match.docs.length; i++) {
          if (!others.every(([name, wanted]) => this.fits(name, wanted, values[name][i]))) continue;
          const own = String(values[facet][i]);
          for (const value of facet === "site" ? this.engine.line(own) : [own]) counts[facet].set(value, (counts[facet].get(value) || 0) + 1);
        }
      }
    }
    return counts;
  }
}
