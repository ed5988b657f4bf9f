"""Citations of passages."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.deps import PinnedEngine, permalink_base
from search.features.citation.formats import FORMATS, FormatName
from search.features.citation.reference import reference

router = APIRouter(prefix="/v1", tags=["citation"])

Also = Literal["csl", "csl_json", "text"]
_NAMED: dict[str, FormatName] = {name: name for name in FORMATS} | {
    "csl": "csl-json",
    "csl_json": "csl-json",
    "text": "formatted",
}

_MEDIA = {
    f.media_type.split(";")[0]: {
        "schema": {"type": "array", "items": {"type": "object"}} if "json" in f.media_type else {"type": "string"}
    }
    for f in FORMATS.values()
}


@router.get(
    "/passages/{id}/citation",
    summary="Cite a passage",
    response_class=Response,
    responses={200: {"content": _MEDIA}},
)
def get_citation(
    id: str,
    request: Request,
    engine: PinnedEngine,
    format: Annotated[FormatName | Also, Query(description="The format of the citation.")] = "formatted",
) -> Response:
    """BibTeX, RIS, CSL-JSON or formatted text, with page or slide, source and the date it was retrieved."""
    chosen = FORMATS[_NAMED[format]]
    cited = reference(engine, id, permalink_base(request))
    headers = {
        "Content-Disposition": f'inline; filename="{cited.key}.{chosen.suffix}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(chosen.write(cited), media_type=chosen.media_type, headers=headers)
