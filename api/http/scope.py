"""What several middlewares read of an ASGI scope."""

from __future__ import annotations

from starlette.types import Scope


def request_path(scope: Scope) -> str:
    """The path of a request below the one this application is mounted at (``root_path``)."""
    path: str = scope.get("path", "")
    return path.removeprefix(scope.get("root_path", ""))


def wants_page(scope: Scope) -> bool:
    """Whether a browser asks for a page: it accepts HTML, and nothing below /v1 or /mcp is a page."""
    if scope["type"] != "http" or request_path(scope).startswith(("/v1/", "/mcp")):
        return False
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
