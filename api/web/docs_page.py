"""Help for people, and the documentation page with the settings read from the code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args, get_origin

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.settings import PREFIX, Settings
from api.web.render import PageRoute, render

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting: its variable, its default, its meaning."""

    name: str
    default: str
    meaning: str


def settings_reference() -> list[SettingRow]:
    """Every setting, in the order of the code."""
    shown = []
    for name, field in Settings.model_fields.items():
        choices = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
        meaning = field.description or ""
        if choices:
            meaning += f" One of {', '.join(map(str, choices))}."
        default = "" if field.default is None else str(field.default)
        shown.append(SettingRow(PREFIX + name.upper(), default, meaning))
    return shown


@router.get("/help")
def help_page(request: Request) -> HTMLResponse:
    """How to ask and what the words on the pages mean, for people."""
    return render(request, "help.html")


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """How to use the API, and the settings of the server."""
    address = str(request.base_url).rstrip("/")
    return render(request, "docs.html", address=address, settings=settings_reference())
