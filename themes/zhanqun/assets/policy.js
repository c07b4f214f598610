// The policy library: exact counts for every choice from one overview, titles in parts when they are needed.
// Data come as scripts that call zqPolicy(name, value), so the page works from a server and from a folder alike.
(function () {
  "use strict";
  var box = document.getElementById("zq-policy");
  if (!box) return;
  var PAGE = 20;
  var SHOWN = 10;
  var FACETS = [["site", "单位"], ["year", "年份"], ["theme", "主题"], ["column", "类型"], ["validity", "有效性"]];
  var root = box.getAttribute("data-root");
  var status = document.getElementById("zq-policy-status");
  var list = document.getElementById("zq-policy-rows");
  var side = document.getElementById("zq-policy-facets");
  var folder = box.getAttribute("data-overview").replace(/[^/]*$/, "");
  var waiting = {};
  var overview = null;
  var serial = 0;
  var ticked = null;

  window.zqPolicy = function (name, value) {
    if (waiting[name]) waiting[name].done(value);
  };
  function load(address) {
    var name = address.replace(/^.*\//, "").replace(/\.js$/, "");
    if (waiting[name]) return waiting[name].promise;
    var entry = (waiting[name] = {});
    entry.promise = new Promise(function (done, fail) {
      entry.done = done;
      var script = document.createElement("script");
      script.src = address;
      script.onload = function () { fail(new Error("数据不完整")); }; // no effect once the data have arrived
      script.onerror = function () {
        delete waiting[name];
        script.remove();
        fail(new Error("数据没有取到"));
      };
      document.head.append(script);
    });
    return entry.promise;
  }

  function make(name, attributes) {
    var node = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) {
      if (attributes[key] === true) node.setAttribute(key, "");
      else if (attributes[key] !== false) node.setAttribute(key, attributes[key]);
    });
    for (var i = 2; i < arguments.length; i++) if (arguments[i]) node.append(arguments[i]);
    return node;
  }

  function readState() {
    var params = new URLSearchParams(location.search);
    var state = { page: Math.max(1, Math.floor(Number(params.get("page"))) || 1) };
    FACETS.forEach(function (facet) { state[facet[0]] = params.getAll(facet[0]).filter(Boolean); });
    return state;
  }
  function addressOf(state) {
    var params = new URLSearchParams();
    FACETS.forEach(function (facet) {
      state[facet[0]].forEach(function (value) { params.append(facet[0], value); });
    });
    if (state.page > 1) params.set("page", state.page);
    return location.pathname + (String(params) ? "?" + params : "");
  }
  function chosen(state) {
    return FACETS.some(function (facet) { return state[facet[0]].length; });
  }

  // Whether one combination or one row fits the choice, leaving out one facet when its own counts are asked for.
  function fits(values, state, except) {
    return FACETS.every(function (facet) {
      var key = facet[0];
      if (key === except || !state[key].length) return true;
      return values[key].some(function (value) { return state[key].indexOf(value) >= 0; });
    });
  }
  function combinations() {
    return overview.counts.map(function (row) {
      return {
        site: [overview.sites[row[0]][0]], year: [String(overview.years[row[1]])], column: [overview.columns[row[2]][0]],
        validity: [overview.validities[row[3]]], theme: overview.sets[row[4]].map(function (at) { return overview.themes[at]; }),
        n: row[5]
      };
    });
  }
  function count(state, except) {
    var found = new Map();
    var total = 0;
    overview.cube.forEach(function (one) {
      if (!fits(one, state, except)) return;
      total += one.n;
      if (except) one[except].forEach(function (value) { found.set(value, (found.get(value) || 0) + one.n); });
    });
    return except ? found : total;
  }
  function label(facet, value) {
    var names = facet === "site" ? overview.sites : facet === "column" ? overview.columns : [];
    for (var i = 0; i < names.length; i++) if (names[i][0] === value) return names[i][1];
    return facet === "year" ? value + " 年" : value;
  }

  function group(facet, name, state) {
    var counts = count(state, facet);
    state[facet].forEach(function (value) { if (!counts.has(value)) counts.set(value, 0); });
    var rows = Array.from(counts).sort(function (a, b) {
      return facet === "year" ? b[0] - a[0] : b[1] - a[1] || (a[0] < b[0] ? -1 : 1);
    });
    if (rows.length < 2 && !state[facet].length) return null;
    var items = rows.map(function (row) {
      var on = state[facet].indexOf(row[0]) >= 0;
      var input = make("input", { type: "checkbox", name: facet, value: row[0], checked: on });
      var text = make("label", {}, input, " " + label(facet, row[0]) + " ", make("span", { class: "zq-count" }, String(row[1])));
      return make("li", {}, text);
    });
    var set = make("fieldset", { class: "zq-facet" }, make("legend", {}, name));
    var first = make("ul");
    items.slice(0, SHOWN).forEach(function (item) { first.append(item); });
    set.append(first);
    if (items.length > SHOWN) {
      var open = rows.slice(SHOWN).some(function (row) { return state[facet].indexOf(row[0]) >= 0; });
      var rest = make("ul");
      items.slice(SHOWN).forEach(function (item) { rest.append(item); });
      set.append(make("details", { open: open }, make("summary", {}, "其余 " + (items.length - SHOWN) + " 项"), rest));
    }
    return set;
  }
  function showFacets(state) {
    var form = make("details", { class: "zq-filter", open: !side.dataset.ready ? wide() : side.firstChild.open });
    var over = make("a", { class: "zq-over", href: "#zq-policy-rows" }, "跳过筛选，到结果");
    over.addEventListener("click", function (event) {
      var first = document.querySelector("#zq-policy-rows a");
      event.preventDefault();
      if (first) first.focus();
    });
    form.append(make("summary", {}, "筛选"), over);
    FACETS.forEach(function (facet) {
      var made = group(facet[0], facet[1], state);
      if (made) form.append(made);
    });
    side.replaceChildren(form);
    side.dataset.ready = "yes";
    if (!ticked) return;
    // The box that was just ticked was made anew: give it the focus back.
    var again = form.querySelector('input[name="' + ticked[0] + '"][value="' + CSS.escape(ticked[1]) + '"]');
    ticked = null;
    if (again) again.focus();
  }
  function wide() { return document.documentElement.dataset.zqSize !== "large" && matchMedia("(min-width: 62em)").matches; }

  function rowItem(row) {
    var link = make("a", { href: root + row[1].split("/").map(encodeURIComponent).join("/") }, row[0]);
    var item = make("li", {}, link);
    var ended = row[6] === "失效" || row[6] === "废止";
    if (row[6]) item.append(" ", make("span", { class: "zq-tag " + (ended ? "zq-void" : "zq-warn") }, row[6]));
    item.append(make("p", {}, make("time", {}, row[2]), row[3] && make("span", {}, row[3]),
      overview.sites.length > 1 && make("span", {}, label("site", row[4]))));
    return item;
  }
  function values(row) {
    return { site: [row[4]], year: [row[2].slice(0, 4)], column: [row[5]], validity: [row[6] || "有效"], theme: row.slice(7) };
  }
  // Rows from..to of what fits; parts are loaded newest first and only as far as they are needed.
  function collect(state, from, to) {
    var years = new Set();
    overview.cube.forEach(function (one) { if (fits(one, state)) years.add(one.year[0]); });
    var parts = overview.parts.filter(function (part) { return years.has(String(part[0])); });
    var found = [];
    function next(place) {
      if (place >= parts.length || found.length >= to) return Promise.resolve(found.slice(from, to));
      return load(folder + parts[place][2] + ".js").then(function (rows) {
        rows.forEach(function (row) { if (fits(values(row), state)) found.push(row); });
        return next(place + 1);
      });
    }
    return next(0);
  }

  function pager(state, pages) {
    if (pages < 2) return null;
    var nav = make("nav", { class: "zq-pager", "aria-label": "翻页" });
    function add(text, page) {
      nav.append(make("a", { href: addressOf(Object.assign({}, state, { page: page })), "data-page": page }, text));
    }
    if (state.page > 1) { add("上一页", state.page - 1); if (state.page > 2) add("第一页", 1); }
    if (state.page < pages) add("下一页", state.page + 1);
    return nav;
  }
  function chips(state) {
    if (!chosen(state)) return null;
    var out = make("ul", { class: "zq-chips zq-chosen", "aria-label": "已选条件" });
    FACETS.forEach(function (facet) {
      state[facet[0]].forEach(function (value) {
        var button = make("button", { type: "button", "data-off": facet[0], value: value },
          facet[1] + "：" + label(facet[0], value), make("span", { "aria-hidden": "true" }, "×"),
          make("span", { class: "zq-sr" }, "（去掉这个条件）"));
        out.append(make("li", {}, button));
      });
    });
    out.append(make("li", {}, make("button", { type: "button", "data-off": "*" }, "全部去掉")));
    return out;
  }

  function show(state, focus) {
    var mine = ++serial;
    var total = count(state);
    var pages = Math.max(1, Math.ceil(total / PAGE));
    state.page = Math.min(state.page, pages);
    showFacets(state);
    return collect(state, (state.page - 1) * PAGE, state.page * PAGE).then(function (rows) {
      if (mine !== serial) return;
      status.textContent = "共 " + total + " 件" + (pages > 1 ? "，第 " + state.page + " 页，共 " + pages + " 页" : "");
      var ul = make("ul", { class: "zq-rows" });
      rows.forEach(function (row) { ul.append(rowItem(row)); });
      var empty = total ? null : make("p", { class: "zq-empty" }, "没有同时符合这些条件的文件。去掉一两个条件再看。");
      list.replaceChildren.apply(list, [chips(state), empty || ul, pager(state, pages)].filter(Boolean));
      if (focus) { status.tabIndex = -1; status.focus(); }
    }).catch(function (error) { if (mine === serial) fail(error, state); });
  }
  function fail(error, state) {
    var again = make("button", { type: "button" }, "重试");
    again.addEventListener("click", function () { if (overview) show(state); else start(); });
    status.textContent = "";
    list.replaceChildren(make("div", { class: "zq-banner zq-void", role: "alert" },
      make("p", {}, make("strong", {}, "政策库没有读出来"), error.message + "。右侧或下方的目录链接仍可使用。"), again));
  }
  function go(state, focus) {
    history.pushState(null, "", addressOf(state));
    show(state, focus);
  }

  side.addEventListener("change", function (event) {
    var input = event.target;
    var state = readState();
    ticked = [input.name, input.value];
    state[input.name] = state[input.name].filter(function (value) { return value !== input.value; });
    if (input.checked) state[input.name].push(input.value);
    state.page = 1;
    go(state);
  });
  list.addEventListener("click", function (event) {
    var target = event.target.closest("[data-page],[data-off]");
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    var state = readState();
    var off = target.getAttribute("data-off");
    if (off) {
      FACETS.forEach(function (facet) {
        state[facet[0]] = state[facet[0]].filter(function (value) {
          return off !== "*" && !(off === facet[0] && value === target.value);
        });
      });
    }
    state.page = off ? 1 : Number(target.getAttribute("data-page"));
    go(state, true);
  });
  addEventListener("popstate", function () { if (overview) show(readState()); });

  function start() {
    load(box.getAttribute("data-overview")).then(function (value) {
      overview = value;
      overview.cube = combinations();
      return show(readState());
    }).catch(function (error) { fail(error, readState()); });
  }
  start();
})();
