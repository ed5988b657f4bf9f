"""Whether an item or a sentence asks somebody to do something: the one rule, and its margin for a list."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.workshop_page.parse.agents import ASKED, agents_in
from ingest.workshop_page.parse.named_items import opens_with_whom
from ingest.workshop_page.parse.verbs import VERBS

ADVERB = (
    r"(?:(?:also|therefore|further|furthermore|strongly|hereby|thus|then|now|unanimously|in\s+particular)\s+)*"
)
RECOMMEND = r"(?:recommend(?:s|ed|ing)?|urg(?:es?|ed|ing)|propos(?:es?|ed|ing)|advis(?:es?|ed|ing))"
_NOUN = r"(?:recommendations?|requests?|proposals?|appeals?|calls?)"
ASKED_TO = re.compile(
    rf"\b(?:is|are|be)\s+{ADVERB}{ASKED}\s+to\b|\b(?:was|were)\s+{ADVERB}(?!invited){ASKED}\s+to\b",
    re.IGNORECASE,
)
SHOULD = re.compile(
    r"\b(?:should|must|ought\s+to|needs?\s+to|(?:may|might|could)\s+(?:wish\s+to\s+)?consider\b|devrai(?:t|ent)|doi(?:t|vent)|deber[íi]an?|deben?|dever(?:ia|iam|á|ão)|devem?"
    r"|sollten?)\b|应(?:当|该)|應(?:當|該)|べき",
    re.IGNORECASE,
)
THAT = re.compile(
    rf"\b(?:{RECOMMEND}|{_NOUN})\s+{ADVERB}that\s+(?!:)"
    r"|\b(?:recommand\w+|recom[ei]{1,2}nd\w+)\s+qu(?:e\s+|['’])",
    re.IGNORECASE,
)
# "The Group recommended the continuation of …", "Ministers called upon partners to …".
_OTHERS_ASKED = re.compile(
    rf"(?:[\w'’/-]+\s+){{1,6}}?{ADVERB}(?:recommend(?:s|ed)?|urge[sd]?|request(?:s|ed)|invite[sd]|encourage[sd]"
    r"|call(?:s|ed)\s+(?:up)?on|appeal(?:s|ed)\s+to|asked(?=\s+(?!about\b|whether\b|how\b|if\b|for\b)[^.;:]{2,80}?\s+to\s))"
    r"\s+(?!by\b|in\b)\w",
    re.IGNORECASE,
)
_PAPERS = re.compile(
    r"\b(?:submissions?|papers|abstracts|manuscripts|extended abstracts|topics of interest)\b.{0,80}"
    r"\b(?:invited?|solicit\w*|welcome|include|encouraged?|should)\b"
    r"|\b(?:invite|solicit|welcome|encourage|call for)\w*\b.{0,60}"
    r"\b(?:submissions?|papers|abstracts|manuscripts)\b",
    re.IGNORECASE,
)
# What a visitor of the page is to do: "Register by 3 May", "Submit your abstract".
_FOR_VISITORS = re.compile(
    r"(?:submit|sign\s+up|download|upload|e-?mail|book|visit|click|contact|send|read|see|watch|browse)\b"
    r"|(?:register|apply|enrol+)\s+(?:by|before|online|at|for|here|now|early|until)\b",
    re.IGNORECASE,
)
_OPENS_A_NOUN = frozenset("of by from on in with at : - –".split())
_SHARE = 0.6
_FEWEST = 2
_SHORTEST = 3


def asks(text: str) -> bool:
    """Whether an item or a sentence says what somebody is to do: "Map the reefs", "Ports should …".

    "Review of charts" and "Show and tell:" do not, nor does what a visitor of the page is told to do.
    """
    words = text.split(None, 2)
    if len(words) < _FEWEST or calls_for_papers(text) or _FOR_VISITORS.match(text):
        return False
    first = words[0].casefold().strip(",.")
    if first in VERBS:
        return words[1].casefold() not in _OPENS_A_NOUN
    if first in ("to", "not", "never", "do", "don't", "don’t"):
        return words[1].casefold().strip(",.") in VERBS | {"not", "to"}
    if opens_with_whom(text):
        return True
    return bool(SHOULD.search(text) or ASKED_TO.search(text) or THAT.search(text) or _OTHERS_ASKED.match(text))


def asked_in(text: str) -> tuple[str, ...]:
    """Those whom an item asks to act: "Ports should …", "The Group recommended that ports …"."""
    if that := THAT.search(text):
        return agents_in(text[that.end() :], bare=True)
    return agents_in(text, bare=_OTHERS_ASKED.match(text) is None)


def own_subject(text: str) -> tuple[str, ...]:
    """Those an item begins with and asks to act: "Trade unions should …", whatever stands over its list."""
    names = agents_in(text)
    return names if names and re.match(rf"(?:the\s+)?{re.escape(names[0])}\b", text, re.IGNORECASE) else ()


def most_ask(texts: Iterable[str]) -> bool:
    """Whether at least two items of a list, and most of those with three words or more, ask for something."""
    said = [text for text in texts if text.count(" ") >= _SHORTEST - 1]
    asking = sum(asks(text) for text in said)
    return asking >= _FEWEST and asking >= _SHARE * len(said)


def calls_for_papers(sentence: str) -> bool:
    """Whether a sentence asks for papers: "Submissions are invited on:"."""
    return _PAPERS.search(sentence) is not None
