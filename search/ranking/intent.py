"""What kind of statement a question asks for: talks, what somebody should do, facts. Evidence, never a filter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.model import Kind
from search.analysis.conditions.quantities import singular
from search.language import is_function_word

_TALKS = re.compile(
    r"\b(?:who|whom|whose|(?:which|what) (?:speaker|presenter|expert|professor|person|delegate)s?)\b.{0,40}"
    r"\b(?:spoke|speaks?|speaking|talk(?:s|ed)|present(?:s|ed|ing)?|lectur\w+|gave)\b"
    r"|\b(?:which|what|whose|any|was there an?|list(?: of)?|all)\s(?:the\s)?(?:\w+\s){0,2}"
    r"(?:talks?|presentations?|speakers?|speech(?:es)?|lectures?)\b",
    re.IGNORECASE,
)
_ACTIONS = re.compile(
    r"\bwhat\s(?:should|must|can|could|shall|ought)\s(?P<who>(?:\S+\s){1,6}?)(?:to\s)?(?:do|undertake)\b"
    r"|\bwhat\s(?:is|are|was|were)\s(?P<whom>(?:\S+\s){1,6}?)"
    r"(?:advised|asked|urged|told|recommended|expected|supposed|called (?:up)?on)\s(?:to|for)\b"
    r"|\brecommend(?:ations?|ed)\s(?:to|for|addressed to)\s(?P<to>(?:the\s)?(?:\S+\s?){1,5})"
    r"|\bwhat\s(?:is|was|has been|were|are)\s(?:\w+\s)?(?:recommended|proposed|advised)\b",
    re.IGNORECASE,
)
_FACTS = re.compile(
    r"^\W*(?:when|where)\s(?:is|are|was|were|did|does|will|do)\b|\bhow many\b"
    r"|\b(?:what|which) (?:dates?|day|month|year|city|venue)\b",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"\b(?:addressed|addressees?|asked|told|advised|directed|meant)\b|\b(?:to|for) whom\b", re.IGNORECASE
)
_LONGEST = 400
"""Characters that a question with an intent has at most."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Intent:
    """The ``kinds`` of statements that answer a question, none if it does not tell.

    ``actors``: the words, in lower case and singular, for those whose actions are asked for. ``addressee``: it is
    asked who is to act, which the line above a list of recommendations tells.
    """

    kinds: frozenset[Kind] = frozenset()
    actors: frozenset[str] = frozenset()
    addressee: bool = False


@lru_cache(maxsize=64)
def read_intent(text: str) -> Intent:
    """The intent of the question ``text``."""
    if len(text) > _LONGEST:
        return Intent()
    addressee = _ADDRESSED.search(text) is not None
    if match := _ACTIONS.search(text):
        given = next((match[name] for name in ("who", "whom", "to") if match[name]), "")
        return Intent(frozenset(("recommendation",)), telling_words(given), addressee)
    if _TALKS.search(text):
        return Intent(frozenset(("talk",)), addressee=addressee)
    if _FACTS.search(text):
        return Intent(frozenset(("fact",)), addressee=addressee)
    return Intent(addressee=addressee)


def telling_words(text: str) -> frozenset[str]:
    """The words of a name that tell whom it means, in lower case and singular."""
    words = (singular(word.lower()) for word in _WORD.findall(text) if not is_function_word(word))
    return frozenset(word for word in words if len(word) > 1)
