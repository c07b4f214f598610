#!/bin/sh
# 审查当前分支与 $BASE 的差别：review.md（评论）、review.json、review.sarif、review-codequality.json 和行内标注。
# 退出码：0 可以合并，1 有拦截，2 配置或用法有错。
set -u
cd "$(dirname "$0")/.."
BASE=${BASE:-origin/main}
status=0
zhanqun review --quiet --base "$BASE" --format markdown --out review.md || status=$?
if [ "$status" -gt 1 ]; then exit "$status"; fi
zhanqun review --quiet --base "$BASE" --format json --out review.json
zhanqun review --quiet --base "$BASE" --format sarif --out review.sarif
zhanqun review --quiet --base "$BASE" --format codequality --out review-codequality.json
if [ -n "${GITHUB_ACTIONS:-}" ]; then zhanqun review --quiet --base "$BASE" --format github; fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat review.md >>"$GITHUB_STEP_SUMMARY"; fi
exit "$status"
