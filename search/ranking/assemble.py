"""Ranked candidates to hits: read, deduplicate, highlight; and the facets of the candidates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from corpus.model import Passage
from search.analysis.analyze import AnalyzedQuery
from search.analysis.term_matcher import WordAnalyzer
from search.answer import FacetValue, Hit
from search.arrays import Rows
from search.query import Query
from search.ranking.dedupe import read_deduplicated
from search.ranking.highlight import Highlighter
from search.ranking.ranker import Ranking
from search.ranking.variety import LOOKAHEAD, Spread, spread
from search.retrieval import Candidates
from search.snapshot.store import Store


def assemble(
    store: Store,
    words: WordAnalyzer,
    query: Query,
    analyzed: AnalyzedQuery,
    candidates: Candidates,
    ranking: Ranking,
    least: int,
) -> tuple[tuple[Hit, ...], Rows]:
    """The best hits and their rows: as many as the query's limit, and ``least`` at the least, if so many exist."""
    wanted = max(query.limit, least)
    spread_out = _spread(store, query, candidates, ranking)
    order = spread_out.order
    passages, copies = read_deduplicated(
        lambda chosen: store.passages(candidates.rows[chosen].tolist()),
        candidates.vectors,
        order,
        wanted,
        dedupe=query.dedupe,
    )
    kept = [rank for rank in passages if rank not in copies][:wanted]
    documents = {i: store.require_document(i) for i in {passages[rank].document_id for rank in kept}}
    more = _more(spread_out, ranking, [int(order[rank]) for rank in kept[: query.limit]])
    # Of each document the last that is shown tells of the others.
    last = {passages[rank].document_id: rank for rank in kept[: query.limit]}
    highlighter = Highlighter(analyzed.term_weights, words)
    hits = []
    for position, rank in enumerate(kept, start=1):
        passage, candidate = passages[rank], int(order[rank])
        highlights, answer = highlighter.highlight(passage.text)
        hits.append(
            Hit(
                rank=position,
                score=float(spread_out.scores[candidate]),
                passage=passage,
                document=documents[passage.document_id],
                dense=float(candidates.dense[candidate]) or None,
                lexical=float(candidates.lexical[candidate]) or None,
                highlights=highlights,
                answer=answer,
                above=() if highlights else _matching_above(passage, highlighter),
                also_in=tuple(passages[copy].id for copy, first in copies.items() if first == rank),
                more=more[passage.document_id] if last.get(passage.document_id) == rank else 0,
            )
        )
    return tuple(hits), candidates.rows[order[kept]]


def _matching_above(passage: Passage, highlighter: Highlighter) -> tuple[str, ...]:
    above = passage.indexed_text.removesuffix(passage.text)
    return tuple(above[start:end] for start, end in highlighter.highlight(above)[0])


def _spread(store: Store, query: Query, candidates: Candidates, ranking: Ranking) -> Spread:
    """The ranking with variety; as it is where documents are filtered for, or more passages of each are wanted."""
    if "document" in query.filters or query.per_document >= LOOKAHEAD:
        return Spread(ranking.order, ranking.scores)
    looked = candidates.rows[ranking.order[:LOOKAHEAD]]
    return spread(ranking.order, ranking.scores, store.document_ids(looked.tolist()), query.per_document)


def _more(spread_out: Spread, ranking: Ranking, shown: Sequence[int]) -> Counter[str]:
    """How many passages of each document were held back though they are as good as one of those ``shown``."""
    if not spread_out.held_back:
        return Counter()
    lowest = min((float(spread_out.scores[candidate]) for candidate in shown), default=0.0)
    return Counter(
        document
        for candidate, document in spread_out.held_back
        if candidate not in shown and ranking.scores[candidate] >= lowest
    )


def facets(store: Store, rows: Rows) -> dict[str, tuple[FacetValue, ...]]:
    """How many of ``rows`` carry each value of each filter but ``document``, most frequent first.

    Counted over the candidates, so that they describe what was found and not the corpus.
    """
    counted: dict[str, list[FacetValue]] = {}
    for name, value, count in store.facet_counts.of(rows):
        counted.setdefault(name, []).append(FacetValue(value, count))
    return {
        name: tuple(sorted(values, key=lambda facet: (-facet.count, facet.value)))
        for name, values in counted.items()
    }
