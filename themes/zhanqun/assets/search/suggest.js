// On every page: the header's search box. Small on purpose; what suggests titles (suggestions.js, lunr, the title
// index) is loaded when the box gets the focus.

for (const form of document.querySelectorAll("form.zq-search[data-titles]")) {
  const input = form.querySelector("input[name=q]");
  if (!input) continue;
  // A department's box searches the department; the search page offers the others.
  if (form.dataset.site && !form.querySelector("input[name=site]")) {
    const site = document.createElement("input");
    Object.assign(site, { type: "hidden", name: "site", value: form.dataset.site });
    form.append(site);
  }
  const attach = () => import("./suggestions.js").then(({ attachSuggestions }) => attachSuggestions(form), () => {
    input.addEventListener("focus", attach, { once: true });
  });
  if (document.activeElement === input) attach(); else input.addEventListener("focus", attach, { once: true });
}
