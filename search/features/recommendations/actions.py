"""What a recommendation asks to be done, by rules over its verbs and what they govern.

Rules rather than a model: each action comes with the words that show it, and a reader can check them. Only verbs
that open the recommendation or are joined to those that do count ("Set up …, and promote …", "… by establishing
…"); what a clause of purpose wishes for ("… to promote innovation") does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

ActionType = Literal[
    "establish",
    "fund",
    "train",
    "share",
    "study",
    "coordinate",
    "regulate",
    "promote",
    "assess",
    "plan",
    "advise",
]
ACTION_TYPES: tuple[ActionType, ...] = get_args(ActionType)

MEANING: dict[ActionType, str] = {
    "establish": "bring an institution, system, network or place into being",
    "fund": "money, credit, guarantees, grants",
    "train": "teach; workshops and seminars",
    "share": "exchange or spread experience, information, awareness",
    "study": "review, survey, study, identify",
    "coordinate": "link, integrate, agree",
    "regulate": "laws, policies, frameworks",
    "promote": "strengthen, develop, encourage",
    "assess": "monitor, evaluate",
    "plan": "vision, priorities, design",
    "advise": "advisory and technical services",
}


@dataclass(frozen=True, slots=True)
class Action:
    """An action and the words that show it: ``text[start:end]`` of the recommendation, in code points."""

    type: ActionType
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RuleAccuracy:
    """How the rules agree with a reader's judgement.

    ``precision`` is the share of actions found that the reader counts, or allows; ``strict`` the share of those
    the reader counts. ``recall`` is the share of those the reader counts that are found.
    """

    on: str
    recommendations: int
    precision: float
    strict: float
    recall: float


MEASURED = (
    RuleAccuracy(
        "the tracked page, which the rules were written for", 60, precision=1.0, strict=0.86, recall=0.99
    ),
    RuleAccuracy("two workshops the rules were not written for", 33, precision=1.0, strict=0.96, recall=0.66),
)
"""What a test measures, to two places: what is found can be relied on, a third of what is new is not found."""

_MODAL = r"(?:should|shall|must|may|could|can|will|needs?\s+to|ha(?:s|ve)\s+to|ought\s+to)"
_WANTING = r"(?:consider|continue|seek|try|be\s+encouraged)\s+to\s+"
_OPENING = re.compile(
    rf"\W*(?:(?:and|also|further|please|jointly)\s+|{_MODAL}\s+|{_WANTING})*",
    re.IGNORECASE,
)
_SUBJECT = re.compile(rf"[^.;:]{{2,80}}?\s{_MODAL}\s+(?:(?:also|consider|continue\s+to)\s+)?", re.IGNORECASE)
_JOINED = re.compile(
    r"(?:[,;]\s*(?:and\s+|or\s+|as\s+well\s+as\s+)?|\s(?:and|by|through)\s+)"
    r"(?:(?:further|effectively|jointly|actively|also)\s+)?(?=[a-z])",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"\b(?P<purpose>to\s+(?!the\b|an?\b|other\b)\w+|which|that|who|where)\b|\bby\b|\bthrough\b|[;.]", re.IGNORECASE
)
_WISHED = re.compile(r"\bto\s+(?P<verb>(?:share|exchange|disseminate|coordinate)\b)", re.IGNORECASE)


def _verbs(words: str) -> str:
    """Base form and -ing form of each verb; "set_up" is a verb with its particle."""
    forms = []
    for word in words.split():
        verb, _, particle = word.partition("_")
        stem = verb[:-1] if verb.endswith("e") else verb
        doubled = "t" if verb in ("set", "put") else "n" if verb in ("run", "plan") else ""
        after = rf"\s+{particle}" if particle else ""
        forms.append(f"(?:{verb}|{stem}{doubled}ing){after}")
    return rf"(?:{'|'.join(forms)})\b"


_LEGAL = r"(?:legal|polic(?:y|ies)|laws?|legislation)\b(?!\s+forum)"
_NEAR = r"[^.;:]{0,60}?\b"
"""What may stand between a verb and its object."""
_A = r"\s+(?:an?\s+|the\s+)?(?:\S+\s+){0,2}?"
_MAKE = _verbs("establish set_up build create construct develop arrange introduce provide form")
_GIVE = _verbs("provide organize organise hold convene run conduct offer facilitate")
_INQUIRE = _verbs("consider conduct initiate undertake carry_out prepare")

_RULES: tuple[tuple[tuple[ActionType, ...], str], ...] = (
    (("coordinate",), rf"{_MAKE}\s+(?:a\s+)?consensus"),
    (("promote",), rf"{_MAKE}{_A}(?:social\s+capital|trust|environment|capacit\w+|base)\b"),
    (("study",), rf"{_INQUIRE}{_A}(?:stud(?:y|ies)|reviews?|surveys?|research)\b"),
    (("train",), rf"{_GIVE}{_A}(?:workshops?|seminars?|training|courses?)\b"),
    (("advise",), rf"{_GIVE}{_A}(?:advice|advisory)\b"),
    (("share",), rf"{_GIVE}{_NEAR}(?:exchange|shar(?:e|ing)|information|forum|fair|conference)\b"),
    (("share",), rf"{_verbs('raise increase')}{_A}awareness\b"),
    (("fund",), rf"{_MAKE}{_A}(?:promote\s+)?(?:\w+\s+)?(?:funds?|grants?|loans?|credit)\b"),
    (("fund",), rf"{_verbs('promote expand increase')}{_A}(?:credit|financ\w+|funding)\b"),
    (("establish", "assess"), rf"{_verbs('establish set_up create')}{_A}(?:evaluation|monitoring)\b"),
    (("establish", "regulate"), rf"{_verbs('establish set_up create')}{_A}{_LEGAL}"),
    (("regulate",), rf"{_verbs('arrange develop introduce')}{_NEAR}{_LEGAL}"),
    (("coordinate",), rf"{_verbs('strengthen establish build facilitate')}{_NEAR}(?:linkages?|coordination)\b"),
    (("promote", "coordinate"), rf"{_verbs('promote')}{_NEAR}(?:linkages?|coordination)\b"),
    (("plan",), rf"{_verbs('set')}{_A}(?:visions?|objectives?|goals?|targets?|priorit\w+)\b"),
    (("plan",), rf"{_verbs('place give')}{_A}priority\b"),
    (("establish",), _verbs("establish set_up build create construct found introduce")),
    (("fund",), _verbs("fund finance subsidize subsidise")),
    (("train",), _verbs("train teach educate")),
    (("share",), _verbs("share exchange disseminate publish circulate translate")),
    (("study",), _verbs("study review survey identify investigate analyse analyze")),
    (("coordinate",), _verbs("coordinate integrate link connect harmonize harmonise")),
    (("regulate",), _verbs("enact legislate regulate enforce formulate adopt simplify require")),
    (("assess",), _verbs("monitor evaluate assess measure")),
    (("plan",), _verbs("design plan prioritize prioritise")),
    (("advise",), _verbs("advise assist counsel")),
    (
        ("promote",),
        _verbs(
            "promote strengthen encourage support enhance improve foster stimulate boost nurture facilitate "
            "develop transform deepen maintain expand"
        ),
    ),
)
"""Actions of a verb, tried in this order: what looks at the object stands before what does not."""
_COMPILED = tuple((types, re.compile(pattern, re.IGNORECASE)) for types, pattern in _RULES)


def actions(text: str) -> tuple[Action, ...]:
    """The actions ``text`` asks for, each type once, in the order of their place."""
    found: dict[ActionType, Action] = {}
    for at in _verb_places(text):
        for types, pattern in _COMPILED:
            if match := pattern.match(text, at):
                for kind in types:
                    found.setdefault(kind, Action(kind, match.start(), match.end()))
                break
    return tuple(sorted(found.values(), key=lambda action: (action.start, action.end)))


def _verb_places(text: str) -> Iterator[int]:
    """Where a verb that is asked for may stand."""
    opening = _OPENING.match(text)
    at = opening.end() if opening else 0
    yield at
    if not any(pattern.match(text, at) for _, pattern in _COMPILED) and (subject := _SUBJECT.match(text)):
        yield subject.end()
    for joined in _JOINED.finditer(text):
        if not _within_purpose(text, joined.end()):
            yield joined.end()
    for wished in _WISHED.finditer(text):
        yield wished.start("verb")


def _within_purpose(text: str, at: int) -> bool:
    """Whether what stands at ``at`` belongs to a clause that says what for, rather than what."""
    last = None
    for mark in _MARK.finditer(text, 0, at):
        last = mark
    return last is not None and last["purpose"] is not None
