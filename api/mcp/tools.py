"""The tools: each takes one model of :mod:`api.mcp.schemas` and gives another, from one engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from api.mcp.schemas import (
    CitedOut,
    CitedWorkshopOut,
    FoundOut,
    PassageIn,
    QuotedOut,
    RelatedIn,
    RelatedToOut,
    RelationOut,
    SearchIn,
    SearchOut,
    VerifiedOut,
    VerifyIn,
    WorkshopListOut,
    WorkshopsIn,
)
from api.v1.routes.search import filters_of
from api.v1.schemas.evidence import DifferenceOut, QuotedAtOut
from api.v1.schemas.search import FiltersIn, Wire
from api.v1.views import coverage_out, passage_out, snapshot_out, workshop_summary_out
from corpus.errors import NotFoundError
from corpus.ids import normalise
from corpus.model import Document, Passage, Workshop
from search import deadline
from search.answer import Answer, Result
from search.engine import Engine
from search.features.citation.formats import FORMATS, FormatName
from search.features.citation.reference import reference, workshop_reference
from search.features.quotes.verify import Match
from search.features.quotes.verify import verify as look_up
from search.features.related.related import related as related_to
from search.known_values import UnknownValue, nearest, unknown_values
from search.query import Filters, Question, parse_filters


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as an assistant is told of it, and the function that does it. ``is_long``: apart from searches."""

    name: str
    title: str
    description: str
    takes: type[Wire]
    gives: type[Wire]
    run: Callable[[Engine, Any], Wire]
    is_long: bool = False


def search(engine: Engine, asked: SearchIn) -> SearchOut:
    """Ranked passages, and whether they answer."""
    filters = known_filters(engine, asked.filters)
    answer = engine.search(Question.parse(asked.query, limit=asked.limit, mode=asked.mode, filters=filters))
    return SearchOut(
        query=asked.query,
        answerable=answer.answerable,
        confidence=answer.confidence,
        reason=answer.reason,
        note=_note(answer),
        results=[_found(engine, result) for result in answer.results],
        coverage=coverage_out(answer.coverage),
        snapshot=snapshot_out(answer.snapshot),
    )


def get_passage(engine: Engine, asked: PassageIn) -> CitedOut:
    """One passage."""
    passage = engine.passage(asked.id)
    return _cited(engine, passage, engine.document(passage.document_id), asked.citation)


def related(engine: Engine, asked: RelatedIn) -> RelatedToOut:
    """What relates to a passage."""
    filters = known_filters(engine, asked.filters)
    found = related_to(engine, asked.id, asked.limit, filters, across=asked.across)
    return RelatedToOut(
        items=[
            RelationOut(
                passage=_cited(engine, item.passage, item.document),
                relation=item.relation,
                score=item.score,
                reason=item.reason,
            )
            for item in found
        ],
        snapshot=snapshot_out(engine.snapshot.manifest),
    )


def list_workshops(engine: Engine, asked: WorkshopsIn) -> WorkshopListOut:
    """Workshops that fit. A value none of them has is an error: a slip must not read as "there are none"."""
    found = engine.snapshot.store.workshops()
    for name, wanted in (("slug", asked.workshop), ("country", asked.country), ("year", asked.year)):
        keys = {normalise(str(one)) for one in wanted}
        there = {normalise(str(value)): str(value) for w in found if (value := getattr(w, name)) is not None}
        if wanted and not keys & there.keys():
            known = list(there.values())
            unknown = UnknownValue(name, str(wanted[0]), nearest(str(wanted[0]), known), len(known), "workshop")
            raise NotFoundError(str(unknown))
        found = [w for w in found if not wanted or normalise(str(getattr(w, name))) in keys]
    return WorkshopListOut(
        items=[_workshop(engine, workshop) for workshop in found[: asked.limit]],
        total=len(found),
        snapshot=snapshot_out(engine.snapshot.manifest),
    )


def verify_quote(engine: Engine, asked: VerifyIn) -> VerifiedOut:
    """Whether a quote stands in the corpus."""
    verdict = look_up(engine, asked.quote, known_filters(engine, asked.filters))
    return VerifiedOut(
        quote=verdict.quote,
        verified=verdict.verified,
        matches=[_quoted(engine, match) for match in verdict.matches],
        differences=[DifferenceOut(**asdict(difference)) for difference in verdict.differences],
        nearest=_quoted(engine, verdict.nearest) if verdict.nearest else None,
        complete=verdict.complete,
        snapshot=snapshot_out(engine.snapshot.manifest),
    )


TOOLS = (
    Tool(
        "search",
        "Search the workshop documents",
        "Find passages of policy-workshop pages, papers and recommendations that answer a question. Each comes "
        "with its exact source and a citation. When answerable is false the corpus seems to hold no answer: say "
        "so instead of answering from the nearest passages.",
        SearchIn,
        SearchOut,
        search,
    ),
    Tool(
        "get_passage",
        "Get a passage",
        "Get one passage by its id, verbatim, with its source and a citation (also as BibTeX, RIS or CSL-JSON).",
        PassageIn,
        CitedOut,
        get_passage,
    ),
    Tool(
        "related",
        "Related passages",
        "Find passages related to a passage, with how they relate and why: near-identical, narrower or related.",
        RelatedIn,
        RelatedToOut,
        related,
    ),
    Tool(
        "list_workshops",
        "List workshops",
        "List the workshops with date, venue, sessions and addressees: the values that filters take.",
        WorkshopsIn,
        WorkshopListOut,
        list_workshops,
    ),
    Tool(
        "verify_quote",
        "Verify a quote",
        "Check whether a quote stands verbatim in the documents and where, or what differs from what comes "
        "closest. Do this before giving a quotation.",
        VerifyIn,
        VerifiedOut,
        verify_quote,
        is_long=True,
    ),
)


def known_filters(engine: Engine, given: FiltersIn) -> Filters:
    """Filters that passages carry. Raises NotFoundError for a value none carries: it is a slip, not an answer."""
    filters = parse_filters(filters_of(given))
    for unknown in unknown_values(engine.snapshot.store, filters):
        raise NotFoundError(str(unknown))
    return filters


def _note(answer: Answer) -> str | None:
    notes = []
    if not answer.results:
        notes.append("No passage fits all the filters together; ask with fewer.")
    elif answer.reason == "language-not-covered":
        notes.append("The question's language is not covered: these were found by shared words alone.")
    elif not answer.answerable:
        notes.append("Nothing here seems to answer this; the nearest passages are given.")
    if missing := answer.coverage["missing"]:
        linked = answer.coverage["linked"]
        notes.append(f"{missing} of {linked} linked papers are not at hand and were not searched.")
    return " ".join(notes) or None


def _found(engine: Engine, result: Result) -> FoundOut:
    return FoundOut(
        rank=result.rank,
        score=result.score,
        passage=_cited(engine, result.passage, result.document),
        answer=result.passage.text[slice(*result.answer)] if result.answer else None,
        also_in=list(result.also_in),
    )


def _cited(engine: Engine, passage: Passage, document: Document, form: FormatName = "formatted") -> CitedOut:
    return CitedOut(**passage_out(passage, document).model_dump(), citation=_citation(engine, passage, form))


def _citation(engine: Engine, passage: Passage, form: FormatName = "formatted") -> str:
    deadline.check()
    return FORMATS[form].write(reference(engine, passage.id)).strip()


def _quoted(engine: Engine, match: Match) -> QuotedOut:
    quoted = QuotedAtOut(page=match.page, start=match.start, end=match.end, text=match.text, exact=match.exact)
    cited = _cited(engine, match.passage, match.document)
    return QuotedOut(**cited.model_dump(), quoted=quoted)


def _workshop(engine: Engine, workshop: Workshop) -> CitedWorkshopOut:
    deadline.check()
    addressees = dict.fromkeys(name for group in workshop.groups for name in group.addressees)
    return CitedWorkshopOut(
        **workshop_summary_out(workshop).model_dump(),
        sessions=[session.label for session in workshop.sessions],
        addressees=list(addressees),
        citation=FORMATS["formatted"].write(workshop_reference(engine, workshop)).strip(),
    )
