"""The pages for people, apart from the wire: everything is server-rendered and works without a script."""

from __future__ import annotations

from fastapi import APIRouter

from api.web import ask, browse, read
from api.web.render import HERE

__all__ = ["HERE", "router"]

router = APIRouter(include_in_schema=False)
for _module in (ask, read, browse):
    router.include_router(_module.router)
