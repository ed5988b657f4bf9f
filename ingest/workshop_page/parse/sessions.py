"""The talks and discussion points of one session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.model import Extent, LinkedPaper, Session, Speaker, Talk, TalkLink
from ingest.workshop_page.parse.countries import country_of_place
from ingest.workshop_page.parse.labels import is_title_case, session_of
from ingest.workshop_page.parse.links import is_link_line, papers_at, split_trailing_labels
from ingest.workshop_page.parse.parts import Part, blocks, heading_text, is_prose, span_of
from ingest.workshop_page.parse.people import (
    find_plain_speaker,
    find_speaker,
    parse_speaker,
    starts_with_honorific,
)
from ingest.workshop_page.parse.programme.speakers import read_people
from ingest.workshop_page.parse.sections import LONGEST_LINE, Section
from ingest.workshop_page.parse.units import Unit
from ingest.workshop_page.read.lines import squash, trim

_CONTINUATION_WORDS = 12


@dataclass(slots=True)
class _Draft:
    """A talk being put together: the units it claims, and where its title and speaker stand."""

    first: int
    last: int
    title: Extent
    speaker: Extent | None
    links: list[int] = field(default_factory=list)


def parse_session(
    text: str, section: Section, path: tuple[str, ...], index: int, first_position: int
) -> tuple[Session, list[Part]]:
    """The session of a section, and the parts of the page it covers.

    ``path`` are the headings above the session; ``index`` is its place among the workshop's sessions, from 0;
    talks are numbered from ``first_position``.
    """
    units = section.units
    drafts = _find_talks(text, units)
    claimed = {at for draft in drafts for at in range(draft.first, draft.last + 1)}
    label, title = _names(section)
    titled = title is None and bool(units) and 0 not in claimed and _is_title(units[0], section)
    if titled:
        title = units[0].text
        claimed.add(0)
    head = [unit for unit in (section.heading, units[0] if titled else None) if unit]
    below = (*path, label)
    parts = [Part("session", span_of(head), path, session=index)] if head else []
    talks = []
    for position, draft in enumerate(drafts, first_position):
        talks.append(_talk(text, units, draft, position))
        parts.append(Part("talk", talks[-1].extent, below, session=index, talk=position))
    discussion = []
    for block in blocks([unit for at, unit in enumerate(units) if at not in claimed]):
        for run in _items(block):
            if run[0].item:
                discussion.append(span_of(run))
            parts.append(Part("discussion" if run[0].item else "fact", span_of(run), below, session=index))
    everything = [*head, *units]
    extent = Extent(everything[0].start, everything[-1].end)
    return Session(label, title, extent, tuple(talks), tuple(discussion)), parts


def has_talks(text: str, units: Sequence[Unit]) -> bool:
    """Whether a stretch names speakers as talks do."""
    return any(draft.speaker for draft in _find_talks(text, units))


def _names(section: Section) -> tuple[str, str | None]:
    if section.heading is None:
        return "Talks", None
    named = session_of(section.heading.text)
    return named or (heading_text(section.heading), None)


def _is_title(unit: Unit, section: Section) -> bool:
    """Whether the first line under a session heading is the session's title."""
    return section.kind == "session" and not unit.item and not is_prose(unit) and not is_link_line(unit.text)


def _items(block: Sequence[Unit]) -> list[list[Unit]]:
    """A block cut before each list item; nested items stay with theirs, other lines stay together."""
    runs: list[list[Unit]] = []
    for unit in block:
        top = runs[-1][0] if runs else None
        joins = top is not None and (
            (not unit.item and not top.item) or (unit.item and top.item and unit.indent > top.indent)
        )
        if joins:
            runs[-1].append(unit)
        else:
            runs.append([unit])
    return runs


def _find_talks(text: str, units: Sequence[Unit]) -> list[_Draft]:
    drafts: list[_Draft] = []
    at = 0
    while at < len(units):
        free = drafts[-1].last + 1 if drafts else 0
        draft = _talk_at(text, units, at, free)
        if draft is None:
            at += 1
            continue
        _take_what_follows(text, units, draft)
        drafts.append(draft)
        at = draft.last + 1
    return drafts


def _talk_at(text: str, units: Sequence[Unit], at: int, free: int) -> _Draft | None:
    """The talk whose speaker stands in unit ``at``, or whose links do; units before ``free`` are taken."""
    unit = units[at]
    raw = text[unit.body : unit.end]
    if len(raw) > LONGEST_LINE:
        return None
    if starts_with_honorific(unit.text):
        first = _title_before(units, at, free)
        linked = at + 1 < len(units) and is_link_line(units[at + 1].text)
        if first < at or linked:
            title = span_of(units[first:at]) if first < at else unit.extent
            return _Draft(first, at, title, unit.extent)
        # A person without a title above gave no talk: "Dr. X welcomed the participants."
        return None
    cut = find_speaker(raw)
    if cut is None and not is_prose(unit) and _is_plain_talk(units, at):
        cut = find_plain_speaker(raw)
    if cut is not None:
        return _Draft(at, at, Extent(unit.body, unit.body + cut[0]), Extent(unit.body + cut[1], unit.end))
    if is_link_line(unit.text) and at > free and not units[at - 1].item:
        first = _title_before(units, at, free)
        if first == at:
            return None
        return _Draft(first, at - 1, span_of(units[first:at]), None)
    return None


def _is_plain_talk(units: Sequence[Unit], at: int) -> bool:
    linked = at + 1 < len(units) and is_link_line(units[at + 1].text)
    return linked or country_of_place(units[at].text.rstrip(". ")) is not None


def _title_before(units: Sequence[Unit], at: int, free: int) -> int:
    """Where the title of the speaker line ``at`` begins: the lines right above it, back to a blank line."""
    first = at
    while first > free and _may_be_title(units[first - 1]):
        first -= 1
        if units[first].gap or at - first == 3:
            break
    if at - first < 2:
        return first
    # The first lines of a session may be its title, those right under a talk may end its speaker's line.
    below_other = (first == 0 and free == 0) or (first == free and not units[first].gap)
    return at - 1 if below_other else first


def _may_be_title(unit: Unit) -> bool:
    return not is_prose(unit) and not is_link_line(unit.text) and not starts_with_honorific(unit.text)


def _take_what_follows(text: str, units: Sequence[Unit], draft: _Draft) -> None:
    """Add the rest of the speaker's line and the link lines to a talk."""
    at = draft.last + 1
    while at < len(units) and not draft.links and draft.speaker and _goes_on(text, units, at):
        draft.speaker = Extent(draft.speaker.start, units[at].end)
        draft.last = at
        at += 1
    while at < len(units) and is_link_line(units[at].text):
        draft.links.append(at)
        draft.last = at
        at += 1


def _goes_on(text: str, units: Sequence[Unit], at: int) -> bool:
    """Whether unit ``at``, right under a talk's speaker, ends the speaker's line."""
    unit, following = units[at], units[at + 1] if at + 1 < len(units) else None
    if (
        unit.gap
        or unit.item
        or unit.level
        or is_link_line(unit.text)
        or is_prose(unit)
        or starts_with_honorific(unit.text)
    ):
        return False
    if units[at - 1].text.endswith(","):
        return True
    if following is not None and starts_with_honorific(following.text):
        return False
    apart = following is None or following.gap or is_link_line(following.text)
    raw = text[unit.body : unit.end]
    return (
        apart
        and len(raw) < LONGEST_LINE
        and find_speaker(raw) is None
        and (
            unit.text.count(" ") < _CONTINUATION_WORDS and not unit.text.endswith(".") and is_title_case(unit.text)
        )
    )


def _talk(text: str, units: Sequence[Unit], draft: _Draft, position: int) -> Talk:
    claimed = units[draft.first : draft.last + 1]
    speaker_end = draft.speaker.end if draft.speaker else draft.title.end
    labels_at = speaker_end
    if draft.speaker:
        labels_at = draft.speaker.start + split_trailing_labels(text[draft.speaker.start : speaker_end])
    links = [link for unit in claimed for link in unit.links]
    papers: list[LinkedPaper] = list(
        papers_at(text, draft.title.start, labels_at, [x for x in links if x.start < labels_at], printed=False)
    )
    ranges = [(labels_at, speaker_end)] + [(units[at].body, units[at].end) for at in draft.links]
    for start, end in ranges:
        papers.extend(papers_at(text, start, end, [x for x in links if start <= x.start < end]))
    said = squash(text[draft.speaker.start : labels_at]) if draft.speaker else ""
    who = parse_speaker(said)
    start, end = trim(text, draft.title.start, draft.title.end)
    return Talk(
        position,
        squash(text[start:end]).rstrip("-–— ").strip() or who.name,
        Extent(claimed[0].body, claimed[-1].end),
        who.name or None,
        who.honorific,
        who.role,
        who.affiliation,
        who.country,
        tuple(papers),
        _speakers(who, said),
        links=tuple(TalkLink(paper.url, paper.label) for paper in papers if paper.url),
    )


def _speakers(who: Speaker, said: str) -> tuple[Speaker, ...]:
    """The persons of a speaker's line: one, or all of those who share what it says."""
    several = read_people(said).speakers
    if len(several) > 1 and all(speaker.name in who.name for speaker in several):
        return tuple(
            replace(speaker, role=who.role, affiliation=who.affiliation, country=who.country)
            for speaker in several
        )
    return (who,) if who.name else ()
