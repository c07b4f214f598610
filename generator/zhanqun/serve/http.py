"""A web server for one person on 127.0.0.1: right types, real 404, no listings, live reload.

http.server is enough here: the published site runs on any static server, and this one only has to behave
like a careful one of those.
"""

from __future__ import annotations

import json
import os
import socket
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from zhanqun.serve.board import Board
from zhanqun.serve.script import RELOAD, first_page

EVENTS = "/_zhanqun/events"
SCRIPT = "/_zhanqun/reload.js"

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".jsonl": "application/x-ndjson; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".wasm": "application/wasm",
    ".pdf": "application/pdf",
    ".ofd": "application/ofd",
    ".zip": "application/zip",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
}
"""Written down rather than taken from the machine's own table, which differs from machine to machine."""


class Server(ThreadingHTTPServer):
    """Serves one folder until closed."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, port: int, folder: Path, board: Board) -> None:
        self.folder = folder
        self.board = board
        super().__init__(("127.0.0.1", port), Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up is no event worth a line."""


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "zhanqun"
    sys_version = ""

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the terminal is for the builds."""

    def _answer(self, *, body: bool) -> None:
        # Another site in the same browser must not reach this one under a name of its own (DNS rebinding).
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        if host not in ("127.0.0.1", "localhost"):
            return self._send(HTTPStatus.FORBIDDEN, "text/plain; charset=utf-8", "只接受本机访问\n".encode(), body)
        path = unquote(urlsplit(self.path).path)
        if path == EVENTS:
            return self._events()
        if path == SCRIPT:
            return self._send(HTTPStatus.OK, TYPES[".js"], RELOAD.encode(), body)
        return self._file(path, body)

    def _file(self, path: str, body: bool) -> None:
        # Before the first build the folder may be anybody's.
        ours = (self.server.folder / "manifest" / "index.json").is_file()
        place = find(self.server.folder, path) if ours else None
        if place is not None and place.is_dir():
            # As every static server does: without the slash relative links would point one level too high.
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", quote("/" + "/".join(part for part in path.split("/") if part) + "/"))
            self.send_header("Content-Length", "0")
            return self.end_headers()
        good = self.server.board.news.good
        status = HTTPStatus.OK
        if place is None:
            status, place = HTTPStatus.NOT_FOUND, find(self.server.folder, "/404.html") if ours else None
        try:
            data = place.read_bytes() if place is not None else None
        except OSError:
            data = None
        if place is None or data is None:
            status, data = HTTPStatus.NOT_FOUND, first_page(self.server.board.news).encode()
            place = Path("404.html")
        kind = TYPES.get(place.suffix.lower(), "application/octet-stream")
        if kind.startswith("text/html"):
            data = with_script(data, good)
        self._send(status, kind, data, body)
        return None

    def _send(self, status: HTTPStatus, kind: str, data: bytes, body: bool) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if body:
            self.wfile.write(data)

    def _events(self) -> None:
        """Server-sent events: one line of JSON after every build, a comment now and then to notice who left."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        seen = -1
        try:
            while not self.server.board.closed:
                news = self.server.board.wait(seen, 10.0)
                if news.number > seen:
                    value = json.dumps({"good": news.good, "problems": news.problems}, ensure_ascii=False)
                    self.wfile.write(f"data: {value}\n\n".encode())
                else:
                    self.wfile.write(b": \n\n")
                self.wfile.flush()
                seen = news.number
        except OSError:
            return


def find(folder: Path, path: str) -> Path | None:
    """The file behind a decoded URL path, a folder that lacks its slash, or none. Never leaves the folder."""
    parts = path.split("/")[1:]
    if "\0" in path or "\\" in path or any(part in (".", "..") or part.startswith(".") for part in parts):
        return None
    inner = [part for part in parts if part]
    place = folder.joinpath(*inner, *(("index.html",) if path.endswith("/") else ()))
    try:
        if os.path.commonpath([place.resolve(), folder.resolve()]) != str(folder.resolve()):
            return None
        if place.is_dir():
            return place if (place / "index.html").is_file() else None
        return place if place.is_file() else None
    except (OSError, ValueError):
        return None


def with_script(page: bytes, good: int) -> bytes:
    """The page with the reload script before its last ``</body>``, or after everything.

    ``good`` is the number of the build that the page was read from or before: the script compares it with the
    news, so that a page read a moment before a build ended reloads too.
    """
    tag = f'<script src="{SCRIPT}?{good}" defer></script>'.encode()
    at = page.rfind(b"</body>")
    return page + tag if at < 0 else page[:at] + tag + page[at:]
