import { escape } from "../chrome.mjs";

export const data = {
  pagination: { data: "collections.feeds", size: 1, alias: "feed" },
  permalink: ({ feed }) => `/${feed.path ? `${feed.path}/` : ""}index.xml`,
};
export const render = ({ feed }) => `<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>${escape(feed.name)}</title>`
  + feed.items.map((item) => `<item><title>${escape(item.data.title)}</title><link>https://www.qihe.example${item.url}</link>`
    + `<pubDate>${item.date.toUTCString()}</pubDate><description>${escape(item.data.description)}</description></item>\n`).join("")
  + "</channel></rss>\n";
