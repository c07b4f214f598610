"""Debian's nginx with the very configuration that docs/hosting.md gives, on a free port of this machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONFIGURATION = Path(__file__).resolve().parents[2] / "docs" / "nginx.conf"
OWN_DOMAIN = CONFIGURATION.with_name("nginx-own-domain.conf")
FOLDER = "/srv/www/zhanqun"

_AROUND = """daemon off;
master_process off;
pid {work}/nginx.pid;
error_log {work}/error.log warn;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi;
    scgi_temp_path {work}/scgi;
    include {work}/zhanqun*.conf;
}}
"""


@contextmanager
def nginx(output: Path, work: Path, *, own_domain: bool = False) -> Iterator[str]:
    """Serves ``output``; gives ``http://127.0.0.1:…`` without a final slash, with ``own_domain`` by both host names.

    Only what belongs to a machine is replaced in the configuration: folder, port, log. AssertionError when nginx
    is missing or refuses the file.
    """
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    assert program is not None, "没有 nginx：sudo apt-get install nginx-light"
    port = _free_port()
    for number, configuration in enumerate((CONFIGURATION, *([OWN_DOMAIN] if own_domain else []))):
        text = configuration.read_text(encoding="utf-8")
        for old, new in (
            ("listen 80;", f"listen 127.0.0.1:{port};"),
            ("listen [::]:80;", ""),
            (FOLDER, str(output)),
            ("/var/log/nginx/zhanqun.log", f"{work}/access.log"),
        ):
            assert old in text, old
            text = text.replace(old, new)
        (work / f"zhanqun-{number}.conf").write_text(text, encoding="utf-8")
    (work / "nginx.conf").write_text(_AROUND.format(work=work), encoding="utf-8")
    started = subprocess.Popen(
        [program, "-e", str(work / "error.log"), "-p", str(work), "-c", str(work / "nginx.conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={"PATH": os.environ.get("PATH", "")},
    )
    try:
        _wait(started, port, work / "error.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        started.terminate()
        started.communicate(timeout=10)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _wait(started: subprocess.Popen[str], port: int, log: Path) -> None:
    for _ in range(200):
        if started.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"nginx 没有启动：{log.read_text(encoding='utf-8') if log.exists() else ''}")
