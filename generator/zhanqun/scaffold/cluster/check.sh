#!/bin/sh
# 合并请求和定时任务都运行它：有错误就不通过，输出保持原样。
set -eu
cd "$(dirname "$0")"
zhanqun check
zhanqun build --out dist
