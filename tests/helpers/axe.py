"""axe-core inside a page: the violations of WCAG 2.0, 2.1 and 2.2, levels A and AA, and of common good practice."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).resolve().parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
"""Rules that colours and sizes alone can break; all others see the same page in every mode."""

_RUN = """async (only) => {
  const found = await axe.run(document, { runOnly: only, resultTypes: ["violations"], elementRef: false });
  return found.violations.flatMap((one) => one.nodes.map((node) =>
    `${one.id}: ${node.target.join(" ")}: ${(node.failureSummary || "").split("\\n").slice(1).join(" ").trim()}`));
}"""


@cache
def _source() -> str:
    assert SCRIPT.is_file(), "没有 axe-core：make web（npm ci --prefix tests/web）"
    return SCRIPT.read_text(encoding="utf-8")


def violations(page: Page, *, looks_only: bool = False) -> list[str]:
    """``rule: selector: what to do`` for every violation on the page as it stands."""
    # Evaluated, not added as a script element, which the page's own policy forbids.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_source())
    answer: Any = page.evaluate(
        _RUN, {"type": "rule", "values": LOOKS} if looks_only else {"type": "tag", "values": TAGS}
    )
    return [str(one) for one in answer]
