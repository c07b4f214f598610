// Reads the files of the full-text index. No DOM; `load(path)` gives the bytes of a file below the search folder and
// is the only way out, so that another transport (a disk, a test, a cache) can take its place.

const MAGIC = 0x5a510003;
const KINDS = { shard: 1, docs: 2, places: 3, meta: 4, facets: 5, head: 6, text: 7 };

/** A file that is missing, damaged, or of another version or segment. `path` says which, `reason` why. */
export class IndexError extends Error {
  constructor(path, reason, cause) {
    super(`检索文件 ${path} ${reason}`, { cause });
    this.path = path;
    this.reason = reason;
  }
}

export async function inflate(bytes) {
  if (typeof DecompressionStream === "undefined") return (await import("./inflate.js")).inflate(bytes);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export const shardPath = (n) => `c/${(n >>> 8).toString(16)}/${hex(n & 255, 2)}.bin`;
export const hotPath = (hash, part) => `h/${hex(hash >>> 24, 2)}/${hex(hash & 0xffffff, 6)}-${part}.bin`;
export const metaPath = (n) => `m/${(n >>> 8).toString(16)}/${hex(n & 255, 2)}.bin`;
export const facetPath = (n) => `f/${n.toString(16)}.bin`;
const hex = (n, width) => n.toString(16).padStart(width, "0");

/**
 * Columns of one file, checked against what it should be. Files of a segment are written anew, under their names, when
 * something is withdrawn: `edition` is how often that has happened. What a cache has kept from a later time than the
 * manifest's is asked for again.
 */
export async function readFile(load, path, kind, tag, first, edition = 0) {
  const file = await readCopy(load, path, kind, tag, first, edition ? "no-cache" : "default");
  return file.edition > edition ? readCopy(load, path, kind, tag, first, "reload") : file;
}

async function readCopy(load, path, kind, tag, first, cache) {
  let raw;
  try { raw = await load(path, cache); } catch (error) { throw new IndexError(path, `未能载入（${error.message}）`, error); }
  let bytes;
  try { bytes = await inflate(raw); } catch (error) { throw new IndexError(path, "已损坏", error); }
  const view = new DataView(bytes.buffer);
  if (bytes.length < 20 || view.getUint32(0, true) >>> 16 !== MAGIC >>> 16) throw new IndexError(path, "已损坏");
  const word = (i) => view.getUint32(4 * i, true);
  if (word(0) !== MAGIC) throw new IndexError(path, "的格式版本与本页脚本不符，请刷新页面");
  const counts = word(3), columns = word(4);
  if ((word(1) & 255) !== KINDS[kind] || word(2) !== tag || counts > 8 || columns > 32) throw new IndexError(path, "与目录不符，请刷新页面");
  const file = { counts: [], columns: [], edition: word(1) >>> 8 };
  for (let i = 0; i < counts; i++) file.counts.push(word(5 + i));
  let at = 4 * (5 + counts + columns);
  for (let i = 0; i < columns; i++) {
    const size = word(5 + counts + i);
    file.columns.push(bytes.subarray(at, at + size));
    at += size;
  }
  if (at !== bytes.length || (first !== undefined && file.counts[0] !== first)) throw new IndexError(path, "已损坏");
  return file;
}

/** Numbers of a column of low bytes, high bytes and large numbers. */
export function wide([low, high, large]) {
  const view = new DataView(large.buffer, large.byteOffset, large.length);
  const out = new Uint32Array(low.length);
  let at = 0;
  for (let i = 0; i < out.length; i++) {
    if (high[i] === 255) { out[i] = view.getUint32(at, true); at += 4; } else out[i] = high[i] << 8 | low[i];
  }
  return out;
}

export function narrow([bytes, large]) {
  const view = new DataView(large.buffer, large.byteOffset, large.length);
  const out = new Uint32Array(bytes.length);
  let at = 0;
  for (let i = 0; i < out.length; i++) {
    if (bytes[i] === 255) { out[i] = view.getUint32(at, true); at += 4; } else out[i] = bytes[i];
  }
  return out;
}

const text = (bytes) => new TextDecoder().decode(bytes);

/** A shard: finds the postings of a hash, or the stub of a frequent term. */
export class Shard {
  constructor(file, firstHash) {
    const c = file.columns;
    this.keys = wide(c.slice(0, 3));
    this.sizes = wide(c.slice(3, 6));
    this.gaps = wide(c.slice(6, 9));
    this.tf = narrow(c.slice(9, 11));
    this.classes = c[11];
    this.places = wide(c.slice(12, 15));
    this.hot = c[15].length ? JSON.parse(text(c[15])) : {};
    this.firstHash = firstHash;
  }

  /** { stub } of a frequent term, { list } of a rare one, or null. */
  find(hash) {
    const stub = this.hot[hash.toString(16)];
    if (stub) return { stub };
    let key = this.firstHash - 1, posting = 0, place = 0;
    for (let t = 0; t < this.keys.length; t++) {
      key += this.keys[t] + 1;
      const df = this.sizes[t] + 1;
      if (key === hash) {
        for (let p = 0; p < posting; p++) place += this.tf[p] + 1;
        return { list: this.read(posting, df, place) };
      }
      if (key > hash) return null;
      posting += df;
    }
    return null;
  }

  read(posting, df, place) {
    const docs = new Uint32Array(df), starts = new Uint32Array(df + 1);
    let doc = -1;
    for (let i = 0; i < df; i++) {
      doc += this.gaps[posting + i] + 1;
      docs[i] = doc;
      starts[i + 1] = starts[i] + this.tf[posting + i] + 1;
    }
    const places = readPlaces(this.places.subarray(place, place + starts[df]), starts);
    return { docs, starts, places, classes: this.classes.subarray(posting, posting + df) };
  }
}

export function readPlaces(gaps, starts) {
  const places = new Uint32Array(gaps.length);
  for (let i = 0; i + 1 < starts.length; i++) {
    let place = -1;
    for (let j = starts[i]; j < starts[i + 1]; j++) places[j] = place += gaps[j] + 1;
  }
  return places;
}

function readGaps(gaps) {
  const docs = new Uint32Array(gaps.length);
  let doc = -1;
  for (let i = 0; i < docs.length; i++) docs[i] = doc += gaps[i] + 1;
  return docs;
}

/** Documents of a frequent term in one file: docs, weights, classes. */
export function readDocs({ columns: c }) {
  return { docs: readGaps(wide(c.slice(0, 3))), weights: narrow(c.slice(3, 5)).map((n) => n + 1), classes: c[5] };
}

/** Positions of a frequent term in one file, in the form of a rare term's list. */
function readHotPlaces({ columns: c }) {
  const docs = readGaps(wide(c.slice(0, 3))), tf = narrow(c.slice(3, 5));
  const starts = new Uint32Array(docs.length + 1);
  for (let i = 0; i < docs.length; i++) starts[i + 1] = starts[i] + tf[i] + 1;
  return { docs, starts, classes: c[5], places: readPlaces(wide(c.slice(6, 9)), starts) };
}

/** One segment: what the manifest says of it, its head, and its files as they are asked for. */
export class Segment {
  constructor(entry, load) {
    this.name = entry.id;
    this.tag = parseInt(entry.id.slice(0, 8), 16);
    this.docs = entry.docs;
    this.shards = entry.shards;
    this.dead = new Set(entry.dead);
    this.cache = new Map();
    this.edition = entry.purged || 0;
    this.load = (path, cache) => load(`${entry.id}/${path}`, cache);
  }

  /** Reads the head: what result lines and facets need. Terms are found without it. */
  open() {
    return this.file("head.bin", async () => {
      const [json, ...lapsed] = (await readFile(this.load, "head.bin", "head", this.tag)).columns;
      Object.assign(this, JSON.parse(text(json)));
      this.lapsed = new Set();
      let doc = -1;
      for (const gap of wide(lapsed)) this.lapsed.add(doc += gap + 1);
    });
  }

  /** Memory of what was read; a failure is forgotten so that a retry asks again. */
  file(path, make) {
    let pending = this.cache.get(path);
    if (!pending) {
      pending = make();
      pending.catch(() => this.cache.delete(path));
      this.cache.set(path, pending);
    }
    return pending;
  }

  async find(hash) {
    const n = Math.floor(hash * this.shards / 4294967296);
    const path = shardPath(n);
    const shard = await this.file(path, async () =>
      new Shard(await readFile(this.load, path, "shard", this.tag, n, this.edition), Math.ceil(n * 4294967296 / this.shards)));
    return shard.find(hash);
  }

  hotDocs(hash, i) {
    const path = hotPath(hash, `d${i}`);
    return this.file(path, async () => readDocs(await readFile(this.load, path, "docs", this.tag, hash, this.edition)));
  }

  hotPlaces(hash, i) {
    const path = hotPath(hash, `p${i}`);
    return this.file(path, async () => readHotPlaces(await readFile(this.load, path, "places", this.tag, hash, this.edition)));
  }

  async meta(doc) {
    await this.open();
    const n = Math.floor(doc / this.meta_docs);
    const path = metaPath(n);
    const rows = await this.file(path, async () => JSON.parse(text((await readFile(this.load, path, "meta", this.tag, n, this.edition)).columns[0])));
    const [title, address, day, site, column, number, validity, length, files] = rows[doc % this.meta_docs];
    return { title, address, day, site, column, number, validity, length, files: files || [], year: Number(day.slice(0, 4)) };
  }

  /** [[name, text], …] of the document's attachments. */
  async attachments(doc) {
    const path = `t/${(doc >>> 8).toString(16)}/${hex(doc & 255, 2)}.bin`;
    return JSON.parse(text((await readFile(this.load, path, "text", 0, 0)).columns[0]));
  }

  facets(n) {
    const path = facetPath(n);
    return this.file(path, async () => {
      const c = (await readFile(this.load, path, "facets", this.tag, n)).columns;
      return { site: wide(c.slice(0, 3)), column: wide(c.slice(3, 6)), validity: wide(c.slice(6, 9)) };
    });
  }

  year(doc) {
    for (const [year, from, to] of this.years) if (doc >= from && doc < to) return year;
    return 0;
  }
}
