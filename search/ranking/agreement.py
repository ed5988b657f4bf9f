"""Whether the best passages agree with the conditions of a question, and which of them come first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.model import Document, Passage
from search.analysis.analyze import AnalyzedQuery
from search.analysis.conditions.dates import dates
from search.analysis.conditions.evidence import Evidence
from search.analysis.conditions.names import NameCondition
from search.analysis.term_matcher import TermMatcher, WordAnalyzer
from search.answer import AnswerCondition, ConditionState, Hit
from search.arrays import Floats, Rows
from search.language import is_foreign
from search.ranking.answerability import Answerability
from search.ranking.bare_topic import MAX_TOPIC_TERMS, is_spoken_of
from search.ranking.late_interaction import TokenComparison
from search.ranking.on_topic import on_topic
from search.snapshot.store import Store

_COMPARED, _COMPARED_FOR_DENIALS = 8, 3
"""How many of the best passages are compared with the conditions; and where there are no others, with the words
that a passage might deny."""
_UNMET_FACTOR = 0.15
"""What remains of the confidence in an answer where a condition is not met."""
_BEGINNING = 300
"""Characters of a document in which its own date is sought."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the best passages agree with the conditions of a query.

    ``conditions`` have the state they have over these passages. ``unmet`` tells for each passage which it does not
    meet. ``places`` says which passage comes first, second …. ``holds``: some passage may answer the query under
    its conditions. ``spoken_of``: the corpus speaks of the topic that the query merely names.
    """

    conditions: tuple[AnswerCondition, ...] = ()
    unmet: tuple[tuple[int, ...], ...] = ()
    places: tuple[int, ...] = ()
    holds: bool = True
    spoken_of: bool = True

    def applied(self, verdict: Answerability, hits: tuple[Hit, ...]) -> tuple[Answerability, tuple[Hit, ...]]:
        """The verdict and the hits as they are under the conditions."""
        if not self.spoken_of:
            return Answerability(verdict.confidence * _UNMET_FACTOR, False), hits
        if not self.conditions:
            return verdict, hits
        if not self.holds:
            verdict = Answerability(verdict.confidence * _UNMET_FACTOR, False)
        ranked: list[Hit] = []
        for at in (*self.places, *range(len(self.places), len(hits))):
            hit, unmet = hits[at], self.unmet[at] if at < len(self.places) else ()
            score = min(hit.score, ranked[-1].score) if ranked else hit.score
            rank = len(ranked) + 1
            is_changed = rank != hit.rank or score != hit.score or unmet
            ranked.append(replace(hit, rank=rank, score=score, unmet=unmet) if is_changed else hit)
        return verdict, tuple(ranked)


def compared(query: AnalyzedQuery) -> int:
    """How many of the best passages are compared with ``query``."""
    return _COMPARED if query.conditions.told else _COMPARED_FOR_DENIALS


class Agreements:
    """Compares passages of one snapshot with the conditions of questions. Thread-safe."""

    def __init__(self, store: Store, words: WordAnalyzer) -> None:
        self._store, self._words = store, words
        self._workshop: Callable[[str], str] = lru_cache(maxsize=1024)(self._describe_workshop)
        self._dated: Callable[[str], str] = lru_cache(maxsize=1024)(self._dates_at_beginning)

    def assess(
        self,
        query: AnalyzedQuery,
        hits: Sequence[Hit],
        rows: Rows,
        phrases: Sequence[Rows],
        tokens: TokenComparison | None,
    ) -> Agreement:
        """The agreement of the best ``hits`` (with their ``rows``) with the conditions of ``query``.

        ``phrases`` has for each quoted phrase the rows that contain it.
        """
        conditions = query.conditions.all
        hits, rows = hits[: compared(query)], rows[: compared(query)]
        few = len(query.query_terms.terms) <= MAX_TOPIC_TERMS
        is_topic = few and not query.conditions.told and not is_foreign(query.text)
        if not hits or not (conditions or is_topic):
            return Agreement()
        needs_tokens = is_topic or query.conditions.told
        similarity = tokens.maxsim(rows) if tokens is not None and needs_tokens else None
        if is_topic and not is_spoken_of(query, self._words, tokens, similarity):
            return Agreement(spoken_of=False)
        matcher = self._matcher(query)
        states = [
            self._compare(
                query, self._evidence(hit, matcher, _nearness(tokens, similarity, at), _holding(phrases, row))
            )
            for at, (hit, row) in enumerate(zip(hits, rows, strict=True))
        ]
        return _judge(query, states, on_topic(query, tokens, similarity, hits))

    def _matcher(self, query: AnalyzedQuery) -> TermMatcher | None:
        """Finds the words of the query's names."""
        names = (condition for condition in query.conditions.all if isinstance(condition, NameCondition))
        terms = {term for name in names for word in name.words for forms in word.terms for term in forms}
        return TermMatcher(self._words, terms) if terms else None

    def _evidence(
        self,
        hit: Hit,
        matcher: TermMatcher | None,
        nearness: Callable[[int, int], float],
        phrases: Collection[int],
    ) -> Evidence:
        text, around = hit.passage.indexed_text, self._around(hit.passage, hit.document)
        found: set[str] = set()
        if matcher is not None:
            found.update(
                term for part in (text, around) for _, _, terms in matcher.matches(part) for term in terms
            )
        return Evidence(text, around, found, nearness, hit.passage.speaker or "", phrases, hit.passage.addressees)

    def _compare(self, query: AnalyzedQuery, evidence: Evidence) -> list[ConditionState]:
        states = [condition.compare(evidence) for condition in query.conditions.all]
        # What meets a condition of a kind does not contradict another of that kind: both are spoken of.
        kinds = [condition.kind for condition in query.conditions.all]
        met = {kind for kind, state in zip(kinds, states, strict=True) if state == "met" and kind != "negation"}
        return [
            "absent" if state == "contradicted" and kind in met else state
            for kind, state in zip(kinds, states, strict=True)
        ]

    def _around(self, passage: Passage, document: Document) -> str:
        own = self._workshop(passage.workshop) if passage.workshop else self._dated(document.id)
        years = {str(year) for year in (document.year, passage.year) if year}
        parts = (document.title, *years, passage.session, passage.talk, passage.speaker, passage.country,
                 *passage.addressees, own)  # fmt: skip
        return "\n".join(part for part in parts if part)

    def _dates_at_beginning(self, document_id: str) -> str:
        """The dates that a document begins with, as papers and resolutions do: its own."""
        beginning = [
            passage.text[:_BEGINNING]
            for passage in self._store.passages(self._store.rows_of_document(document_id)[:1])
        ]
        return "\n".join(text[date.start : date.end] for text in beginning for date in dates(text) if date.year)

    def _describe_workshop(self, slug: str) -> str:
        workshop = self._store.workshop(slug)
        if workshop is None:
            return ""
        parts = [workshop.title, workshop.date_text, str(workshop.year or ""), workshop.venue, workshop.city,
                 workshop.country, *workshop.organizers]  # fmt: skip
        return "\n".join(part for part in parts if part)


def _holding(phrases: Sequence[Rows], row: int) -> list[int]:
    """Which phrases a row contains."""
    return [at for at, rows in enumerate(phrases) if row in rows]


def _nearness(tokens: TokenComparison | None, similarity: Floats | None, at: int) -> Callable[[int, int], float]:
    def near(start: int, end: int) -> float:
        if tokens is None or similarity is None:
            return 0.0
        own = (tokens.offsets[:, 0] < end) & (tokens.offsets[:, 1] > start)
        return float(similarity[own, at].mean()) if own.any() else 0.0

    return near


def _judge(
    query: AnalyzedQuery, compared: Sequence[Sequence[ConditionState]], topical: Sequence[bool]
) -> Agreement:
    conditions = query.conditions.all
    speaking = [states for states, is_topical in zip(compared, topical, strict=True) if is_topical]
    states: list[ConditionState] = []
    for at in range(len(conditions)):
        seen = [one[at] for one in speaking if one[at] != "absent"] or ["absent"]
        # What one passage denies and another asserts is for the better of them to decide.
        best = seen[0] if conditions[at].kind == "negation" else "met" if "met" in seen else seen[0]
        states.append(best)
    either = {at for at, condition in enumerate(conditions) if condition.kind == "phrase"}
    groups = [*query.conditions.alternatives, *([frozenset(either)] if query.operators.either else [])]
    excused = {at for group in groups if any(states[i] == "met" for i in group) for at in group}
    failed = [
        at
        for at, (condition, state) in enumerate(zip(conditions, states, strict=True))
        if at not in excused and (state == "contradicted" or (state == "absent" and condition.required))
    ]
    told = [at for at, c in enumerate(conditions) if c.told_if_met or states[at] == "contradicted"]
    unmet = tuple(
        tuple(
            index
            for index, at in enumerate(told)
            if one[at] == "contradicted" or (one[at] == "absent" and conditions[at].required)
        )
        for one in compared
    )
    apart = ("phrase", "ordinal")  # "Sessions I and II", each in its place
    needed = [at for at, c in enumerate(conditions) if c.required and at not in excused and c.kind not in apart]
    together = "," in query.text or any(all(one[at] == "met" for at in needed) for one in speaking)
    comparable = bool(speaking) or not query.conditions.stated
    consistent = any("contradicted" not in one for one in speaking)
    answered = tuple(
        AnswerCondition(conditions[at].start, conditions[at].end, conditions[at].kind, states[at]) for at in told
    )
    return Agreement(
        answered, unmet, _places(unmet, topical), not comparable or (consistent and together and not failed)
    )


def _places(unmet: Sequence[Sequence[int]], topical: Sequence[bool]) -> tuple[int, ...]:
    """The order in which what is on topic and agrees comes before what is on topic and does not."""
    order = sorted((at for at, is_topical in enumerate(topical) if is_topical), key=lambda at: bool(unmet[at]))
    slots = iter(order)
    return tuple(next(slots) if is_topical else at for at, is_topical in enumerate(topical))
