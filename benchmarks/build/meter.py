"""Run one command and measure it: wall, CPU and memory of the whole process tree."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

_TICK = 0.05
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Cost:
    wall: float
    """Seconds from start to exit."""
    cpu: float
    """User and system seconds of the process and of every descendant that was waited for."""
    largest: float
    """MB: highest resident set of one process (ru_maxrss)."""
    tree: float
    """MB: highest sum of resident sets, sampled every 50 ms. Pages shared after a fork count once for each process."""
    own: float
    """MB: highest sum of proportional sets (PSS), sampled every 250 ms: shared pages count once."""
    other: float
    """Cores that everything else on the machine used meanwhile, mean."""

    def row(self) -> dict[str, float]:
        return {name: round(value, 3) for name, value in asdict(self).items()}


class _Sampler(threading.Thread):
    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.tree, self.own, self.done = pid, 0, 0, threading.Event()

    def run(self) -> None:
        tick = 0
        while not self.done.wait(_TICK):
            pids = _family(self.pid)
            self.tree = max(self.tree, sum(map(_resident, pids)))
            if tick % 5 == 0:
                self.own = max(self.own, sum(map(_proportional, pids)))
            tick += 1


def measure(command: Sequence[str], *, cwd: Path, log: Path, env: Mapping[str, str] | None = None) -> Cost:
    """Run it to its end. Raises RuntimeError with the last lines it printed when it fails."""
    busy, started = _busy(), time.perf_counter()
    with log.open("wb") as handle:
        process = subprocess.Popen(
            command, cwd=cwd, stdout=handle, stderr=subprocess.STDOUT, env={**os.environ, **(env or {})})
        sampler = _Sampler(process.pid)
        sampler.start()
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    sampler.done.set()
    sampler.join()
    cpu = usage.ru_utime + usage.ru_stime
    if process.returncode:
        tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
        raise RuntimeError("\n".join([f"exit {process.returncode}: {Path(command[0]).name} …", *tail]))
    largest = usage.ru_maxrss / 1024
    other = max(0.0, (_busy() - busy - cpu) / wall)
    return Cost(wall, cpu, largest, max(sampler.tree / 1e6, largest), sampler.own / 1e6, other)


def _busy() -> float:
    """Seconds of work by all processors since the machine started."""
    words = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()
    user, nice, system = (int(word) for word in words[1:4])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> list[int]:
    found, queue = [], [pid]
    while queue:
        each = queue.pop()
        found.append(each)
        try:
            for task in os.listdir(f"/proc/{each}/task"):
                with open(f"/proc/{each}/task/{task}/children", encoding="ascii") as handle:
                    queue += map(int, handle.read().split())
        except OSError:
            continue
    return found


def _resident(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as handle:
            return int(handle.read().split()[1]) * _PAGE
    except OSError:
        return 0


def _proportional(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as handle:
            for line in handle:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
