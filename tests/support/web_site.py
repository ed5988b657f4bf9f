"""A web site on loopback, made of pages that a test gives."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Site:
    """A web site on loopback: path to body, or to a status to answer with; ``asked`` are the paths asked for.

    ``media_types`` overrides, by path, what the name of a file says.
    """

    address: str = ""
    pages: dict[str, bytes | int] = field(default_factory=dict)
    media_types: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def url(self, path: str) -> str:
        return self.address + path


@contextmanager
def serving() -> Iterator[Site]:
    """A site without pages. It answers 304 to a client that has a page already, and 404 for a page it lacks."""
    shown = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shown.asked.append(self.path)
            body = shown.pages.get(self.path, 404)
            if isinstance(body, int):
                self.send_error(body)
                return
            etag = f'"{hash(body)}"'
            unchanged = self.headers.get("If-None-Match") == etag
            self.send_response(304 if unchanged else 200)
            self.send_header("ETag", etag)
            media_type = shown.media_types.get(self.path) or mimetypes.guess_type(self.path)[0] or "text/html"
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", "0" if unchanged else str(len(body)))
            self.end_headers()
            self.wfile.write(b"" if unchanged else body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        shown.address = f"http://127.0.0.1:{server.server_port}"
        yield shown
        server.shutdown()
        thread.join()
