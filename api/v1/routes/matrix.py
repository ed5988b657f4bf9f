"""Who is asked for what."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse

from api.deps import NONE, PinnedEngine, Values, given_filters, known_parameters
from api.v1.schemas.evidence import CellOut, CellQuoteOut, ColumnOut, MatrixOut, MeasuredOut
from api.v1.views import passage_out, snapshot_out, warnings_out
from search.engine import Engine
from search.features.csv_safe import Cell, lines
from search.features.recommendations.actions import MEASURED
from search.features.recommendations.matrix import By, Matrix, matrix
from search.query import parse_filters

router = APIRouter(prefix="/v1", tags=["recommendations"])

HEADER = ("addressee", "column", "workshop", "count", "recommendation", "quote", "words")


@router.get(
    "/matrix",
    summary="Addressee by action or theme, by workshop",
    response_model=MatrixOut,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def get_matrix(
    request: Request,
    engine: PinnedEngine,
    *,
    by: By = "action",
    format: Annotated[Literal["json", "csv"], Query(description="How it is written.")] = "json",
    addressee: Values = NONE,  # noqa: ARG001 - read by given_filters; named here for OpenAPI
    workshop: Values = NONE,  # noqa: ARG001
) -> MatrixOut | Response:
    """Counts with the recommendations behind them. As CSV, one line for each recommendation in a cell."""
    known_parameters(request, {"by", "format", "addressee", "workshop"})
    filters = parse_filters(given_filters(request, ("addressee", "workshop")))
    found = matrix(engine, by, filters)
    if format == "json":
        return matrix_out(found, engine).model_copy(update={"warnings": warnings_out(engine, filters)})
    headers = {"Content-Disposition": f'attachment; filename="matrix-by-{by}.csv"'}
    return StreamingResponse(
        lines(HEADER, list(matrix_rows(found))), media_type="text/csv; charset=utf-8", headers=headers
    )


def matrix_rows(found: Matrix) -> list[tuple[Cell, ...]]:
    """A line for each recommendation in a cell."""
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


def matrix_out(found: Matrix, engine: Engine) -> MatrixOut:
    """A matrix on the wire."""
    return MatrixOut(
        by=found.by,
        addressees=list(found.addressees),
        columns=[
            ColumnOut(
                name=column.name,
                meaning=column.meaning,
                evidence=[passage_out(p, engine.document(p.document_id)) for p in column.evidence],
            )
            for column in found.columns
        ],
        workshops=list(found.workshops),
        cells=[
            CellOut(
                addressee=cell.addressee,
                column=cell.column,
                workshop=cell.workshop,
                count=len(cell.quotes),
                quotes=[
                    CellQuoteOut(id=q.passage.id, text=q.passage.text, start=q.start, end=q.end)
                    for q in cell.quotes
                ],
            )
            for cell in found.cells
        ],
        recommendations=found.recommendations,
        measured=[MeasuredOut(**asdict(measured)) for measured in MEASURED] if found.by == "action" else [],
        snapshot=snapshot_out(engine.snapshot.manifest),
    )
