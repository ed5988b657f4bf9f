"""Who may do what over HTTP."""

from __future__ import annotations

from fastapi import HTTPException, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as Call

from api.http.errors import problem, problem_for
from api.http.key_cache import KeyCache, credentials
from api.web.render import render
from corpus.catalogue.keys import Key, Scope
from corpus.errors import KeyRefusedError, WorkshopSearchError

_REALM = 'realm="workshop-search"'
_NO_KEY_NEEDED = ("/healthz", "/readyz")
_NO_KEY_NEEDED_BELOW = "/static/"
"""Open in either case: what a balancer asks, which tells no more than whether this answers, and what the page that
asks for a key looks like. `/metrics` is as open as reading."""


def _unauthorized(detail: str, *, sent: bool) -> HTTPException:
    fault = ', error="invalid_token"' if sent else ""
    return HTTPException(401, detail, {"WWW-Authenticate": f"Bearer {_REALM}{fault}"})


def _key_sent(headers: Headers, scope: Scope) -> str | None:
    """The key a request carries.

    As a password only for reading: browsers send passwords with strangers' forms too.
    """
    sent = headers.getlist("authorization")
    if len(sent) > 1:
        raise _unauthorized("Send one Authorization header.", sent=True)
    scheme, key = credentials(sent[0]) if sent else ("", "")
    return key if scheme == "bearer" or (scheme == "basic" and scope == "read") else None


async def authenticate(keys: KeyCache, headers: Headers, scope: Scope) -> Key:
    """The key these headers carry, good for ``scope``. SearchState from this machine or another makes no difference.

    Raises HTTPException: 401 without a valid key, 403 when this one may not do it, and for writing while there
    never was a key. Raises StoreError, as BusyError while too many keys are being checked.
    """
    if scope != "read" and not await keys.any():
        raise HTTPException(
            403, "Writing over HTTP is off until a key exists: run `workshop-search keys add NAME` on the server."
        )
    text = _key_sent(headers, scope)
    if text is None:
        raise _unauthorized(
            "This needs a key, sent as the header `Authorization: Bearer KEY`. "
            "`workshop-search keys add NAME` on the server makes one.",
            sent=False,
        )
    try:
        key = await keys.check(text)
    except KeyRefusedError as error:
        raise _unauthorized(str(error), sent=True) from error
    if not key.allows(scope):
        raise HTTPException(
            403,
            f"The key {key.name!r} has the scope {key.scope!r}; this needs {scope!r}.",
            {"WWW-Authenticate": f'Bearer {_REALM}, error="insufficient_scope", scope="{scope}"'},
        )
    return key


async def require_write_key(request: Request) -> Key:
    """The key that allows writing. Raises as :func:`authenticate`."""
    keys: KeyCache = request.app.state.keys
    return await authenticate(keys, request.headers, "write")


class RequireKey:
    """Lets nobody read who sends no key; see ``_NO_KEY_NEEDED`` for what stays open.

    What is answered is marked as private, so that no cache on the way hands it to others.
    """

    def __init__(self, app: ASGIApp, keys: KeyCache) -> None:
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Call, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or _is_open(scope):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            await authenticate(self._keys, headers, "read")
        except HTTPException as error:
            refused = _key_page(scope, error) if _wants_html(scope, headers) else _problem(error)
            await refused(scope, receive, send)
        except WorkshopSearchError as error:
            await problem_for(error)(scope, receive, send)
        else:
            await self._app(scope, receive, _private(send))


def _is_open(scope: Call) -> bool:
    path = _path(scope)
    return path in _NO_KEY_NEEDED or path.startswith(_NO_KEY_NEEDED_BELOW)


def _path(scope: Call) -> str:
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def _wants_html(scope: Call, headers: Headers) -> bool:
    asked = "text/html" in headers.get("accept", "")
    return scope["type"] == "http" and asked and not _path(scope).startswith(("/v1/", "/mcp"))


def _problem(error: HTTPException) -> Response:
    return problem(error.status_code, error.detail, dict(error.headers or {}))


def _key_page(scope: Call, error: HTTPException) -> Response:
    response = render(Request(scope), "key.html", error.status_code, detail=error.detail)
    if error.status_code == 401:
        response.headers["WWW-Authenticate"] = f'Basic {_REALM}, charset="UTF-8"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _private(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            kept = [part.strip() for part in headers.get("cache-control", "").split(",")]
            kept = [part for part in kept if part and part.lower() != "public" and not part.startswith("s-maxage")]
            if not any(part.lower() in ("private", "no-store") for part in kept):
                kept.insert(0, "private")
            headers["Cache-Control"] = ", ".join(kept)
            headers.add_vary_header("Authorization")
        await send(message)

    return sending
