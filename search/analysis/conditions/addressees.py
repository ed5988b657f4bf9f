"""Who is to act: "What should universities do?" is not answered by what governments are asked to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from search.analysis.conditions.condition import Condition
from search.analysis.conditions.evidence import Evidence
from search.answer import ConditionKind, ConditionState

_GROUPS = {
    "government": r"governments?|polic(?:y|ies)[\s-]?makers?|ministr(?:y|ies)|authorit(?:y|ies)|public sector"
    r"|(?:member )?(?:states|countries)",
    "business": r"private sector|business(?:es)?|enterprises?|compan(?:y|ies)|firms?|industr(?:y|ies)|smes?"
    r"|entrepreneurs?",
    "research": r"universit(?:y|ies)|academia|colleges?|researchers?|research (?:institutes?|institutions?)",
    "finance": r"banks?|financial institutions?|lenders?|investors?",
    "donors": r"donors?|development partners?",
    "civil society": r"civil society|ngos?|non-governmental organi[sz]ations?",
}
"""Those who are asked to act, in the words for them: one group does not contradict itself."""
_ACTOR = rf"\b(?:{'|'.join(_GROUPS.values())})\b"
_BY_GROUP = {group: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for group, words in _GROUPS.items()}
_ASKED = re.compile(
    rf"\bwhat\s(?:(?:should|must|can|could)\s(?:the\s|local\s|national\s)?(?P<who>{_ACTOR})\sdo\b"
    rf"|(?:is|are)\s(?:the\s)?(?P<whom>{_ACTOR})"
    r"\s(?:advised|asked|urged|recommended|expected|called\s(?:up)?on)\sto\sdo\b)"
    rf"|\brecommend(?:ations?|ed)\sto\s(?:the\s)?(?P<to>{_ACTOR})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AddresseeCondition(Condition):
    """Those who are to act, a ``group`` of actors written ``text``: another addressee contradicts it."""

    group: str
    text: str
    kind: ClassVar[ConditionKind] = "addressee"

    def compare(self, evidence: Evidence) -> ConditionState:
        """See :class:`Condition`; an addressee of no known group may be one of those meant."""
        if re.search(rf"\b{re.escape(self.text)}\s(?:should|must|need|ought)\b", evidence.text, re.IGNORECASE):
            return "met"
        groups = [_group(name) for name in evidence.addressees]
        if self.group in groups:
            return "met"
        return "contradicted" if groups and all(groups) else "absent"


def _group(name: str) -> str:
    """The group of actors that ``name`` mentions; "" if it mentions none."""
    return next((group for group, words in _BY_GROUP.items() if words.search(name)), "")


def read_addressees(text: str) -> Iterator[Condition]:
    """Those whom the question ``text`` asks what to do."""
    for match in _ASKED.finditer(text):
        name = next(name for name in ("who", "whom", "to") if match[name])
        yield AddresseeCondition(*match.span(name), False, _group(match[name]), match[name])
