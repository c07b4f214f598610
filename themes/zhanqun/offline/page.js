// Goes to the end of zhanqun.js in an offline copy.
(function () {
  "use strict";
  // The search page asks an item's page for its text; everything in the copy is public, so anyone may ask.
  if (window.parent !== window && location.hash === "#zq-text") {
    var body = document.getElementById("zq-body") || document.getElementById("main");
    window.parent.postMessage({ zqPage: body ? body.outerHTML : "" }, "*");
    return;
  }
  // Suggestions load on the first focus of the search box and never before.
  var form = document.querySelector(".zq-search[data-titles]");
  if (!form) return;
  form.addEventListener("focusin", function load() {
    form.removeEventListener("focusin", load);
    var folder = form.getAttribute("data-root") + "assets/search/";
    var style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = folder + "search.css";
    var script = document.createElement("script");
    script.src = folder + "offline.js";
    document.head.append(style, script);
  });
})();
