"""What the libraries that zhanqun stands on take by themselves: YAML, Markdown, one plain template, one file for each item.

``python libraries.py LIST``, lines of source, target, size; two processes. No gate, no lists, no feeds, no search, nothing proved.
"""

from __future__ import annotations

import os
import sys

import comrak
import jinja2
import yaml

PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{{ head["标题"] }} - {{ site }}</title></head><body>
<header><a href="/">{{ site }}</a></header>
<nav>{% for name in trail %}<a href="/{{ name }}/">{{ name }}</a>{% endfor %}</nav>
<main><h1>{{ head["标题"] }}</h1>
<table>{% for name, value in head.items() %}<tr><th>{{ name }}</th><td>{{ value }}</td></tr>{% endfor %}</table>
{{ body|safe }}</main>
<footer>{{ site }}</footer></body></html>
"""


def build(lines: list[str]) -> None:
    page = jinja2.Environment(autoescape=True).from_string(PAGE)
    extensions = comrak.ExtensionOptions(table=True, footnotes=True, strikethrough=True, cjk_friendly_emphasis=True)
    parse, render = comrak.ParseOptions(), comrak.RenderOptions(escape=True)
    made: set[str] = set()
    for line in lines:
        source, target, _ = line.rstrip("\n").split("\t")
        with open(source, encoding="utf-8") as handle:
            _, head, body = handle.read().split("---\n", 2)
        known = yaml.load(head, yaml.CSafeLoader)
        folder, name = os.path.split(target)
        if folder not in made:
            os.makedirs(folder, exist_ok=True)
            made.add(folder)
        html = page.render(
            head=known, site=folder, trail=folder.split("/")[-3:], body=comrak.markdown_to_html(body, extensions, parse, render))
        with open(f"{folder}/{name}", "w", encoding="utf-8") as written:
            written.write(html)


def main() -> int:
    with open(sys.argv[1], encoding="utf-8") as handle:
        lines = handle.readlines()
    other = os.fork()
    build(lines[bool(other) :: 2])
    if not other:
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(other, 0)[1])


if __name__ == "__main__":
    raise SystemExit(main())
