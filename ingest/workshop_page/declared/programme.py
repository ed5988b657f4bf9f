"""Declared sessions and talks, each at the place on the page where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.ids import normalise
from corpus.model import Extent, Session, Speaker, Talk
from ingest.workshop_page.declared.model import CorrectionLine, DeclaredSession, DeclaredTalk, SessionCorrection
from ingest.workshop_page.declared.overlay import Overlay
from ingest.workshop_page.declared.people import with_links, with_speakers
from ingest.workshop_page.declared.placing import short
from ingest.workshop_page.declared.talk_names import talks_called
from ingest.workshop_page.parse.parts import Part

TALKS = "Talks"
"""The label of a session that nobody named."""


class Programme:
    """Puts the declared programme over that of the page."""

    def __init__(self, work: Overlay) -> None:
        self._work = work
        self._sessions = work.workshop.sessions
        self._old = {talk.position: talk for talk in work.workshop.talks}
        self._session_parts = {p.session: p for p in work.parsed.parts if p.kind == "session"}
        self._talk_parts = {p.talk: p for p in work.parsed.parts if p.kind == "talk"}
        self._free = dict(self._old)
        self._reached = 0
        self._taken: set[int] = set()

    def apply(self) -> None:
        """Replace sessions and talks, and the parts of the page that tell of them."""
        declared = self._work.declared
        if declared.sessions is None and not declared.talks and not declared.session_corrections:
            return
        drafts = [_Draft.of(session, at) for at, session in enumerate(self._sessions)]
        if declared.sessions is not None:
            drafts = self._declared_sessions(declared.sessions)
        for talk in declared.talks:
            self._correct(drafts, talk)
        for correction in declared.session_corrections:
            self._correct_session(drafts, correction)
        self._finish(drafts)

    def _declared_sessions(self, sessions: Sequence[DeclaredSession]) -> list[_Draft]:
        free = list(range(len(self._sessions)))
        drafts = []
        for declared in sessions:
            at = self._same_session(declared, free)
            old = None if at is None else self._sessions[at]
            if at is not None:
                free.remove(at)
            draft = _Draft(declared.label, declared.title, at, old, old.extent if old else None)
            draft.chairs = (old.chairs if old else ()) if declared.chairs is None else declared.chairs
            draft.line = declared.line
            for talk in declared.talks:
                draft.talks.append(self._talk(talk, old))
            drafts.append(draft)
        return drafts

    def _same_session(self, declared: DeclaredSession, free: Sequence[int]) -> int | None:
        """The session of the page that is meant: of the same label and title, else of the same label or title."""

        def named(session: Session | DeclaredSession) -> tuple[str, str]:
            return normalise(session.label), normalise(session.title or "")

        wanted = named(declared)
        ranked = [at for at in free if named(self._sessions[at]) == wanted]
        ranked += [at for at in free if named(self._sessions[at])[0] == wanted[0]]
        ranked += [at for at in free if wanted[1] and wanted[1] in named(self._sessions[at])]
        return ranked[0] if ranked else None

    def _talk(self, declared: DeclaredTalk, session: Session | None) -> Talk:
        """The talk of the page that is meant, as it was declared; a new one where the page has none."""
        title = declared.title or ""
        wanted = normalise(title)
        free = list(self._free.values())
        same = [talk for talk in free if normalise(talk.title) == wanted]
        own = [talk for talk in same if session and talk in session.talks]
        old = next(iter([*own, *same]), None)
        place = old.extent if old else self._place(declared)
        if old is None and place is not None and place.page == 1:
            # The page was read as a talk of another title here: this one corrects it.
            around = [t for t in free if t.extent.start <= place.start and place.end <= t.extent.end]
            old = around[0] if around else None
        return self._made(declared, old, place)

    def _made(self, declared: DeclaredTalk, old: Talk | None, place: Extent | None) -> Talk:
        if old is not None:
            self._free.pop(old.position, None)
            place = old.extent
        if place is None:
            place = self._work.own.add(_written(declared))
            self._work.mention(
                declared.line,
                f'the talk "{short(declared.title or "")}" is not on the page; it is kept as declared.',
            )
        elif place.page == 1:
            self._reached = max(self._reached, place.end)
        talk = replace(old, title=declared.title or old.title) if old else Talk(0, declared.title or "", place)
        if declared.speakers is not None:
            known = {normalise(speaker.name) for speaker in (old.speakers if old else ())}
            for speaker in declared.speakers:
                lost = normalise(speaker.name) not in known and self._work.finder.find(speaker.name) is None
                if lost and place.page == 1 and (old is None or speaker.name != old.speaker):
                    self._work.mention(declared.line, f'the speaker "{speaker.name}" is not on the page.')
            talk = with_speakers(talk, declared.speakers)
        if declared.moderators is not None:
            talk = replace(talk, moderators=declared.moderators)
        return with_links(talk, declared.links) if declared.links is not None else talk

    def _place(self, declared: DeclaredTalk) -> Extent | None:
        names = [speaker.name for speaker in declared.speakers or ()]
        affiliations = [speaker.affiliation for speaker in declared.speakers or () if speaker.affiliation]
        return self._work.finder.find_with(declared.title or "", [*names, *affiliations], self._reached)

    def _correct(self, drafts: list[_Draft], declared: DeclaredTalk) -> None:
        """Correct the one talk that ``declared`` means, or add it."""
        talks = [talk for draft in drafts for talk in draft.talks]
        wanted = declared.of if declared.of is not None else declared.title or ""
        found = talks[wanted - 1 : wanted] if isinstance(wanted, int) else talks_called(wanted, talks)
        if len(found) > 1 and declared.session:
            named = [draft for draft in drafts if normalise(draft.label) == normalise(declared.session)]
            found = [talk for talk in found if any(talk in draft.talks for draft in named)]
        if not found and isinstance(declared.of, str) and declared.title:
            # The page has come to say what it was corrected to.
            found = [talk for talk in talks if normalise(talk.title) == normalise(declared.title)]
        if len(found) == 1:
            for draft in drafts:
                if found[0] in draft.talks:
                    at = draft.talks.index(found[0])
                    draft.talks[at] = self._made(declared, found[0], None)
            return
        if declared.of is not None:
            said = "no talk" if not found else f"{len(found)} talks"
            which = str(wanted) if isinstance(wanted, int) else f'called "{short(wanted)}"'
            self._work.mention(declared.line, f"the page has {said} {which}.")
            if declared.title is None or isinstance(declared.line, CorrectionLine):
                return
        label = declared.session or TALKS
        home = next((d for d in drafts if normalise(d.label) == normalise(label)), None)
        home = home or (drafts[-1] if len(drafts) == 1 and declared.session is None else None)
        if home is None:
            home = _Draft(label, None, None, None, None)
            drafts.append(home)
        home.talks.append(self._talk(declared, home.old))

    def _correct_session(self, drafts: Sequence[_Draft], correction: SessionCorrection) -> None:
        """Correct the one session that is meant."""
        wanted = normalise(correction.of)
        found = [draft for draft in drafts if normalise(draft.label) == wanted]
        found = found or [draft for draft in drafts if normalise(f"{draft.label}: {draft.title}") == wanted]
        if len(found) != 1:
            said = "no session" if not found else f"{len(found)} sessions"
            self._work.mention(correction.line, f'the page has {said} called "{short(correction.of)}".')
            return
        draft = found[0]
        draft.label = correction.label or draft.label
        draft.title = correction.title or draft.title
        draft.chairs = draft.chairs if correction.chairs is None else correction.chairs

    def _finish(self, drafts: Sequence[_Draft]) -> None:
        work = self._work
        sessions: list[Session] = []
        position = 0
        moved: dict[int, int] = {}
        for index, draft in enumerate(drafts):
            if draft.at is not None:
                moved[draft.at] = index
            head = self._head(draft, index)
            talks = []
            for talk in draft.talks:
                position += 1
                talks.append(replace(talk, position=position))
                self._claim_talk(talk, draft, index, position)
            extent = draft.extent or head or (talks[0].extent if talks else Extent(0, 0))
            discussion = draft.old.discussion if draft.old else ()
            chairs: tuple[Speaker, ...] = draft.chairs
            sessions.append(Session(draft.label, draft.title, extent, tuple(talks), discussion, chairs))
        work.workshop = replace(work.workshop, sessions=tuple(sessions))
        left = [part for part in work.parsed.parts if id(part) not in self._taken]
        work.parsed = replace(work.parsed, parts=tuple(self._moved(part, moved) for part in left))

    def _head(self, draft: _Draft, index: int) -> Extent | None:
        """The heading of a session, claimed where it stands."""
        work = self._work
        old = self._session_parts.get(draft.at) if draft.at is not None else None
        if old is not None:
            self._taken.add(id(old))
            work.claimed.append(replace(old, session=index))
            return old.extent
        if draft.old is not None or (draft.label == TALKS and not draft.line):
            return None
        first = min((t.extent.start for t in draft.talks if t.extent.page == 1), default=None)
        named = [f"{draft.label}: {draft.title}", draft.label, draft.title] if draft.title else [draft.label]
        for name in filter(None, named):
            place = work.finder.find_line(name, first)
            if place is not None:
                work.claimed.append(Part("session", place, (work.title,), session=index))
                return place
        work.mention(draft.line, f'the session "{short(draft.label)}" is not on the page; it is kept as declared.')
        place = work.own.add(": ".join(filter(None, (draft.label, draft.title))))
        work.claimed.append(Part("session", place, (work.title,), session=index))
        return place

    def _claim_talk(self, talk: Talk, draft: _Draft, index: int, position: int) -> None:
        old = self._talk_parts.get(talk.position) if talk.position in self._old else None
        path: tuple[str, ...] = (self._work.title, draft.label)
        if old is not None:
            self._taken.add(id(old))
            path = (*old.path[:-1], draft.label) if len(old.path) > 1 else old.path
        self._work.claimed.append(Part("talk", talk.extent, path, session=index, talk=position))

    @staticmethod
    def _moved(part: Part, moved: dict[int, int]) -> Part:
        """An old part within the new programme; one of a talk or session that is no more is plain text."""
        if part.kind in ("talk", "session") or (part.session is not None and part.session not in moved):
            return replace(part, kind="fact", session=None, talk=None)
        return replace(part, session=moved[part.session]) if part.session is not None else part


class _Draft:
    """A session being put together. ``at`` and ``old`` are the page's session that it is."""

    def __init__(
        self, label: str, title: str | None, at: int | None, old: Session | None, extent: Extent | None
    ) -> None:
        self.label = label
        self.title = title
        self.at = at
        self.old = old
        self.extent = extent
        self.chairs: tuple[Speaker, ...] = old.chairs if old else ()
        self.talks: list[Talk] = []
        self.line = 0

    @classmethod
    def of(cls, session: Session, at: int) -> _Draft:
        """The page's session as it is."""
        draft = cls(session.label, session.title, at, session, session.extent)
        draft.talks = list(session.talks)
        return draft


def _written(declared: DeclaredTalk) -> str:
    """A talk as a line of a programme."""
    people = [
        ", ".join(filter(None, (" ".join(filter(None, (s.honorific, s.name))), s.role, s.affiliation, s.country)))
        for s in declared.speakers or ()
    ]
    return " - ".join(filter(None, (declared.title, "; ".join(people))))
