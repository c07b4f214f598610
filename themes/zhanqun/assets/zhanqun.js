// Switches that remember, reading aloud, print and citation. Every page reads and works without this file.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("zq-js");

  function recall(key) {
    try { return localStorage.getItem("zq-" + key); } catch (e) { return null; }
  }
  function remember(key, value) {
    try {
      if (value === null) localStorage.removeItem("zq-" + key);
      else localStorage.setItem("zq-" + key, value);
    } catch (e) { /* storage refused: the switch holds for this page only */ }
  }

  // Each switch sets one attribute of <html>; the style sheet does the rest.
  var on = { size: "large", contrast: "high", grey: "on", theme: "dark" };
  var prefersDark = window.matchMedia ? matchMedia("(prefers-color-scheme: dark)") : { matches: false };

  function apply(key, value) {
    if (value) root.setAttribute("data-zq-" + key, value);
    else root.removeAttribute("data-zq-" + key);
    var button = document.querySelector('[data-zq-set="' + key + '"]');
    if (!button) return;
    var pressed = value === on[key] || (key === "theme" && !value && prefersDark.matches);
    button.setAttribute("aria-pressed", String(pressed));
  }
  Object.keys(on).forEach(function (key) { apply(key, recall(key)); });

  function toggle(key) {
    var button = document.querySelector('[data-zq-set="' + key + '"]');
    var pressed = button.getAttribute("aria-pressed") === "true";
    var value = pressed ? (key === "theme" && prefersDark.matches ? "light" : null) : on[key];
    remember(key, value);
    apply(key, value);
  }

  // Reading aloud with the browser's own voice, one block at a time so that a long notice is not cut off.
  var speech = window.speechSynthesis;
  var voiceButton = document.querySelector('[data-zq-set="voice"]');
  var blocks = [];
  var place = -1;

  function readable() {
    var main = document.getElementById("main");
    var found = main.querySelectorAll("h1,h2,h3,h4,p,li,dt,dd,th,td");
    return Array.prototype.filter.call(found, function (node) {
      return node.offsetParent && node.textContent.trim() && !node.closest(".zq-side,[hidden]") &&
        !node.querySelector("p,li,dd,td");
    });
  }
  function mark(node, yes) { if (node) node.classList.toggle("zq-reading", yes); }
  function read(next) {
    mark(blocks[place], false);
    place = next;
    var node = blocks[place];
    if (!node) { stop(false); return; }
    mark(node, true);
    var words = new SpeechSynthesisUtterance(node.textContent.trim());
    words.lang = "zh-CN";
    words.rate = 0.95;
    words.onend = function () { if (place === next) read(next + 1); };
    speech.speak(words);
  }
  function start() {
    blocks = readable();
    voiceButton.setAttribute("aria-pressed", "true");
    read(0);
  }
  function stop(forget) {
    mark(blocks[place], false);
    place = -1;
    speech.cancel();
    if (forget) {
      remember("voice", null);
      voiceButton.setAttribute("aria-pressed", "false");
    }
  }
  if (voiceButton && !(speech && window.SpeechSynthesisUtterance)) voiceButton.hidden = true;
  else if (voiceButton && recall("voice")) {
    // Browsers speak only after the reader did something on the page: the first key or touch starts it.
    voiceButton.setAttribute("aria-pressed", "true");
    var begin = function (event) {
      document.removeEventListener("pointerup", begin);
      document.removeEventListener("keyup", begin);
      if (!event.target.closest("[data-zq-set]") && recall("voice")) start();
    };
    document.addEventListener("pointerup", begin);
    document.addEventListener("keyup", begin);
  }
  window.addEventListener("pagehide", function () { if (speech) speech.cancel(); });

  function copy(text, done) {
    if (navigator.clipboard && window.isSecureContext) { navigator.clipboard.writeText(text).then(done, fallback); }
    else fallback();
    function fallback() {
      var area = document.createElement("textarea");
      area.value = text;
      area.className = "zq-sr";
      document.body.appendChild(area);
      area.select();
      var ok = document.execCommand("copy");
      area.remove();
      if (ok) done();
    }
  }

  // Paper carries the address as a QR code too; what draws it loads only for printing, and printing never waits for long.
  var paper = document.querySelector("[data-zq-url]");
  function print() {
    if (!paper || paper.querySelector("svg")) { window.print(); return; }
    var script = document.createElement("script");
    var asked = false;
    function go() {
      if (asked) return;
      asked = true;
      var code = window.zqQr && window.zqQr.draw(paper.getAttribute("data-zq-url"));
      if (code) paper.prepend(code);
      window.print();
    }
    script.src = document.querySelector("script[src$='assets/zhanqun.js']").src.replace(/zhanqun\.js$/, "qr.js");
    script.onload = script.onerror = go;
    setTimeout(go, 2000);
    document.head.append(script);
  }
  window.addEventListener("afterprint", function () { root.classList.remove("zq-print-slip"); });
  document.addEventListener("keydown", function (event) {
    if (paper && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "p") {
      event.preventDefault();
      print();
    }
  });

  // Days left, counted on the day of reading by China's clock: pages are not made anew every day.
  Array.prototype.forEach.call(document.querySelectorAll("[data-zq-until]"), function (box) {
    var today = new Date(Date.now() + 288e5).toISOString().slice(0, 10);
    var until = box.getAttribute("data-zq-until");
    var days = Math.round((Date.parse(until) - Date.parse(today)) / 864e5);
    if (today < box.getAttribute("data-zq-from")) box.textContent = "还没有开始";
    else box.textContent = days > 0 ? "还有 " + days + " 天" : days ? "已经截止" : "今天截止";
    box.hidden = false;
  });

  Array.prototype.forEach.call(document.querySelectorAll("[data-zq-acts]"), function (box) { box.hidden = false; });

  document.addEventListener("click", function (event) {
    var target = event.target.closest("[data-zq-set],[data-zq-act],.zq-external,[data-zq-leave]");
    if (!target) return;
    var key = target.getAttribute("data-zq-set");
    var act = target.getAttribute("data-zq-act");
    if (key === "voice") {
      if (target.getAttribute("aria-pressed") === "true") stop(true);
      else { remember("voice", "on"); start(); }
    } else if (key) toggle(key);
    else if (act === "print") print();
    else if (act === "slip") {
      root.classList.add("zq-print-slip");
      print();
    }
    else if (act === "cite") {
      var said = target.parentNode.querySelector('[role="status"]');
      copy(target.getAttribute("data-zq-text"), function () { said.textContent = "已复制引用"; });
    } else if (!window.confirm("您将离开本网站，前往非政府网站：\n" + target.href + "\n本网站不对其内容负责。是否继续？")) {
      event.preventDefault();
    }
  });

  // Browsers run no modules from disk. An offline copy (build --offline) needs none; others say what works there.
  var offline = root.hasAttribute("data-zq-offline");
  var fromDisk = location.protocol === "file:";
  var said = document.getElementById("zq-status");
  if (said && fromDisk && !offline) {
    said.textContent = "从磁盘打开时不能搜索全文。政策库可以照常筛选，其他信息请按下面的目录查阅。";
  }

  // Suggestions load on the first focus of the search box and never before.
  var form = document.querySelector(".zq-search[data-titles]");
  if (form && !fromDisk && !offline) {
    form.addEventListener("focusin", function load() {
      form.removeEventListener("focusin", load);
      var folder = form.getAttribute("data-root") + "assets/search/";
      var style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = folder + "search.css";
      var script = document.createElement("script");
      script.type = "module";
      script.src = folder + "suggest.js";
      document.head.append(style, script);
    });
  }
})();
