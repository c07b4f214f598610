// From the terms of phrases to the documents that hold each phrase, in as few round trips as pay. No DOM.

import { cover } from "./query.js";

const TITLE_END = 1024;
const ZONE_ENDS = [TITLE_END, 1280, 1792, 2048, 1 << 19], ZONE_WEIGHTS = [16, 16, 8, 4, 2, 1];
/** Bytes, roughly, of a file of positions and one of documents; and how many must be spared to wait for an answer more,
 * when they certainly would be and when they probably would. */
const PLACES_FILE = 10000, DOCS_FILE = 13000, SURE = 40000, LIKELY = 100000;

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
export function lowerBound(array, wanted) {
  let low = 0, high = array.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (array[middle] < wanted) low = middle + 1; else high = middle;
  }
  return low;
}

/**
 * Documents of `segment` (of `among`, if given) that hold every phrase, and for each phrase { df, docs, weights, classes,
 * first }, `first` being the first position, or -1 where none had to be read.
 */
export async function prove(segment, phrases, title, among = null) {
  const proofs = await Promise.all(phrases.map(async (phrase) => {
    const plan = cover(phrase, title);
    return new Proof(segment, plan, await Promise.all(plan.map((term) => segment.find(term.hash))), title);
  }));
  let docs = proofs.some((proof) => proof.missing) ? new Uint32Array(0) : among;
  for (;;) {
    for (const proof of proofs) docs = proof.settle(docs) ?? docs;
    const wave = docs && !docs.length ? [] : nextWave(proofs.flatMap((proof) => proof.waiting(docs)), docs, segment.docs);
    if (!wave.length) break;
    await Promise.all(wave.map(({ proof, i }) => proof.read(i, docs)));
  }
  return { docs, lists: proofs.map((proof) => proof.list(docs)) };
}

/**
 * Which lists to read now: all, unless the documents of the rarest would spare many files of the others. `waiting`:
 * [{ n, files, bytes }]; `size`: documents of the segment.
 */
function nextWave(waiting, docs, size) {
  const [first, ...others] = waiting.sort((a, b) => a.n - b.n);
  if (!others.length) return waiting;
  const left = docs ? docs.length : size;
  const spared = (count) => others.reduce((sum, { files, bytes }) => sum + bytes * (1 - 1 / files) ** count, 0);
  return spared(Math.min(first.n, left)) < SURE && spared(left * first.n / size) < LIKELY ? waiting : [first];
}

/** What is known of one phrase in one segment. */
class Proof {
  constructor(segment, plan, entries, title) {
    Object.assign(this, { segment, plan, entries, end: title ? TITLE_END : Infinity, whole: null, last: null });
    this.missing = entries.includes(null);
    this.df = this.missing ? 0 : Math.min(...entries.map(({ list, stub }) => (list ? list.docs.length : stub.n)));
    this.readers = entries.map((entry) => (entry?.list ? listReader(entry.list) : null));
    const [{ counted }] = plan, [entry] = entries;
    /** The list of documents says all; no positions are asked. */
    this.single = !title && plan.length === 1 && Boolean(entry?.stub);
    if (counted && entry?.list) this.whole = { ...entry.list, weights: entry.list.places };
  }

  /** Lists of frequent terms that are to be read, when only `docs` are left. */
  waiting(docs) {
    if (this.whole) return [];
    return this.plan.flatMap((_, i) => {
      if (this.readers[i]) return [];
      const { stub } = this.entries[i], listed = this.asks(stub, docs);
      const files = listed ? filesWith(stub.d, docs).length : filesWith(stub.p, docs).length;
      return [{ proof: this, i, n: stub.n, files: Math.max(1, files), bytes: files * (listed ? DOCS_FILE : PLACES_FILE) }];
    });
  }

  /** Whether documents without positions are to be read. */
  asks(stub, docs) {
    if (!this.single || !stub.d.length) return false;
    return !stub.p.length || filesWith(stub.d, docs).length * DOCS_FILE <= filesWith(stub.p, docs).length * PLACES_FILE;
  }

  async read(i, docs) {
    const { stub } = this.entries[i], { hash } = this.plan[i];
    this.last = null;
    if (this.asks(stub, docs)) this.whole = await listOf(this.segment, hash, stub, docs);
    else this.readers[i] = await hotReader(this.segment, hash, stub, docs);
  }

  /** The documents, of `among` if given, that what has been read allows; null when nothing has been. */
  settle(among) {
    if (among && !among.length) return among;
    if (this.last && this.last.docs.length === among?.length) return among;
    if (this.whole) this.last = pickHot(this.whole, among ? intersect(among, this.whole.docs) : this.whole.docs);
    else {
      const known = this.readers.map((_, i) => i).filter((i) => this.readers[i]);
      if (!known.length) return null;
      let docs = among;
      for (const i of known) {
        const own = this.entries[i].list?.docs;
        if (own) docs = docs ? intersect(docs, own) : own;
      }
      docs ??= this.readers[known[0]].docs();
      this.last = joinPlaces(docs, known.map((i) => this.plan[i]), known.map((i) => this.readers[i]), this.end);
    }
    return this.last.docs;
  }

  list(docs) {
    const none = { docs: new Uint32Array(0), weights: [], classes: [], first: [] };
    return { ...(docs.length ? this.last : none), df: this.df };
  }
}

/** Numbers of the files (told by their first documents) that can hold one of `docs`; of all, where these are not known. */
function filesWith(firsts, docs) {
  if (!docs) return firsts.map((_, i) => i);
  const files = [];
  for (let i = 0; i < firsts.length; i++) {
    const at = lowerBound(docs, firsts[i]);
    if (at < docs.length && (i + 1 === firsts.length || docs[at] < firsts[i + 1])) files.push(i);
  }
  return files;
}

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
export async function listOf(segment, hash, stub, among) {
  // A short list has its documents with the positions.
  const parts = stub.d.length ? await Promise.all(filesWith(stub.d, among).map((i) => segment.hotDocs(hash, i)))
    : (await Promise.all(filesWith(stub.p, among).map((i) => segment.hotPlaces(hash, i)))).map(withWeights);
  const size = parts.reduce((sum, part) => sum + part.docs.length, 0);
  const list = { docs: new Uint32Array(size), weights: new Uint32Array(size), classes: new Uint8Array(size) };
  let at = 0;
  for (const part of parts) {
    for (const name of ["docs", "weights", "classes"]) list[name].set(part[name], at);
    at += part.docs.length;
  }
  return list;
}

/** How many of `docs` the list of a frequent term holds; null where that takes more than half of its files. */
export async function countIn(segment, hash, stub, docs) {
  const firsts = stub.d.length ? stub.d : stub.p;
  if (filesWith(firsts, docs).length * 2 > firsts.length) return null;
  return docs.length ? intersect((await listOf(segment, hash, stub, docs)).docs, docs).length : 0;
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
  const files = filesWith(stub.p, among);
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

