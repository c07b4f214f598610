"""Golden files: compare, or accept."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "golden"


class Golden:
    """``golden(text, "clusters_invalid/x/expected.txt")`` asserts; with --accept it writes."""

    def __init__(self, *, accept: bool) -> None:
        self.accept = accept

    def __call__(self, actual: str, name: str) -> None:
        place = FOLDER / name
        if self.accept:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(actual, encoding="utf-8")
        expected = place.read_text(encoding="utf-8") if place.exists() else ""
        assert expected == actual, f"{name} differs; if the new output is right: pytest --accept"


def cases(text: str) -> list[tuple[str, str, str]]:
    """Many cases in one file: title, input, expected, each ended by a line with a lone dot."""
    found = []
    parts: list[str] = []
    lines: list[str] = []
    for line in text.splitlines():
        if line != ".":
            lines.append(line)
            continue
        parts.append("\n".join(lines).strip("\n") if not parts else "".join(f"{one}\n" for one in lines))
        lines = []
        if len(parts) == 3:
            found.append((parts[0].strip(), parts[1], parts[2]))
            parts = []
    assert not parts, f"case {parts[0]!r} lacks its closing dot"
    return found
