"""What a reviewer does: approve exact bytes. Reads and writes source files, never the output."""

from zhanqun.review.approve import Approved, Outcome, approve_paths

__all__ = ["Approved", "Outcome", "approve_paths"]
