"""The API explorer, with script and style from an installed package: nothing is loaded from other sites."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def install(app: FastAPI) -> None:
    """Serve the explorer of ``app`` at ``/api-explorer``."""
    app.mount(
        "/api-explorer-files", StaticFiles(directory=str(files("fastapi_offline") / "static")), name="explorer"
    )

    @app.get("/api-explorer", include_in_schema=False)
    def explorer(request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "")
        response = get_swagger_ui_html(
            openapi_url=f"{root}{app.openapi_url}",
            title="workshop-search API",
            swagger_js_url=f"{root}/api-explorer-files/swagger-ui-bundle.js",
            swagger_css_url=f"{root}/api-explorer-files/swagger-ui.css",
            swagger_favicon_url=f"{root}/api-explorer-files/favicon.png",
        )
        response.headers["Content-Security-Policy"] = policy(bytes(response.body))
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def policy(page: bytes) -> str:
    """The content security policy of the explorer: inline scripts of ``page`` by hash, and what this server sends.

    It needs inline styles and data images; everything else is as strict as for the pages.
    """
    hashes = " ".join(f"'sha256-{b64encode(sha256(text).digest()).decode()}'" for text in _INLINE.findall(page))
    return (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
