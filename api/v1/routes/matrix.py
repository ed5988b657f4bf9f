"""Who is asked to do what."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse

from api.deps import EMPTY, FilterValues, PinnedEngine, query_filters, refuse_unknown_parameters
from api.v1.evidence_views import matrix_out
from api.v1.schemas.evidence import MatrixOut
from api.v1.views import warnings_out
from search.features.csv_safe import Cell, lines
from search.features.recommendations.matrix import By, Matrix, matrix
from search.query import parse_filters

router = APIRouter(prefix="/v1", tags=["recommendations"])

HEADER = ("addressee", "column", "workshop", "count", "recommendation", "quote", "words")


@router.get(
    "/matrix",
    summary="Recommendations by addressee and by action or theme",
    response_model=MatrixOut,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def get_matrix(
    request: Request,
    engine: PinnedEngine,
    *,
    by: By = "action",
    format: Annotated[Literal["json", "csv"], Query(description="The format of the response.")] = "json",
    addressee: FilterValues = EMPTY,  # noqa: ARG001 - read by query_filters; named here for OpenAPI
    workshop: FilterValues = EMPTY,  # noqa: ARG001
) -> MatrixOut | Response:
    """Counts with the recommendations behind them. CSV has one line for each recommendation in a cell."""
    refuse_unknown_parameters(request, {"by", "format", "addressee", "workshop"})
    filters = parse_filters(query_filters(request, ("addressee", "workshop")))
    found = matrix(engine, by, filters)
    if format == "json":
        return matrix_out(found, engine).model_copy(update={"warnings": warnings_out(engine, filters)})
    headers = {"Content-Disposition": f'attachment; filename="matrix-by-{by}.csv"'}
    return StreamingResponse(
        lines(HEADER, matrix_rows(found)), media_type="text/csv; charset=utf-8", headers=headers
    )


def matrix_rows(found: Matrix) -> list[tuple[Cell, ...]]:
    """One row of ``HEADER`` for each recommendation in a cell."""
    return [
        (
            cell.addressee,
            cell.column,
            cell.workshop,
            len(cell.quotes),
            quote.passage.id,
            quote.passage.text,
            quote.passage.text[quote.start : quote.end],
        )
        for cell in found.cells
        for quote in cell.quotes
    ]
