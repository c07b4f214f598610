"""results.md from the JSON files of runs: medians, ratios pair by pair, stages, goals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

Row = dict[str, Any]
Run = dict[str, Any]
_SCENARIOS = {
    "cold": "cold", "nothing": "nothing changed", "one": "one item changed",
    "fresh": "fresh clone, cache restored, one changed",
}
_QUIET = 0.2
"""Cores in other hands above which a wall time says little."""
_LONG = 2
"""Seconds."""
_HEAD = """# Build benchmark: results

Written by `run.py` from `results/*.json`; how to run it and what the rows mean is in [README.md](README.md).

"""


def write_results(folder: Path, target: Path) -> None:
    """Every JSON file of the folder, smallest first."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    runs = [run for run in found if "rows" in run]
    runs.sort(key=lambda run: (run["items"], run["work"]))
    notes = folder / "notes.md"
    parts = [_HEAD, "\n".join([_goals(runs), *_served(run for run in found if "walls" in run)]), *(map(_section, runs))]
    if notes.exists():
        parts.append(notes.read_text(encoding="utf-8"))
    target.write_text("\n".join(part.rstrip() + "\n" for part in parts), encoding="utf-8")


def _section(run: Run) -> str:
    lines = [
        f"## {run['items']:,} items, {run['sites']} sites, output on {run['work']}", "",
        f"{run['date']} · {run['machine']} · zhanqun {run['commit']}"
        + (f" · bodies of {run['characters']:,} characters (mean)" if "characters" in run else "")
        + "".join(f" · {name}: {text}" for name, text in run["versions"].items()), "",
        *_warning(run),
        "| generator | what | wall s | CPU s | range of wall | memory MB: tree PSS / tree RSS / largest "
        "| files | pages | MB | others' load | runs |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for (peer, scenario), rows in sorted(_groups(run).items(), key=lambda pair: _middle(pair[1], "cpu")):
        last = rows[-1]
        lines.append(
            f"| {peer} | {_SCENARIOS[scenario]} | {_middle(rows, 'wall'):.2f} | {_middle(rows, 'cpu'):.2f} | "
            f"{min(row['wall'] for row in rows):.2f}–{max(row['wall'] for row in rows):.2f} | "
            f"{_middle(rows, 'own'):.0f} / {_middle(rows, 'tree'):.0f} / {_middle(rows, 'largest'):.0f} | "
            f"{last['files']:,} | {last['pages']:,} | {last['megabytes']:,.0f} | {_middle(rows, 'other'):.2f} | {len(rows)} |")
    lines += [f"\n{name} failed: {' / '.join(text.splitlines()[:1] + text.splitlines()[1:][-1:])}" for name, text in run["failed"].items()]
    return "\n".join([*lines, "", *_ratios(run), "", *_stages(run)])


def _warning(run: Run) -> list[str]:
    # What is over in an instant says nothing of others.
    loads = [row["other"] for row in run["rows"] if row["wall"] >= _LONG]
    if max(loads, default=0) <= _QUIET:
        return []
    return [f"**The machine was not quiet**: others used {median(loads):.1f} cores (median; up to {max(loads):.1f}) while "
            "these ran. Compare CPU seconds; the ratios of wall times are disturbed in both directions.", ""]


def _ratios(run: Run) -> list[str]:
    """Ours against each peer of the same round, medians of the ratios."""
    groups = _groups(run)
    ours = {row["round"]: row for row in groups.get(("ours", "cold"), [])}
    if not ours:
        return []
    lines = ["Ours divided by the peer, cold, of the same round (median and range):", "",
             "| peer | wall | CPU | wall without the full-text index | memory (PSS) | pairs |", "|---|--:|--:|--:|--:|--:|"]
    for (peer, scenario), rows in sorted(groups.items()):
        pairs = [(ours[row["round"]], row) for row in rows if row["round"] in ours]
        if peer == "ours" or scenario != "cold" or not pairs:
            continue
        lines.append(f"| {peer} | {_spread(pairs, _wall)} | {_spread(pairs, lambda row: row['cpu'])} | "
                     f"{_spread(pairs, _bare, _wall)} | {_spread(pairs, lambda row: row['own'])} | {len(pairs)} |")
    return lines


def _stages(run: Run) -> list[str]:
    """Where a build of ours spends its wall time, from ``--report``."""
    groups = {scenario: rows for (peer, scenario), rows in _groups(run).items() if peer == "ours"}
    if not groups:
        return []
    names = [name for name in groups["cold"][0]["stages"] if name != "written"]
    lines = ["Stages of ours, seconds of wall (medians); `start and end` is the process's time outside the stages:", "",
             f"| what | {' | '.join(names)} | start and end | files written |", f"|---|{'--:|' * (len(names) + 2)}"]
    for scenario, rows in groups.items():
        cells = [f"{median(row['stages'].get(name, 0) for row in rows):.2f}" for name in names]
        rest = median(row["wall"] - sum(row["stages"].get(name, 0) for name in names) for row in rows)
        written = median(row["stages"]["written"] for row in rows)
        lines.append(f"| {_SCENARIOS[scenario]} | {' | '.join(cells)} | {rest:.2f} | {written:,.0f} |")
    return lines


def _goals(runs: Sequence[Run]) -> str:
    """The goals that a run of this benchmark can judge, met or missed, and by how much."""
    lines = ["## Goals", "", "| goal | limit | measured | |", "|---|--:|--:|---|"]
    for run in runs:
        groups = _groups(run)
        if ("ours", "nothing") not in groups:
            # Made for the peers: another run of the size has everything.
            continue
        size = f"{run['items']:,} items, {run['work']}"
        ours = {row["round"]: row for row in groups.get(("ours", "cold"), [])}
        pairs = [(ours[row["round"]], row) for row in groups.get(("hugo", "cold"), []) if row["round"] in ours]
        if pairs and run["items"] >= 10_000:
            lines += [
                _goal(f"cold, everything on, ÷ Hugo's wall ({size})", 0.6, _ratio(pairs, _wall)),
                _goal(f"cold without the full-text index ÷ Hugo's wall ({size})", 0.3, _ratio(pairs, _bare, _wall)),
                _goal(f"cold, everything on, ÷ Hugo's CPU, for information ({size})", 0.6, _ratio(pairs, lambda row: row["cpu"])),
            ]
        if ours and run["items"] >= 100_000:
            lines += _large(groups, pairs)
        if "startup" in run:
            lines.append(_goal(f"start-up, `zhanqun --help`, ms ({size})", 150, 1000 * run["startup"]))
    small = [run for run in runs if run["items"] == 10_000]
    for run in (each for each in runs if each["items"] == 100_000 and ("ours", "nothing") in _groups(each)):
        same = [each for each in small if (each["work"], each["commit"]) == (run["work"], run["commit"])]
        for base in (each for each in same if ("ours", "nothing") in _groups(each)):
            ratio = _middle(_groups(run)["ours", "cold"], "wall") / _middle(_groups(base)["ours", "cold"], "wall")
            lines.append(_goal("time of 100,000 ÷ time of 10,000, cold", 11, ratio))
    return "\n".join(lines)


def _large(groups: dict[tuple[str, str], list[Row]], pairs: Sequence[tuple[Row, Row]]) -> list[str]:
    lines = [_goal("memory at 100,000, all processes (PSS), MB", 1500, _middle(groups["ours", "cold"], "own"))]
    if pairs:
        lines.append(_goal("memory at 100,000 ÷ Hugo's", 0.4, _ratio(pairs, lambda row: row["own"])))
    for scenario, limit in (("nothing", 0.6), ("one", 1.5), ("fresh", 4.0)):
        if ("ours", scenario) in groups:
            lines.append(_goal(f"{_SCENARIOS[scenario]}, 100,000, s of wall", limit, _middle(groups["ours", scenario], "wall")))
    if ("ours", "one") in groups and ("hugo", "one") in groups:
        rebuilds = {row["round"]: row for row in groups["hugo", "one"]}
        both = [(row, rebuilds[row["round"]]) for row in groups["ours", "one"] if row["round"] in rebuilds]
        lines.append(_goal("one item changed, 100,000 ÷ Hugo's rebuild", 0.01, _ratio(both, _wall)))
    if ("ours", "one") in groups:
        written = median(row["stages"]["written"] for row in groups["ours", "one"])
        lines.append(_goal("files written for one item among 100,000", 60, written))
    return lines


def _served(runs: Iterable[Run]) -> Iterator[str]:
    """``benchmarks/serve.py``."""
    for run in runs:
        whose = "the mother's item" if run["site"] == "portal" else "a department's item"
        words = f"`serve`: from the save of {whose} until {run['until']}, {run['items']:,} items, {len(run['walls'])} saves"
        yield _goal(f"{words}, zhanqun {run['commit']}, s", 0.4, median(run["walls"]))


def _goal(words: str, limit: float, value: float) -> str:
    verdict = "met" if value <= limit else f"**missed**, {value / limit:.2f} × the limit"
    digits = 3 if limit < 0.1 else 2
    return f"| {words} | ≤ {limit:g} | {value:.{digits}f} | {verdict} |"


def _groups(run: Run) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in run["rows"]:
        found.setdefault((row["peer"], row["scenario"]), []).append(row)
    return found


def _middle(rows: Iterable[Row], key: str) -> float:
    return median(row[key] for row in rows)


def _wall(row: Row) -> float:
    return float(row["wall"])


def _bare(row: Row) -> float:
    """There is no switch that turns the full-text index off: its stage's time is subtracted."""
    return float(row["wall"] - row["stages"].get("search", 0))


Value = Callable[[Row], float]


def _all_ratios(pairs: Sequence[tuple[Row, Row]], ours: Value, peer: Value | None = None) -> list[float]:
    return [ours(a) / max((peer or ours)(b), 1e-9) for a, b in pairs]


def _ratio(pairs: Sequence[tuple[Row, Row]], ours: Value, peer: Value | None = None) -> float:
    return median(_all_ratios(pairs, ours, peer))


def _spread(pairs: Sequence[tuple[Row, Row]], ours: Value, peer: Value | None = None) -> str:
    if not all((peer or ours)(row) for _, row in pairs):
        # Over before memory was looked at.
        return "–"
    found = _all_ratios(pairs, ours, peer)
    return f"{median(found):.2f} ({min(found):.2f}–{max(found):.2f})"


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    write_results(here / "results", here / "results.md")
