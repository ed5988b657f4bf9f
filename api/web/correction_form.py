"""A workshop's structure as the fields of a form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.ids import digest, normalise
from corpus.model import Page, Recommendation, RecommendationGroup, Session, Talk, Workshop
from ingest.workshop_page.declared.corrections import written
from ingest.workshop_page.declared.draft import draft_of
from ingest.workshop_page.declared.model import (
    AddresseesCorrection,
    Declared,
    DeclaredSession,
    DeclaredTalk,
    SessionCorrection,
)
from ingest.workshop_page.declared.people import speakers_of
from ingest.workshop_page.declared.toml_text import how_sure
from ingest.workshop_page.parse.parsed_page import ParsedPage

FACTS: Mapping[str, str] = {
    "title": "Title",
    "date_text": "Dates, as printed",
    "first_day": "First day",
    "last_day": "Last day",
    "venue": "Venue",
    "city": "City",
    "country": "Country",
    "organizers": "Organized by, one a line",
}
PERSON: Mapping[str, str] = {
    "name": "Name",
    "honorific": "Form of address",
    "role": "Role",
    "affiliation": "Affiliation",
    "country": "Country",
}
_SHOWN = 300
Correction = SessionCorrection | DeclaredTalk | AddresseesCorrection


@dataclass(frozen=True, slots=True)
class Item:
    """Something that can be corrected: ``id`` begins the names of its fields, ``back`` takes its correction back.

    ``line`` is that of the page's text it stands on, 0 for none; ``printed`` is what stands there. ``rows`` are
    the numbers of a talk's speakers, an empty one last; ``items`` are the talks of a session or the
    recommendations of a group.
    """

    id: str
    label: str
    line: int
    sure: str
    corrected: bool
    printed: str = ""
    rows: Sequence[int] = ()
    items: Sequence[Item] = ()

    @property
    def back(self) -> str:
        """The name of the box that takes the correction back."""
        return f"back-{self.id}"


@dataclass(frozen=True, slots=True)
class Lost:
    """A correction that fits nothing any more; ``drop`` is the name of the box that removes it."""

    text: str
    drop: str


@dataclass(slots=True)
class Form:
    """The items of a workshop and the value of every field that has one. ``lost`` fit nothing any more."""

    corrections: Declared
    facts: list[Item] = field(default_factory=list)
    sessions: list[Item] = field(default_factory=list)
    groups: list[Item] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    talks: dict[str, DeclaredTalk] = field(default_factory=dict)
    session_keys: dict[str, SessionCorrection] = field(default_factory=dict)
    addressed: dict[str, AddresseesCorrection] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.values.get(name, "")


def form_of(workshop: Workshop, page: Page, corrections: Declared | None) -> Form:
    """The form of a workshop as it was read last, with ``corrections`` made since."""
    return _Maker(workshop, page, corrections or Declared(Path(), workshop.slug)).form()


class _Maker:
    def __init__(self, workshop: Workshop, page: Page, corrections: Declared) -> None:
        self._workshop = workshop
        self._text = page.text
        self._corrections = corrections
        parsed = ParsedPage(page, workshop.title, workshop, ())
        self._draft = draft_of(parsed, Path(), workshop.slug, Path(), workshop.url, None)
        self._form = Form(corrections)
        self._used: set[int] = set()
        self._titles = Counter(normalise(talk.title) for talk in workshop.talks)
        self._labels = Counter(normalise(session.label) for session in workshop.sessions)

    def form(self) -> Form:
        for name, label in FACTS.items():
            self._fact(name, label)
        drafted = self._draft.sessions or ()
        for session, known in zip(self._workshop.sessions, drafted, strict=True):
            self._form.sessions.append(self._session(session, known))
        for group in self._workshop.groups:
            self._form.groups.append(self._group(group))
        c = self._corrections
        told = [t for t in c.talks if t.of is not None]
        every: list[Correction] = [*c.session_corrections, *told, *c.addressees_corrections]
        left = [each for each in every if id(each) not in self._used]
        self._form.lost = [Lost(text_of(each), drop_name(each)) for each in left]
        return self._form

    def _put(self, name: str, value: str | None) -> None:
        if value and (value := value.strip()):
            self._form.values[name] = value

    def _fact(self, name: str, label: str) -> None:
        mine = getattr(self._corrections, name)
        now = getattr(self._draft, name) if mine is None else mine
        text = "\n".join(now) if isinstance(now, tuple) else str(now or "")
        line = self._draft.lines.get(name, 0) if text else 0
        sure = ("sure" if line and name != "organizers" else "likely") if text else "not found"
        self._put(name, text)
        self._form.facts.append(Item(name, label, line, sure, mine is not None))

    def _session(self, session: Session, known: DeclaredSession) -> Item:
        found = next((c for c in self._corrections.session_corrections if _is_session(c, session)), None)
        if found:
            self._used.add(id(found))
        once = self._labels[normalise(session.label)] == 1
        key = found or SessionCorrection(session.label if once else f"{session.label}: {session.title}")
        name = f"s-{digest(normalise(key.of), 10)}"
        self._form.session_keys[name] = key
        self._put(f"{name}-label", key.label or session.label)
        self._put(f"{name}-title", key.title or session.title)
        talks = [
            item
            for talk, told in zip(session.talks, known.talks, strict=True)
            if (item := self._talk(talk, told, key)) is not None
        ]
        return Item(name, key.label or session.label, known.line, "sure", found is not None, "", (1,), talks)

    def _talk(self, talk: Talk, told: DeclaredTalk, session: SessionCorrection) -> Item | None:
        """None where nothing tells it from another talk of this title."""
        found = next((c for c in self._corrections.talks if _is_talk(c, talk, session)), None)
        if found:
            self._used.add(id(found))
        within = session.of if self._titles[normalise(talk.title)] > 1 else None
        key = found or DeclaredTalk(None, of=" ".join(talk.title.split()), session=within)
        name = f"t-{_named(str(key.of or key.title), key.session)}"
        if name in self._form.talks:
            return None
        self._form.talks[name] = key
        self._put(f"{name}-title", key.title or " ".join(talk.title.split()))
        speakers = speakers_of(talk) if key.speakers is None else key.speakers
        for number, speaker in enumerate(speakers, start=1):
            for part in PERSON:
                self._put(f"{name}-{number}-{part}", getattr(speaker, part))
        printed = self._printed(talk.extent.page, talk.extent.start, talk.extent.end)
        rows = range(1, len(speakers) + 2)
        return Item(name, talk.title, told.line, how_sure(told), found is not None, printed, rows)

    def _group(self, group: RecommendationGroup) -> Item:
        drafted = next(g for g in self._draft.groups or () if g.heading == " ".join(group.heading.split()))
        found = next((c for c in self._corrections.addressees_corrections if _is_group(c, group)), None)
        name = f"g-{digest(normalise(group.heading), 10)}"
        if found:
            self._used.add(id(found))
        if group.heading:
            self._form.addressed[name] = found or AddresseesCorrection((), group=" ".join(group.heading.split()))
        of_group = found.addressees if found else group.addressees
        self._put(name, "; ".join(of_group))
        items = [item for each in group.recommendations if (item := self._item(each, group, found)) is not None]
        return Item(name, group.heading, drafted.line, "sure", found is not None, "", (), items)

    def _item(
        self, item: Recommendation, group: RecommendationGroup, of_group: AddresseesCorrection | None
    ) -> Item | None:
        text = self._printed(item.extent.page, item.extent.start, item.extent.end, whole=True)
        heading = " ".join(group.heading.split()) or None
        name = f"r-{_named(text, heading)}"
        if not text or name in self._form.addressed:
            return None
        found = next((c for c in self._corrections.addressees_corrections if _is_item(c, text, heading)), None)
        if found:
            self._used.add(id(found))
        self._form.addressed[name] = found or AddresseesCorrection((), text, heading)
        follows = item.addressees == group.addressees and of_group is not None
        now = found.addressees if found else of_group.addressees if follows and of_group else item.addressees
        self._put(name, "; ".join(now))
        return Item(name, text, self._line(item.extent.page, item.extent.start), "sure", found is not None)

    def _line(self, page: int, start: int) -> int:
        return self._text.count("\n", 0, start) + 1 if page == 1 else 0

    def _printed(self, page: int, start: int, end: int, *, whole: bool = False) -> str:
        text = " ".join(self._text[start:end].split()) if page == 1 else ""
        return text if whole or len(text) <= _SHOWN else text[:_SHOWN] + " …"


def _named(text: str, within: str | None) -> str:
    return digest(f"{normalise(text)} {normalise(within or '')}", 10)


def _is_session(c: SessionCorrection, session: Session) -> bool:
    names = {normalise(session.label), normalise(f"{session.label}: {session.title}")}
    return normalise(c.of) in names or (c.label is not None and normalise(c.label) == normalise(session.label))


def _is_talk(c: DeclaredTalk, talk: Talk, session: SessionCorrection) -> bool:
    labels = {normalise(name) for name in (session.of, session.label) if name}
    if c.of is not None and c.session is not None and normalise(c.session) not in labels:
        return False
    return normalise(talk.title) in {normalise(name) for name in (c.of, c.title) if isinstance(name, str)}


def _is_group(c: AddresseesCorrection, group: RecommendationGroup) -> bool:
    return c.recommendation is None and normalise(c.group or "") == normalise(group.heading)


def _is_item(c: AddresseesCorrection, text: str, heading: str | None) -> bool:
    if c.recommendation is None or (c.group is not None and normalise(c.group) != normalise(heading or "")):
        return False
    return normalise(c.recommendation) == normalise(text)


def text_of(correction: Correction) -> str:
    """One correction in the words of the file."""
    alone = Declared(Path(), "a")
    if isinstance(correction, SessionCorrection):
        alone = replace(alone, session_corrections=(correction,))
    elif isinstance(correction, DeclaredTalk):
        alone = replace(alone, talks=(correction,))
    else:
        alone = replace(alone, addressees_corrections=(correction,))
    return written(alone).split("\n\n", 1)[-1].strip()


def drop_name(correction: Correction) -> str:
    """The name of the box that removes a correction which fits nothing."""
    return f"drop-{digest(text_of(correction), 10)}"
