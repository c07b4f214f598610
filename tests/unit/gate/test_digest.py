from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

from helpers.gate_values import item
from zhanqun.stages.gate import approval_digest, digest_of_hashes

DOC = Path(__file__).parents[3] / "docs" / "approval.md"


def vectors() -> list[dict[str, object]]:
    found = re.search(r"```json\n(.*?)\n```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    loaded: list[dict[str, object]] = json.loads(found.group(1))
    return loaded


def test_the_vectors_of_the_manual_hold() -> None:
    assert len(vectors()) >= 4
    for vector in vectors():
        value = item(body=str(vector["正文"]), canonical=str(vector["元数据"]).encode())
        files = vector["附件"]
        assert isinstance(files, dict)
        assert vector["摘要"] == approval_digest(value, [(name, text.encode()) for name, text in files.items()])


def test_known_file_hashes_give_the_same_digest() -> None:
    value = item()
    hashed = [("a.pdf", hashlib.sha256(b"x").hexdigest())]
    assert approval_digest(value, [("a.pdf", b"x")]) == digest_of_hashes(value, hashed)


def test_line_ends_do_not_matter_and_everything_else_does() -> None:
    value = item(body="a\nb\n")
    same = {approval_digest(replace(value, body=body), ()) for body in ("a\nb\n", "a\r\nb\r\n", "a\rb\r")}
    other = {approval_digest(replace(value, body=body), ()) for body in ("a\nb", "a \nb\n", "a\n\nb\n")}
    assert (len(same), len(other | same)) == (1, 4)


def test_the_order_of_files_does_not_matter_and_their_borders_do() -> None:
    value = item()
    one, two = ("a", b"1"), ("b", b"2")
    assert approval_digest(value, (one, two)) == approval_digest(value, (two, one))
    assert len({approval_digest(value, files) for files in ((one, two), (("a", b"2"), ("b", b"1")), (one,))}) == 3
    assert approval_digest(item(canonical=b"ab", body="c"), ()) != approval_digest(item(canonical=b"a", body="bc"), ())
