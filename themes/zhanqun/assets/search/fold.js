// The normal form of text, the same as folding.py of the generator. docs/search-format.md has the rules.

import { FOLD_TABLE } from "./fold-table.js";

const DROP = 0, BOUNDARY = 2, NUMERIC = 3, FIRST_LETTER = 4;
export const FIRST_WIDE = 0x2e80;

let table = null;

export function foldTable() {
  if (table) return table;
  table = new Uint16Array(65536);
  let at = 0;
  for (const run of FOLD_TABLE.split(" ")) {
    const kind = "ABCD".indexOf(run[0]);
    if (kind >= 0) {
      const end = at + parseInt(run.slice(1), 36);
      table.fill(kind, at, end);
      at = end;
    } else {
      const sign = run.search(/[+-]/);
      const end = at + parseInt(run.slice(0, sign), 36), shift = parseInt(run.slice(sign), 36);
      for (; at < end; at++) table[at] = at + shift;
    }
  }
  return table;
}

const isDigit = (unit) => unit >= 0x30 && unit <= 0x39;

/**
 * Letters of a text: parallel arrays of folded unit, position (letters, and one for each run of boundaries between
 * letters), whether it starts a word, and the index in the text that it comes from.
 */
export function normalise(text) {
  const fold = foldTable();
  const values = [], sources = [];
  for (let i = 0; i < text.length; i++) {
    const value = fold[text.charCodeAt(i)];
    if (value !== DROP) { values.push(value); sources.push(i); }
  }
  const units = [], positions = [], starts = [], source = [];
  let position = 0, gap = false, inWord = false;
  for (let i = 0; i < values.length; i++) {
    let value = values[i];
    if (value < FIRST_LETTER) {
      if (value === NUMERIC && !(i > 0 && isDigit(values[i - 1]) && isDigit(values[i + 1]))) value = BOUNDARY;
      if (value === BOUNDARY) gap = true;
      inWord = false;
      continue;
    }
    if (gap && units.length) position++;
    gap = false;
    const wordly = value < FIRST_WIDE;
    units.push(value);
    positions.push(position++);
    starts.push(wordly && !inWord);
    source.push(sources[i]);
    inWord = wordly;
  }
  return { units, positions, starts, source };
}

/** Letters as a string with a blank for each boundary. */
export function plain(text) {
  const { units, positions } = normalise(text);
  let out = "", expected = 0;
  for (let i = 0; i < units.length; i++) {
    if (positions[i] !== expected) out += " ";
    out += String.fromCharCode(units[i]);
    expected = positions[i] + 1;
  }
  return out;
}
