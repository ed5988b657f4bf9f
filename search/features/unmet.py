"""What the passages do not say of a question's conditions, in sentences for people."""

from __future__ import annotations

from collections.abc import Mapping

from search.answer import Answer, AnswerCondition, ConditionKind
from search.engine import Engine
from search.features.quotes.verify import Verdict, verify

_SHOWN = 160
"""Characters of a quoted phrase that a sentence repeats."""
_WHAT: Mapping[ConditionKind, str] = {
    "year": "year",
    "date": "date",
    "number": "number",
    "ordinal": "number",
    "place": "place",
    "region": "region",
    "person": "person",
    "name": "name",
    "frequency": "frequency",
}


def unmet_sentences(answer: Answer) -> list[str]:
    """A sentence for each condition that the best passages do not meet; none for an answer that meets them all."""
    if answer.reason != "conditions-not-met":
        return []
    return [
        sentence
        for condition in answer.conditions
        if condition.state != "met" and (sentence := _sentence(answer.query.text, condition))
    ] or ["No passage meets all conditions of the question."]


def missing_quotes(engine: Engine, answer: Answer) -> list[Verdict]:
    """For each quoted phrase that stands nowhere the closest text and how it differs."""
    return [
        verify(engine, answer.query.text[condition.start : condition.end], answer.query.filters)
        for condition in answer.conditions
        if condition.kind == "phrase" and condition.state == "absent"
    ]


def _sentence(question: str, condition: AnswerCondition) -> str:
    words = " ".join(question[condition.start : condition.end].split())
    if condition.kind == "phrase":
        return f"No passage contains the words “{words[:_SHOWN]}” together in this order."
    if condition.kind == "negation":
        return (
            f"The passages say the opposite of “{words}” in the question." if condition.state != "absent" else ""
        )
    if condition.state == "contradicted":
        return f"The closest passages do not speak of {words}; they name another {_WHAT[condition.kind]}."
    return f"No passage about this speaks of {words}."
