// The title index of one site: lunr indexes in parts, newest first. No DOM here: `load(name)` gives a parsed JSON
// file of the site's search folder, `lunr` is lunr 2.3.9.

import { normalise, plain, FIRST_WIDE } from "./fold.js";

const FIRST_CODE = 0x23, K1 = 1.2;

function numbers(text) {
  const out = new Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    out[i] = (code > 0x5c ? code - 1 - (code >= 0xe000 ? 0x800 : 0) : code) - FIRST_CODE;
  }
  return out;
}

/** The JSON that lunr.Index.load takes, from the pack that lunr_index.py wrote. */
export function unpackLunr(pack) {
  const terms = pack.terms ? pack.terms.split(" ") : [];
  const fields = ["t", "n"];
  const inverted = terms.map((term, i) => [term, { _index: i, t: {}, n: {} }]);
  const holders = new Array(terms.length).fill(0);
  const rows = fields.map((name) => unpackField(pack[name], inverted, name, holders));
  const vectors = [];
  fields.forEach((name, f) => {
    const byDoc = new Map();
    for (const [term, doc, tf] of rows[f]) {
      const idf = Math.log(1 + Math.abs((pack.docs - holders[term] + 0.5) / (holders[term] + 0.5)));
      const score = (idf * (K1 + 1) * tf) / (K1 + tf) * pack[name].boost;
      if (!byDoc.has(doc)) byDoc.set(doc, []);
      byDoc.get(doc).push(term, Math.round(score * 1000) / 1000);
    }
    for (const [doc, vector] of byDoc) vectors.push([`${name}/${doc}`, vector]);
  });
  return { version: "2.3.9", fields, fieldVectors: vectors, invertedIndex: inverted, pipeline: [] };
}

function unpackField(field, inverted, name, holders) {
  const sizes = numbers(field.df), gaps = numbers(field.gaps), rows = [];
  const repeated = new Map();
  for (let i = 0; i < field.tf.length; i += 3) repeated.set(`${field.tf[i]} ${field.tf[i + 1]}`, field.tf[i + 2]);
  let at = 0;
  for (let term = 0; term < sizes.length; term++) {
    holders[term] += sizes[term];
    for (let doc = -1, left = sizes[term]; left > 0; left--) {
      doc += gaps[at++] + 1;
      inverted[term][1][name][doc] = {};
      rows.push([term, doc, repeated.get(`${term} ${doc}`) || 1]);
    }
  }
  return rows;
}

/** What a typed text asks lunr for: pairs that must occur, words by prefix, a lone letter by prefix. */
export function queryTokens(text) {
  const { units, positions, starts } = normalise(text);
  const exact = new Set(), prefix = new Set();
  const letter = (i) => String.fromCharCode(units[i]);
  for (let i = 0; i < units.length; i++) {
    const wordly = units[i] < FIRST_WIDE;
    if (i + 1 < units.length && positions[i + 1] === positions[i] + 1) {
      const insideWord = wordly && units[i + 1] < FIRST_WIDE && !starts[i + 1];
      if (!insideWord) exact.add(letter(i) + letter(i + 1));
    }
    if (starts[i]) {
      let word = letter(i);
      for (let j = i + 1; j < units.length && units[j] < FIRST_WIDE && !starts[j]; j++) word += letter(j);
      if (word.length > 1 || units.length === 1) prefix.add(word);
    } else if (!wordly && units.length === 1) prefix.add(letter(i));
  }
  return { exact: [...exact], prefix: [...prefix] };
}

export class TitleIndex {
  constructor(load, lunr) {
    this.load = load;
    this.lunr = lunr;
    this.parts = [];
    this.manifest = null;
  }

  async open() {
    if (this.manifest) return this.manifest;
    const manifest = await this.load("titles.json");
    if (manifest.v !== 1) throw new Error(`title index has version ${manifest.v}, this script reads 1`);
    return (this.manifest = manifest);
  }

  /** Loads part number `i` (0 is the newest). */
  async part(i) {
    await this.open();
    if (!this.parts[i]) {
      const pending = this.load(this.manifest.parts[i].file).then((data) => {
        if (data.v !== 1) throw new Error(`title index part has version ${data.v}, this script reads 1`);
        return { docs: data.docs, index: this.lunr.Index.load(unpackLunr(data.index)), plain: new Array(data.docs.length) };
      });
      pending.catch(() => { this.parts[i] = null; });
      this.parts[i] = pending;
    }
    return this.parts[i];
  }

  /** The best `limit` titles; reads older parts only while there are too few. `each` hears of intermediate results. */
  async search(text, limit = 8, each = () => {}, maxParts = 6) {
    const tokens = queryTokens(text);
    const found = [];
    if (!tokens.exact.length && !tokens.prefix.length) return found;
    const { parts } = await this.open();
    for (let i = 0; i < Math.min(parts.length, maxParts) && found.length < limit; i++) {
      const part = await this.part(i);
      found.push(...this.searchPart(part, tokens, text).slice(0, limit - found.length));
      each(found.slice());
    }
    return found;
  }

  searchPart(part, tokens, text) {
    const { Query } = this.lunr;
    const rows = part.index.query((query) => {
      for (const term of tokens.exact) query.term(term, { presence: Query.presence.REQUIRED, usePipeline: false });
      for (const term of tokens.prefix) {
        query.term(term, { presence: Query.presence.REQUIRED, usePipeline: false, wildcard: Query.wildcard.TRAILING });
      }
    });
    const wanted = text.split(/\s+/).map(plain).filter(Boolean);
    const hits = [];
    for (const { ref, score } of rows) {
      const doc = part.docs[ref];
      const haystack = (part.plain[ref] ??= `${plain(doc[0])}\n${plain(doc[3])}\n${plain(doc[4])}`);
      // Whole phrases first: lunr only knows that all pairs are somewhere in the title.
      hits.push({ doc, score, whole: wanted.every((phrase) => haystack.includes(phrase)), ref: Number(ref) });
    }
    const whole = hits.filter((hit) => hit.whole);
    return (whole.length ? whole : hits).sort((a, b) => b.score - a.score || a.ref - b.ref).map(describe);
  }

  /** Titles close to a text that nothing matches: most pairs in common, words within one edit. */
  async similar(text, limit = 3, maxParts = 3) {
    const { exact, prefix } = queryTokens(text);
    const { Query } = this.lunr;
    const found = [];
    const { parts } = await this.open();
    for (let i = 0; i < Math.min(parts.length, maxParts); i++) {
      const part = await this.part(i);
      const rows = part.index.query((query) => {
        for (const term of exact) query.term(term, { usePipeline: false });
        for (const term of prefix) {
          query.term(term, { usePipeline: false, editDistance: term.length > 3 ? 1 : 0 });
        }
      });
      found.push(...rows.slice(0, limit).map(({ ref, score }) => describe({ doc: part.docs[ref], score })));
    }
    return found.sort((a, b) => b.score - a.score).slice(0, limit);
  }
}

function describe({ doc, score }) {
  return { title: doc[0], address: doc[1], day: doc[2], number: doc[3], score };
}
