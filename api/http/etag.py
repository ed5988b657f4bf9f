"""ETags made of the snapshot id: a client that has an answer already gets 304, and nothing is computed."""

from __future__ import annotations

from hashlib import blake2s
from importlib.metadata import version

from fastapi import HTTPException, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_API = "/v1/"
_TAG = "snapshot_tag"
_VERSION = version("workshop-search")


def raise_if_not_modified(request: Request, snapshot_id: str) -> None:
    """Raise HTTPException 304 when If-None-Match names this answer from this snapshot.

    Called before anything is computed: the answer to a GET depends on its address and the snapshot alone.
    """
    path: str = request.scope["path"]
    if request.method not in ("GET", "HEAD") or not path.startswith(_API) or path.endswith("/file"):
        return
    tag = entity_tag(request.scope, snapshot_id)
    setattr(request.state, _TAG, tag)
    given = request.headers.get("if-none-match", "")
    if tag.removeprefix("W/") in {part.strip().removeprefix("W/") for part in given.split(",")}:
        raise HTTPException(304)


def entity_tag(scope: Scope, snapshot_id: str) -> str:
    """The tag of an answer: a hash of snapshot, address, program version and whether it may be compressed.

    Weak for a search, whose answer says how long it took.
    """
    compressed = "gzip" in Headers(scope=scope).get("accept-encoding", "")
    parts = [snapshot_id, scope["path"], scope["query_string"].decode("latin-1"), _VERSION, str(compressed)]
    tag = blake2s("\n".join(parts).encode(), digest_size=12).hexdigest()
    return f'W/"{tag}"' if scope["path"] == "/v1/search" else f'"{tag}"'


class ETagHeaders:
    """Writes ETag, Cache-Control and Vary.

    An answer may be stored but must be revalidated each time, because a new snapshot may have been published.
    Only the caller may store an answer to a request with a key. Nothing else may be stored.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(_API):
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        cacheable = "private, no-cache" if "authorization" in Headers(scope=scope) else "no-cache"

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                tag = state.get(_TAG)
                if tag is not None and message["status"] in (200, 304):
                    headers["ETag"] = tag
                    headers["Cache-Control"] = cacheable
                    headers.add_vary_header("Accept-Encoding")
                    headers.add_vary_header("Authorization")
                else:
                    headers.setdefault("Cache-Control", cacheable if "etag" in headers else "no-store")
            await send(message)

        await self._app(scope, receive, sending)
