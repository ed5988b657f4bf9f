"""Pages from templates: escaping, headers, and errors a person can read."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Callable, Coroutine, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.http.errors import first_fault, public_message, status_of
from api.web.highlight import highlighted, safe_url
from api.web.labels import EXPORT_FORMATS, address, match_label, sentence_list
from corpus.errors import GoneError, MovedError, NoSnapshotError, WorkshopSearchError, in_full
from corpus.ids import digest

log = logging.getLogger("workshop_search.web")

HERE = Path(__file__).parent

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Pages load only what this server sends, and run no inline script or style."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


@functools.cache
def environment() -> Environment:
    """The templates. Everything is escaped; an unknown name in a template is an error."""
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.filters |= {
        "highlighted": highlighted,
        "safe_url": safe_url,
        "listed": sentence_list,
        "as_items": as_items,
    }
    env.globals |= {
        "asset": asset,
        "address": address,
        "match_label": match_label,
        "export_formats": EXPORT_FORMATS,
    }
    return env


def as_items(ids: Iterable[str]) -> str:
    """Passages as the form that exports them sends them."""
    return json.dumps([{"id": name} for name in ids])


@functools.cache
def asset(name: str) -> str:
    """The address of a static file. It changes with the file, so that browsers may cache it."""
    return f"/static/{name}?v={digest((HERE / 'static' / name).read_bytes(), 10)}"


def render(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """``template`` filled with ``values``. ``base`` is the path this application is mounted at."""
    base = request.scope.get("root_path", "")
    text = environment().get_template(template).render(base=base, path=request.url.path, **values)
    return HTMLResponse(text, status, HEADERS)


def key_page(request: Request, status: int, detail: str) -> HTMLResponse:
    """The page that asks for a key."""
    return render(request, "key.html", status, detail=detail)


def wrong_host_page(host: str) -> HTMLResponse:
    """The page for a host name this service does not answer to. It loads nothing: that would be refused too."""
    return HTMLResponse(environment().get_template("wrong_host.html").render(host=host), 421, HEADERS)


class PageRoute(APIRoute):
    """A route for people: errors are shown on a page instead of as a problem document."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                if self.body_field is not None:
                    # Kept by the request. Else a field of a form could hold no more than a megabyte.
                    await request.form(max_part_size=request.app.state.settings.max_body_bytes)
                return await handle(request)
            except MovedError as error:
                return _moved(request, error)
            except WorkshopSearchError as error:
                return error_page(request, error)
            except HTTPException as error:
                if error.status_code < 400:
                    raise
                return refusal_page(request, error)
            except RequestValidationError as error:
                return render(request, "error.html", 422, title="Invalid address", detail=first_fault(error))

        return handler


def refusal_page(request: Request, error: HTTPException) -> HTMLResponse:
    """The page for a request that is refused, such as one with a wrong key."""
    status = error.status_code
    title = "This key was refused" if status in (401, 403) else HTTPStatus(status).phrase
    return render(
        request, "error.html", status, title=title, detail=error.detail, key_refused=status in (401, 403)
    )


def error_page(request: Request, error: WorkshopSearchError) -> HTMLResponse:
    """The page for an error of this program."""
    status = status_of(error)
    if status >= 500:
        log.error("%s: %s", request.url.path, in_full(error))
    title = HTTPStatus(status).phrase
    if isinstance(error, NoSnapshotError):
        title = "Nothing has been indexed yet"
    elif isinstance(error, GoneError):
        title = "This was removed"
    elif status == 404:
        title = "Not found"
    nearest = error.nearest if isinstance(error, GoneError) else None
    response = render(request, "error.html", status, title=title, detail=public_message(error), nearest=nearest)
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _moved(request: Request, error: MovedError) -> Response:
    """A redirect to the same page with the new id."""
    url = str(request.url)
    for old_id in (*request.path_params.values(), *request.query_params.values()):
        if old_id and repr(old_id) in str(error):
            return RedirectResponse(url.replace(str(old_id), error.now), 301, HEADERS)
    return error_page(request, error)
