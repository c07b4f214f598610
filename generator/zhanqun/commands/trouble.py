"""A bug of ours, told without quoting any document: exit code 3."""

from __future__ import annotations

import re
import sys
import tempfile
from types import TracebackType

from zhanqun import __version__


def bug_text(error: BaseException, *, debug: bool) -> str:
    """Write the details to a new temporary file and return what to tell the person."""
    details = bug_details(error)
    told = "错误：程序内部出错，这是 zhanqun 的缺陷，不是您的内容有错\n"
    try:
        with tempfile.NamedTemporaryFile("w", prefix="zhanqun-", suffix=".txt", delete=False, encoding="utf-8") as file:
            file.write(details)
    except OSError:  # a full disk must not hide the fault behind another one
        return details + told + "以上详情只有程序位置，不含文件内容，请随问题一并提交"
    return (details if debug else "") + told + (
        f"详情已写入：{file.name}（只有程序位置，不含文件内容），请随问题一并提交"
    )


def bug_details(error: BaseException) -> str:
    """Types and places of an exception and its causes. Their messages are left out: they may quote a document."""
    lines = [f"zhanqun {__version__}", f"Python {sys.version.split()[0]}"]
    seen: BaseException | None = error
    while seen is not None:
        lines.append(type(seen).__name__)
        lines += _places(seen.__traceback__)
        # A worker process hands its traceback over as text; its places are kept, its last line is not.
        lines += re.findall(r'^ *File "[^"\n]*", line \d+, in [\w<>.]+$', getattr(seen, "tb", None) or "", re.MULTILINE)
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines) + "\n"


def _places(trace: TracebackType | None) -> list[str]:
    lines = []
    while trace is not None:
        code = trace.tb_frame.f_code
        lines.append(f'  File "{code.co_filename}", line {trace.tb_lineno}, in {code.co_name}')
        trace = trace.tb_next
    return lines
