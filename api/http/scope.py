"""What several middlewares read of an ASGI scope."""

from __future__ import annotations

from starlette.types import Scope


def request_path(scope: Scope) -> str:
    """The path of a request below the one this application is mounted at (``root_path``)."""
    path: str = scope.get("path", "")
    return path.removeprefix(scope.get("root_path", ""))
