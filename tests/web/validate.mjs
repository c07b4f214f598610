// node validate.mjs FOLDER PART PARTS: every PARTS-th .html file below FOLDER against the HTML standard.
// One JSON line a finding, and a last one with the number of pages read.
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

// "standard" is what the HTML standard itself forbids; questions of style are left out.
const config = {
  root: true,
  // The standard counts <details> as flow content, not as sectioning content (4.11.1), so a cell of a table may hold it.
  elements: ["html5", { details: { inherit: "details", sectioning: false } }],
  extends: ["html-validate:standard", "html-validate:a11y"],
  // The application form and the calculator of terms send nothing, so they have nothing to submit.
  rules: { "wcag/h32": "off" },
};

// The configuration is the same for every page: put together once, not once a page.
class OneConfig extends StaticConfigLoader {
  getConfigFor(handle) {
    return (this.kept ??= super.getConfigFor(handle));
  }
}

const [folder, part, parts] = [process.argv[2], Number(process.argv[3] ?? 0), Number(process.argv[4] ?? 1)];
const validator = new HtmlValidate(new OneConfig(config));
const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".html")).sort();
const mine = names.filter((_, index) => index % parts === part);
for (const name of mine) {
  const report = validator.validateStringSync(readFileSync(join(folder, name), "utf-8"), name);
  for (const { line, ruleId, message } of report.results.flatMap((result) => result.messages)) {
    console.log(JSON.stringify({ file: name.split(sep).join("/"), line, rule: ruleId, message }));
  }
}
console.log(JSON.stringify({ pages: mine.length }));
