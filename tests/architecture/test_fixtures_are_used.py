"""Every file under tests/golden is read by some test."""

from __future__ import annotations

import re

from architecture.source import ROOT


def test_every_folder_of_golden_files_is_named_by_a_test() -> None:
    golden = ROOT / "tests" / "golden"
    texts = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests").rglob("*.py")) if path.is_file()
    )
    unused = [path.name for path in sorted(golden.iterdir()) if not re.search(rf"\b{re.escape(path.stem)}\b", texts)]
    assert unused == []
