"""The pages for people, apart from the wire: everything is server-rendered and works without a script."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.web import ask, batch, browse, compare, docs_page, read
from api.web.render import HERE

router = APIRouter(include_in_schema=False)
for _module in (ask, read, browse, compare, batch, docs_page):
    router.include_router(_module.router)


class Static(StaticFiles):
    """Styles and scripts. Their address changes with them, so browsers need not ask again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, kept for a year where its address names its content."""
        response = await super().get_response(path, scope)
        response.headers["X-Content-Type-Options"] = "nosniff"
        if b"v=" in scope.get("query_string", b""):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def static() -> Static:
    """What pages load besides themselves."""
    return Static(directory=HERE / "static")
