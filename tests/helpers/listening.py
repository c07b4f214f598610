"""What a screen reader is told: Chromium's own accessibility tree, in its order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

CONTROLS = frozenset((
    "button", "link", "checkbox", "radio", "combobox", "searchbox", "textbox", "spinbutton", "Date", "listbox", "slider", "option",
    "DisclosureTriangle", "tab", "menuitem", "switch",
))  # fmt: skip


@dataclass(frozen=True)
class Heard:
    role: str
    name: str
    depth: int
    states: dict[str, Any]


def listen(page: Page) -> list[Heard]:
    """Everything that is told, depth first. Boxes without a role of their own are left out."""
    session = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    heard: list[Heard] = []

    def walk(node: dict[str, Any], depth: int) -> None:
        role = node.get("role", {}).get("value", "")
        told = not node.get("ignored") and role not in ("generic", "none", "InlineTextBox")
        if told:
            states = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
            heard.append(Heard(role, str(node.get("name", {}).get("value", "")).strip(), depth, states))
        for child in node.get("childIds", []):
            if child in by_id:
                walk(by_id[child], depth + told)

    walk(nodes[0], 0)
    return heard
