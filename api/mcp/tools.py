"""The tools: each is a function from an engine and a model of :mod:`api.mcp.schemas` to another such model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api.mcp.schemas import (
    CitedAnswerOut,
    CitedHitOut,
    CitedMatchOut,
    CitedPassageOut,
    CitedQuoteOut,
    CitedRelatedListOut,
    CitedRelatedOut,
    CitedWorkshopListOut,
    CitedWorkshopOut,
    PassageArgs,
    RelatedArgs,
    SearchArgs,
    VerifyArgs,
    WorkshopsArgs,
)
from api.v1.evidence_views import quoted_range_out
from api.v1.schemas.common import FiltersIn, Wire
from api.v1.serialize import passage_dict
from api.v1.views import coverage_out, snapshot_out, workshop_summary_out
from corpus.errors import NotFoundError
from corpus.ids import normalise
from corpus.model import Document, Passage, Workshop
from corpus.reading import passage_joints, with_joints
from search.answer import Answer, Hit, UnknownValue
from search.engine import Engine
from search.features.citation.formats import FORMATS, FormatName
from search.features.citation.reference import reference, workshop_reference
from search.features.quotes.verify import Match
from search.features.quotes.verify import verify as look_up
from search.features.related.related import related as related_to
from search.features.unmet import missing_quotes, unmet_sentences
from search.known_values import nearest_values, unknown_values
from search.query import Filters, Query, parse_filters
from search.runtime import check_deadline


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as assistants see it, and the function behind it.

    ``is_long``: it runs in the threads for long work, so that no search waits for it.
    """

    name: str
    title: str
    description: str
    input_model: type[Wire]
    output_model: type[Wire]
    run: Callable[[Engine, Any], Wire]
    is_long: bool = False


def search(engine: Engine, args: SearchArgs) -> CitedAnswerOut:
    """Ranked passages, and whether they answer the question."""
    filters = known_filters(engine, args.filters)
    query = Query.parse(
        args.query, limit=args.limit, mode=args.mode, filters=filters, per_document=args.per_document
    )
    answer = engine.search(query)
    return CitedAnswerOut(
        query=args.query,
        answerable=answer.answerable,
        confidence=answer.confidence,
        reason=answer.reason,
        note=_note(engine, answer),
        conditions=list(answer.conditions),
        results=[_hit(engine, result) for result in answer.hits],
        coverage=coverage_out(answer.coverage),
        snapshot=snapshot_out(answer.snapshot),
    )


def get_passage(engine: Engine, args: PassageArgs) -> CitedPassageOut:
    """One passage."""
    passage = engine.passage(args.id)
    return _cited(engine, passage, engine.document(passage.document_id), args.citation)


def related(engine: Engine, args: RelatedArgs) -> CitedRelatedListOut:
    """Passages related to a passage."""
    filters = known_filters(engine, args.filters)
    found = related_to(engine, args.id, args.limit, filters, across=args.across)
    return CitedRelatedListOut(
        items=[
            CitedRelatedOut(
                passage=_cited(engine, item.passage, item.document),
                relation=item.relation,
                score=item.score,
                reason=item.reason,
            )
            for item in found
        ],
        snapshot=snapshot_out(engine.snapshot.manifest),
    )


def list_workshops(engine: Engine, args: WorkshopsArgs) -> CitedWorkshopListOut:
    """Workshops that match. Raises NotFoundError for a value no workshop has: a typo must not read as "none"."""
    found = engine.snapshot.store.workshops()
    for name, wanted in (("slug", args.workshop), ("country", args.country), ("year", args.year)):
        keys = {normalise(str(value)) for value in wanted}
        known = {normalise(str(value)): str(value) for w in found if (value := getattr(w, name)) is not None}
        if wanted and not keys & known.keys():
            value, values = str(wanted[0]), list(known.values())
            raise NotFoundError(
                str(UnknownValue(name, value, nearest_values(value, values), len(values), "workshop"))
            )
        found = [w for w in found if not wanted or normalise(str(getattr(w, name))) in keys]
    return CitedWorkshopListOut(
        items=[_workshop(engine, workshop) for workshop in found[: args.limit]],
        total=len(found),
        snapshot=snapshot_out(engine.snapshot.manifest),
    )


def verify_quote(engine: Engine, args: VerifyArgs) -> CitedQuoteOut:
    """Whether a quote is in the corpus."""
    verdict = look_up(engine, args.quote, known_filters(engine, args.filters))
    return CitedQuoteOut(
        quote=verdict.quote,
        verified=verdict.verified,
        matches=[_match(engine, match) for match in verdict.matches],
        differences=list(verdict.differences),
        nearest=_match(engine, verdict.nearest) if verdict.nearest else None,
        complete=verdict.complete,
        snapshot=snapshot_out(engine.snapshot.manifest),
    )


TOOLS = (
    Tool(
        "search",
        "Search the workshop documents",
        "Find passages of policy-workshop pages, papers and recommendations that answer a question. Each comes "
        "with its exact source and a citation. If answerable is false, the documents seem to have no answer: say "
        "so instead of answering from the closest passages.",
        SearchArgs,
        CitedAnswerOut,
        search,
    ),
    Tool(
        "get_passage",
        "Get a passage",
        "Get one passage by its id, verbatim, with its source and a citation (also as BibTeX, RIS or CSL-JSON).",
        PassageArgs,
        CitedPassageOut,
        get_passage,
    ),
    Tool(
        "related",
        "Related passages",
        "Find passages related to a passage (near-identical, narrower or related), with the reason.",
        RelatedArgs,
        CitedRelatedListOut,
        related,
    ),
    Tool(
        "list_workshops",
        "List workshops",
        "List the workshops with date, venue, sessions and addressees: the values that filters accept.",
        WorkshopsArgs,
        CitedWorkshopListOut,
        list_workshops,
    ),
    Tool(
        "verify_quote",
        "Verify a quote",
        "Check whether and where a quote is in the documents, word for word; if it is not, see how it differs "
        "from the closest text. Call this before you quote anything.",
        VerifyArgs,
        CitedQuoteOut,
        verify_quote,
        is_long=True,
    ),
)


def known_filters(engine: Engine, given: FiltersIn) -> Filters:
    """The filters, parsed. Raises NotFoundError for a value no passage has: a typo must not read as "no
    results"."""
    filters = parse_filters(given.given())
    if unknown := unknown_values(engine.snapshot.store, filters):
        raise NotFoundError(str(unknown[0]))
    return filters


def _note(engine: Engine, answer: Answer) -> str | None:
    notes = [f"{one.typed!r} was taken for {one.meant!r}." for one in answer.corrected]
    if not answer.hits:
        notes.append("No passage matches all the filters. Search again with fewer filters.")
    elif answer.reason == "language-not-covered":
        notes.append("The language of the question is not covered: these results only share words with it.")
    elif answer.reason == "conditions-not-met":
        notes += unmet_sentences(answer)
        notes.append("These passages are close to the question, but do not answer it.")
        for verdict in missing_quotes(engine, answer):
            if verdict.nearest is not None:
                notes.append(f"The closest text to “{verdict.quote}” is “{verdict.nearest.text}”.")
    elif not answer.answerable:
        notes.append("Nothing here seems to answer the question. These are the closest passages.")
    if answer.operators_ignored:
        notes.append(f"Not read as operators: {' '.join(answer.operators_ignored)}.")
    if missing := answer.coverage["missing"]:
        linked = answer.coverage["linked"]
        notes.append(f"{missing} of {linked} linked papers are missing and were not searched.")
    return " ".join(notes) or None


def _hit(engine: Engine, result: Hit) -> CitedHitOut:
    return CitedHitOut(
        rank=result.rank,
        score=result.score,
        passage=_cited(engine, result.passage, result.document),
        answer=_answer(result),
        also_in=list(result.also_in),
        unmet=list(result.unmet),
    )


def _answer(result: Hit) -> str | None:
    """The sentence that answers, on one line where only the layout broke it."""
    if result.answer is None:
        return None
    joints = passage_joints(result.passage, result.document)
    return with_joints(result.passage.text, joints, *result.answer)


def _cited(
    engine: Engine, passage: Passage, document: Document, form: FormatName = "formatted"
) -> CitedPassageOut:
    return CitedPassageOut(**passage_dict(passage, document), citation=_citation(engine, passage, form))


def _citation(engine: Engine, passage: Passage, form: FormatName = "formatted") -> str:
    check_deadline()
    return FORMATS[form].write(reference(engine, passage.id)).strip()


def _match(engine: Engine, match: Match) -> CitedMatchOut:
    return CitedMatchOut(
        **passage_dict(match.passage, match.document),
        quoted=quoted_range_out(match),
        citation=_citation(engine, match.passage),
    )


def _workshop(engine: Engine, workshop: Workshop) -> CitedWorkshopOut:
    check_deadline()
    addressees = dict.fromkeys(name for group in workshop.groups for name in group.addressees)
    return CitedWorkshopOut(
        **workshop_summary_out(workshop).model_dump(),
        sessions=[session.label for session in workshop.sessions],
        addressees=list(addressees),
        citation=FORMATS["formatted"].write(workshop_reference(engine, workshop)).strip(),
    )
