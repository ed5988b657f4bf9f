"""The OpenAPI description, complete enough to generate a typed client from."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api.http.errors import MEDIA_TYPE
from api.v1.schemas.common import ProblemOut

DESCRIPTION = """Search policy-workshop documents with questions in plain language. Answers are ranked passages
with their exact source: `text` of a passage is exactly characters `start` to `end` of its page."""

Json = dict[str, Any]

_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
_REQUEST_ID = {
    "name": "X-Request-ID",
    "in": "header",
    "description": "An id for this request, repeated in the response and the server log: 8 to 64 letters, digits, "
    "dots, underscores and hyphens. Without a valid one, the server generates one.",
    "schema": {"type": "string"},
}
_KEYED = "writing"
"""The tag of operations that always need an API key."""


def operation_id(route: APIRoute) -> str:
    """The name of the route's function, which is unique; generated clients name their methods after it."""
    return route.name


def describe(app: FastAPI) -> None:
    """Give ``app`` a description in which every error has a schema. It is generated when it is first needed."""

    def openapi() -> Json:
        if app.openapi_schema is None:
            description = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes
            )
            app.openapi_schema = _completed(description)
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
            "description": "An API key created with `workshop-search keys add`. Reading needs one only where the "
            "server is configured so.",
        }
    }
    for path, operations in api["paths"].items():
        for method, operation in operations.items():
            _complete(operation, path, method)
    return api


def _complete(operation: Json, path: str, method: str) -> None:
    operation["parameters"] = [*operation.get("parameters", ()), _REQUEST_ID]
    responses = operation["responses"]
    responses.pop("422", None)  # the framework's schema, which is not what this program sends
    responses["4XX"] = {"description": "Invalid request, not found, or not allowed", "content": _PROBLEM}
    responses["5XX"] = {"description": "Not ready, busy, or an internal error", "content": _PROBLEM}
    if path.startswith("/v1/") and method == "get":
        if not path.endswith("/file"):
            responses["304"] = {"description": "Not modified since the answer named in If-None-Match"}
        if "{id}" in path and "/jobs" not in path:
            responses["301"] = {"description": "Moved to another id", "content": _PROBLEM}
    if _KEYED in operation.get("tags", ()):
        operation["security"] = [{"key": []}]
    elif path.startswith("/v1/"):
        operation["security"] = [{}, {"key": []}]
