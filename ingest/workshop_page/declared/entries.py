"""The entries of ``workshop.toml``: sessions, talks, people, links, recommendations, papers; and corrections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.errors import InputError
from corpus.ids import normalise
from corpus.model import PaperRole, Speaker
from ingest.workshop_page.declared.model import (
    AddresseesCorrection,
    DeclaredGroup,
    DeclaredItem,
    DeclaredLink,
    DeclaredSession,
    DeclaredTalk,
    PaperEntry,
    SessionCorrection,
)
from ingest.workshop_page.declared.toml_places import Key
from ingest.workshop_page.declared.toml_values import TomlReader

_ROLES: dict[str, PaperRole] = {
    "presentation": "presentation",
    "white paper": "white paper",
    "paper": "white paper",
}
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


class EntryReader(TomlReader):
    """Reads one entry of each kind. Raises InputError for a mistake, which it names with its line."""

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
