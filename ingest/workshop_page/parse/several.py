"""Pages that tell of several events, so that no fact on them is surely the one event's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.workshop_page.parse.dates import Days, are_apart, find_days
from ingest.workshop_page.parse.labels import label_of
from ingest.workshop_page.parse.parts import is_prose
from ingest.workshop_page.parse.sections import Section
from ingest.workshop_page.parse.title import EVENT, is_generic
from ingest.workshop_page.parse.units import Unit
from ingest.workshop_page.parse.when import NOT_HELD, lines_of_event

_NEAR = 3
_LONGEST_LINE = 200
_MOST_NAMED = 5
_MOST_TOLD = 50


@dataclass(frozen=True, slots=True)
class _Told:
    name: str
    days: Days


def several_events(sections: Sequence[Section]) -> tuple[str, ...]:
    """The names of the events a page tells of, each under a heading with days of its own; () for one or none.

    Days within those of another event are a part of that one: a school on the first day of a conference.
    """
    found: list[_Told] = []
    for told in _told(sections):
        if all(are_apart(told.days, other.days) and told.name != other.name for other in found):
            found.append(told)
        if len(found) >= _MOST_TOLD:
            break
    return tuple(told.name for told in found) if len(found) > 1 else ()


def note_on(names: Sequence[str]) -> str:
    """The sentence for the report on a page of several events."""
    named = "; ".join(names[:_MOST_NAMED]) + ("; …" if len(names) > _MOST_NAMED else "")
    return (
        f"The page tells of {len(names)} events ({named}). Their dates, places and organizers were left out. "
        "Give each event a page of its own, or write the facts into workshop.toml."
    )


def _told(sections: Sequence[Section]) -> Iterator[_Told]:
    lines = list(lines_of_event(sections))
    for at, unit in enumerate(lines):
        if not _names_event(unit):
            continue
        for following in (unit, *lines[at + 1 : at + 1 + _NEAR]):
            if following is not unit and following.level:
                break
            text = following.text
            days = find_days(text) if len(text) < _LONGEST_LINE and not is_prose(following) else None
            if days and days.first and not NOT_HELD.search(text):
                yield _Told(unit.text, days)
                break


def _names_event(unit: Unit) -> bool:
    text = unit.text
    heads = unit.level > 0 and len(text) < _LONGEST_LINE
    return heads and EVENT.search(text) is not None and label_of(text) is None and not is_generic(text)
