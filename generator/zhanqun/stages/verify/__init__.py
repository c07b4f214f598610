"""Stage 7. Prove the output before it is written: every file has a cleared source, every link leads somewhere.

Pure: works on rows, not on files.
"""

from zhanqun.stages.verify.links import resolve_link
from zhanqun.stages.verify.output import Verified, verify_output

__all__ = ["Verified", "resolve_link", "verify_output"]
