// Register tables: choose, sort, turn pages. Without this file the whole table is there, in the order of the file.
(function () {
  "use strict";
  var PAGE = window.matchMedia && matchMedia("(max-width: 47.99em)").matches ? 20 : 50;

  function make(name, text, attributes) {
    var node = document.createElement(name);
    if (text) node.textContent = text;
    Object.keys(attributes || {}).forEach(function (key) { node.setAttribute(key, attributes[key]); });
    return node;
  }
  function number(cell) {
    var given = cell.getAttribute("data-value");
    var text = (given === null ? cell.textContent : given).replace(/,/g, "");
    return text === "" ? -Infinity : parseFloat(text);
  }
  // Only what the cell itself says: details below the first cell are searched, not sorted.
  function own(cell) {
    var text = "";
    cell.childNodes.forEach(function (node) { if (node.nodeType === 3) text += node.data; });
    return text || cell.textContent;
  }

  document.querySelectorAll("[data-zq-register]").forEach(function (box, place) {
    var table = box.querySelector("table");
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    var body = table.tBodies[0];
    var all = Array.prototype.map.call(body.rows, function (row, at) {
      return { row: row, at: at, text: row.textContent.toLowerCase() };
    });
    var found = all;
    var page = 0;
    var order = null;
    var status = make("p", "", { role: "status", "class": "zq-facts" });
    var choices = [];
    var words = null;

    // Narrow screens show a row as a card; roles keep the table a table for those who listen.
    table.classList.add("zq-tall");
    table.setAttribute("role", "table");
    [table.tHead, body].forEach(function (part) { part.setAttribute("role", "rowgroup"); });
    table.tHead.rows[0].setAttribute("role", "row");
    heads.forEach(function (head) { head.setAttribute("role", "columnheader"); });
    function dress(entry) {
      if (entry.dressed) return;
      entry.dressed = true;
      entry.row.setAttribute("role", "row");
      Array.prototype.forEach.call(entry.row.cells, function (cell, at) {
        cell.setAttribute("role", at ? "cell" : "rowheader");
        if (at) cell.setAttribute("data-name", heads[at].getAttribute("data-name"));
      });
    }

    function show(move) {
      var last = Math.max(Math.ceil(found.length / PAGE) - 1, 0);
      page = Math.min(Math.max(page, 0), last);
      var rows = found.slice(page * PAGE, (page + 1) * PAGE);
      rows.forEach(dress);
      body.replaceChildren.apply(body, rows.map(function (entry) { return entry.row; }));
      status.textContent = (found.length === all.length ? "" : "符合条件的 " + found.length + " 行") +
        (last ? (found.length === all.length ? "" : "，") + "第 " + (page + 1) + " 页，共 " + (last + 1) + " 页" : "");
      pager.hidden = !last;
      back.disabled = page === 0;
      next.disabled = page === last;
      table.parentNode.hidden = !found.length;
      if (move) box.scrollIntoView({ block: "start" });
    }
    function choose() {
      var wanted = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      found = all.filter(function (entry) {
        return wanted.every(function (word) { return entry.text.indexOf(word) >= 0; }) &&
          choices.every(function (choice) { return !choice.box.value || own(entry.row.cells[choice.at]).trim() === choice.box.value; });
      });
      if (order) found.sort(order);
      page = 0;
      show();
    }
    function sort(at, button) {
      var head = heads[at];
      var down = head.getAttribute("aria-sort") === "ascending";
      var off = head.getAttribute("aria-sort") === "descending";
      heads.forEach(function (one) { one.removeAttribute("aria-sort"); });
      if (off) order = function (a, b) { return a.at - b.at; };
      else {
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        var numeric = head.hasAttribute("data-number");
        order = function (a, b) {
          var x = a.row.cells[at], y = b.row.cells[at];
          var way = numeric ? number(x) - number(y) : own(x).localeCompare(own(y), "zh");
          return (down ? -way : way) || a.at - b.at;
        };
      }
      choose();
      button.focus();
    }

    heads.forEach(function (head, at) {
      var name = head.textContent;
      head.setAttribute("data-name", name);
      var button = make("button", name, { type: "button" });
      button.addEventListener("click", function () { sort(at, button); });
      head.replaceChildren(button);
    });

    var tools = make("div", "", { "class": "zq-sieve", role: "group", "aria-label": "筛选" });
    function field(name, control, id) {
      var label = make("label", name, { "for": id });
      control.id = id;
      var holder = make("div");
      holder.append(label, control);
      tools.append(holder);
    }
    words = make("input", "", { type: "search", autocomplete: "off" });
    field("查找", words, "zq-find-" + place);
    words.addEventListener("input", choose);
    heads.forEach(function (head, at) {
      if (!head.hasAttribute("data-facet")) return;
      var counts = new Map();
      all.forEach(function (entry) {
        var value = own(entry.row.cells[at]).trim();
        if (value) counts.set(value, (counts.get(value) || 0) + 1);
      });
      if (counts.size < 2 || counts.size > 300) return;
      var select = make("select");
      select.append(make("option", "全部", { value: "" }));
      Array.from(counts.keys()).sort(function (a, b) { return a.localeCompare(b, "zh"); }).forEach(function (value) {
        select.append(make("option", value + "（" + counts.get(value) + "）", { value: value }));
      });
      choices.push({ at: at, box: select });
      select.addEventListener("change", choose);
      field(head.getAttribute("data-name"), select, "zq-choice-" + place + "-" + at);
    });
    var pager = make("nav", "", { "class": "zq-pager", "aria-label": "登记表翻页" });
    var back = make("button", "上一页", { type: "button" });
    var next = make("button", "下一页", { type: "button" });
    back.addEventListener("click", function () { page -= 1; show(true); });
    next.addEventListener("click", function () { page += 1; show(true); });
    pager.append(back, next);
    if (all.length > 5) { table.parentNode.before(tools, status); }
    table.parentNode.after(pager);
    show();

    // Paper carries what was chosen, all of it, with its details.
    window.addEventListener("beforeprint", function () {
      found.forEach(dress);
      body.replaceChildren.apply(body, found.map(function (entry) { return entry.row; }));
    });
    window.addEventListener("afterprint", function () { show(); });
  });
})();
