// Cuts the stretch of a real text that shows a query best. No DOM.

import { normalise } from "./fold.js";
import { occurrences } from "./query.js";

/** { text, ranges: [[from, to]] } around the densest matches, or null where nothing of the query occurs. */
export function snippet(source, phrases, size = 110) {
  const text = source.replace(/\s+/g, " ").trim();
  const letters = normalise(text);
  const found = [];
  phrases.forEach((phrase, p) => occurrences(letters, phrase, (i) => {
    const last = i + phrase.units.length - 1;
    found.push({ phrase: p, from: letters.source[i], to: letters.source[last] + 1 });
  }));
  if (!found.length) return null;
  found.sort((a, b) => a.from - b.from);
  let best = 0, most = 0;
  for (let i = 0; i < found.length; i++) {
    const seen = new Set();
    for (let j = i; j < found.length && found[j].from < found[i].from + size; j++) seen.add(found[j].phrase);
    if (seen.size > most) { most = seen.size; best = i; }
  }
  let start = Math.max(0, found[best].from - 30);
  const mark = Math.max(...["。", "；", "！", "？"].map((stop) => text.lastIndexOf(stop, found[best].from - 1)));
  if (mark >= start) start = mark + 1;
  while (text[start] === " ") start++;
  const end = Math.min(text.length, Math.max(start + size, found[best].to));
  const lead = start > 0 ? "…" : "";
  const ranges = found.filter((hit) => hit.from >= start && hit.to <= end)
    .map((hit) => [hit.from - start + lead.length, hit.to - start + lead.length]);
  return { text: lead + text.slice(start, end) + (end < text.length ? "…" : ""), ranges };
}

/** Ranges of every phrase in a short text such as a title. */
export function matches(text, phrases) {
  const letters = normalise(text), ranges = [];
  for (const phrase of phrases) {
    occurrences(letters, phrase, (i) => ranges.push([letters.source[i], letters.source[i + phrase.units.length - 1] + 1]));
  }
  return ranges;
}
