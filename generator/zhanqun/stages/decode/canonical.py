"""The canonical form of front matter: the first part of the approval digest.

Algorithm (normative; docs/approval.md repeats it):

1. Read the front matter by text/yaml_strict.py: scalars are text exactly as YAML reads them, with quotes and escapes
   resolved, block and folded texts joined, line ends LF. Nothing is normalised further: no Unicode normal form, no
   trimming, no typing (``2026-03-05`` and ``true`` are text).
2. Remove the key 审查 of the outermost table. Rename the aliases ``title`` to 标题 and ``category`` to 信息分类.
3. Write the tree as JSON: text as a string, a list as an array in its order, a table as an object whose members
   are sorted by the code points of their keys. One exception: the table 公示.事项 is written as an array of
   ``[key, value]`` in the order written, because its order is shown.
4. JSON without white space (separators ``,`` and ``:``), non-ASCII characters as they are, escapes only ``\\"``,
   ``\\\\``, ``\\n``, ``\\r``, ``\\t``, ``\\b``, ``\\f`` and ``\\u00XX`` for other control characters (Python's
   ``json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))``), encoded as UTF-8.
5. Put ``zhanqun-front-matter-1`` and a line feed before it.

So the form does not depend on key order, quoting style, flow or block style, comments or line ends, and two front
matters that differ in any text, list order or nesting have different forms: JSON strings are unambiguous.
"""

from __future__ import annotations

import json
from typing import TypeAlias

from zhanqun.model.keys import ALIASES
from zhanqun.text.nodes import Listing, Node, Scalar, Table

Json: TypeAlias = "str | list[Json] | dict[str, Json]"

PREFIX = b"zhanqun-front-matter-1\n"
_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False).encode


def canonical_form(front: Table) -> bytes:
    """The canonical bytes of ``front`` without 审查; see the module for the algorithm."""
    tree: dict[str, Json] = {}
    for key, entry in front.entries.items():
        if key == "审查":
            continue
        value = entry.value
        if type(value) is Scalar:
            tree[ALIASES.get(key, key)] = value.text
        elif key == "公示" and isinstance(value, Table):
            tree[key] = _notice(value)
        else:
            tree[ALIASES.get(key, key)] = _plain(value)
    return PREFIX + _ENCODE(tree).encode()


def _plain(node: Node) -> Json:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Listing):
        return [_plain(item) for item in node.items]
    return {key: _plain(entry.value) for key, entry in node.entries.items()}


def _notice(node: Table) -> dict[str, Json]:
    tree: dict[str, Json] = {}
    for key, entry in node.entries.items():
        if key == "事项" and isinstance(entry.value, Table):
            tree[key] = [[name, _plain(field.value)] for name, field in entry.value.entries.items()]
        else:
            tree[key] = _plain(entry.value)
    return tree
