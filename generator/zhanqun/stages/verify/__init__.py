"""Stage 7. Prove the output before it is written: every file has a cleared source, every link leads somewhere,
nothing secret and nothing withheld is in any of them.

Pure: works on rows and texts, not on files.
"""

from zhanqun.stages.verify.copies import says_the_same
from zhanqun.stages.verify.leaks import AsShown, AsWritten, Scan, find_secrets, find_withheld, leak_findings
from zhanqun.stages.verify.links import resolve_link
from zhanqun.stages.verify.output import Verified, verify_output
from zhanqun.stages.verify.runs import Numbers, Runs, Watch, letters_of
from zhanqun.stages.verify.visible import file_text, page_text

__all__ = [
    "AsShown", "AsWritten", "Numbers", "Runs", "Scan", "Verified", "Watch", "file_text", "find_secrets", "find_withheld",
    "leak_findings", "letters_of", "page_text", "resolve_link", "says_the_same", "verify_output",
]
