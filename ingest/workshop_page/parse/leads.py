"""What leads recommendations: the headings of their groups, the sentences over their lists; and what is none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.workshop_page.parse.addressees import lead_addressees, subject_addressees
from ingest.workshop_page.parse.agents import agents_in, heading_agents, led_agents, split_unknown
from ingest.workshop_page.parse.asks import asks
from ingest.workshop_page.parse.labels import is_title_case, label_of, looks_like_heading
from ingest.workshop_page.parse.parts import is_prose
from ingest.workshop_page.parse.statements import leads_list
from ingest.workshop_page.parse.units import Unit
from ingest.workshop_page.read.furniture import FILE

_CONCLUSIONS = re.compile(r"\b(?:conclusions?|findings|outcomes)\b", re.IGNORECASE)
_MESSAGES = re.compile(r"\b(?:messages|highlights|takeaways|lessons)\b", re.IGNORECASE)
# What a meeting says it did, among what it recommends: "(iii) noted the report of the chair".
_NARRATES = re.compile(
    r"(?:(?:noted|took note|welcomed|acknowledged|recogni[sz]ed|thanked|discussed|reviewed|heard|considered"
    r"|expressed|observed|(?:are|is)\s+(?:concerned|convinced|aware|pleased|grateful))"
    r"|we\s+(?:also\s+)?(?:noted?|t[ao]ke? note|thank(?:ed)?|heard|discussed|express(?:ed)?))\b",
    re.IGNORECASE,
)
_FOUND = re.compile(
    r"(?:the\s+|all\s+)?(?:[\w-]+\s+){1,3}?(?:noted|took\s+note|welcomed|thank(?:s|ed)|expressed|adopted|elected)\b"
    r"|(?:the\s+|all\s+)?(?:[\w-]+\s+){0,2}?(?:participants|experts|delegates|meeting|workshop|forum|seminar"
    r"|conference|group|symposium"
    r"|consultation)\s+(?:also\s+|further\s+)?(?:agreed|noted|took\s+note|concluded|recogni[sz]ed|observed"
    r"|acknowledged|was\s+informed"
    r"|were\s+informed|welcomed|thanked|expressed|heard|adopted|elected)\b",
    re.IGNORECASE,
)
# What leads a list of what was, among recommendations: "They liked:".
_TOLD = re.compile(
    r"(?:they|we|some|others|all|(?:the\s+)?(?:participants|delegates|trainees))\s+(?:\w+\s+){0,2}?"
    r"(?:liked|enjoyed|visited|praised|appreciated|saw|heard|learn(?:ed|t)|thanked|welcomed|noted|discussed)\b[^:]{0,60}:",
    re.IGNORECASE,
)
# A statement says what is; "More time for exercises" does not.
_STATES = re.compile(
    r"\b(?:is|are|do|does|did|was|were|has|have|had|remains?|can|cannot|became|becomes?|shows?|showed|takes?|gives?|found"
    r"|contributes?|demonstrated|led|lacks?|exists?|differs?)\b",
    re.IGNORECASE,
)
_SHARE_LINKED = 0.8
_THEME_WORDS = 6
_FEWEST_ASKING = 2
_ADVISES = re.compile(r"recommend|next steps|way forward|action|suggest", re.IGNORECASE)
# Who speaks for the event: those who recommend, not those addressed.
_SPEAKERS = re.compile(
    r"(?:we,?\s+)?(?:the\s+)?(?:[\w-]+\s+){0,3}?(?:participants|experts|delegates|meeting|workshop|forum|seminar"
    r"|conference|group|committee|symposium|consultation)",
    re.IGNORECASE,
)


# How a paragraph begins that tells what was, behind a list of paragraphs that say what should be.
_TELLS = re.compile(
    r"(?:the|this|these|that|in|at|on|it|we|all|after|before|during|finally|participants|thanks?|mr|ms|mrs|dr|prof)\b",
    re.IGNORECASE,
)


def is_mixed(units: Sequence[Unit], headings: Sequence[str]) -> bool:
    """Whether a section headed "Conclusions and recommendations" or the like holds items that ask and others."""
    if not _CONCLUSIONS.search(" ".join(headings)):
        return False
    items = [unit.text for unit in units if unit.item or unit.marker]
    return sum(asks(text) for text in items) >= _FEWEST_ASKING


def advises(heading: str) -> bool:
    """Whether a heading speaks of recommendations, not of findings."""
    return _ADVISES.search(heading) is not None


def concludes_only(headings: Sequence[str]) -> bool:
    """Whether headings speak of conclusions and not of recommendations."""
    under = " ".join(headings)
    return _CONCLUSIONS.search(under) is not None and _ADVISES.search(under) is None


def asks_nothing(
    unit: Unit, headings: Sequence[str], *, led: bool, beside: bool = False, mixed: bool = False
) -> bool:
    """Whether an item recommends nothing: a question left open, or what was found, under "Conclusions".

    ``headings`` are those it stands under; ``led`` says that a lead has announced recommendations, ``beside`` that
    the page has others: then key messages are findings unless they say what to do. ``mixed`` says that its list
    holds both conclusions and what asks for something.
    """
    if unit.text.endswith("?") or _NARRATES.match(unit.text) or _is_file(unit):
        return True
    if _FOUND.match(unit.text) and not asks(unit.text):
        return True
    if (
        mixed
        and not led
        and _STATES.search(unit.text)
        and not asks(unit.text)
        and not agents_in(unit.text, bare=True)
    ):
        return True
    messages = beside and _MESSAGES.search(" ".join(headings)) is not None
    concludes = concludes_only(headings) or (messages and not _ADVISES.search(" ".join(headings)))
    return concludes and not led and not asks(unit.text) and not subject_addressees(unit.text)


def _is_file(unit: Unit) -> bool:
    """Whether a unit is nothing but a link to a document."""
    linked = sum(link.end - link.start for link in unit.links if link.href and FILE.search(link.href))
    return linked >= _SHARE_LINKED * len(unit.text) and not asks(unit.text)


def tells_what_was(unit: Unit) -> bool:
    """Whether a line leads a list of what was, not of what should be: "They liked:"."""
    return not unit.item and _TOLD.fullmatch(unit.text) is not None


def is_group_heading(units: Sequence[Unit], at: int) -> bool:
    """Whether unit ``at`` is the heading of a group of recommendations."""
    unit, following = units[at], units[at + 1] if at + 1 < len(units) else None
    if following is None or unit.marker_kind == "bullet" or (unit.item and not unit.marker):
        return False
    if unit.level:
        return True
    text = unit.text.rstrip(": ")
    if unit.text.endswith(":") and _SPEAKERS.fullmatch(text):
        # "The participants:" says who recommends.
        return False
    if unit.text.endswith((":", "：", "。")) and leads_list(unit.text):
        return False
    if not looks_like_heading(text) or lead_addressees(unit.text) is not None:
        return False
    if not following.item and not following.marker:
        introduces = lead_of(units, at + 1) is not None
        return introduces or (unit.bold and not following.bold)
    if unit.marker:
        # "1. Policy Directions" over bullets is a heading; "1. establish a fund" and "1. Funds for:" are items.
        if unit.text.endswith(":") and not heading_agents(unit.text):
            return False
        return following.marker_kind not in ("", unit.marker_kind) and is_title_case(text)
    return following.marker is not None and (not unit.item or unit.level > 0)


def _over_nested(unit: Unit) -> tuple[str, ...] | None:
    """What an item says of those nested below it: "Pilots:" whom they address, "Charts" what they are about."""
    if asks(unit.text) or unit.text.endswith((".", ";")) or unit.text.count(" ") >= _THEME_WORDS:
        return None
    return heading_agents(unit.text if unit.text.endswith(":") else f"{unit.text}:")


def is_over(unit: Unit, following: Unit) -> bool:
    """Whether a numbered paragraph stands over what follows: "5. … recommended that:" over "a) …"."""
    numbered = unit.marker_kind not in ("", "bullet") and following.marker is not None
    return numbered and unit.text.endswith((":", "：")) and shape(unit.marker) != shape(following.marker)


def shape(marker: str | None) -> str:
    """What the markers of one list have in common: digits, letters or bullets, and their brackets."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "1", marker or ""))


def led_paragraphs(units: Sequence[Unit], at: int) -> int:
    """How many plain paragraphs behind unit ``at`` are what it leads: "Schools should:", then a paragraph each.

    They end at the next lead or heading, and where a paragraph goes on to tell something else.
    """
    text = units[at].text
    if units[at].item or not text.endswith((":", "：")) or not (lead_addressees(text) or leads_list(text)):
        return 0
    count, unended = 0, True
    for unit in units[at + 1 :]:
        if unit.level or unit.item or unit.marker or unit.text.endswith((":", "：", "?")) or label_of(unit.text):
            break
        if not re.search(r"[^\W\d_]", unit.text):  # a line of dashes
            break
        if unit.bold and not units[at].bold:
            break
        if not unended and (_TELLS.match(unit.text) or is_prose(unit)) and not asks(unit.text):
            break
        count += 1
        unended = unit.text.endswith((";", ",", "; and", ", and"))
    return count


def lead_of(units: Sequence[Unit], at: int) -> tuple[str, ...] | None:
    """The addressees of unit ``at`` where it is the sentence over a list, or over the items nested under it."""
    unit, following = units[at], units[at + 1] if at + 1 < len(units) else None
    if following is None or following.text.endswith("?"):
        return None
    if not (following.item or following.marker) and not led_paragraphs(units, at):
        return None
    names = split_unknown(lead_addressees(unit.text))
    if (unit.item or unit.marker) and not is_over(unit, following):
        if following.item and following.indent > unit.indent:
            return names or _over_nested(unit)
        return None
    if unit.text.endswith((":", "：", "。")) and leads_list(unit.text) and (led := led_agents(unit.text)):
        return led
    if unit.item or unit.marker:
        return names or (agents_in(f"{unit.text.rstrip(': ')} act") if leads_list(unit.text) else None)
    if names is None and unit.text.endswith((":", "：")):
        if leads_list(unit.text):
            return agents_in(f"{unit.text.rstrip(': ')} act")
        return () if _SPEAKERS.fullmatch(unit.text.rstrip(": ")) else heading_agents(unit.text)
    return names
