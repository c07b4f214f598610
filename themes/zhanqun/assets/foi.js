// 依申请公开: the deadline calculator and the application form. Nothing leaves the page and nothing is kept.
(function () {
  "use strict";
  var DAY = 864e5;
  var WEEK = ["日", "一", "二", "三", "四", "五", "六"];

  // ---- working days: the calendar of the build; other years count Monday to Friday and say so ----
  var terms = document.getElementById("zq-terms");
  var years = terms ? JSON.parse(terms.getAttribute("data-calendar")) : {};
  Object.keys(years).forEach(function (year) {
    ["off", "on"].forEach(function (key) { years[year][key] = new Set(years[year][key].match(/\d{4}/g) || []); });
  });
  function parse(text) {
    var found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
    return found ? Date.UTC(found[1], found[2] - 1, found[3]) : NaN;
  }
  function iso(time) { return new Date(time).toISOString().slice(0, 10); }
  function working(time) {
    var day = new Date(time);
    var year = years[day.getUTCFullYear()];
    var weekday = day.getUTCDay() % 6 !== 0;
    if (!year) return weekday;
    var key = iso(time).slice(5).replace("-", "");
    return weekday ? !year.off.has(key) : year.on.has(key);
  }
  function guessed(time) {
    var year = years[new Date(time).getUTCFullYear()];
    return !year || year.guess;
  }
  // The n-th working day after a day, which itself does not count.
  function after(start, n) {
    var time = start;
    var guess = guessed(start);
    while (n > 0) {
      time += DAY;
      guess = guess || guessed(time);
      if (working(time)) n -= 1;
    }
    return { time: time, guess: guess };
  }

  function node(name, text, className) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }
  function row(list, name, found) {
    var box = node("div");
    var value = node("dd");
    value.append(node("strong", iso(found.time)), "（星期" + WEEK[new Date(found.time).getUTCDay()] + "）");
    if (found.guess) value.append(" ", node("span", "估算", "zq-tag zq-warn"));
    box.append(node("dt", name), value);
    list.append(box);
  }
  function count() {
    var error = document.getElementById("t-error");
    var result = document.getElementById("t-result");
    var received = parse(terms.received.value);
    var amended = terms.amend.checked ? parse(terms.amended.value) : NaN;
    var third = Math.floor(Number(terms.third.value || 0));
    document.getElementById("t-amended-box").hidden = !terms.amend.checked;
    error.textContent = "";
    result.replaceChildren();
    if (isNaN(received)) return;
    if (terms.amend.checked && amended < received) {
      error.textContent = "收到补正材料的日期不能早于收到申请的日期。";
      return;
    }
    if (!(third >= 0 && third <= 90)) {
      error.textContent = "征求意见用的工作日填 0 到 90 之间的整数。";
      return;
    }
    var list = node("dl", "", "zq-fields");
    row(list, "告知补正的最后一天", after(received, 7));
    if (!terms.amend.checked || !isNaN(amended)) {
      var start = isNaN(amended) ? received : amended;
      var answer = after(start, 20 + third);
      var longest = after(start, 40 + third);
      row(list, "答复的最后一天", answer);
      row(list, "经批准延长，最晚到", longest);
      result.append(list);
      if (answer.guess || longest.guess) {
        result.append(node("p", "标“估算”的日期经过放假安排还没有公布的年份，公布后可能相差几天。", "zq-meta"));
      }
    } else result.append(list);
  }
  if (terms) {
    terms.hidden = false;
    terms.addEventListener("input", count);
    terms.addEventListener("submit", function (event) { event.preventDefault(); });
  }

  // ---- the form ----
  var form = document.getElementById("zq-apply");
  if (!form) return;
  var said = document.getElementById("zq-apply-said");
  document.getElementById("zq-apply-acts").hidden = false;
  form.addEventListener("submit", function (event) { event.preventDefault(); });

  function missing() {
    var names = [];
    Array.prototype.forEach.call(form.querySelectorAll("[data-need]"), function (input) {
      if (!input.value.trim()) names.push(input.name);
    });
    if (!form.querySelector('[name="载体"]:checked,[name="途径"]:checked')) names.push("形式要求");
    return names.length ? "还没有填写：" + names.join("、") + "。可以打印后手写补上。" : "";
  }
  function values() {
    var found = [];
    Array.prototype.forEach.call(form.elements, function (input) {
      if (!input.name || ((input.type === "radio" || input.type === "checkbox") && !input.checked)) return;
      var name = input.name === "kind" ? "申请人类别" : input.name;
      var last = found[found.length - 1];
      if (last && last[0] === name) last[1] += "、" + input.value;
      else found.push([name, input.value.trim()]);
    });
    return found;
  }
  function save() {
    var lines = ["政府信息公开申请表", "", form.getAttribute("data-agency") + "：", ""];
    values().forEach(function (pair) { lines.push(pair[0] + "：" + pair[1]); });
    lines.push("", "申请人签名或者盖章：", "申请时间：　　　　年　　月　　日", "");
    // The mark at the beginning tells older editors that this is UTF-8.
    var blob = new Blob(["\ufeff" + lines.join("\r\n")], { type: "text/plain;charset=utf-8" });
    var link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = "政府信息公开申请表.txt";
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }
  function printed(on) { document.documentElement.classList.toggle("zq-print-form", on); }
  // A long description must not be cut off on paper.
  var what = document.getElementById("a-what");
  function grow() {
    what.style.height = "auto"; // through the object model: allowed by style-src 'self'
    what.style.height = what.scrollHeight + 4 + "px";
  }
  what.addEventListener("input", grow);

  form.addEventListener("click", function (event) {
    var button = event.target.closest("[data-zq-form]");
    if (!button) return;
    var act = button.getAttribute("data-zq-form");
    said.textContent = act === "clear" ? "已清空。" : missing();
    if (act === "clear") { form.reset(); grow(); }
    else if (act === "save") save();
    else {
      printed(true);
      window.print();
      printed(false);
    }
  });
  // On a shared computer the next reader must not find what this one wrote, not even with the back button.
  window.addEventListener("pagehide", function () { form.reset(); if (terms) terms.reset(); });
  window.addEventListener("pageshow", function () { form.reset(); grow(); if (terms) { terms.reset(); count(); } });
})();
