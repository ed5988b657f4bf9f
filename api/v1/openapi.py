"""The description of the API (OpenAPI), complete enough to make a typed client from."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api.http.errors import MEDIA_TYPE
from api.v1.schemas.search import ProblemOut

DESCRIPTION = """Questions in plain language over policy-workshop documents, answered by ranked passages with their
exact source. `text` of a passage is exactly characters `start` to `end` of its page."""

Json = dict[str, Any]

_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
_NAMED = {
    "name": "X-Request-ID",
    "in": "header",
    "description": "A name for this request, 8 to 64 letters, digits, points, underlines and hyphens: the answer "
    "and the log carry it. Where none that fits is given, one is made up.",
    "schema": {"type": "string"},
}
_KEYED = "writing"
"""The tag of operations that always need a key."""


def operation_id(route: APIRoute) -> str:
    """The name of the function: every one of them is named apart, and a client's methods are named after them."""
    return route.name


def describe(app: FastAPI) -> None:
    """Give ``app`` a description in which every error has its model, made when it is first asked for."""

    def openapi() -> Json:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes
            )
            app.openapi_schema = _completed(made)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _completed(api: Json) -> Json:
    components = api["components"]
    components["schemas"].pop("HTTPValidationError", None)
    components["schemas"].pop("ValidationError", None)
    components["schemas"]["ProblemOut"] = ProblemOut.model_json_schema()
    components["securitySchemes"] = {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "A key made by `workshop-search keys add`. Reading needs one only where the operator "
            "says so.",
        }
    }
    for path, operations in api["paths"].items():
        for method, operation in operations.items():
            _complete(operation, path, method)
    return api


def _complete(operation: Json, path: str, method: str) -> None:
    operation["parameters"] = [*operation.get("parameters", ()), _NAMED]
    responses = operation["responses"]
    responses.pop("422", None)  # the framework's own, which is not what is sent
    responses["4XX"] = {"description": "What does not fit, is not there or may not be done", "content": _PROBLEM}
    responses["5XX"] = {"description": "Not ready, busy, or an error", "content": _PROBLEM}
    if path.startswith("/v1/") and method == "get":
        if not path.endswith("/file"):
            responses["304"] = {"description": "The same as what If-None-Match names"}
        if "{id}" in path and "/jobs" not in path:
            responses["301"] = {"description": "The id it has now", "content": _PROBLEM}
    if _KEYED in operation.get("tags", ()):
        operation["security"] = [{"key": []}]
    elif path.startswith("/v1/"):
        operation["security"] = [{}, {"key": []}]
