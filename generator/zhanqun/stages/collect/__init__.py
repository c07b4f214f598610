"""Stage 1. Find every file below the sites' docs folders, and what git knows of them.

Touches disk: reads ``sites/*/docs`` (names and stat only, no contents) and the git log, once.
"""

from zhanqun.stages.collect.blobs import Blobs, open_blobs
from zhanqun.stages.collect.checkout import Checkout, blob_id
from zhanqun.stages.collect.git import EVERY_CHANGE, GitFault
from zhanqun.stages.collect.gitlog import Entry, public_note, read_log
from zhanqun.stages.collect.history import (
    add_history,
    current_place,
    prefix_below,
    read_history,
    read_later,
    still_so,
)
from zhanqun.stages.collect.tree import RACY, collect_site, sealed, stamp_of

__all__ = [
    "EVERY_CHANGE", "RACY", "Blobs", "Checkout", "Entry", "GitFault", "add_history", "blob_id", "collect_site", "current_place",
    "open_blobs", "prefix_below", "public_note", "read_history", "read_later", "read_log", "sealed", "stamp_of", "still_so",
]
