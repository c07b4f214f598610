// The full-text search engine: a query in, exact hits out. No DOM, no network of its own (see reader.js).

import { cover, parseQuery, phraseText, split } from "./query.js";
import { IndexError, Segment } from "./reader.js";

export { IndexError };
export const TITLE_END = 1024, ATTACHMENTS = 1 << 19;
const ZONE_ENDS = [1024, 1280, 1792, 2048, 1 << 19], ZONE_WEIGHTS = [16, 16, 8, 4, 2, 1];
const K1 = 1.2, B = 0.75, SHARD_COST = 15000, FEW_FILES = 6;

function weigh(places, from, to) {
  let weight = 0;
  for (let i = from; i < to; i++) {
    let zone = 0;
    while (zone < 5 && places[i] >= ZONE_ENDS[zone]) zone++;
    weight += ZONE_WEIGHTS[zone];
  }
  return weight;
}

/** First index of a sorted array whose value is at least `wanted`. */
function lowerBound(array, wanted) {
  let low = 0, high = array.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (array[middle] < wanted) low = middle + 1; else high = middle;
  }
  return low;
}

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
    if (manifest.v !== 2) throw new IndexError(path, "的格式版本与本页脚本不符，请刷新页面");
    this.manifest = manifest;
    this.parents = new Map(manifest.sites.map(([id, , above]) => [id, above]));
    this.kinds = new Map(manifest.columns.map(([code, , kind]) => [code, kind]));
    this.segments = await Promise.all(manifest.segments.map((entry) => new Segment(entry, this.load).open()));
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
    const quick = !title && query.must.length === 1 && !query.not.length;
    return Promise.all(this.segments.map(async (segment) => {
      const plans = query.must.map((phrase) => cover(phrase, (hash) => this.cost(hash), title));
      // One round trip for the shards of every term of every phrase.
      await Promise.all([...plans.flat(), ...query.not.flatMap((p) => cover(p, (hash) => this.cost(hash), title))]
        .map((term) => segment.find(term.hash)));
      if (quick && plans[0].length === 1 && !segment.dead.size) {
        const { stub } = (await segment.find(plans[0][0].hash)) || {};
        if (stub) return { segment, lists: null, count: stub.n, stub, hash: plans[0][0].hash, query };
      }
      return this.matchAll(segment, query, title, plans);
    }));
  }

  async matchAll(segment, query, title, plans) {
    // Phrases of rare terms first: what they leave is all that is read of the lists of frequent ones.
    const weight = (plan) => Math.max(...plan.map((term) => this.cost(term.hash)));
    const order = query.must.map((_, i) => i).sort((a, b) => weight(plans[a]) - weight(plans[b]));
    const lists = [];
    let docs = null;
    for (const i of order) {
      lists[i] = await this.phrase(segment, query.must[i], title, docs, plans[i]);
      docs = lists[i].docs;
      if (!docs.length) break;
    }
    const dead = segment.dead;
    let kept = dead.size ? docs.filter((doc) => !dead.has(doc)) : docs;
    for (const phrase of query.not) {
      if (!kept.length) break;
      const out = new Set((await this.phrase(segment, phrase, title, kept)).docs);
      kept = kept.filter((doc) => !out.has(doc));
    }
    return { segment, docs: kept, lists: kept.length ? lists : [], count: kept.length, query };
  }

  /** Per segment the documents with any of the phrases; used for relaxed answers only. */
  async matchAny(query, title) {
    return Promise.all(this.segments.map(async (segment) => {
      const lists = await Promise.all(query.must.map((phrase) => this.phrase(segment, phrase, title, null)));
      const docs = [...new Set(lists.flatMap((list) => [...list.docs]))].filter((doc) => !segment.dead.has(doc));
      return { segment, docs: Uint32Array.from(docs).sort(), lists, count: docs.length, query };
    }));
  }

  cost(hash) {
    let cost = SHARD_COST;
    for (const segment of this.segments) cost += segment.costs.get(hash) || 0;
    return cost;
  }

  /**
   * Documents of `segment` (of `among`, if given) that contain the phrase: { docs, weights, classes, first }, `first`
   * being the first position, or -1 where no positions were needed to know.
   */
  async phrase(segment, phrase, title, among, plan = cover(phrase, (hash) => this.cost(hash), title)) {
    const none = { df: 0, docs: new Uint32Array(0), weights: [], classes: [], first: [] };
    const entries = await Promise.all(plan.map((term) => segment.find(term.hash)));
    if (entries.some((entry) => entry === null)) return none;
    const df = Math.min(...entries.map(({ list, stub }) => (list ? list.docs.length : stub.n)));
    let docs = among;
    const meet = (other) => { docs = docs === null ? other : intersect(docs, other); };
    for (const { list } of entries) if (list) meet(list.docs);
    if (plan[0].counted && entries[0].list) {
      const { list } = entries[0];
      return { df, ...pickHot({ ...list, weights: list.places }, docs) };
    }
    if (plan.length === 1 && entries[0].stub && !title && (plan[0].counted || !docs || wholeIsCheaper(entries[0].stub, docs))) {
      const list = await hotList(segment, plan[0].hash, entries[0].stub, docs);
      return { df, ...pickHot(list, docs ? intersect(docs, list.docs) : list.docs) };
    }
    const end = title ? TITLE_END : Infinity, readers = [];
    const read = (numbers) => Promise.all(numbers.map(async (i) => {
      const { list, stub } = entries[i];
      readers[i] ??= list ? listReader(list) : await hotReader(segment, plan[i].hash, stub, docs);
    }));
    const join = (numbers) => joinPlaces(docs, numbers.map((i) => plan[i]), numbers.map((i) => readers[i]), end);
    // The rarer terms first: what they leave decides which files of the others are read at all.
    const order = plan.map((_, i) => i).sort((a, b) => (entries[a].stub?.n ?? 0) - (entries[b].stub?.n ?? 0));
    if (docs === null) {
      await read([order[0]]);
      docs = readers[order[0]].docs();
    }
    let early = Math.max(1, entries.filter(({ list }) => list).length);
    while (docs.length && early < order.length) {
      await read(order.slice(0, early));
      if (early > 1) ({ docs } = join(order.slice(0, early)));
      const files = (i) => filesWith(entries[i].stub.p, docs).length;
      // Another round trip only where it spares reading many files.
      if (order.slice(early).reduce((sum, i) => sum + files(i), 0) <= FEW_FILES) break;
      early++;
    }
    await read(order);
    return docs.length ? { df, ...join(order) } : none;
  }
}

/** Numbers of the files (told by their first documents) that can hold one of `docs`. */
function filesWith(firsts, docs) {
  const files = [];
  for (let i = 0; i < firsts.length; i++) {
    const at = lowerBound(docs, firsts[i]);
    if (at < docs.length && (i + 1 === firsts.length || docs[at] < firsts[i + 1])) files.push(i);
  }
  return files;
}

const wholeIsCheaper = (stub, docs) => !stub.d.length || filesWith(stub.p, docs).length * 7000 > stub.n * 1.5;

function intersect(a, b) {
  if (a.length > b.length) [a, b] = [b, a];
  const out = new Uint32Array(a.length);
  let n = 0;
  if (b.length > 16 * a.length) {
    for (const doc of a) { const i = lowerBound(b, doc); if (b[i] === doc) out[n++] = doc; }
  } else {
    for (let i = 0, j = 0; i < a.length && j < b.length;) {
      if (a[i] === b[j]) { out[n++] = a[i]; i++; j++; } else if (a[i] < b[j]) i++; else j++;
    }
  }
  return out.subarray(0, n);
}

/** Documents of a frequent term; only the files that can hold one of `among`. */
async function hotList(segment, hash, stub, among) {
  // A list of one file has its documents there, with the positions.
  if (!stub.d.length) return withWeights(await segment.hotPlaces(hash, 0));
  const files = among ? filesWith(stub.d, among) : stub.d.map((_, i) => i);
  const parts = await Promise.all(files.map((i) => segment.hotDocs(hash, i)));
  const size = parts.reduce((sum, part) => sum + part.docs.length, 0);
  const list = { docs: new Uint32Array(size), weights: new Uint32Array(size), classes: new Uint8Array(size) };
  let at = 0;
  for (const part of parts) {
    for (const name of ["docs", "weights", "classes"]) list[name].set(part[name], at);
    at += part.docs.length;
  }
  return list;
}

function withWeights({ docs, classes, starts, places }) {
  return { docs, classes, weights: docs.map((_, i) => weigh(places, starts[i], starts[i + 1])) };
}

function pickHot(list, docs) {
  const at = [...docs].map((doc) => lowerBound(list.docs, doc));
  return { docs, weights: at.map((i) => list.weights[i]), classes: at.map((i) => list.classes[i]), first: at.map(() => -1) };
}

/** A function from a document to its positions of the term, or null. */
function listReader(list) {
  return (doc) => {
    const i = lowerBound(list.docs, doc);
    if (list.docs[i] !== doc) return null;
    return { places: list.places, from: list.starts[i], to: list.starts[i + 1], cls: list.classes[i] };
  };
}

/** The same of a frequent term; reads the files that can hold one of `among`, or all. */
async function hotReader(segment, hash, stub, among) {
  const files = among ? filesWith(stub.p, among) : stub.p.map((_, i) => i);
  const parts = await Promise.all(files.map((i) => segment.hotPlaces(hash, i)));
  const readers = parts.map(listReader), firsts = files.map((i) => stub.p[i]);
  const reader = (doc) => {
    // The last file that begins at or before the document.
    const at = lowerBound(firsts, doc + 1);
    return at ? readers[at - 1](doc) : null;
  };
  reader.docs = () => Uint32Array.from(parts.flatMap((part) => [...part.docs]));
  return reader;
}

/** Keeps the documents where all terms stand at their distances. */
function joinPlaces(docs, plan, readers, end) {
  const out = { docs: [], weights: [], classes: [], first: [] };
  const base = plan[0].at;
  for (const doc of docs) {
    const rows = readers.map((read) => read(doc));
    if (rows.includes(null)) continue;
    let found = [];
    const { places, from, to, cls } = rows[0];
    for (let i = from; i < to && places[i] < end; i++) found.push(places[i]);
    for (let t = 1; t < plan.length && found.length; t++) {
      const shift = plan[t].at - base, row = rows[t];
      let i = row.from;
      found = found.filter((place) => {
        while (i < row.to && row.places[i] < place + shift) i++;
        return i < row.to && row.places[i] === place + shift;
      });
    }
    if (!found.length) continue;
    out.docs.push(doc);
    out.weights.push(weigh(found, 0, found.length));
    out.classes.push(cls);
    out.first.push(found[0] - base);
  }
  out.docs = Uint32Array.from(out.docs);
  return out;
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
      const list = await hotList(match.segment, match.hash, match.stub, null);
      match.docs = list.docs;
      match.lists = [{ df: match.stub.n, docs: list.docs, weights: list.weights, classes: list.classes, first: null }];
    }));
  }

  /** Hits from..to in order. */
  async page(from, to) {
    const { engine } = this;
    const quick = !this.kept && this.sort === "relevance" && this.matches.every((m) => m.docs || m.stub.best.length >= Math.min(to, m.count));
    if (!quick) await this.whole();
    const idfs = this.idfs();
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
    const out = Object.fromEntries(FACETS.map((facet) => [facet, []]));
    const add = (site, column, validity, year) => {
      out.site.push(site); out.column.push(column); out.validity.push(validity); out.year.push(year);
      out.kind.push(this.engine.kinds.get(column) || "");
    };
    const chunks = new Set([...docs].map((doc) => Math.floor(doc / segment.meta_docs)));
    if (chunks.size <= 12) {
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
