"""Verified quotes, the matrix and repeated searches as the models on the wire."""

from __future__ import annotations

from api.v1.schemas.evidence import (
    CellOut,
    CellQuoteOut,
    ColumnOut,
    MatrixOut,
    QuotedRangeOut,
    QuoteMatchOut,
    QuoteOut,
    RerunOut,
)
from api.v1.serialize import passage_dict
from api.v1.views import passage_out, snapshot_out
from search.engine import Engine
from search.features.quotes.verify import Match, Verdict
from search.features.recommendations.actions import MEASURED
from search.features.recommendations.matrix import Matrix
from search.features.saved_search import Rerun


def quote_out(verdict: Verdict, engine: Engine) -> QuoteOut:
    """Whether and where a quote is in the corpus."""
    return QuoteOut(
        quote=verdict.quote,
        verified=verdict.verified,
        matches=[_quote_match_out(match) for match in verdict.matches],
        differences=list(verdict.differences),
        nearest=_quote_match_out(verdict.nearest) if verdict.nearest else None,
        complete=verdict.complete,
        snapshot=snapshot_out(engine.snapshot.manifest),
    )


def _quote_match_out(match: Match) -> QuoteMatchOut:
    return QuoteMatchOut(**passage_dict(match.passage, match.document), quoted=quoted_range_out(match))


def quoted_range_out(match: Match) -> QuotedRangeOut:
    """Where on its page a quote is."""
    return QuotedRangeOut(page=match.page, start=match.start, end=match.end, text=match.text, exact=match.exact)


def matrix_out(found: Matrix, engine: Engine) -> MatrixOut:
    """A matrix with its recommendations."""
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
        measured=list(MEASURED) if found.by == "action" else [],
        snapshot=snapshot_out(engine.snapshot.manifest),
    )


def rerun_out(found: Rerun) -> RerunOut:
    """What changed when a saved search was run again."""
    return RerunOut(
        same=found.same,
        same_content=found.same_content,
        same_model=found.same_model,
        same_ranking=found.same_ranking,
        gone=list(found.gone),
        new=list(found.new),
        moved=list(found.moved),
        reworded=list(found.reworded),
        differences=found.sentences(),
        record=found.record,
    )
