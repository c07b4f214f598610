// The only place that fetches. In an offline copy themes/zhanqun/offline/load.js, with the same functions, is in its place.

import { visibleText } from "./page-text.js";

async function get(url, cache = "default") {
  const response = await fetch(url, { credentials: "same-origin", cache });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response;
}

/** `load(path, cache)`: bytes of a file below `base`; `cache` is fetch's word for how far a kept copy may be trusted. */
export function loader(base) {
  return async (path, cache) => new Uint8Array(await (await get(new URL(path, base), cache)).arrayBuffer());
}

/** A parsed JSON file. */
export async function loadJson(url) {
  return (await get(url)).json();
}

/** Visible text of an item's page, one block a line. */
export async function pageText(url) {
  return visibleText(new DOMParser().parseFromString(await (await get(url)).text(), "text/html"));
}
