"""Names that must not be confused with each other or with plain text."""

from typing import NewType

SiteId = NewType("SiteId", str)
"""Name of the site's folder below ``sites/``: ``jiaoyu``, ``portal``."""

ColumnCode = NewType("ColumnCode", str)
"""Code of a catalogue column: ``20-07``."""

RuleId = NewType("RuleId", str)
"""Kebab-case name of a rule: ``approval``, ``front-matter``. Same as its file and its documentation page."""

Address = NewType("Address", str)
"""Output path from the cluster's root, POSIX, not percent-encoded: ``jiaoyu/a/2026/x.html``."""
