"""Denials: what a question denies and a passage asserts, and the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from corpus.sentences import sentences
from search.analysis.conditions.condition import Condition
from search.analysis.conditions.evidence import NEGATOR, Evidence
from search.answer import ConditionKind, ConditionState
from search.language import is_function_word

_DENIES = re.compile(
    rf"{NEGATOR.pattern}|\b(?:nothing|nobody|none|instead|rather|except\w*|unless|hardly|rarely|lack\w*|absen\w+"
    r"|fail\w*|refus\w+|reject\w*|den(?:y|ied|ies)|prohibit\w*|forb\w+|bann?\w*|avoid\w*|prevent\w*|oppos\w+"
    r"|exclu\w+|un(?:able|likely|known|available))\b",
    re.IGNORECASE,
)
"""Words by which a sentence denies something: more than those by which a question does."""
_CLAUSE_END = re.compile(r"[,;:.?!]|\b(?:but|because|that|which|who|although|while|if)\b")
WORD = re.compile(r"[^\W\d_]{3,}")
"""A word that may tell something: "is" and "to" do not."""
_MAX_DENIED, _MAX_ASSERTED = 6, 8
_REACH = 20
"""Characters before a word in which a negation may deny it."""
_JUST_DENIED = re.compile(
    r"(?:\b(?:not|never|cannot)|n[’']t)\s(?:(?:to|be|been|yet|have|has)\s){0,2}$", re.IGNORECASE
)
"""What stands before the verb of "decided not to subsidise"."""
_DENIED_VERB = re.compile(
    r"\b(?:(?:do|does|did|is|are|was|were|has|have|had|could|should|would|will|must)(?:n[’']t|\s(?:\w+\s){0,3}not)"
    r"|(?:can|won)[’']t|cannot|can\snot)\b",
    re.IGNORECASE,
)
"""A denial of the whole question, which an answer must deny as well."""
_PART = re.compile(r"[^;]+;*")


@dataclass(frozen=True, slots=True)
class NegationCondition(Condition):
    """What the question denies: the beginnings of the words ``denied``.

    The sentence that has most of them contradicts it if it denies nothing. Where no sentence has half of them, one
    that has any and denies something meets it.
    """

    denied: tuple[str, ...]
    kind: ClassVar[ConditionKind] = "negation"

    def compare(self, evidence: Evidence) -> ConditionState:
        """See :class:`Condition`."""
        most = 0
        state: ConditionState = "absent"
        for sentence in evidence.facts.sentences:
            shared = sum(next(places(word, sentence), None) is not None for word in self.denied)
            if shared > most:
                denies = _DENIES.search(sentence) is not None
                if 2 * shared >= len(self.denied):
                    most, state = shared, "met" if denies else "contradicted"
                elif denies:
                    most, state = shared, "met"
        return state


@dataclass(frozen=True, slots=True)
class AssertionCondition(Condition):
    """A word that the question asserts, by its beginning: a passage that only denies it contradicts it.

    It must deny it in a sentence that has most of the ``others``, the other words of the question.
    """

    word: str
    others: tuple[str, ...]
    kind: ClassVar[ConditionKind] = "negation"
    told_if_met: ClassVar[bool] = False

    def compare(self, evidence: Evidence) -> ConditionState:
        """See :class:`Condition`."""
        if not evidence.facts.denies:
            return "absent"
        state: ConditionState = "absent"
        for sentence in evidence.facts.sentences:
            for at in places(self.word, sentence):
                if not _JUST_DENIED.search(sentence[max(0, at - _REACH) : at]):
                    return "met"
                shared = sum(next(places(word, sentence), None) is not None for word in self.others)
                if 2 * shared > len(self.others):
                    state = "contradicted"
        return state


def places(beginning: str, text: str) -> Iterator[int]:
    """Where words of ``text`` begin with ``beginning``; both in lower case."""
    at = text.find(beginning)
    while at >= 0:
        if at == 0 or not text[at - 1].isalpha():
            yield at
        at = text.find(beginning, at + 1)


def read_polarity(text: str) -> Iterator[Condition]:
    """What the question ``text`` denies; if it denies nothing, what it asserts."""
    negation = NEGATOR.search(text)
    if negation and not _is_asked(text, negation.start()):
        return
    if negation is None:
        stated = {match.span(): beginning(match[0]) for match in WORD.finditer(text) if _tells(match[0])}
        for span, word in list(stated.items())[:_MAX_ASSERTED]:
            yield AssertionCondition(*span, False, word, tuple(set(stated.values()) - {word}))
        return
    scope = _CLAUSE_END.split(text[negation.end() :].strip())[0]
    denied = _telling(scope) or _telling(text)  # "… in universities: who shouldn't do it?"
    if denied:
        start = text.rfind(" ", 0, negation.start()) + 1  # all of "isn't"
        yield NegationCondition(start, negation.end(), _DENIED_VERB.search(text) is not None, denied)


def _telling(text: str) -> tuple[str, ...]:
    return tuple(beginning(word) for word in WORD.findall(text) if _tells(word))[:_MAX_DENIED]


def _tells(word: str) -> bool:
    return not is_function_word(word)


def _is_asked(text: str, at: int) -> bool:
    """Whether the sentence around ``text[at]`` asks.

    "Banks do not lend to us. What would help?" tells of a need, which an answer need not repeat.
    """
    said = [
        (start + part.start(), start + part.end())
        for start, end in sentences(text)
        for part in _PART.finditer(text[start:end])
    ]
    return len(said) < 2 or any(start <= at < end and "?" in text[start:end] for start, end in said)


def beginning(word: str) -> str:
    """What all forms of ``word`` begin with, roughly."""
    return word.lower()[: max(5, len(word) - 3)]
