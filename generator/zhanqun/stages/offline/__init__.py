"""Stage 9, only on request. Files of a finished output -> the same files in a form that opens from a disk.

A browser that opens a page from a disk refuses fetch(), modules and workers and follows no link to a folder. Nothing
is rendered again: every file is a function of one published file, so nothing can get in that was not cleared.
Touches no disk.
"""

from zhanqun.stages.offline.files import SCRIPT, Recast, offline_file, offline_name, search_script
from zhanqun.stages.offline.pages import Linked

__all__ = ["SCRIPT", "Linked", "Recast", "offline_file", "offline_name", "search_script"]
