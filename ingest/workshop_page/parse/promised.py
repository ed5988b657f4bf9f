"""Headings and sentences that promise advice without being called recommendations, and whether they keep it.

"Commitments", "The way ahead" or "What schools can do" stand over advice on some pages and over anything else on
others. So the words of such a heading only make it a candidate; most of what stands below it must say what to do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.workshop_page.parse.addressees import FOR_WHOM
from ingest.workshop_page.parse.agents import heading_agents
from ingest.workshop_page.parse.asks import asks, calls_for_papers, most_ask
from ingest.workshop_page.parse.declarations import is_declaration
from ingest.workshop_page.parse.labels import label_of, looks_like_heading, session_of
from ingest.workshop_page.parse.named_items import named_on_line
from ingest.workshop_page.parse.units import Unit
from ingest.workshop_page.parse.verbs import VERBS

_MAY_PROMISE = re.compile(
    r"\b(?:recommend(?:s|ed|ations?)?|actions?|ask(?:s|ed)?|take-?aways?|commitments?|pledges?|decisions?|decided|agree(?:d|ments?)?|consensus|priorit(?:y|ies)|lessons"
    r"|outcomes?|results|proposals?|suggest(?:s|ed|ions?)?|plans?|road\s?-?maps?|agenda\s+for|options|implications"
    r"|messages|conclusions?|resolutions?|steps|follow(?:ing)?\s?-?up|ahead|forward|future|should|must|can|could"
    r"|needs?|needed|ought|advice|guidelines|principles|demands|requests?|appeals?|call(?:s|ed)?|points|statement"
    r"|declaration|communiqu[ée])\b",
    re.IGNORECASE,
)
# What tells those who come what to do, not what comes of the event.
_FOR_THOSE_WHO_COME = re.compile(
    r"\b(?:authors?|presenters?|speakers?|submi\w+|regist\w+|reviewers?|chairs?|attend\w+|participat\w+|travel\w*"
    r"|hotels?|accommodation|reading|papers?|posters?|abstracts?|venue|dates?|deadlines?|sponsor\w*|tickets?"
    r"|sessions?|programme|program|talks?|visas?|zoom|slides)\b",
    re.IGNORECASE,
)
_PROMISES = re.compile(
    r"\b(?:recommend(?:s|ed|ations?)?|suggest(?:s|ed|ions?)?|propos(?:e|es|ed|als?))\b", re.IGNORECASE
)
_PLURAL = re.compile(r"(?:(?!and\b|of\b)[\w&/'’-]+\s+){0,3}[\w'’-]+(?<!s)s")
# Words for people: "keepers", "translators", "economists", "technicians".
_DOERS = re.compile(r"[a-z](?:ers|ors|ists|ians)$")
_LONGEST_REASON = 60
_LONGEST_NAME = 5
_LOOKED_AT = 16
_LONGEST_HEADING = 12


def heads_advice(units: Sequence[Unit], at: int) -> bool:
    """Whether unit ``at`` is a heading that promises advice or names who is to act, and most below it asks."""
    unit = units[at]
    text = unit.text
    if not unit.level and not (looks_like_heading(text.rstrip(":")) and not unit.item):
        return False
    if text.count(" ") >= _LONGEST_HEADING or session_of(text) or _FOR_THOSE_WHO_COME.search(text):
        return False
    if _MAY_PROMISE.search(text) is None and not (unit.level and heading_agents(text)):
        return False
    below = _below(units, at)
    return most_ask(unit.text for unit in below) and not is_declaration(below)


def promises_list(units: Sequence[Unit], at: int) -> bool:
    """Whether unit ``at`` ends in a colon, speaks of suggestions or the like, and stands over items that ask."""
    text = units[at].text
    if not text.endswith((":", "：")) or not _PROMISES.search(text) or calls_for_papers(text):
        return False
    below = units[at + 1 : at + 1 + _LOOKED_AT]
    items = next((below[:n] for n, unit in enumerate(below) if not (unit.item or unit.marker)), below)
    return most_ask(unit.text for unit in items)


def advice_titles(units: Sequence[Unit]) -> dict[int, int]:
    """The headings among ``units`` that are advice themselves, each with the last unit that belongs to it.

    That is the paragraph below it where there is one alone, as cards have it: "Grade the roads", "Lorries slip.".
    """
    levels = {unit.level for unit in units if unit.level}
    found: dict[int, int] = {}
    for level in levels:
        places = [at for at, unit in enumerate(units) if unit.level == level]
        if not most_ask(units[at].text for at in places):
            continue
        for at in places:
            first = units[at].text.split(None, 1)[0].casefold()
            if not asks(units[at].text) and first not in VERBS:  # "Invest in pilots" among others set alike
                continue
            one, two = units[at + 1 : at + 2], units[at + 2 : at + 3]
            alone = one and not (one[0].level or one[0].item) and one[0].text.count(" ") < _LONGEST_REASON
            ended = not two or two[0].level or _is_name(two[0], units[at + 3] if at + 3 < len(units) else two[0])
            found[at] = at + 1 if alone and ended else at
    return found


def addressee_lines(units: Sequence[Unit], titles: Mapping[int, int]) -> dict[int, int]:
    """The short lines among recommendations that name who is to do what the paragraphs below them say.

    Each with how many paragraphs that are. ``titles`` are headings that are advice themselves. There are none
    unless most of the paragraphs below all such lines ask for something, or such headings stand there.
    """
    ends = set(titles.values())
    lines = [at for at, unit in enumerate(units[:-1]) if at not in ends and _is_name(unit, units[at + 1])]
    if lines:  # "Ports" beside "Governments" is a heading too, whomever it means
        lines = [at for at in range(len(units) - 1) if at in lines or _is_alike(units[at], units[at + 1])]
    runs: dict[int, int] = {}
    for at, next_line in zip(lines, [*lines[1:], len(units)], strict=False):
        run = range(at + 1, next_line)
        runs[at] = next((n for n, below in enumerate(run) if units[below].level or units[below].item), len(run))
    below = [unit for at, count in runs.items() for unit in units[at + 1 : at + 1 + count]]
    titled = sum(at + 1 in titles for at in lines)
    return runs if titled or most_ask(unit.text for unit in below) else {}


def _is_name(unit: Unit, following: Unit) -> bool:
    short = _is_short_line(unit, following, _LONGEST_NAME)
    return short and bool(heading_agents(f"{unit.text}:") or are_doers(unit.text))


def _is_alike(unit: Unit, following: Unit) -> bool:
    """Whether a line of one or two words stands over a paragraph that asks for something."""
    return (
        _is_short_line(unit, following, 2)
        and unit.text[0].isupper()
        and not asks(unit.text)
        and asks(following.text)
    )


def _is_short_line(unit: Unit, following: Unit, most: int) -> bool:
    plain = not (unit.level or unit.item or unit.marker or following.item or following.marker)
    return plain and unit.text.count(" ") < most and unit.text[-1] not in ".;,?!:"


def addressed_by(headings: Sequence[str]) -> list[tuple[str, ...]]:
    """Whom each of the headings among recommendations addresses; () where it names a theme.

    A name that says nothing by itself is taken for people where its neighbours name people: "Keepers" beside
    "Governments" and "For schools".
    """
    named = [heading_agents(heading) for heading in headings]
    if not any(named):
        alone = [heading_agents(f"{heading}:") for heading in headings]
        return alone if len(alone) > 1 and all(alone) else named
    if all(named):
        return named
    named = [
        names or (() if heading.split(None, 1)[0].casefold() in VERBS else heading_agents(f"{heading}:"))
        for names, heading in zip(named, headings, strict=True)
    ]
    for at, heading in enumerate(headings):
        plain = FOR_WHOM.sub("", heading.strip(" :."))
        if not named[at] and are_doers(plain):
            named[at] = (plain,)
    return named


def are_doers(name: str) -> bool:
    """Whether a name of up to four words is one of people by what they do: "Landowners"."""
    words = set(name.casefold().split())
    return bool(_PLURAL.fullmatch(name) and not words & VERBS and _DOERS.search(name))


def _below(units: Sequence[Unit], at: int) -> list[Unit]:
    """What may be advice below a heading, up to the next one of its rank: its items, else its paragraphs."""
    own = units[at].level
    found: list[Unit] = []
    for unit in units[at + 1 : at + 1 + _LOOKED_AT]:
        if (unit.level and (not own or unit.level <= own)) or (not unit.item and label_of(unit.text)):
            break
        if not own and found and found[0].item and not unit.item:
            break
        found.append(unit)
    found = [unit for unit in found if not named_on_line(unit.text)]
    items = [unit for unit in found if unit.item or unit.marker]
    if items or not own:
        return items
    titles = [unit for unit in found if unit.level]
    return (
        titles if titles and most_ask(unit.text for unit in titles) else [unit for unit in found if not unit.level]
    )
