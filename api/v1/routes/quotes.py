"""Whether a quote stands in the corpus."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Response

from api.deps import PinnedEngine
from api.threads import compute_long
from api.v1.schemas.evidence import DifferenceOut, QuotedAtOut, QuoteIn, QuoteMatchOut, QuoteOut
from api.v1.views import passage_out, snapshot_out
from search.engine import Engine
from search.features.quotes.verify import Match, Verdict, verify

router = APIRouter(prefix="/v1", tags=["citation"])


@router.post("/quotes/verify", summary="Does this quote stand in the corpus?", response_model=QuoteOut)
async def post_verify(body: QuoteIn, engine: PinnedEngine) -> Response:
    """Where it stands verbatim, but for typography, which is said; or what differs from what comes closest."""
    return await compute_long(_verified, body.quote, engine, gives_way=True)


def _verified(quote: str, engine: Engine) -> Response:
    content = quote_out(verify(engine, quote), engine).model_dump_json()
    return Response(content, media_type="application/json")


def quote_out(verdict: Verdict, engine: Engine) -> QuoteOut:
    """A verdict on the wire."""
    return QuoteOut(
        quote=verdict.quote,
        verified=verdict.verified,
        matches=[_match(match) for match in verdict.matches],
        differences=[DifferenceOut(**asdict(difference)) for difference in verdict.differences],
        nearest=_match(verdict.nearest) if verdict.nearest else None,
        complete=verdict.complete,
        snapshot=snapshot_out(engine.snapshot.manifest),
    )


def _match(match: Match) -> QuoteMatchOut:
    quoted = QuotedAtOut(page=match.page, start=match.start, end=match.end, text=match.text, exact=match.exact)
    return QuoteMatchOut(**passage_out(match.passage, match.document).model_dump(), quoted=quoted)
