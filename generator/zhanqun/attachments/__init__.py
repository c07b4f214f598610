"""Attachments are read, not trusted: text, hidden parts, metadata and problems of one file."""

from zhanqun.attachments.read import read_attachment
from zhanqun.attachments.reading import HIDDEN, Limits, Problem, Reading

__all__ = ["HIDDEN", "Limits", "Problem", "Reading", "read_attachment"]
