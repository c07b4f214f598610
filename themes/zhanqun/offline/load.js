// Gets bytes where fetch is forbidden: pages opened from a disk may load scripts, so each file of the index lies there as
// a script that hands its bytes over. Takes the place of assets/search/load.js in an offline copy (stages/offline).

import { visibleText } from "./page-text.js";

const PATIENCE = 10000;
const waiting = new WeakMap();

window.zqFile = (text) => {
  const done = waiting.get(document.currentScript);
  if (done) done(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
};

function bytes(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    waiting.set(script, resolve);
    script.src = `${url}.js`;
    // No effect once the bytes have arrived.
    script.onload = () => { script.remove(); reject(new Error("文件不完整")); };
    script.onerror = () => { script.remove(); reject(new Error("文件没有取到")); };
    document.head.append(script);
  });
}

/** `load(path)`: bytes of a file below `base`. */
export function loader(base) {
  return (path) => bytes(new URL(path, base));
}

/** A parsed JSON file. */
export async function loadJson(url) {
  return JSON.parse(new TextDecoder().decode(await bytes(url)));
}

/** Visible text of an item's page: the page, in a hidden frame, tells it itself (offline/page.js). */
export function pageText(url) {
  return new Promise((resolve, reject) => {
    const frame = document.createElement("iframe");
    const end = (settle, value) => {
      clearTimeout(timer);
      removeEventListener("message", hear);
      frame.remove();
      settle(value);
    };
    const hear = (event) => {
      if (event.source !== frame.contentWindow || typeof event.data?.zqPage !== "string") return;
      end(resolve, visibleText(new DOMParser().parseFromString(event.data.zqPage, "text/html")));
    };
    const timer = setTimeout(() => end(reject, new Error("页面没有回答")), PATIENCE);
    addEventListener("message", hear);
    frame.hidden = true;
    frame.title = "";
    frame.src = `${url}#zq-text`;
    document.body.append(frame);
  });
}
