// Plain JavaScript templates: the fastest that Eleventy has.
import { readFileSync } from "node:fs";
import { dirname } from "node:path";

const { title, sections } = JSON.parse(readFileSync("sections.json", "utf8"));
const SIZE = 20;

export default function (config) {
  config.addPassthroughCopy({ files: "/" });
  config.setQuietMode(true);
  config.addGlobalData("siteTitle", title);
  config.addCollection("newest", (api) => api.getFilteredByTag("item").sort((a, b) => b.date - a.date));
  const groups = (api) => {
    const found = new Map([["", []]]);
    const items = api.getFilteredByTag("item").sort((a, b) => b.date - a.date);
    for (const item of items) {
      found.get("").push(item);
      for (let path = dirname(item.data.folder); path !== "."; path = dirname(path)) {
        if (!found.has(path)) found.set(path, []);
        found.get(path).push(item);
      }
    }
    return found;
  };
  config.addCollection("lists", (api) => {
    const pages = [];
    for (const [path, items] of groups(api)) {
      const total = Math.max(1, Math.ceil(items.length / SIZE));
      for (let number = 1; number <= total; number++) {
        pages.push({ path, number, total, count: items.length, name: sections[path] ?? title,
          items: items.slice((number - 1) * SIZE, number * SIZE) });
      }
    }
    return pages;
  });
  config.addCollection("feeds", (api) => [...groups(api)].map(([path, items]) =>
    ({ path, name: sections[path] ?? title, items: items.slice(0, 50) })));
  return { dir: { input: "src", output: "site", includes: "_includes" }, markdownTemplateEngine: false };
}
