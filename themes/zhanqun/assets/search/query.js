// From what people type to phrases, and from a phrase to the terms that prove it. The keys are those of terms.py.

import { COMMON_FOURS, COMMON_PAIRS, COMMON_THREES } from "./common-pairs.js";
import { normalise, FIRST_WIDE } from "./fold.js";

/** Characters of a query that are read; the search page says when one is longer. */
export const LONGEST = 120;
const BLOCK = 16, SEED_WORD = 0x811c9dc5, SEED_MORE = 0x1b873593, SEED_CLOSED = 0x2545f491, SEED_TITLE = 0x3c6ef372, SEED_FOUR = 0x7f4a7c15;
const SEED_CHAIN = 0x2c1b3c6d, CHAINED = 4;

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
/** Rank of a pair among the common ones (of which the index holds no places), or undefined. */
function rank(pair) {
  if (!ranks) {
    ranks = new Map();
    for (const group of COMMON_PAIRS.split(" ")) {
      for (let i = 1; i < group.length; i++) ranks.set((group.charCodeAt(0) << 16 | group.charCodeAt(i)) >>> 0, ranks.size);
    }
  }
  return ranks.get(pair);
}

let threes = null;
/** Rank of the triple at `i` among the common ones (no places either; runs of four stand for them), or undefined. */
function rankOfThree(units, i) {
  if (!threes) {
    threes = new Map();
    for (let at = 0; at < COMMON_THREES.length; at += 3) threes.set(COMMON_THREES.slice(at, at + 3), at / 3);
  }
  return i + 2 < units.length ? threes.get(String.fromCharCode(units[i], units[i + 1], units[i + 2])) : undefined;
}

function isCommonFour(text) {
  for (let i = 0; i < COMMON_FOURS.length; i += 4) if (COMMON_FOURS.startsWith(text, i)) return true;
  return false;
}

const titleKey = (key) => tokenKey(extend(extend(SEED_TITLE, key >>> 16), key & 0xffff));

/**
 * Terms of a phrase as { key, at, from, to, needed }: where each begins, and the letters it proves. Words need their
 * terms; of the others any set will do that leaves no letter unproved.
 */
function phraseKeys(phrase, title) {
  const { units, starts } = phrase, n = units.length, terms = wordKeys(phrase, title);
  if (n === 4 && !title && isCommonFour(phraseText(phrase))) {
    return [{ key: tokenKey(units.reduce(extend, SEED_FOUR)), at: 0, from: 0, to: 4, needed: true, counted: true }];
  }
  const pairs = units.slice(1).map((unit, i) => (units[i] << 16 | unit) >>> 0);
  if (n === 3 && !title && rankOfThree(units, 0) !== undefined) {
    const first = rank(pairs[0]), key = first === undefined ? triple(LEFT | rank(pairs[1]), units[0]) : triple(first, units[2]);
    return [{ key, at: 0, from: 0, to: 3, needed: true, counted: true }];
  }
  const closed = new Set(terms.filter((term) => term.closed).map((term) => term.to - 2));
  for (let i = 0; i + 1 < n; i++) {
    const wordly = units[i] < FIRST_WIDE;
    if (wordly && units[i + 1] < FIRST_WIDE && !starts[i + 1]) continue;
    const common = rank(pairs[i]), next = rank(pairs[i + 1]);
    if (!closed.has(i) && (title || n === 2 || common === undefined)) {
      terms.push({ key: pairs[i], at: i, from: i, to: i + 2, needed: false, counted: !title && common !== undefined });
    }
    if (title || i + 2 >= n) continue;
    // A letter of a word may be the end of a longer one: what comes before the pair proves only that it stands there.
    const three = rankOfThree(units, i), inner = rankOfThree(units, i + 1), from = wordly ? i + 1 : i;
    if (three !== undefined) {
      if (i + 3 < n) terms.push({ key: (units[i + 3] << 16 | AFTER + three) >>> 0, at: i, from: i, to: i + 4, needed: false });
      continue;
    }
    if (inner !== undefined) terms.push({ key: (units[i] << 16 | BEFORE + inner) >>> 0, at: i, from, to: i + 4, needed: false });
    if (common !== undefined) terms.push({ key: triple(common, units[i + 2]), at: i, from: i, to: i + 3, needed: false });
    else if (next !== undefined) terms.push({ key: triple(LEFT | next, units[i]), at: i, from, to: i + 3, needed: false });
  }
  return terms;
}

/**
 * A word with the letter after it is one term, two short ones in a row are another; at the end of the phrase a word may
 * go on: its prefix then.
 */
function wordKeys({ units, starts }, title) {
  const n = units.length, terms = [];
  for (let i = 0; i < n; i++) {
    if (!starts[i]) continue;
    let end = i + 1;
    while (end < n && units[end] < FIRST_WIDE && !starts[end]) end++;
    if (end < n && end - i <= BLOCK) {
      const key = tokenKey(units.slice(i, end + 1).reduce(extend, SEED_CLOSED));
      const before = terms.at(-1);
      terms.push({ key, at: i, from: i, to: end + 1, needed: false, closed: true });
      if (!title && before?.closed && before.to === i && i - before.at <= CHAINED + 1 && end - i <= CHAINED
        && units[i - 1] >= FIRST_WIDE && units[end] >= FIRST_WIDE) {
        const chain = tokenKey(units.slice(before.at, end + 1).reduce(extend, SEED_CHAIN));
        terms.splice(-1, 0, { key: chain, at: before.at, from: before.at, to: end + 1, needed: false });
      }
      continue;
    }
    if (end - i < 2) continue;
    for (let from = i; from < end; from += BLOCK) {
      const to = Math.min(from + BLOCK, end);
      const key = tokenKey(units.slice(from, to).reduce(extend, from === i ? SEED_WORD : SEED_MORE));
      terms.push({ key, at: from, from, to, needed: true });
    }
  }
  return terms;
}

const LEFT = 0x800, AFTER = 0xe000, BEFORE = 0xe800;
const triple = (which, unit) => (0xf0000000 | which << 16 | unit) >>> 0;

export function phraseTerms(phrase, title = false) {
  const { units } = phrase;
  if (units.length === 1) return [{ hash: spread(units[0] << 16), at: 0, from: 0, to: 1, needed: true }];
  return phraseKeys(phrase, title).map((term) => ({ ...term, hash: spread(title ? titleKey(term.key) : term.key) }));
}

/** The fewest terms that prove every letter: each is a file to be read. */
export function cover(phrase, title = false) {
  const terms = phraseTerms(phrase, title), n = phrase.units.length;
  const chosen = terms.filter((term) => term.needed), spares = terms.filter((term) => !term.needed);
  const proved = new Array(n).fill(false);
  for (const { from, to } of chosen) proved.fill(true, from, to);
  // best[i]: fewest terms to prove the first i letters; never falls with i, so a term is best used from its beginning.
  const best = [{ cost: 0, terms: [] }];
  for (let i = 1; i <= n; i++) {
    let found = proved[i - 1] ? best[i - 1] : { cost: Infinity, terms: [] };
    for (const term of spares) {
      if (term.from >= i || term.to < i) continue;
      const cost = best[term.from].cost + 1;
      if (cost < found.cost) found = { cost, terms: [...best[term.from].terms, term] };
    }
    best.push(found);
  }
  return [...chosen, ...best[n].terms];
}
