"""What was changed in the form of a workshop, as corrections."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from api.web.correction_form import FACTS, PERSON, Form, drop_name
from corpus.errors import InputError
from corpus.model import Speaker
from ingest.workshop_page.declared.model import (
    AddresseesCorrection,
    Declared,
    DeclaredTalk,
    SessionCorrection,
)

T = TypeVar("T")


def corrected(form: Form, given: Mapping[str, str]) -> Declared:
    """The corrections with what differs between the form and what was ``given``.

    Raises InputError, which says what to do, for a field that cannot be so.
    """
    return _Changes(form, given).declared()


class _Changes:
    def __init__(self, form: Form, given: Mapping[str, str]) -> None:
        self._form = form
        self._given = given

    def declared(self) -> Declared:
        before = self._form.corrections
        sessions = [*before.session_corrections]
        talks = [*before.talks]
        addressees = [*before.addressees_corrections]
        for name, talk in self._form.talks.items():
            _put(talks, talk, self._talk(name, talk))
        for name, session in self._form.session_keys.items():
            _put(sessions, session, self._session(name, session))
            talks += self._new_talk(name, session)
        for name, addressed in self._form.addressed.items():
            _put(addressees, addressed, self._addressed(name, addressed))
        return replace(
            before,
            **self._facts(),
            session_corrections=tuple(each for each in sessions if drop_name(each) not in self._given),
            talks=tuple(each for each in talks if drop_name(each) not in self._given),
            addressees_corrections=tuple(each for each in addressees if drop_name(each) not in self._given),
        )

    def _text(self, name: str) -> str:
        return self._given.get(name, "")

    def _changed(self, *names: str) -> bool:
        return any(self._text(name) != self._form.value(name) for name in names)

    def _back(self, name: str) -> bool:
        return f"back-{name}" in self._given

    def _facts(self) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for name in FACTS:
            if self._back(name):
                said[name] = None
            elif self._changed(name):
                said[name] = self._fact(name)
        days = {"first_day", "last_day"} & said.keys()
        if any(self._back(name) for name in days):
            return said | {"first_day": None, "last_day": None}
        if days:
            first, last = (_day(name, self._text(name)) for name in ("first_day", "last_day"))
            if last and (first is None or last < first):
                raise InputError("The last day is before the first day. Correct one of them.")
            said |= {"first_day": first, "last_day": last or first}
        return said

    def _fact(self, name: str) -> Any:
        text = self._text(name)
        if name == "organizers":
            return tuple(line for line in text.split("\n") if line)
        if not text and name != "last_day":
            raise InputError(f"“{FACTS[name]}” cannot be emptied. Write what is right.")
        return text

    def _session(self, name: str, key: SessionCorrection) -> SessionCorrection | None:
        label, title = self._text(f"{name}-label"), self._text(f"{name}-title")
        if self._back(name):
            return None
        if not self._changed(f"{name}-label", f"{name}-title"):
            return key
        if not label:
            raise InputError(f"The session “{key.of}” needs a name. Write it again.")
        return replace(key, label=label, title=title or key.title)

    def _talk(self, name: str, key: DeclaredTalk) -> DeclaredTalk | None:
        title = self._text(f"{name}-title")
        rows = [f"{name}-{number}-{part}" for number in self._rows(name) for part in PERSON]
        if self._back(name):
            return None
        told, people = self._changed(f"{name}-title"), self._changed(*rows)
        if not (told or people):
            return key
        if not title:
            raise InputError(f"The talk “{key.title or key.of}” needs a title. Write it again.")
        changed = replace(key, title=title) if told else key
        return replace(changed, speakers=self._people(name, title)) if people else changed

    def _rows(self, name: str) -> list[int]:
        """The numbers of the speakers of whom anything is said."""
        found = {each.removeprefix(f"{name}-") for each in {*self._given, *self._form.values}}
        numbers = (each.partition("-")[0] for each in found if each.partition("-")[2] in PERSON)
        return sorted({int(number) for number in numbers if number.isdecimal() and len(number) < 6})

    def _people(self, name: str, title: str) -> tuple[Speaker, ...]:
        people = []
        for number in self._rows(name):
            said = {part: self._text(f"{name}-{number}-{part}") or None for part in PERSON}
            called = said.pop("name")
            if called is None and any(said.values()):
                raise InputError(f"A speaker of “{title}” has no name. Write it, or empty the whole row.")
            if called is not None:
                people.append(Speaker(called, **said))
        return tuple(people)

    def _new_talk(self, name: str, session: SessionCorrection) -> list[DeclaredTalk]:
        """A talk that the page does not tell of."""
        new = f"n-{name}"
        title = self._text(f"{new}-title")
        people = self._people(new, title or "the added talk")
        if people and not title:
            raise InputError("The added talk has no title. Write it, or empty the whole row.")
        return [DeclaredTalk(title, people or None, session=session.of)] if title else []

    def _addressed(self, name: str, key: AddresseesCorrection) -> AddresseesCorrection | None:
        if self._back(name):
            return None
        if not self._changed(name):
            return key
        names = tuple(dict.fromkeys(part.strip() for part in self._text(name).split(";") if part.strip()))
        return replace(key, addressees=names)


def _put(entries: list[T], key: T, now: T | None) -> None:
    """Put ``now`` in the place of ``key``, which may not be among the entries yet; None takes it out."""
    at = next((number for number, each in enumerate(entries) if each is key), None)
    if at is not None:
        entries[at : at + 1] = [] if now is None else [now]
    elif now is not None and now is not key:
        entries.append(now)


def _day(name: str, text: str) -> datetime.date | None:
    if not text:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"“{FACTS[name]}” must be a day such as 2026-11-23.") from None
