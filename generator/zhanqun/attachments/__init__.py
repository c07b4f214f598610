"""Attachments are read, not trusted: text, hidden parts, metadata and problems of one file."""

from zhanqun.attachments.read import read_attachment
from zhanqun.attachments.reading import HIDDEN, Limits, Problem, Reading
from zhanqun.attachments.table import Line, Rows, read_rows

__all__ = ["HIDDEN", "Limits", "Line", "Problem", "Reading", "Rows", "read_attachment", "read_rows"]
