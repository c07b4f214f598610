// Runs a file of queries against an index on disk through a loader that counts bytes and waits like a network.
// node --experimental-default-type=module measure.mjs ASSETS INDEX QUERIES ANSWERS
import { readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { join } from "node:path";

const [assets, index, queriesFile, answersFile] = process.argv.slice(2);
const { Engine } = await import(join(assets, "search", "engine.js"));
const WAIT = 12;

/** Loads from disk; `take()` gives what was asked for since the last time, and how many requests had to wait for others. */
function counting() {
  let log = [], finished = 0;
  const load = async (path) => {
    const bytes = await readFile(join(index, path)), depth = finished + 1;
    log.push(path.endsWith(".json") ? gzipSync(bytes).length : bytes.length);
    await new Promise((done) => setTimeout(done, WAIT));
    finished = Math.max(finished, depth);
    return bytes;
  };
  const take = () => {
    const sum = { bytes: log.reduce((a, b) => a + b, 0), requests: log.length, trips: finished };
    log = []; finished = 0;
    return sum;
  };
  return { load, take };
}

async function run(query, next) {
  const { load, take } = counting();
  const engine = new Engine(load);
  await engine.open();
  const session = take();
  const result = await engine.search(query.text, { title: query.title });
  const search = take();
  const hits = await result.page(0, 10);
  const page = take();
  const more = await engine.search(next.text, { title: next.title });
  await more.page(0, 10);
  const second = take();
  const counts = await result.facets();
  const facets = take();
  const sum = [...counts.year.values()].reduce((a, b) => a + b, 0);
  return { session, search, page, second, facets, total: result.total, counted: sum, top: hits.map((hit) => hit.address), all: await everything(result) };
}

async function everything(result) {
  await result.whole();
  return Promise.all(result.matches.flatMap((match) => [...match.docs].map((doc) => `${match.segment.name}:${doc}`)));
}

const queries = JSON.parse(await readFile(queriesFile, "utf8"));
const answers = [];
for (const [i, query] of queries.entries()) answers.push(await run(query, queries[(i + 97) % queries.length]));
await writeFile(answersFile, JSON.stringify(answers));
