/** Visible text of an item's page, one block a line. */
export function visibleText(page) {
  const body = page.querySelector("#zq-body") || page.querySelector("article, main");
  if (!body) return "";
  for (const block of body.querySelectorAll("p, li, tr, h1, h2, h3, h4, h5, h6, pre, dt, dd, br")) block.append("\n");
  for (const cell of body.querySelectorAll("td, th")) cell.append(" ");
  return body.textContent;
}
