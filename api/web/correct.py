"""The page that corrects a workshop's structure: a form of what was read, which keeps what is changed in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from api.http.errors import public_message, status_of
from api.settings import Settings
from api.v1.submissions import correct_workshop
from api.web.add import check_write_key
from api.web.catalog_view import catalog_or_none, library
from api.web.render import HEADERS, PageRoute, render
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.catalogue.jobs import Job
from corpus.errors import InputError, NotFoundError, WorkshopSearchError
from corpus.model import Page, Workshop

if TYPE_CHECKING:
    from api.web.correction_form import Form

router = APIRouter(include_in_schema=False, route_class=PageRoute)

_MOST_FIELDS = 50_000


@dataclass(slots=True)
class Entered:
    """What somebody entered: ``values`` to show in place of those kept, ``theirs`` what another person saved.

    ``lost`` are entries for what is no longer there, by what they were entered as.
    """

    values: Mapping[str, str]
    theirs: Mapping[str, str] = field(default_factory=dict)
    lost: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    status: int = 422


@router.get("/correct")
def correct(request: Request, workshop: Annotated[str, Query(max_length=200)] = "") -> HTMLResponse:
    """The form of one workshop."""
    return _page(request, workshop)


@router.post("/correct")
async def save(request: Request) -> Response:
    """Keep what was changed, and the page of the job that reads the workshop again."""
    form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
    given = {name: _squashed(name, value) for name, value in form.items() if isinstance(value, str)}
    slug, key, seen = (given.pop(name, "") for name in ("workshop", "key", "seen"))
    try:
        await check_write_key(request, key)
        outcome = await run_in_threadpool(_saved, request, slug, given, seen)
    except HTTPException as error:
        outcome = Entered(given, message=str(error.detail), status=error.status_code)
    except NotFoundError:
        raise
    except WorkshopSearchError as error:
        outcome = Entered(given, message=public_message(error), status=status_of(error))
    if isinstance(outcome, Entered):
        return await run_in_threadpool(_page, request, slug, outcome, seen)
    base = request.scope.get("root_path", "")
    return RedirectResponse(f"{base}/jobs/{quote(outcome.id)}", 303, HEADERS)


def _saved(request: Request, slug: str, given: Mapping[str, str], seen: str) -> Job | Entered:
    """The job that reads the page again; what was entered where it was not kept."""
    from api.web.correction_changes import corrected
    from ingest.workshop_page.declared.corrections import Corrections

    settings: Settings = request.app.state.settings
    before = _seen(seen)
    kept = Corrections(settings.data)
    with kept.locked():
        workshop, _, form = _form_of(settings, slug)
        if before != form.values:
            return _second(form, given, before)
        now = corrected(form, given)
        if now == form.corrections:
            return Entered(given, message="Nothing was changed, so nothing was saved.", status=200)
        kept.write(slug, now)
        try:
            return correct_workshop(request, slug, workshop.title, workshop.document_id)
        except WorkshopSearchError:
            kept.write(slug, form.corrections)
            raise


def _second(form: Form, given: Mapping[str, str], before: Mapping[str, str]) -> Entered:
    """What was entered, laid over what somebody else saved since the form was opened."""
    values, theirs, lost = dict(form.values), {}, {}
    for name in {*given, *before}:
        entered, was, now = given.get(name, ""), before.get(name, ""), form.value(name)
        if entered in (was, now):
            continue
        known = name in form.values or name not in before
        values[name] = entered
        if not known:
            lost[name] = entered
        elif now != was:
            theirs[name] = now or "(nothing)"
    message = (
        "Somebody else saved this workshop, or its page was read again, while you were correcting it. Nothing was "
        "saved yet. The fields show what is kept now together with what you entered. Look through them and save "
        "again."
    )
    return Entered(values, theirs, lost, message, 409)


def _seen(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
        if isinstance(found, dict) and all(isinstance(value, str) for value in found.values()):
            return found
    except (ValueError, RecursionError):
        pass
    raise InputError("The form came without what it was filled with. Open the page again.")


def _form_of(settings: Settings, slug: str) -> tuple[Workshop, Page, Form]:
    from api.web.correction_form import form_of
    from ingest.workshop_page.declared.corrections import Corrections

    path = settings.data / CATALOGUE
    if path.exists():
        with Catalogue.open_read_only(path, older=True) as catalogue:
            workshop = catalogue.workshop(slug)
            pages = catalogue.pages(workshop.document_id) if workshop else []
        if workshop is not None and pages:
            return workshop, pages[0], form_of(workshop, pages[0], Corrections(settings.data).read(slug))
    raise NotFoundError(f"There is no workshop {slug!r}. See “Workshops” for the list.")


def _page(request: Request, slug: str, entered: Entered | None = None, seen: str | None = None) -> HTMLResponse:
    from api.web.correction_form import FACTS, PERSON
    from ingest.workshop_page.declared.corrections import Corrections

    settings: Settings = request.app.state.settings
    workshop, _, form = _form_of(settings, slug)
    again = entered is None or entered.status == 409 or not seen
    status = entered.status if entered else 200
    with library(request) as engine:
        return render(
            request,
            "correct.html",
            status,
            workshop=workshop,
            form=form,
            value=(lambda name: entered.values.get(name, "")) if entered else form.value,
            ticked=entered.values if entered else {},
            entered=entered,
            refused=status in (401, 403),
            seen=json.dumps(form.values, ensure_ascii=False) if again else seen,
            person=PERSON,
            facts=FACTS,
            file=Corrections(settings.data).text(slug).splitlines(),
            catalog=catalog_or_none(engine),
        )


def _squashed(name: str, value: str) -> str:
    if name == "seen":
        return value
    lines = (" ".join(line.split()) for line in value.splitlines())
    return ("\n" if name == "organizers" else " ").join(line for line in lines if line)
