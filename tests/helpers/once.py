"""What every build of a test process works out alike is worked out once: a build costs a third of what it cost.

Each answer is kept under everything that it follows from, so a test that changes a template or a text sees its change.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jinja2 import Environment

from zhanqun.pipeline import proof
from zhanqun.stages.gate import scan_all

LONGEST = (
    "property/test_incremental.py", "site/test_html.py", "browser/test_accessibility.py", "browser/test_listening.py",
    "browser/test_delivery.py", "front_door/test_killed.py", "property/test_same_bytes.py", "browser/test_offline.py",
    "front_door/test_dask.py", "front_door/test_cache.py", "front_door/test_broken_program.py", "browser/test_keyboard.py",
    "unit/review/test_forge.py", "front_door/test_edges.py", "front_door/test_disk.py", "property/test_no_leak.py",
)
"""Files of tests that begin first. A long one that began last would keep one worker busy and leave the other idle."""
_compile = Environment.compile
_code: dict[tuple[object, ...], Any] = {}


def keep_answers() -> None:
    """The code of templates, and what the detectors find in a text of the output; for builds in this process only."""
    Environment.compile = _compile_once  # type: ignore[method-assign]
    proof.scan_all = lru_cache(maxsize=1_000)(scan_all)  # type: ignore[assignment]


def _compile_once(
    self: Any, source: Any, name: str | None = None, filename: str | None = None, raw: bool = False, defer_init: bool = False
) -> Any:
    if raw or not isinstance(source, str):
        return _compile(self, source, name, filename, raw, defer_init)
    # Filters and tests of constants are worked out while a template is compiled.
    key = (
        source, name, filename, defer_init, type(self), self.autoescape, self.trim_blocks, self.lstrip_blocks, self.undefined,
        self.optimized, self.finalize, *self.extensions, *self.filters.items(), *self.tests.items(),
    )
    if key not in _code:
        _code[key] = _compile(self, source, name, filename, raw, defer_init)
    return _code[key]
