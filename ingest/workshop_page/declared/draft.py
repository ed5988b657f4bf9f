"""What was understood of a page, in the words of ``workshop.toml``, for a person to correct."""

from __future__ import annotations

import bisect
import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.model import Extent, RecommendationGroup, Session, Speaker, Talk
from ingest.workshop_page.declared.model import (
    Declared,
    DeclaredGroup,
    DeclaredItem,
    DeclaredSession,
    DeclaredTalk,
)
from ingest.workshop_page.declared.people import links_of, speakers_of
from ingest.workshop_page.declared.placing import Finder
from ingest.workshop_page.parse.parsed_page import ParsedPage
from ingest.workshop_page.read.lines import squash


def draft_of(
    parsed: ParsedPage, folder: Path, slug: str, page: Path, url: str | None, saved: datetime.date | None
) -> Declared:
    """The draft of a page. Its lines are those of the page's text, from 1."""
    return _Drafter(parsed).draft(Declared(folder, slug, page, url, saved))


class _Drafter:
    def __init__(self, parsed: ParsedPage) -> None:
        self._parsed = parsed
        self._text = parsed.page.text
        self._finder = Finder(parsed.page)
        self._starts = [0]
        for at, character in enumerate(self._text, start=1):
            if character == "\n":
                self._starts.append(at)

    def draft(self, empty: Declared) -> Declared:
        workshop = self._parsed.workshop
        lines = {"title": self._line_of(self._parsed.title)}
        if workshop is None:
            return replace(empty, title=squash(self._parsed.title) or None, lines=lines)
        said = {
            "title": workshop.title,
            "date_text": workshop.date_text,
            "venue": workshop.venue,
            "city": workshop.city,
            "country": workshop.country,
        }
        texts: dict[str, Any] = {name: squash(text) for name, text in said.items() if text and squash(text)}
        lines = {name: self._line_of(text) for name, text in texts.items()}
        lines["first_day"] = lines["last_day"] = lines.get("date_text", 0)
        if workshop.organizers:
            lines["organizers"] = self._line_of(workshop.organizers[0])
        return replace(
            empty,
            **texts,
            first_day=_day(workshop.first_day),
            last_day=_day(workshop.last_day),
            organizers=tuple(name for o in workshop.organizers if (name := squash(o))) or None,
            sessions=tuple(map(self._session, workshop.sessions)) or None,
            groups=tuple(map(self._group, workshop.groups)) or None,
            lines=lines,
        )

    def _session(self, session: Session) -> DeclaredSession:
        talks = tuple(map(self._talk, session.talks))
        line = self._line(session.extent)
        return DeclaredSession(
            squash(session.label), squash(session.title or "") or None, session.chairs or None, talks, line
        )

    def _talk(self, talk: Talk) -> DeclaredTalk:
        speakers: tuple[Speaker, ...] = speakers_of(talk)
        return DeclaredTalk(
            squash(talk.title),
            speakers or None,
            talk.moderators or None,
            links_of(talk) or None,
            line=self._line(talk.extent),
        )

    def _group(self, group: RecommendationGroup) -> DeclaredGroup:
        items = []
        for item in group.recommendations:
            own = None if item.addressees == group.addressees else item.addressees
            text = squash(self._text[item.extent.start : item.extent.end])
            items.append(DeclaredItem(text, own, self._line(item.extent)))
        return DeclaredGroup(
            squash(group.heading), group.addressees or None, tuple(items), self._line(group.extent)
        )

    def _line(self, extent: Extent) -> int:
        return bisect.bisect_right(self._starts, extent.start) if extent.page == 1 else 0

    def _line_of(self, text: str) -> int:
        place = self._finder.find(text)
        return self._line(place) if place else 0


def _day(iso: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(iso) if iso else None
