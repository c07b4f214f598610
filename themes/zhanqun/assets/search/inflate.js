// Unpacks zlib data (RFC 1950, 1951) where the browser has no DecompressionStream. Loaded only there.

const BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const FAR = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const bad = () => new Error("damaged deflate data");

/** { counts, symbols }: how many codes of each length there are, and the symbols in the order of their codes. */
function codes(lengths) {
  const counts = new Uint16Array(16), starts = new Uint16Array(16), symbols = new Uint16Array(lengths.length);
  for (const length of lengths) counts[length]++;
  counts[0] = 0;
  for (let i = 1; i < 16; i++) starts[i] = starts[i - 1] + counts[i - 1];
  lengths.forEach((length, symbol) => { if (length) symbols[starts[length]++] = symbol; });
  return { counts, symbols };
}

class Bits {
  constructor(bytes) { this.bytes = bytes; this.at = 2; this.held = 0; this.count = 0; }

  take(n) {
    while (this.count < n) {
      if (this.at >= this.bytes.length) throw bad();
      this.held |= this.bytes[this.at++] << this.count;
      this.count += 8;
    }
    const value = this.held & ((1 << n) - 1);
    this.held >>>= n;
    this.count -= n;
    return value;
  }

  symbol({ counts, symbols }) {
    let code = 0, first = 0, index = 0;
    for (let length = 1; length < 16; length++) {
      code |= this.take(1);
      if (code - counts[length] < first) return symbols[index + code - first];
      index += counts[length];
      first = (first + counts[length]) << 1;
      code <<= 1;
    }
    throw bad();
  }
}

function tables(bits) {
  const literals = bits.take(5) + 257, distances = bits.take(5) + 1, count = bits.take(4) + 4;
  const own = new Array(19).fill(0);
  for (let i = 0; i < count; i++) own[ORDER[i]] = bits.take(3);
  const table = codes(own), lengths = [];
  while (lengths.length < literals + distances) {
    const symbol = bits.symbol(table);
    if (symbol < 16) { lengths.push(symbol); continue; }
    const times = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7);
    if (symbol === 16 && !lengths.length) throw bad();
    lengths.push(...new Array(times).fill(symbol === 16 ? lengths.at(-1) : 0));
  }
  return [codes(lengths.slice(0, literals)), codes(lengths.slice(literals))];
}

const fixed = () => [
  codes([...new Array(144).fill(8), ...new Array(112).fill(9), ...new Array(24).fill(7), ...new Array(8).fill(8)]),
  codes(new Array(30).fill(5)),
];

export function inflate(bytes) {
  if (bytes.length < 6 || (bytes[0] & 15) !== 8 || (bytes[0] << 8 | bytes[1]) % 31 || bytes[1] & 32) throw bad();
  const bits = new Bits(bytes);
  let out = new Uint8Array(4 * bytes.length), size = 0;
  const room = (more) => {
    if (size + more <= out.length) return;
    const larger = new Uint8Array(2 * (size + more));
    larger.set(out);
    out = larger;
  };
  for (let last = 0; !last;) {
    last = bits.take(1);
    const kind = bits.take(2);
    if (kind === 3) throw bad();
    if (kind === 0) {
      bits.held = bits.count = 0;
      const length = bits.take(8) | bits.take(8) << 8;
      if ((length ^ (bits.take(8) | bits.take(8) << 8)) !== 0xffff || bits.at + length > bytes.length) throw bad();
      room(length);
      out.set(bytes.subarray(bits.at, bits.at + length), size);
      size += length;
      bits.at += length;
      continue;
    }
    const [literals, distances] = kind === 1 ? fixed() : tables(bits);
    for (let symbol; (symbol = bits.symbol(literals)) !== 256;) {
      room(258);
      if (symbol < 256) { out[size++] = symbol; continue; }
      if (symbol > 285) throw bad();
      const length = BASE[symbol - 257] + bits.take(EXTRA[symbol - 257]), code = bits.symbol(distances);
      if (code > 29) throw bad();
      const distance = FAR[code] + bits.take(code < 4 ? 0 : (code >> 1) - 1);
      if (distance > size) throw bad();
      for (const end = size + length; size < end; size++) out[size] = out[size - distance];
    }
  }
  let a = 1, b = 0;
  for (let i = 0; i < size; i++) { a = (a + out[i]) % 65521; b = (b + a) % 65521; }
  bits.held = bits.count = 0;
  const sum = [0, 1, 2, 3].reduce((value) => value * 256 + bits.take(8), 0);
  if (sum !== b * 65536 + a) throw bad();
  return out.slice(0, size);
}
