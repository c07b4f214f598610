export const data = { permalink: "/sitemap.xml" };
export const render = ({ collections }) => `<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`
  + collections.newest.map((item) => `<url><loc>https://www.qihe.example${item.url}</loc></url>\n`).join("") + "</urlset>\n";
