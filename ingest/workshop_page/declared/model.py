"""What ``workshop.toml`` declares. None is what it leaves to the page, an empty tuple says that there is none."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corpus.model import PaperRole, Speaker

FILE_NAME = "workshop.toml"
CORRECTIONS = "corrections"
"""What corrections made on a workshop's page are called in messages, and their folder in the data directory."""


class CorrectionLine(int):
    """A line of a workshop's corrections, not of ``workshop.toml``."""


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """A paper attached to a talk, given by its position or title: a file in the workshop's folder, or a URL.

    ``number`` is the entry's place in the file, from 1. ``talk`` and ``role`` are None for a paper of the workshop
    as a whole.
    """

    number: int
    talk: int | str | None
    role: PaperRole | None
    file: Path | None = None
    url: str | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class DeclaredLink:
    """A file of the workshop's folder, or an absolute URL, that a talk links to. ``label`` is the link's text."""

    role: PaperRole | None = None
    label: str = ""
    url: str | None = None
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class DeclaredTalk:
    """A talk. ``line`` is where it stands in the file, from 1.

    In the list ``[[talks]]``, ``of`` is the page's talk that it corrects, by position or title. ``session`` is the
    label of the session that a talk unknown to the page is added to; it also tells talks of one title apart.
    """

    title: str | None
    speakers: tuple[Speaker, ...] | None = None
    moderators: tuple[Speaker, ...] | None = None
    links: tuple[DeclaredLink, ...] | None = None
    of: int | str | None = None
    session: str | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class DeclaredSession:
    """A session with all of its talks."""

    label: str
    title: str | None = None
    chairs: tuple[Speaker, ...] | None = None
    talks: tuple[DeclaredTalk, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SessionCorrection:
    """One session of the page, named by its label, or by both label and title. None is as it was."""

    of: str
    label: str | None = None
    title: str | None = None
    chairs: tuple[Speaker, ...] | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class AddresseesCorrection:
    """Who one recommendation of the page is addressed to, or all of the group with this heading."""

    addressees: tuple[str, ...]
    recommendation: str | None = None
    group: str | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class DeclaredItem:
    """A recommendation, word for word. ``addressees`` None are those of its group."""

    text: str
    addressees: tuple[str, ...] | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class DeclaredGroup:
    """Recommendations under one heading."""

    heading: str
    addressees: tuple[str, ...] | None = None
    items: tuple[DeclaredItem, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Declared:
    """What ``workshop.toml`` says. ``page`` and the files it names exist and lie inside ``folder``.

    ``sessions`` and ``groups`` replace all of their kind on the page; ``talks``, ``session_corrections`` and
    ``addressees_corrections`` correct single ones, ``talks`` also add some.
    ``leave_out`` are headings of sections that become no passages. ``lines`` are the lines, from 1, on which the
    keys outside all tables stand.
    """

    folder: Path
    slug: str
    page: Path | None = None
    url: str | None = None
    saved: datetime.date | None = None
    title: str | None = None
    date_text: str | None = None
    first_day: datetime.date | None = None
    last_day: datetime.date | None = None
    venue: str | None = None
    city: str | None = None
    country: str | None = None
    organizers: tuple[str, ...] | None = None
    leave_out: tuple[str, ...] = ()
    sessions: tuple[DeclaredSession, ...] | None = None
    talks: tuple[DeclaredTalk, ...] = ()
    groups: tuple[DeclaredGroup, ...] | None = None
    papers: tuple[PaperEntry, ...] = ()
    session_corrections: tuple[SessionCorrection, ...] = ()
    addressees_corrections: tuple[AddresseesCorrection, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def path(self) -> Path:
        """The file itself."""
        return self.folder / FILE_NAME

    def fingerprint(self) -> str:
        """All that decides what becomes of the page; "" where nothing but its place and title is declared.

        Papers are left out: they are documents of their own.
        """
        said = (
            self.date_text,
            self.first_day,
            self.last_day,
            self.venue,
            self.city,
            self.country,
            self.organizers,
        )
        lists = (self.leave_out, self.sessions, self.talks, self.groups)
        single = (self.session_corrections, self.addressees_corrections)
        if single != ((), ()):
            return repr((said, lists, single))
        return (
            ""
            if not any(value is not None for value in said) and lists == ((), None, (), None)
            else repr((said, lists))
        )
