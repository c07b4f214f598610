"""Modules as one classic script: run in Node, and refused when a form is unknown."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from zhanqun.stages.offline.bundle import bundle_modules

MODULES = {
    "start.js": 'import { two, half as part } from "./numbers.js";\nimport "./said.js";\n'
    'out.push(two + part(4), new URL("./x", import.meta.url).pathname);\n'
    'import("./late.js").then(({ late }) => out.push(late()));\n',
    "numbers.js": "const a = 1;\nexport const one = a, two = 2;\nexport function half(n) { return n / 2; }\n",
    "said.js": "out.push('said');\nclass Hidden {}\nexport { Hidden };\n",
    "late.js": 'import { one } from "./numbers.js";\nexport async function late() { return one; }\n',
}


def run(script: str) -> list[object]:
    around = (
        "const out = []; global.out = out; global.window = {}; global.document = {currentScript: {src: 'file:///a/b.js'}};"
        f"const script = {json.dumps(script)}; (0, eval)(script); (0, eval)(script);"
        "setTimeout(async () => console.log(JSON.stringify(await Promise.all(out))), 20);"
    )
    node = shutil.which("node")
    assert node, "没有 Node.js：sudo apt-get install nodejs"
    done = subprocess.run([node, "-e", around], capture_output=True, text=True, timeout=60, check=True)
    found: list[object] = json.loads(done.stdout)
    return found


def test_modules_run_once_each_and_in_order() -> None:
    assert run(bundle_modules(MODULES, ["start.js", "said.js"])) == ["said", 4, "/a/x", 1]


def test_the_same_modules_give_the_same_script() -> None:
    assert bundle_modules(MODULES, ["start.js"]) == bundle_modules(dict(reversed(MODULES.items())), ["start.js"])


@pytest.mark.parametrize(
    "text",
    ['import all from "./numbers.js";', 'export * from "./numbers.js";', "export default 1;", "import(name);",
     'import { a } from "https://else.example/a.js";', 'import { a } from "./none.js";', 'import "./start.js";'],
)  # fmt: skip
def test_an_unknown_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="module"):
        bundle_modules({**MODULES, "start.js": text}, ["start.js"])
