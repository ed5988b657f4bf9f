"""What the passages do not say of a question's conditions, in sentences for people."""

from __future__ import annotations

from collections.abc import Mapping

from search.analysis.conditions.evidence import NEGATOR
from search.answer import Answer, AnswerCondition, ConditionKind
from search.engine import Engine
from search.features.quotes.verify import Verdict, verify

_SHOWN = 160
"""Characters of a quoted phrase that a sentence repeats."""
_ANOTHER: Mapping[ConditionKind, str] = {
    "year": "name another year",
    "date": "name other dates",
    "number": "give another number",
    "ordinal": "name another number",
    "place": "name another country",
    "region": "name another region",
    "person": "name another person",
    "name": "name another one",
    "frequency": "give another frequency",
}
"""What passages do that contradict a condition."""


def unmet_sentences(answer: Answer) -> list[str]:
    """A sentence for each condition that the best passages do not meet; none for an answer that meets them all."""
    if answer.reason != "conditions-not-met":
        return []
    return [
        sentence
        for condition in answer.conditions
        if condition.state != "met" and (sentence := _sentence(answer.query.text, condition))
    ] or [_together(answer)]


def missing_quotes(engine: Engine, answer: Answer) -> list[Verdict]:
    """For each quoted phrase that stands nowhere the closest text and how it differs."""
    return [
        verify(engine, answer.query.text[condition.start : condition.end], answer.query.filters)
        for condition in answer.conditions
        if condition.kind == "phrase" and condition.state == "absent"
    ]


def _together(answer: Answer) -> str:
    """What to say where every condition is met, but not in the same passage."""
    words = [_words(answer.query.text, condition) for condition in answer.conditions]
    if len(words) < 2:
        return "No passage meets all conditions of the question."
    return f"No single passage has all of this: {', '.join(f'“{one}”' for one in words)}."


def _words(question: str, condition: AnswerCondition) -> str:
    return " ".join(question[condition.start : condition.end].split())


def _sentence(question: str, condition: AnswerCondition) -> str:
    words, is_contradicted = _words(question, condition), condition.state == "contradicted"
    if condition.kind == "phrase":
        return f"No passage contains the words “{words[:_SHOWN]}” together in this order."
    if condition.kind == "negation":
        if not is_contradicted:
            return ""
        if NEGATOR.search(words):
            return f"The question denies this (“{words}”), and the closest passages affirm it."
        return f"The closest passages deny this: “{words}”."
    if condition.kind == "addressee":
        return f"No passage about this asks “{words}” to act{'; the closest ones ask others' * is_contradicted}."
    told = f"No passage about this mentions “{words}”"
    return f"{told}; the closest ones {_ANOTHER[condition.kind]}." if is_contradicted else f"{told}."
