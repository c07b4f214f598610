// From what people type to phrases, and from a phrase to the terms that prove it. The keys are those of terms.py.

import { COMMON_PAIRS } from "./common-pairs.js";
import { normalise, FIRST_WIDE } from "./fold.js";

/** Characters of a query that are read; the search page says when one is longer. */
export const LONGEST = 120;
const BLOCK = 16, SEED_WORD = 0x811c9dc5, SEED_MORE = 0x1b873593, SEED_LONE = 0x2545f491, SEED_TITLE = 0x3c6ef372;

/**
 * { must: [phrase], not: [phrase], title, literal: [text] }. White space parts words that must all occur; quotes keep
 * them together; a leading minus excludes; 标题: asks for titles only. A year followed by a number, as in
 * `黄民2024 15` or `2024 15号`, is one document number.
 */
export function parseQuery(text) {
  const query = { must: [], not: [], title: false, literal: [] };
  let rest = text.trim().slice(0, LONGEST);
  const prefix = /^(标题|title)[:：]\s*/i.exec(rest);
  if (prefix) { query.title = true; rest = rest.slice(prefix[0].length); }
  const words = [...rest.matchAll(/([-－−]?)(?:["“”„＂]([^"“”„＂]*)["“”„＂]?|([^\s"“”„＂]+))/g)]
    .map(([, minus, quoted, bare]) => ({ minus: Boolean(minus), quoted: quoted !== undefined, text: quoted ?? bare }));
  for (let i = 0; i < words.length; i++) {
    const word = words[i], next = words[i + 1];
    let said = word.text;
    if (next && !word.quoted && !next.quoted && !next.minus && isYear(said) && /^[0-9０-９]{1,5}号?$/.test(next.text)) {
      said += ` ${next.text}`;
      i++;
    }
    const phrases = split(said);
    (word.minus ? query.not : query.must).push(...phrases);
    if (!word.minus) query.literal.push(said);
  }
  return query;
}

const isYear = (word) => /^\D{0,12}(19|20)[0-9]{2}[\])〕］）】]?$/.test(word.normalize("NFKC"));

/** Phrases of a text: runs of letters that no sentence mark parts. */
export function split(text) {
  const { units, positions, starts } = normalise(text);
  const phrases = [];
  for (let i = 0; i < units.length; i++) {
    if (i === 0 || positions[i] !== positions[i - 1] + 1) phrases.push({ units: [], starts: [] });
    phrases.at(-1).units.push(units[i]);
    phrases.at(-1).starts.push(starts[i]);
  }
  return phrases;
}

export const phraseText = (phrase) => String.fromCharCode(...phrase.units);

/** Where a phrase occurs in normalised letters: the definition of a hit. Calls `each(index)`. */
export function occurrences(letters, phrase, each) {
  const { units, positions, starts } = letters, wanted = phrase.units, n = wanted.length;
  for (let i = 0; i + n <= units.length; i++) {
    if (units[i] !== wanted[0] || positions[i + n - 1] - positions[i] !== n - 1) continue;
    let j = 0;
    while (j < n && units[i + j] === wanted[j] && starts[i + j] === phrase.starts[j]) j++;
    if (j === n) each(i);
  }
}

const spread = (key) => Math.imul(key, 0x9e3779b1) >>> 0;
const extend = (hash, unit) => Math.imul(hash ^ unit, 0x01000193);
function tokenKey(hash) {
  const mixed = Math.imul(hash ^ (hash >>> 13), 0x5bd1e995);
  return ((mixed >>> 4) | 0xe0000000) >>> 0;
}

let ranks = null;
function rank(pair) {
  if (!ranks) {
    ranks = new Map();
    for (let i = 0; i < COMMON_PAIRS.length; i += 2) ranks.set((COMMON_PAIRS.charCodeAt(i) << 16 | COMMON_PAIRS.charCodeAt(i + 1)) >>> 0, i / 2);
  }
  return ranks.get(pair);
}

const titleKey = (key) => tokenKey(extend(extend(SEED_TITLE, key >>> 16), key & 0xffff));

/**
 * Terms of a phrase as { key, from, to, needed }: the letters each one proves. Words of two letters or more need
 * their tokens; of the others any set will do that leaves no letter unproved.
 */
function phraseKeys({ units, starts }) {
  const n = units.length, terms = [];
  for (let i = 0; i < n; i++) {
    if (!starts[i]) continue;
    let end = i + 1;
    while (end < n && units[end] < FIRST_WIDE && !starts[end]) end++;
    if (end - i < 2) continue;
    for (let from = i; from < end; from += BLOCK) {
      const to = Math.min(from + BLOCK, end);
      let hash = from === i ? SEED_WORD : SEED_MORE;
      for (let j = from; j < to; j++) hash = extend(hash, units[j]);
      terms.push({ key: tokenKey(hash), from, to, needed: true });
    }
  }
  for (let i = 0; i + 1 < n; i++) {
    const wordly = units[i] < FIRST_WIDE;
    if (wordly && units[i + 1] < FIRST_WIDE && !starts[i + 1]) continue;
    const pair = (units[i] << 16 | units[i + 1]) >>> 0;
    const key = starts[i] ? tokenKey(extend(extend(SEED_LONE, units[i]), units[i + 1])) : pair;
    terms.push({ key, from: i, to: i + 2, needed: false });
    if (i + 2 < n && rank(pair) !== undefined && rank((units[i + 1] << 16 | units[i + 2]) >>> 0) !== undefined) {
      terms.push({ key: (0xf0000000 | rank(pair) << 16 | units[i + 2]) >>> 0, from: i, to: i + 3, needed: false, triple: true });
    }
  }
  return terms;
}

export function phraseTerms(phrase, title = false) {
  const { units } = phrase;
  if (units.length === 1) return [{ hash: spread(units[0] << 16), from: 0, to: 1, needed: true }];
  return phraseKeys(phrase).filter((term) => !(title && term.triple))
    .map((term) => ({ ...term, hash: spread(title ? titleKey(term.key) : term.key) }));
}

/** The cheapest terms that prove every letter. */
export function cover(phrase, cost, title = false) {
  const terms = phraseTerms(phrase, title), n = phrase.units.length;
  const chosen = terms.filter((term) => term.needed);
  const spares = terms.filter((term) => !term.needed).map((term) => ({ ...term, cost: cost(term.hash) }));
  const proved = new Array(n).fill(false);
  for (const { from, to } of chosen) proved.fill(true, from, to);
  // best[i]: cheapest way to prove the first i letters; never falls with i, so a term is best used from its beginning.
  const best = [{ cost: 0, terms: [] }];
  for (let i = 1; i <= n; i++) {
    let found = proved[i - 1] ? best[i - 1] : { cost: Infinity, terms: [] };
    for (const term of spares) {
      if (term.from >= i || term.to < i) continue;
      const total = best[term.from].cost + term.cost;
      if (total < found.cost) found = { cost: total, terms: [...best[term.from].terms, term] };
    }
    best.push(found);
  }
  const plan = [...chosen, ...best[n].terms];
  // When only frequent terms would be asked, a rare one more tells which of their files to read at all.
  const cheapest = Math.min(...plan.map((term) => cost(term.hash)));
  const spare = spares.filter((term) => !plan.includes(term)).sort((a, b) => a.cost - b.cost)[0];
  if (n > 2 && spare && spare.cost * 2 < cheapest) plan.push(spare);
  return plan;
}
