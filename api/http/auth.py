"""API keys: who may read and who may write over HTTP."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import HTTPException, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as AsgiScope

from api.http.errors import problem, problem_for
from api.http.key_cache import KeyCache, credentials
from api.http.scope import request_path, wants_page
from corpus.catalogue.keys import Key, Scope
from corpus.errors import KeyRefusedError, WorkshopSearchError

KeyPage = Callable[[Request, int, str], Response]
"""Makes the page that asks a person for a key, from the request, the status and what is wrong."""

_REALM = 'realm="workshop-search"'
_NO_KEY_NEEDED = ("/healthz", "/readyz")
_NO_KEY_NEEDED_BELOW = "/static/"
"""Always open: what a load balancer asks, which says only whether the service answers, and the style sheet of the
page that asks for a key. ``/metrics`` needs a key wherever reading does."""


def _unauthorized(detail: str, *, sent: bool) -> HTTPException:
    fault = ', error="invalid_token"' if sent else ""
    return HTTPException(401, detail, {"WWW-Authenticate": f"Bearer {_REALM}{fault}"})


def _key_sent(headers: Headers, scope: Scope) -> str | None:
    """The key a request carries.

    Basic authentication counts for reading only: browsers attach passwords to forms of other sites too.
    """
    sent = headers.getlist("authorization")
    if len(sent) > 1:
        raise _unauthorized("Send one Authorization header only.", sent=True)
    scheme, key = credentials(sent[0]) if sent else ("", "")
    return key if scheme == "bearer" or (scheme == "basic" and scope == "read") else None


async def authenticate(keys: KeyCache, headers: Headers, scope: Scope) -> Key:
    """The key in these headers, which allows ``scope``. Raises as :func:`check_key`."""
    return await check_key(keys, _key_sent(headers, scope), scope)


async def check_key(keys: KeyCache, text: str | None, scope: Scope) -> Key:
    """The key with this text, which allows ``scope``. Requests from this machine need one too.

    Raises HTTPException 401 without a valid key, 403 for a key without this scope and for writing before any key
    exists. Raises StoreError (BusyError while too many keys are being checked).
    """
    if scope != "read" and not await keys.any():
        raise HTTPException(
            403,
            "Writing over HTTP is disabled until a key exists. Run `workshop-search keys add NAME` on the server.",
        )
    if text is None:
        raise _unauthorized(
            "A key is required. Send it in the header `Authorization: Bearer KEY`. "
            "To create one, run `workshop-search keys add NAME` on the server.",
            sent=False,
        )
    try:
        key = await keys.check(text)
    except KeyRefusedError as error:
        raise _unauthorized(str(error), sent=True) from error
    if not key.allows(scope):
        raise HTTPException(
            403,
            f"The key {key.name!r} has the scope {key.scope!r}, but this request needs {scope!r}.",
            {"WWW-Authenticate": f'Bearer {_REALM}, error="insufficient_scope", scope="{scope}"'},
        )
    return key


async def require_write_key(request: Request) -> Key:
    """A dependency of routes that write: the key of the request. Raises as :func:`authenticate`."""
    keys: KeyCache = request.app.state.keys
    return await authenticate(keys, request.headers, "write")


class RequireKey:
    """Requires a key for reading, except at ``_NO_KEY_NEEDED``. Responses are marked private for shared caches."""

    def __init__(self, app: ASGIApp, keys: KeyCache, key_page: KeyPage) -> None:
        self._app = app
        self._keys = keys
        self._key_page = key_page

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or _is_open(scope):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            await authenticate(self._keys, headers, "read")
        except HTTPException as error:
            await self._refusal(scope, error)(scope, receive, send)
        except WorkshopSearchError as error:
            await problem_for(error)(scope, receive, send)
        else:
            await self._app(scope, receive, _private(send))

    def _refusal(self, scope: AsgiScope, error: HTTPException) -> Response:
        if not wants_page(scope):
            return problem(error.status_code, error.detail, dict(error.headers or {}))
        response = self._key_page(Request(scope), error.status_code, error.detail)
        if error.status_code == 401:
            response.headers["WWW-Authenticate"] = f'Basic {_REALM}, charset="UTF-8"'
        response.headers["Cache-Control"] = "no-store"
        return response


def _is_open(scope: AsgiScope) -> bool:
    path = request_path(scope)
    return path in _NO_KEY_NEEDED or path.startswith(_NO_KEY_NEEDED_BELOW)


def _private(send: Send) -> Send:
    """Adds ``private`` to Cache-Control, unless the response may not be stored at all."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            parts = [part.strip() for part in headers.get("cache-control", "").split(",")]
            parts = [p for p in parts if p and p.lower() != "public" and not p.startswith("s-maxage")]
            if not any(part.lower() in ("private", "no-store") for part in parts):
                parts.insert(0, "private")
            headers["Cache-Control"] = ", ".join(parts)
            headers.add_vary_header("Authorization")
        await send(message)

    return sending
