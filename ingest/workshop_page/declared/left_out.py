"""Sections that a person declared to be none of the workshop's: their text stays on the page, in no passage."""

from __future__ import annotations

from dataclasses import replace

from corpus.ids import normalise
from corpus.model import Extent, Session, Workshop
from ingest.workshop_page.declared.overlay import Overlay
from ingest.workshop_page.declared.placing import short
from ingest.workshop_page.parse.parts import Part


def leave_out(work: Overlay) -> None:
    """Take every section out whose heading ``leave_out`` names; name those that are not on the page."""
    line = work.declared.lines.get("leave_out", 0)
    for heading in work.declared.leave_out:
        wanted = normalise(heading)
        structure = _without_structure(work, wanted)
        parts = tuple(_out(part) if _is_under(work, part, wanted) else part for part in work.parsed.parts)
        if not structure and parts == work.parsed.parts:
            work.mention(line, f'there is no section "{short(heading)}" to leave out.')
        work.parsed = replace(work.parsed, parts=parts)


def _is_under(work: Overlay, part: Part, wanted: str) -> bool:
    text = work.parsed.page.text[part.extent.start : part.extent.end]
    is_heading = part.kind in ("heading", "session") and normalise(text) == wanted
    return is_heading or wanted in (normalise(step) for step in part.path[1:])


def _out(part: Part) -> Part:
    return replace(part, kind="furniture", session=None, talk=None, addressees=())


def _without_structure(work: Overlay, wanted: str) -> bool:
    """Take out the sessions and groups of this name; whether there were any."""
    workshop = work.workshop
    kept = [at for at, session in enumerate(workshop.sessions) if wanted not in _names(session)]
    groups = tuple(group for group in workshop.groups if normalise(group.heading) != wanted)
    if len(kept) == len(workshop.sessions) and len(groups) == len(workshop.groups):
        return False
    inside = [session.extent for at, session in enumerate(workshop.sessions) if at not in kept]
    inside += [group.extent for group in workshop.groups if group not in groups]
    work.workshop, positions = _renumbered(replace(workshop, groups=groups), kept)

    def moved(part: Part) -> Part:
        left = part.session is not None and part.session not in kept
        if left or any(_within(part.extent, extent) for extent in inside):
            return _out(part)
        session = None if part.session is None else kept.index(part.session)
        return replace(part, session=session, talk=positions.get(part.talk or 0))

    work.claimed = [moved(part) for part in work.claimed]
    work.parsed = replace(work.parsed, parts=tuple(moved(part) for part in work.parsed.parts))
    return True


def _renumbered(workshop: Workshop, kept: list[int]) -> tuple[Workshop, dict[int, int]]:
    """The workshop with these sessions alone, and the new position of each old one of a talk."""
    positions: dict[int, int] = {}
    sessions = []
    for at in kept:
        talks = []
        for talk in workshop.sessions[at].talks:
            positions[talk.position] = len(positions) + 1
            talks.append(replace(talk, position=positions[talk.position]))
        sessions.append(replace(workshop.sessions[at], talks=tuple(talks)))
    return replace(workshop, sessions=tuple(sessions)), positions


def _names(session: Session) -> set[str]:
    names = (session.label, session.title or "", f"{session.label}: {session.title}")
    return {normalise(name) for name in names}


def _within(inner: Extent, outer: Extent) -> bool:
    return inner.page == outer.page and outer.start <= inner.start and inner.end <= outer.end
