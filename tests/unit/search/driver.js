// Answers JSON lines [function, ...arguments] with {value} or {error}. Argument of the program: the theme's assets.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const assets = process.argv[2];
const from = (name) => import(join(assets, "search", name));
const { foldTable, normalise, plain } = await from("fold.js");
const { TitleIndex, unpackLunr } = await from("titles.js");
const lunr = createRequire(import.meta.url)(join(assets, "search", "lunr.min.js"));

const titles = (folder) => new TitleIndex(async (name) => JSON.parse(await readFile(join(folder, name), "utf8")), lunr);
const functions = {
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
