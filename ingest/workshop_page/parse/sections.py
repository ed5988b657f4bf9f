"""A page cut at its known headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from ingest.workshop_page.parse.addressees import lead_addressees, names_of
from ingest.workshop_page.parse.agents import heading_agents
from ingest.workshop_page.parse.labels import LabelKind, inline_label, label_of, looks_like_heading
from ingest.workshop_page.parse.leads import is_over, shape, tells_what_was
from ingest.workshop_page.parse.parts import is_prose
from ingest.workshop_page.parse.people import find_speaker, starts_with_honorific
from ingest.workshop_page.parse.promised import heads_advice, promises_list
from ingest.workshop_page.parse.rows import columns_named
from ingest.workshop_page.parse.statements import leads_list
from ingest.workshop_page.parse.units import Unit
from ingest.workshop_page.read.build import CELLS

SectionKind = LabelKind | Literal["preamble", "other"]

LONGEST_LINE = 1500
"""A longer line is prose: it is neither a talk nor a heading, and no pattern is tried on it."""

_ENDS_RECOMMENDATIONS = re.compile(
    r"(?:contacts?|(?:annex(?:es)?|appendix)\b.{0,60}|photos?|documents?|downloads?|links|references"
    r"|acknowledge?ments?"
    r"|(?:for )?(?:further|more) information|related\b.{0,40}|(?:background|workshop) (?:documents?|papers?)"
    r"|presentations?|closing(?: remarks| session| ceremony)?|agenda|programme?"
    r"|in their (?:own )?words|testimonials?|voices of .{3,40}"
    r"|photo gallery|media|press|resources|materials?|thanks|(?:list of )?participants|things to look for.{0,40}"
    r"|(?:date|place|venue|time)(?: and (?:date|place|venue|time))? of (?:the )?next .{3,40}"
    r"|adoption of the report|closure\b.{0,40}"
    r"|any other (?:business|matters)|other (?:business|matters)|documentos|documents?|annexes|anexos?|dokumente"
    r"|(?:相关|相關)?(?:资料|資料|附件)"
    r"|(?:upcoming|forthcoming|future|other|previous|past) (?:meetings?|events?|workshops?|conferences?).{0,40}"
    r")\s*:?",
    re.IGNORECASE,
)
"""A heading that says that recommendations are over."""

_RECOMMENDATION = re.compile(r"recommendations?(?:\s+(?:no\.?\s*)?\d{1,2})?:\s+\S", re.IGNORECASE)
"""One recommendation that stands in a paragraph of its own: "Recommendation: …"."""

_SHORT = 3
_LISTS: frozenset[str] = frozenset(("date", "participants", "addresses", "organizers", "supporters"))
_TALKS: frozenset[str] = frozenset(("session", "keynote", "details"))


@dataclass(slots=True)
class Section:
    """The units under one heading. ``content`` is where an inline heading's content begins in its unit's text."""

    kind: SectionKind
    heading: Unit | None = None
    units: list[Unit] = field(default_factory=list)
    content: int | None = None


def sections_of(units: Sequence[Unit]) -> list[Section]:
    """The sections of a page in order; units that belong to the site's frame must have been taken out."""
    sections = [Section("preamble")]
    for at, unit in enumerate(units):
        current = sections[-1]
        if (label := _label(units, at, current)) is not None:
            sections.append(Section(label, unit))
        elif (
            (inline := inline_label(unit.text))
            and not (inline[0] == current.kind == "date")
            and not _in_list(unit)
        ):
            sections.append(Section(inline[0], unit, content=inline[1]))
        elif (
            current.kind == "recommendations"
            and not _in_list(unit)
            and (_ENDS_RECOMMENDATIONS.fullmatch(unit.text) or tells_what_was(unit) or _is_next(unit, current))
        ):
            sections.append(Section("other", unit))
        elif current.kind != "recommendations" and not _in_list(unit) and _RECOMMENDATION.match(unit.text):
            sections.append(Section("recommendations", None, [unit]))
        elif unit.level and not _belongs(units, at, current):
            if current.kind == "preamble" and not any(section.heading for section in sections):
                # Headings before the first known one: the page's title and what stands around it.
                current.units.append(unit)
            else:
                sections.append(Section("other", unit))
        elif current.kind in _LISTS and is_prose(unit) and unit.gap and current.units:
            sections.append(Section("report", None, [unit]))
        elif current.kind != "recommendations" and _opens_recommendations(units, at):
            heading = _heading_before(current)
            sections.append(Section("recommendations", None, [*heading, unit]))
        else:
            current.units.append(unit)
    return sections


def _in_list(unit: Unit) -> bool:
    return unit.item and unit.marker_kind in ("", "bullet")


def _label(units: Sequence[Unit], at: int, current: Section) -> LabelKind | None:
    unit = units[at]
    if _in_list(unit):
        return None
    label = label_of(unit.text)
    above = current.heading.level if current.heading else 0
    before = current.units[-1] if current.units else None
    if (
        current.kind == "recommendations"
        and before
        and before.item
        and before.marker_kind == unit.marker_kind != ""
    ):
        return None
    long = unit.marker or unit.text.count(" ") > _SHORT
    if label == current.kind == "recommendations" and (long or 0 < above < unit.level):
        # "(b) Policy Recommendations for …" is a group of the section it stands in.
        return None
    following = units[at + 1] if at + 1 < len(units) else None
    if label and current.kind in _TALKS and following is not None and starts_with_honorific(following.text):
        # "Introduction", then a speaker: the title of a talk.
        return label if label in _TALKS else None
    within = current.kind == "recommendations" and not 0 < unit.level <= above
    if label is None and not within and heads_advice(units, at):
        return "recommendations"
    return label


def _is_next(unit: Unit, current: Section) -> bool:
    """Whether a line is the heading behind the section's own: "4. Next meeting" behind "3. Actions"."""
    heading = current.heading
    if heading is None or unit.marker_kind != "number" or unit.indent != heading.indent:
        return False
    numbers = [re.match(r"\d+", marker or "") for marker in (heading.marker, unit.marker)]
    if not all(numbers) or shape(heading.marker) != shape(unit.marker) or not looks_like_heading(unit.text):
        return False
    first, second = (int(number[0]) for number in numbers if number)
    return second == first + 1 and all(shape(one.marker) != shape(unit.marker) for one in current.units)


def _belongs(units: Sequence[Unit], at: int, current: Section) -> bool:
    """Whether an unknown HTML heading is part of the section it stands in."""
    unit, rest = units[at], units[at + 1 : at + 4]
    above = current.heading.level if current.heading else 0
    if current.kind in _TALKS:
        first = current.kind == "session" and not current.units
        talk = find_speaker(unit.text[:LONGEST_LINE]) is not None or (
            bool(rest) and starts_with_honorific(rest[0].text)
        )
        return first or talk or (0 < above < unit.level)
    if current.kind == "recommendations":
        if not above and current.units and not current.units[0].level:
            # A line of text opened them, perhaps within another section; a heading ends that one.
            return bool(heading_agents(unit.text)) and any(later.item for later in rest)
        leads = any(later.item or lead_addressees(later.text) is not None for later in rest)
        return 0 < above < unit.level or (leads and (not above or not current.units))
    return 0 < above < unit.level


def _opens_recommendations(units: Sequence[Unit], at: int) -> bool:
    """Whether recommendations begin here although no heading says so: an addressee sentence over a list."""
    unit, following = units[at], units[at + 1] if at + 1 < len(units) else None
    if following is not None and columns_named(enumerate(unit.text.split(CELLS.strip()))):
        return True
    if following and leads_list(unit.text) and _addresses_list(units, at + 1):
        return True
    if following is None or not following.item or (unit.item and not is_over(unit, following)):
        return False
    if leads_list(unit.text) or promises_list(units, at):
        return True
    names = lead_addressees(unit.text)
    return bool(names) and all(names_of(name) for name in names or ())


def _addresses_list(units: Sequence[Unit], at: int) -> bool:
    """Whether unit ``at`` is a line over a list that names whom it is for: "Aux ports :"."""
    if at + 1 >= len(units) or units[at].item or not units[at + 1].item:
        return False
    return units[at].text.endswith((":", "：")) and bool(heading_agents(units[at].text))


def _heading_before(current: Section) -> list[Unit]:
    """The group heading that was taken for the end of the section before, removed from it."""
    last = current.units[-1] if current.units else None
    if (
        last is None
        or _in_list(last)
        or not looks_like_heading(last.text)
        or find_speaker(last.text)
        or is_prose(last)
    ):
        return []
    return [current.units.pop()] if last.marker or last.level or last.bold or last.gap else []
