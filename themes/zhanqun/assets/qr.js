// The page's address as a QR code (GB/T 18284, ISO/IEC 18004), for paper only: loaded when a reader prints.
// Bytes, correction level M, versions 1 to 10 (213 bytes): what an address needs, and no more.
(function () {
  "use strict";
  var EC = [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26];
  var BLOCKS = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5];
  var EXP = new Uint8Array(512);
  var LOG = new Uint8Array(256);
  for (var i = 0, x = 1; i < 255; i++) {
    EXP[i] = EXP[i + 255] = x;
    LOG[x] = i;
    x = (x << 1) ^ (x & 128 ? 0x11d : 0);
  }

  function alignments(version) {
    if (version === 1) return [];
    var last = version * 4 + 10;
    return version < 7 ? [6, last] : [6, 2 * Math.round((last + 6) / 4), last];
  }
  function rawBits(version) {
    var bits = (16 * version + 128) * version + 64;
    if (version > 1) {
      var n = Math.floor(version / 7) + 2;
      bits -= (25 * n - 10) * n - 55;
      if (version > 6) bits -= 36;
    }
    return bits;
  }
  function capacity(version) { return (rawBits(version) >> 3) - EC[version] * BLOCKS[version]; }

  function correction(data, count) {
    var generator = [1];
    for (var i = 0; i < count; i++) {
      var next = generator.concat(0);
      for (var j = 0; j < generator.length; j++) next[j + 1] ^= EXP[LOG[generator[j]] + i];
      generator = next;
    }
    var rest = new Uint8Array(data.length + count);
    rest.set(data);
    for (var k = 0; k < data.length; k++) {
      if (!rest[k]) continue;
      for (var m = 1; m <= count; m++) if (generator[m]) rest[k + m] ^= EXP[LOG[rest[k]] + LOG[generator[m]]];
    }
    return rest.slice(data.length);
  }

  // Data with length and padding, cut into blocks, each corrected, all interleaved.
  function codewords(bytes, version) {
    var wide = version > 9 ? 16 : 8;
    var bits = [];
    function put(value, count) { for (var i = count - 1; i >= 0; i--) bits.push((value >> i) & 1); }
    put(4, 4);
    put(bytes.length, wide);
    bytes.forEach(function (byte) { put(byte, 8); });
    var total = capacity(version);
    put(0, Math.min(4, total * 8 - bits.length));
    while (bits.length % 8) bits.push(0);
    var data = [];
    for (var i = 0; i < bits.length; i += 8) data.push(parseInt(bits.slice(i, i + 8).join(""), 2));
    for (var pad = 0xec; data.length < total; pad ^= 0xec ^ 0x11) data.push(pad);
    var count = BLOCKS[version];
    var short = Math.floor(total / count);
    var blocks = [];
    for (var b = 0, at = 0; b < count; b++) {
      var size = short + (b >= count - (total % count) ? 1 : 0);
      var part = Uint8Array.from(data.slice(at, at + size));
      blocks.push({ data: part, extra: correction(part, EC[version]) });
      at += size;
    }
    var out = [];
    for (var c = 0; c <= short; c++) blocks.forEach(function (one) { if (c < one.data.length) out.push(one.data[c]); });
    for (var e = 0; e < EC[version]; e++) blocks.forEach(function (one) { out.push(one.extra[e]); });
    return out;
  }

  function formatBits(mask) { // level M is 00
    var rest = mask;
    for (var i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
    return ((mask << 10) | rest) ^ 0x5412;
  }
  function versionBits(version) {
    var rest = version;
    for (var i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
    return (version << 12) | rest;
  }

  function Code(version) {
    this.size = version * 4 + 17;
    this.dark = [];
    this.fixed = [];
    for (var i = 0; i < this.size; i++) {
      this.dark.push(new Uint8Array(this.size));
      this.fixed.push(new Uint8Array(this.size));
    }
    this.patterns(version);
  }
  Code.prototype.set = function (x, y, value) {
    if (x < 0 || y < 0 || x >= this.size || y >= this.size) return;
    this.dark[y][x] = value ? 1 : 0;
    this.fixed[y][x] = 1;
  };
  Code.prototype.patterns = function (version) {
    var n = this.size;
    for (var i = 0; i < n; i++) { this.set(6, i, i % 2 === 0); this.set(i, 6, i % 2 === 0); }
    var self = this;
    [[3, 3], [n - 4, 3], [3, n - 4]].forEach(function (at) {
      for (var dy = -4; dy <= 4; dy++) for (var dx = -4; dx <= 4; dx++) {
        var far = Math.max(Math.abs(dx), Math.abs(dy));
        self.set(at[0] + dx, at[1] + dy, far !== 2 && far !== 4);
      }
    });
    var places = alignments(version);
    places.forEach(function (y) {
      places.forEach(function (x) {
        if ((x === 6 && y === 6) || (x === 6 && y === n - 7) || (x === n - 7 && y === 6)) return;
        for (var dy = -2; dy <= 2; dy++) for (var dx = -2; dx <= 2; dx++) {
          self.set(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
        }
      });
    });
    this.format(0);
    if (version < 7) return;
    var bits = versionBits(version);
    for (var k = 0; k < 18; k++) {
      var a = n - 11 + (k % 3);
      var b = Math.floor(k / 3);
      this.set(a, b, (bits >> k) & 1);
      this.set(b, a, (bits >> k) & 1);
    }
  };
  Code.prototype.format = function (mask) {
    var bits = formatBits(mask);
    var n = this.size;
    function bit(i) { return (bits >> i) & 1; }
    for (var i = 0; i < 6; i++) this.set(8, i, bit(i));
    this.set(8, 7, bit(6)); this.set(8, 8, bit(7)); this.set(7, 8, bit(8));
    for (var j = 9; j < 15; j++) this.set(14 - j, 8, bit(j));
    for (var k = 0; k < 8; k++) this.set(n - 1 - k, 8, bit(k));
    for (var l = 8; l < 15; l++) this.set(8, n - 15 + l, bit(l));
    this.set(8, n - 8, 1);
  };
  Code.prototype.fill = function (words) {
    var at = 0;
    for (var right = this.size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      for (var step = 0; step < this.size; step++) for (var j = 0; j < 2; j++) {
        var x = right - j;
        var y = ((right + 1) & 2) === 0 ? this.size - 1 - step : step;
        if (this.fixed[y][x] || at >= words.length * 8) continue;
        this.dark[y][x] = (words[at >> 3] >> (7 - (at & 7))) & 1;
        at += 1;
      }
    }
  };
  var MASKS = [
    function (x, y) { return (x + y) % 2; }, function (x, y) { return y % 2; }, function (x) { return x % 3; },
    function (x, y) { return (x + y) % 3; }, function (x, y) { return ((x / 3 | 0) + (y / 2 | 0)) % 2; },
    function (x, y) { return ((x * y) % 2) + ((x * y) % 3); }, function (x, y) { return (((x * y) % 2) + ((x * y) % 3)) % 2; },
    function (x, y) { return (((x + y) % 2) + ((x * y) % 3)) % 2; }
  ];
  Code.prototype.mask = function (number) {
    for (var y = 0; y < this.size; y++) for (var x = 0; x < this.size; x++) {
      if (!this.fixed[y][x] && MASKS[number](x, y) === 0) this.dark[y][x] ^= 1;
    }
    this.format(number);
  };
  // How hard a mask makes reading: long runs, blocks, shapes like a finder, imbalance.
  Code.prototype.penalty = function () {
    var n = this.size;
    var dark = this.dark;
    var total = 0;
    var count = 0;
    function line(get) {
      var text = "";
      for (var i = 0; i < n; i++) text += get(i);
      (text.match(/0{5,}|1{5,}/g) || []).forEach(function (run) { total += run.length - 2; });
      for (var at = 0; at < n - 10; at++) {
        var part = text.slice(at, at + 11);
        if (part === "10111010000" || part === "00001011101") total += 40;
      }
    }
    for (var y = 0; y < n; y++) {
      line(function (i) { return dark[y][i]; });
      line(function (i) { return dark[i][y]; });
      for (var x = 0; x < n; x++) {
        count += dark[y][x];
        if (x && y && dark[y][x] === dark[y - 1][x] && dark[y][x] === dark[y][x - 1] && dark[y][x] === dark[y - 1][x - 1]) total += 3;
      }
    }
    return total + Math.floor(Math.abs(count * 20 - n * n * 10) / (n * n)) * 10;
  };

  /** Rows of 0 and 1, or null for a text that is too long. `mask` fixes the mask, for tests. */
  function rows(text, mask) {
    var bytes = new TextEncoder().encode(text);
    for (var version = 1; version <= 10; version++) {
      if (bytes.length + (version > 9 ? 3 : 2) <= capacity(version)) break;
    }
    if (version > 10) return null;
    var code = new Code(version);
    code.fill(codewords(bytes, version));
    var best = mask;
    if (best === undefined) {
      var least = Infinity;
      for (var number = 0; number < 8; number++) {
        code.mask(number);
        var found = code.penalty();
        if (found < least) { least = found; best = number; }
        code.mask(number); // a mask undoes itself
      }
    }
    code.mask(best);
    return code.dark.map(function (row) { return Array.from(row); });
  }

  window.zqQr = {
    rows: rows,
    /** An SVG with the quiet zone of four, or null. */
    draw: function (text) {
      var found = rows(text);
      if (!found) return null;
      var path = "";
      found.forEach(function (row, y) {
        row.forEach(function (dark, x) { if (dark) path += "M" + (x + 4) + " " + (y + 4) + "h1v1h-1z"; });
      });
      var space = "http://www.w3.org/2000/svg";
      var svg = document.createElementNS(space, "svg");
      var size = found.length + 8;
      svg.setAttribute("viewBox", "0 0 " + size + " " + size);
      svg.setAttribute("class", "zq-qr");
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", "本页地址的二维码");
      svg.setAttribute("shape-rendering", "crispEdges");
      var shape = document.createElementNS(space, "path");
      shape.setAttribute("d", path);
      svg.append(shape);
      return svg;
    }
  };
})();
