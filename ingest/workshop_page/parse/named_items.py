"""Items that open or end with whom they address, and lines behind an item that say it.

"Operators: Report faults.", "Report faults. (Operators)", "Report faults." over "Action: operators".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Extent
from ingest.workshop_page.parse.addressees import names_of
from ingest.workshop_page.parse.agents import is_kind_of_agent, split_agents
from ingest.workshop_page.parse.responsible import names_in_cell
from ingest.workshop_page.parse.verbs import VERBS
from ingest.workshop_page.read.lines import trim

_NAMED = re.compile(r"(?P<who>[^:;.–—]{2,60}?)(?::|\s+[–—-])\s+(?P<what>(?:to\s+|should\s+)?[^\W\d_][\w-]*)")
_EVERYONE = re.compile(r"(?:every(?:one|body)|all(?:\s+(?:parties|sides|of us))?)", re.IGNORECASE)
_ACRONYM = re.compile(r"[A-Z][A-Z\d&/-]+s?")
_BEHIND = re.compile(r"[(\[](?P<who>[^()\[\]]{2,100})[)\]]\s*[.;]?")
_LABELLED = re.compile(
    r"[(\[]?(?:for\s+)?(?:actions?(?:\s+(?:by|for))?|responsib(?:le|ility)(?:\s+(?:part(?:y|ies)|bod(?:y|ies)|agenc(?:y|ies)))?"
    r"|for|target(?:ed)?(?:\s+(?:group|audience|reader))?s?|audience|lead(?:\s+(?:agency|body|partners?|actors?))?|actors?|addressees?|addressed\s+to|by\s+whom|who|owners?"
    r"|implement(?:ed\s+by|ing\s+\w+))\s*[:–—]\s*(?P<who>[^:]{2,120}?)[)\]]?\.?",
    re.IGNORECASE,
)
_FEWEST = 3
_FEWEST_BEHIND = 2
_SHARE = 0.75
_LONGEST = 5


def named_by_item(items: Sequence[str]) -> list[tuple[str, ...]]:
    """For each item of a list those its first words name, or brackets at its end.

    None for all where the list does not do so throughout.

    "Training: hold courses" opens like "Operators: hold courses". What tells them apart is the list: most of its
    items open so, most go on with what to do, and at least half of the names are kinds of people or bodies.
    """
    nobody = _named_behind(items)
    named = [_NAMED.match(item) for item in items]
    labels = [match["who"].strip() for match in named if match and match["who"].count(" ") < _LONGEST]
    if len(labels) < _FEWEST or len(labels) < _SHARE * len(items):
        return nobody
    acting = sum(match["what"].split()[0].casefold() in _BEGINS for match in named if match)
    if 2 * sum(_is_somebody(label) for label in labels) < len(labels) or 2 * acting < len(labels):
        return nobody
    return [_names(match["who"].strip()) if match else () for match in named]


def opens_with_whom(text: str) -> bool:
    """Whether a text opens with somebody's name and goes on with what to do: "Operators: report faults"."""
    match = _NAMED.match(text)
    if match is None or match["what"].split()[0].casefold() not in _BEGINS:
        return False
    who = match["who"].strip()
    return bool(split_agents(who)) or _is_somebody(who)


def _named_behind(items: Sequence[str]) -> list[tuple[str, ...]]:
    """For each item those in brackets at its end; none for all where the list does not do so throughout."""
    ends = [_BEHIND.fullmatch(item, max(item.rfind("("), item.rfind("["))) for item in items]
    named = [names_in_cell([match["who"]]) if match else () for match in ends]
    ending = sum(match is not None for match in ends)
    told = sum(any(_is_somebody(name) for name in names) for names in named)
    if ending < _FEWEST_BEHIND or ending < _SHARE * len(items) or told < _SHARE * ending:
        return [() for _ in items]
    return named


def named_on_line(line: str) -> tuple[str, ...]:
    """Those a line of its own says are to do what stands above it: "Action: ministries of trade"; else ()."""
    match = _LABELLED.fullmatch(line)
    return names_in_cell([match["who"]]) if match else ()


def named_in_brackets(text: str, item: Extent) -> tuple[str, ...] | None:
    """Those a label in brackets at the end of an item names: "[Action: ports]"; None where there is no label."""
    behind = _behind(text, item)
    match = _LABELLED.fullmatch(text, behind.start(), behind.end()) if behind else None
    return names_in_cell([match["who"]]) if match else None


def without_names(text: str, item: Extent) -> Extent:
    """An item without the names it opens with before a colon or dash, or that stand in brackets at its end."""
    front, behind = _NAMED.match(text, item.start, item.end), _behind(text, item)
    start = front.start("what") if front and front["what"].split()[0].casefold() in _BEGINS else item.start
    return Extent(*trim(text, start, behind.start() if behind and start == item.start else item.end))


def _behind(text: str, item: Extent) -> re.Match[str] | None:
    """The brackets at the end of an item, behind other words."""
    at = max(text.rfind("(", item.start, item.end), text.rfind("[", item.start, item.end))
    return _BEHIND.fullmatch(text, at, item.end) if at > item.start else None


_BEGINS = VERBS | {"to", "should", "re-introduce", "be", "not", "never"}


def _is_somebody(label: str) -> bool:
    return bool(_EVERYONE.fullmatch(label) or names_of(label) or is_kind_of_agent(label))


def _names(label: str) -> tuple[str, ...]:
    return split_agents(label) or (
        (label,) if _ACRONYM.fullmatch(label) or _is_somebody(label) or label[0].isupper() else ()
    )
