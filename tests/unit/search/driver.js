// Answers JSON lines [function, ...arguments] with {value} or {error}. Argument of the program: the theme's assets.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const assets = process.argv[2];
const from = (name) => import(join(assets, "search", name));
const { foldTable, normalise, plain } = await from("fold.js");
const { TitleIndex, unpackLunr } = await from("titles.js");
const { Engine } = await from("engine.js");
const { inflate } = await from("inflate.js");
const lunr = createRequire(import.meta.url)(join(assets, "search", "lunr.min.js"));

const titles = (folder) => new TitleIndex(async (name) => JSON.parse(await readFile(join(folder, name), "utf8")), lunr);

const counted = (folder, log) => async (path) => {
  const bytes = await readFile(join(folder, path));
  log.push([path, bytes.length]);
  return bytes;
};
async function answer(engine, text, options, limit) {
  const result = await engine.search(text, options);
  const hits = await result.page(0, limit);
  const facets = options.counts ? Object.fromEntries(Object.entries(await result.facets()).map(([k, v]) => [k, Object.fromEntries(v)])) : null;
  return { total: result.total, facets, hits: hits.map((h) => ({ address: h.address, attachment: h.attachment, score: h.score, first: h.first })) };
}
const functions = {
  search: (folder, text, options = {}, limit = 1e9) => answer(new Engine(counted(folder, [])), text, options, limit),
  searchMany: async (folder, texts, options = {}, limit = 1e9) => {
    const engine = new Engine(counted(folder, [])), answers = [];
    for (const text of texts) answers.push(await answer(engine, text, options, limit));
    return answers;
  },
  // Questions [text, options, limit], each put to the index in every folder.
  searchAll: async (folders, questions) => {
    const answers = [];
    for (const folder of folders) {
      const engine = new Engine(counted(folder, [])), told = [];
      for (const question of questions) told.push(await answer(engine, ...question));
      answers.push(told);
    }
    return answers;
  },
  // How many requests of a visit's first query had to wait for one another, each taking a moment.
  trips: async (folder, text) => {
    let trips = 0;
    const load = async (path) => {
      const trip = trips + 1, bytes = await readFile(join(folder, path));
      await new Promise((done) => setTimeout(done, 5));
      trips = Math.max(trips, trip);
      return bytes;
    };
    const { total } = await answer(new Engine(load), text, {}, 10);
    return { trips, total };
  },
  relax: async (folder, text) => {
    const result = await new Engine(counted(folder, [])).relax(text);
    return result && { relaxed: result.relaxed, total: result.total, hits: (await result.page(0, 10)).map((h) => h.address) };
  },
  inflate: (data) => Buffer.from(inflate(new Uint8Array(Buffer.from(data, "base64")))).toString("base64"),
  searchOld: async (folder, text) => {
    const kept = globalThis.DecompressionStream;
    delete globalThis.DecompressionStream;
    try { return await answer(new Engine(counted(folder, [])), text, {}, 1e9); } finally { globalThis.DecompressionStream = kept; }
  },
  foldTable: () => [...foldTable()],
  normalise: (text) => normalise(text),
  plain: (text) => plain(text),
  unpackLunr: (pack) => unpackLunr(pack),
  titleSearch: (folder, text, limit) => titles(folder).search(text, limit),
  titleSearchMany: async (folder, texts, limit) => {
    const index = titles(folder), answers = [];
    for (const text of texts) answers.push((await index.search(text, limit)).map((hit) => hit.address));
    return answers;
  },
  similar: (folder, text) => titles(folder).similar(text),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...args] = JSON.parse(line);
  let answer;
  try { answer = { value: await functions[name](...args) ?? null }; } catch (error) { answer = { error: String(error?.message ?? error) }; }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
