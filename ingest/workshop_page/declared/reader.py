"""``workshop.toml`` read: every mistake is named with its line and what to do about it."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.errors import InputError
from corpus.ids import normalise
from corpus.model import PaperRole, Speaker
from ingest.workshop_page.declared.model import (
    FILE_NAME,
    AddresseesCorrection,
    CorrectionLine,
    Declared,
    DeclaredGroup,
    DeclaredItem,
    DeclaredLink,
    DeclaredSession,
    DeclaredTalk,
    PaperEntry,
    SessionCorrection,
)
from ingest.workshop_page.declared.toml_places import Key, places
from ingest.workshop_page.declared.toml_values import TomlReader

DRAFT_NAME = "workshop.draft.toml"
"""What ``ingest --draft`` last understood, kept to tell a person's corrections from its own words."""

SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_ROLES: dict[str, PaperRole] = {
    "presentation": "presentation",
    "white paper": "white paper",
    "paper": "white paper",
}
_TOP = frozenset(
    "url saved page title date_text first_day last_day venue city country organizers leave_out sessions talks"
    " recommendations papers".split()
)
_SESSION = frozenset("label title chairs talks".split())
_TALK = frozenset("title speakers moderators links".split())
_LOOSE_TALK = _TALK | {"talk", "session"}
_SPEAKER = frozenset("name honorific role affiliation country".split())
_LINK = frozenset("role label url file".split())
_GROUP = frozenset("heading addressees items".split())
_ITEM = frozenset("text addressees".split())
_SESSION_CORRECTION = frozenset("session label title chairs".split())
_ADDRESSEES_CORRECTION = frozenset("recommendation group addressees".split())
_PAPER = frozenset("talk role file url".split())
_PAGE_NAMES = ("page.txt", "page.html", "page.htm", "page.md")


def read_declared(folder: Path, name: str = FILE_NAME, text: str | None = None) -> Declared:
    """Read ``folder/workshop.toml``, or ``text`` in place of it; the folder's name is the workshop's slug.

    Every mistake is an InputError that names the file, the line and what to do.
    """
    text = read_text(folder / name) if text is None else text
    content = _content(folder / name, text)
    slug = folder.resolve().name
    if not SLUG.fullmatch(slug):
        raise InputError(
            f"{folder} cannot name a workshop. Use letters, digits, dots and dashes for the folder's name."
        )
    return _DeclaredReader(folder, folder / name, places(text)).declared(content, slug)


def read_corrections(path: Path, text: str) -> Declared:
    """The corrections of the workshop that ``path`` is named for: what ``workshop.toml`` may say, without a page.

    Raises InputError as :func:`read_declared` does.
    """
    content = _content(path, text)
    reader = _DeclaredReader(path.parent, path, places(text), CorrectionLine)
    return reader.declared(content, path.stem, with_page=False)


def _content(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # an integer of thousands of digits is a plain ValueError
        raise InputError(f"{path} is not valid TOML: {error}. Correct that line.") from error


def read_text(path: Path) -> str:
    """The text of a TOML file. Raises InputError where there is none."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{path} does not exist. `workshop-search ingest --draft` writes one.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}. Check its permissions.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8. Save it as UTF-8.") from error


class _DeclaredReader(TomlReader):
    """What ``workshop.toml`` may hold."""

    def declared(self, content: Mapping[str, Any], slug: str, *, with_page: bool = True) -> Declared:
        self._known(content, _TOP, ())
        self._url = self._address(content, (), "url") if "url" in content or "saved" in content else None
        said = {name: self._text(content, (), name) for name in ("title", "date_text", "venue", "city", "country")}
        first, last = (self._day(content, name) for name in ("first_day", "last_day"))
        if last and (first is None or last < first):
            raise self._mistake(("last_day",), "it must come with a first_day, and not before it")
        sessions = self._tables(content, (), "sessions")
        groups = self._tables(content, (), "recommendations")
        single_sessions = self._single(sessions, "sessions", {"session"})
        single_groups = self._single(groups, "recommendations", {"recommendation", "group"})
        sessions, groups = (None if single_sessions else sessions, None if single_groups else groups)
        found = Declared(
            self._folder,
            slug,
            None,
            self._url,
            self._saved(content),
            **said,
            first_day=first,
            last_day=last or first,
            organizers=self._texts(content, (), "organizers"),
            leave_out=self._texts(content, (), "leave_out") or (),
            sessions=None if sessions is None else tuple(self._session(*each) for each in sessions),
            talks=tuple(self._talk(*each, loose=True) for each in self._tables(content, (), "talks") or ()),
            groups=None if groups is None else tuple(self._group(*each) for each in groups),
            papers=self._papers(content),
            session_corrections=tuple(self._session_correction(*each) for each in single_sessions),
            addressees_corrections=tuple(self._addressees_correction(*each) for each in single_groups),
            lines={name: self._line_type(self._places.line(name)) for name in content},
        )
        return self._with_page(found, content) if with_page else found

    def _single(
        self, tables: list[tuple[dict[str, Any], Key]] | None, name: str, keys: set[str]
    ) -> list[tuple[dict[str, Any], Key]]:
        """The entries of a list that correct single sessions or recommendations; none where it replaces all."""
        found = [each for each in tables or () if keys & set(each[0])]
        if found and len(found) != len(tables or ()):
            whole = next(key for table, key in tables or () if not keys & set(table))
            names = " or ".join(f'"{key}"' for key in sorted(keys))
            raise self._mistake(
                whole, f"{name} either replaces all or corrects single ones, which each have the key {names}"
            )
        return found

    def _session_correction(self, table: Mapping[str, Any], key: Key) -> SessionCorrection:
        self._known(table, _SESSION_CORRECTION, key)
        return SessionCorrection(
            self._required(table, key, "session"),
            self._text(table, key, "label"),
            self._text(table, key, "title"),
            self._people(table, key, "chairs"),
            self._line(key),
        )

    def _addressees_correction(self, table: Mapping[str, Any], key: Key) -> AddresseesCorrection:
        self._known(table, _ADDRESSEES_CORRECTION, key)
        addressees = self._texts(table, key, "addressees")
        if addressees is None:
            raise self._mistake(key, 'key "addressees" is missing. Write the names in [ ], or [] for nobody')
        return AddresseesCorrection(
            addressees,
            self._text(table, key, "recommendation"),
            self._text(table, key, "group"),
            self._line(key),
        )

    def _with_page(self, found: Declared, content: Mapping[str, Any]) -> Declared:
        if "page" in content:
            return replace(found, page=self._inside(content["page"], ("page",)))
        names = [name for name in _PAGE_NAMES if (self._folder / name).is_file()]
        if len(names) == 1:
            return replace(found, page=self._inside(names[0], ("page",)))
        if names:
            raise InputError(
                f'{self._path}: several pages ({", ".join(names)}) in this folder. Name one with the key "page".'
            )
        if not (found.title and (found.sessions or found.talks or found.groups or found.papers)):
            raise InputError(
                f'{self._path}: no page in this folder. Name the file with the key "page", save it as page.txt, '
                "or declare the title and the sessions, talks, recommendations or papers of the workshop."
            )
        return found

    def _session(self, table: Mapping[str, Any], key: Key) -> DeclaredSession:
        self._known(table, _SESSION, key)
        return DeclaredSession(
            self._text(table, key, "label") or "",
            self._text(table, key, "title"),
            self._people(table, key, "chairs"),
            tuple(self._talk(*each) for each in self._tables(table, key, "talks") or ()),
            self._line(key),
        )

    def _talk(self, table: Mapping[str, Any], key: Key, *, loose: bool = False) -> DeclaredTalk:
        self._known(table, _LOOSE_TALK if loose else _TALK, key)
        of = self._which_talk(table, key) if "talk" in table else None
        title = self._text(table, key, "title") if of is not None else self._required(table, key, "title")
        links = self._list(table, key, "links")
        return DeclaredTalk(
            title,
            self._people(table, key, "speakers"),
            self._people(table, key, "moderators"),
            None if links is None else tuple(self._link(*each) for each in links),
            of,
            self._text(table, key, "session") if loose else None,
            self._line(key),
        )

    def _link(self, value: object, key: Key) -> DeclaredLink:
        if isinstance(value, str):
            value = {"url": value}
        if not isinstance(value, dict):
            raise self._mistake(key, 'a link is an address in quotes, or { url = "…", role = "presentation" }')
        self._known(value, _LINK, key)
        role = self._role(value, key) if "role" in value else None
        label = self._text(value, key, "label") or ""
        if "file" in value and "url" not in value:
            return DeclaredLink(role, label, None, self._inside(value["file"], (*key, "file")))
        if "url" in value and "file" not in value:
            return DeclaredLink(role, label, self._address(value, key, "url"))
        if role is not None and "file" not in value:  # the page lost the link's target
            return DeclaredLink(role, label)
        raise self._mistake(key, 'give either "file" (in this folder) or "url", and only one of them')

    def _group(self, table: Mapping[str, Any], key: Key) -> DeclaredGroup:
        self._known(table, _GROUP, key)
        items = self._list(table, key, "items")
        return DeclaredGroup(
            self._text(table, key, "heading") or "",
            self._texts(table, key, "addressees"),
            tuple(self._item(*each) for each in items or ()),
            self._line(key),
        )

    def _item(self, value: object, key: Key) -> DeclaredItem:
        if isinstance(value, str):
            value = {"text": value}
        if not isinstance(value, dict):
            raise self._mistake(key, 'a recommendation is text in quotes, or { text = "…", addressees = ["…"] }')
        self._known(value, _ITEM, key)
        return DeclaredItem(
            self._required(value, key, "text"), self._texts(value, key, "addressees"), self._line(key)
        )

    def _people(self, table: Mapping[str, Any], key: Key, name: str) -> tuple[Speaker, ...] | None:
        values = self._list(table, key, name)
        if values is None:
            return None
        people = []
        for value, place in values:
            fields = {"name": value} if isinstance(value, str) else value
            if not isinstance(fields, dict):
                raise self._mistake(place, 'a person is a name in quotes, or { name = "…", affiliation = "…" }')
            self._known(fields, _SPEAKER, place)
            rest = {each: self._text(fields, place, each) for each in _SPEAKER - {"name"}}
            people.append(Speaker(self._required(fields, place, "name"), **rest))
        return tuple(people)

    def _papers(self, content: Mapping[str, Any]) -> tuple[PaperEntry, ...]:
        tables = self._tables(content, (), "papers") or []
        papers = tuple(self._paper(table, number, key) for number, (table, key) in enumerate(tables, 1))
        seen: dict[tuple[int | str, PaperRole | None], int] = {}
        for paper in papers:
            if paper.talk is None:
                continue
            key = (paper.talk if isinstance(paper.talk, int) else normalise(paper.talk), paper.role)
            if key in seen:
                raise InputError(
                    f"{self._path}, line {paper.line}: papers entries {seen[key]} and {paper.number} attach a "
                    f"{paper.role} to the same talk. Remove one of them."
                )
            seen[key] = paper.number
        return papers

    def _paper(self, entry: Mapping[str, Any], number: int, key: Key) -> PaperEntry:
        where = f"papers entry {number}"
        self._known(entry, _PAPER, key, where)
        talk = self._which_talk(entry, key, where) if "talk" in entry else None
        if talk is None and "role" in entry:
            talk = self._which_talk(entry, key, where)
        role = self._role(entry, key, where) if talk is not None else None
        if ("file" in entry) == ("url" in entry):
            raise self._mistake(
                key, f'{where}: give either "file" (in this folder) or "url", and only one of them'
            )
        file = self._inside(entry["file"], (*key, "file")) if "file" in entry else None
        url = self._address(entry, key, "url") if "url" in entry else None
        return PaperEntry(number, talk, role, file, url, self._line(key))

    def _which_talk(self, table: Mapping[str, Any], key: Key, where: str = "") -> int | str:
        talk = table.get("talk")
        numbered = isinstance(talk, int) and not isinstance(talk, bool) and talk >= 1
        if not isinstance(talk, int | str) or not (numbered or (isinstance(talk, str) and talk.strip())):
            said = f'{where}: key "talk"' if where else 'key "talk"'
            raise self._mistake(
                (*key, "talk"),
                f"{said} must be the talk's position (a number from 1) or its title in quotes",
            )
        return talk

    def _role(self, table: Mapping[str, Any], key: Key, where: str = "") -> PaperRole:
        role = _ROLES.get(normalise(str(table.get("role", ""))))
        if role is None:
            said = f'{where}: key "role"' if where else 'key "role"'
            raise self._mistake((*key, "role"), f'{said} must be "presentation" or "white paper"')
        return role

    def _saved(self, content: Mapping[str, Any]) -> datetime.date | None:
        if "saved" not in content and "url" not in content:
            return None
        try:
            day = self._day(content, "saved")
        except InputError:
            day = None
        if day is None:
            raise self._mistake(
                ("saved",), 'key "saved" must be the day the page was saved. Write it as 2026-11-23'
            )
        return day
