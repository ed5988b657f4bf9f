"""Whether a quote is in the corpus."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import PinnedEngine
from api.v1.evidence_views import quote_out
from api.v1.schemas.evidence import QuoteIn, QuoteOut
from search.features.quotes.verify import verify

router = APIRouter(prefix="/v1", tags=["citation"])


@router.post("/quotes/verify", summary="Verify a quote")
def post_verify(body: QuoteIn, engine: PinnedEngine) -> QuoteOut:
    """Where the quote is, word for word, with any differences of typography; if nowhere, what differs from the
    closest text."""
    return quote_out(verify(engine, body.quote), engine)
