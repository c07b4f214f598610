"""JavaScript modules -> one classic script, for the plain forms of import and export that the theme uses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"\./([\w.-]+)";$', re.MULTILINE)
_DYNAMIC = re.compile(r'\bimport\("\./([\w.-]+)"\)')
_DECLARED = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const|let) ([\w$]+))", re.MULTILINE)
_LISTED = re.compile(r"^export \{([^}]*)\};$", re.MULTILINE)
_LEFT = re.compile(r"^\s*(?:import|export)\b|\bimport\s*[.(]", re.MULTILINE)


def bundle_modules(modules: Mapping[str, str], entries: Sequence[str]) -> str:
    """One script that runs ``entries`` in order, and each module once. Raises ValueError for a form it does not know."""
    order: list[str] = []
    wanted: dict[str, set[str]] = {name: set() for name in modules}
    for entry in entries:
        _visit(entry, modules, order, [], wanted)
    return "\n".join([
        "(function () {", '"use strict";', "if (window.zqOffline) return;", "window.zqOffline = true;",
        "const zqHere = document.currentScript.src, zqModules = {};",
        *(_module(name, modules[name], wanted[name]) for name in order), "})();", "",
    ])


def _visit(
    name: str, modules: Mapping[str, str], order: list[str], above: list[str], wanted: dict[str, set[str]],
) -> None:
    if name in order:
        return
    if name in above or name not in modules:
        raise ValueError(f"module {name}: {'imports itself' if name in above else 'missing'} ({' > '.join(above)})")
    text = modules[name]
    for match in _IMPORT.finditer(text):
        _visit(match[2], modules, order, [*above, name], wanted)
        wanted[match[2]].update(one.split(" as ")[0].strip() for one in (match[1] or "").split(",") if one.strip())
    for match in _DYNAMIC.finditer(text):
        _visit(match[1], modules, order, [*above, name], wanted)
    order.append(name)


def _module(name: str, text: str, wanted: set[str]) -> str:
    text = _IMPORT.sub(
        lambda match: f'const {{{(match[1] or "").replace(" as ", ": ")}}} = zqModules["{match[2]}"];', text)
    text = _DYNAMIC.sub(lambda match: f'Promise.resolve(zqModules["{match[1]}"])', text)
    names = {*_DECLARED.findall(text), *wanted}
    text = _LISTED.sub("", _DECLARED.sub("", text)).replace("import.meta.url", "zqHere")
    if left := _LEFT.search(text):
        raise ValueError(f"module {name}: unknown form at {text[left.start():left.start() + 60]!r}")
    return f'zqModules["{name}"] = (function () {{\n{text}\nreturn {{ {", ".join(sorted(names))} }};\n}})();'
