"""Put a file into the pull request as one comment, and update that comment on the next run.

python .ci/comment.py review.md

GitHub, Gitea, Forgejo and GitLab. Reads TOKEN and NUMBER (of the pull request) and the address that each host gives
to its jobs. Standard library only; the token is sent to that address and nowhere else, and is never printed.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any


class Host:
    """Where the comments of this pull request are, and how to change them."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.token, number = environment.get("TOKEN", ""), environment.get("NUMBER", "")
        if not self.token or not number.isdecimal():
            raise SystemExit("没有 TOKEN 或 NUMBER，不评论")
        self.gitlab = "CI_API_V4_URL" in environment
        if self.gitlab:
            project = f"{environment['CI_API_V4_URL']}/projects/{environment['CI_PROJECT_ID']}"
            self.list = self.new = f"{project}/merge_requests/{number}/notes"
            self.change, self.edit = self.list, "PUT"
        else:
            repository = f"{environment['GITHUB_API_URL']}/repos/{environment['GITHUB_REPOSITORY']}"
            self.list = self.new = f"{repository}/issues/{number}/comments"
            self.change, self.edit = f"{repository}/issues/comments", "PATCH"

    def call(self, method: str, address: str, value: object = None) -> Any:
        if not address.startswith(("https://", "http://")):
            raise SystemExit("代码托管平台的地址不对，不评论")
        head = {"Content-Type": "application/json", "Accept": "application/json"}
        head |= {"PRIVATE-TOKEN": self.token} if self.gitlab else {"Authorization": f"token {self.token}"}
        data = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(address, data=data, headers=head, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


def put_comment(host: Host, text: str) -> str:
    """Change the comment that begins with the first line of ``text``, or add one. Returns what was done."""
    mark = text.split("\n", 1)[0]
    for page in range(1, 51):
        found = host.call("GET", f"{host.list}?per_page=100&limit=100&page={page}")
        for comment in found:
            if str(comment.get("body", "")).startswith(mark):
                host.call(host.edit, f"{host.change}/{comment['id']}", {"body": text})
                return "已更新评论"
        if not found:
            break
    host.call("POST", host.new, {"body": text})
    return "已评论"


def main() -> int:
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    if not text.startswith("<!-- zhanqun-review -->\n"):
        raise SystemExit("不是 zhanqun review 的结果，不评论")
    try:
        print(put_comment(Host(dict(os.environ)), text))
    except urllib.error.URLError as error:
        print(f"评论没有写上：{getattr(error, 'code', '') or '连不上'}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
