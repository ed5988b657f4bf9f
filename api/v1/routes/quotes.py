"""Whether a quote is in the corpus."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.deps import PinnedEngine
from api.threads import compute_long
from api.v1.evidence_views import quote_out
from api.v1.schemas.evidence import QuoteIn, QuoteOut
from search.engine import Engine
from search.features.quotes.verify import verify

router = APIRouter(prefix="/v1", tags=["citation"])


@router.post("/quotes/verify", summary="Verify a quote", response_model=QuoteOut)
async def post_verify(body: QuoteIn, engine: PinnedEngine) -> Response:
    """Where the quote is, word for word, with any differences of typography; if nowhere, what differs from the
    closest text."""
    return await compute_long(_verify, body.quote, engine, gives_way=True)


def _verify(quote: str, engine: Engine) -> Response:
    content = quote_out(verify(engine, quote), engine).model_dump_json()
    return Response(content, media_type="application/json")
