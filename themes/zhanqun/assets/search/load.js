// The only place that fetches. Another transport (files opened from disk, a cache) replaces this module.

/** `load(path)` for the files below `base`. */
export function httpLoader(base) {
  return async (path) => {
    const response = await fetch(new URL(path, base), {
      credentials: "same-origin",
      // Segments never change under their name; the manifest does.
      cache: path === "manifest.json" ? "no-cache" : "default",
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
}

/** Visible text of an item's page, one block a line. */
export async function pageText(url) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const body = page.querySelector("#zq-body") || page.querySelector("article, main");
  if (!body) return "";
  for (const block of body.querySelectorAll("p, li, tr, h1, h2, h3, h4, h5, h6, pre, dt, dd, br")) block.append("\n");
  for (const cell of body.querySelectorAll("td, th")) cell.append(" ");
  return body.textContent;
}
